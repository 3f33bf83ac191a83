// queue_service.cpp - the queue and its provider in words and figures.
#include "server/jobs/queue_service.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::string_view kPauseNote = "queue_paused";
constexpr std::size_t kMaxMessageBytes = 500;

bool is_waiting(const FileRecord& file) { return file.state == FileState::Queued || file.state == FileState::Retrying; }

}  // namespace

QueueService::QueueService(QueueParts parts) : parts_(std::move(parts)) {
    if (const std::optional<std::string> message = parts_.store.note(kPauseNote)) parts_.gate.set_paused(true, *message);
    parts_.gate.on_change([this] { tell_changed(); });
}

api::QueueView QueueService::view() const {
    const QueueStats stats = parts_.store.queue_stats();
    const Gate::Pause pause = parts_.gate.pause();
    api::QueueView view;
    view.is_paused = pause.is_paused;
    if (pause.is_paused && !pause.message.empty()) view.pause_message = pause.message;
    view.queued = stats.queued;
    view.running = stats.running;
    view.retrying = stats.retrying;
    view.unknown = stats.unknown;
    if (stats.oldest_queued) view.oldest_queued_at = iso_utc(*stats.oldest_queued);
    view.holds = holds();
    return view;
}

Result<api::QueueView> QueueService::pause(const std::string& message) {
    if (message.size() > kMaxMessageBytes) {
        return Error{ErrorCode::InvalidRequest, "The message is longer than 500 bytes. Say it shorter.", "/message"};
    }
    const std::string words = to_utf8(message);
    parts_.store.set_note(kPauseNote, words);
    parts_.gate.set_paused(true, words);
    return view();
}

api::QueueView QueueService::resume() {
    parts_.store.set_note(kPauseNote, std::nullopt);
    parts_.gate.resume_providers();
    parts_.gate.set_paused(false, {});
    return view();
}

api::ProviderView QueueService::provider() const {
    const Generator* const fal = parts_.generator_of(models::Provider::Fal);
    const Breaker::Snapshot breaker = parts_.gate.snapshot(models::Provider::Fal);
    api::ProviderView view;
    view.provider = "fal";
    view.label = "FAL.AI";
    view.unavailable_reason =
        fal != nullptr ? fal->unavailable_reason() : std::optional<std::string>("This server runs without this provider.");
    view.is_configured = !view.unavailable_reason;
    view.breaker = breaker.state;
    view.failures_in_row = breaker.failures_in_row;
    if (breaker.retry_at) view.retry_at = iso_utc(*breaker.retry_at);
    view.limit = parts_.gate.options().fal_limit;
    for (const auto& [model, count] : parts_.store.running_by_model()) view.running += count;
    if (!breaker.parked) return view;
    for (const api::Hold& hold : parts_.gate.holds()) {
        if (hold.provider == view.provider) view.parked = hold;
    }
    return view;
}

std::vector<api::Hold> QueueService::holds() const {
    std::vector<api::Hold> holds = parts_.gate.holds();
    if (!parts_.other_holds) return holds;
    for (api::Hold& other : parts_.other_holds()) holds.push_back(std::move(other));
    return holds;
}

std::optional<api::Hold> QueueService::hold_of(const JobWithFiles& job) const {
    const bool has_waiting = std::any_of(job.files.begin(), job.files.end(), is_waiting);
    if (!has_waiting) return std::nullopt;
    const bool has_elsewhere = std::any_of(job.files.begin(), job.files.end(),
                                           [](const FileRecord& file) { return is_waiting(file) && !file.is_direct; });
    for (api::Hold& hold : holds()) {
        if (!hold.provider || has_elsewhere) return std::move(hold);
    }
    return std::nullopt;
}

void QueueService::look_at_other_holds() {
    if (!parts_.other_holds) return;
    std::vector<std::string> codes;
    for (const api::Hold& hold : parts_.other_holds()) codes.push_back(hold.code);
    {
        const std::scoped_lock lock(mutex_);
        if (codes == told_codes_) return;
        told_codes_ = std::move(codes);
    }
    // The workers know: it is one of them that looks.
    parts_.events.queue_changed(view());
}

void QueueService::tell_changed() {
    parts_.work.notify();
    parts_.events.queue_changed(view());
}

}  // namespace i2m
