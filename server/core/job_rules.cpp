// job_rules.cpp - the effects of events on a file.
#include "server/core/job_rules.hpp"

#include <algorithm>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr FileEvent kReleased[] = {FileEvent::Released};
constexpr FileEvent kLost[] = {FileEvent::Lost};
constexpr FileEvent kRefused[] = {FileEvent::Refused};
constexpr FileEvent kCancelConfirmed[] = {FileEvent::CancelConfirmed};

void forget_calls(FileRecord& file) {
    file.next_try_at.reset();
    file.failed_calls = 0;
    file.is_cancel_sent = false;
}

void start_attempt(FileRecord& file, TimePoint now) {
    ++file.attempt;
    file.claimed_at = now;
    file.error.reset();
    file.is_sent = false;
    file.submission.reset();
    file.run_result.reset();
    forget_calls(file);
}

void leave_attempt(FileRecord& file) {
    file.is_sent = false;
    file.submission.reset();
    file.run_result.reset();
    file.cancel_asked = false;
    forget_calls(file);
}

void start_over(FileRecord& file) {
    leave_attempt(file);
    file.percent = 0;
    file.attempts_before = file.attempt;
    file.lost_runs = 0;
    file.error.reset();
    file.ended_at.reset();
    file.claimed_at.reset();
    file.retry_at.reset();
}

void take_effect(FileRecord& file, FileEvent event, TimePoint now) {
    switch (event) {
        case FileEvent::Claimed: start_attempt(file, now); break;
        case FileEvent::Released:
            leave_attempt(file);
            file.claimed_at.reset();
            break;
        case FileEvent::RetryScheduled: leave_attempt(file); break;
        case FileEvent::RetryDue: file.retry_at.reset(); break;
        case FileEvent::RetryAsked: start_over(file); break;
        case FileEvent::Stored: file.percent = 100; break;
        case FileEvent::Submitted:
        case FileEvent::Started:
        case FileEvent::Displaced:
        case FileEvent::Generated:
        case FileEvent::Lost:
        case FileEvent::Refused:
        case FileEvent::CancelConfirmed:
        case FileEvent::GivenUp: break;
        case FileEvent::Found:
            // Its time begins anew: it lay unwatched through no fault of its own.
            file.claimed_at = now;
            file.error.reset();
            forget_calls(file);
            break;
    }
}

/// A cancel that was asked for is not forgotten on the way back to the queue.
FileEvent heed_cancel(const FileRecord& file, FileEvent event) {
    const bool goes_back = event == FileEvent::RetryScheduled || event == FileEvent::Released;
    return goes_back && file.cancel_asked ? FileEvent::CancelConfirmed : event;
}

void end(FileRecord& file, TimePoint now) {
    leave_attempt(file);
    file.ended_at = now;
    file.retry_at.reset();
    if (file.state != FileState::Failed) file.error.reset();
}

}  // namespace

std::optional<FileRecord> after_events(FileRecord file, std::span<const FileEvent> events, const FilePatch& patch,
                                       TimePoint now) {
    for (const FileEvent asked : events) {
        const FileEvent event = heed_cancel(file, asked);
        const std::optional<FileState> to = next(file.state, event);
        if (!to) return std::nullopt;
        file.state = *to;
        take_effect(file, event, now);
    }
    if (!events.empty()) file.message = words_of(file.state);
    if (patch.percent) file.percent = std::max(file.percent, std::min(*patch.percent, 99.0));
    if (patch.message) file.message = *patch.message;
    if (patch.submission) {
        file.submission = patch.submission;
        file.is_sent = true;
    }
    if (patch.error) file.error = patch.error;
    if (file.state == FileState::Retrying) file.retry_at = patch.retry_at.value_or(file.retry_at.value_or(now));
    if (patch.gives_attempt_back && file.state == FileState::Queued && file.attempt > 0) --file.attempt;
    if (is_final(file.state) && !events.empty()) end(file, now);
    if (file.error && file.state == FileState::Failed) file.message = file.error->message;
    return file;
}

FilePatch quiet_claim() {
    FilePatch patch;
    patch.message = words_of(FileState::Queued);
    return patch;
}

bool is_untold(const FileRecord& file) {
    return file.state == FileState::Submitting && file.message == words_of(FileState::Queued);
}

FileRecord as_shown(FileRecord file) {
    if (!is_untold(file)) return file;
    file.state = FileState::Queued;
    if (file.attempt > 0) --file.attempt;
    return file;
}

FileRecord as_told(FileRecord file) {
    file.message = words_of(file.state);
    return file;
}

std::vector<FileEvent> events_to_stored(FileState state) {
    switch (state) {
        case FileState::Submitting: return {FileEvent::Started, FileEvent::Generated, FileEvent::Stored};
        case FileState::Waiting:
        case FileState::Generating: return {FileEvent::Generated, FileEvent::Stored};
        case FileState::Fetching: return {FileEvent::Stored};
        default: return {};
    }
}

FileRecord after_lost_worker(FileRecord file, bool is_orderly, TimePoint now) {
    if (!is_running(file.state) || file.submission) return file;
    if (file.is_sent) {
        FilePatch doubt;
        doubt.error = Error::of(ErrorCode::SubmitUnconfirmed);
        return after_events(file, kLost, doubt, now).value_or(file);
    }
    if (is_orderly) {
        if (file.attempt > 0) --file.attempt;
        return after_events(file, kReleased, {}, now).value_or(file);
    }
    if (++file.lost_runs < kMaxLostRuns) return after_events(file, kReleased, {}, now).value_or(file);
    FilePatch patch;
    patch.error = Error{ErrorCode::Internal,
                        file.filename + ": the server stopped " + std::to_string(file.lost_runs) +
                            " times while it worked on this image. Save the image again and retry.",
                        file.filename};
    return after_events(file, kRefused, patch, now).value_or(file);
}

std::optional<FileRecord> after_cancel(FileRecord file, TimePoint now) {
    if (is_final(file.state)) return std::nullopt;
    if (is_held_by_provider(file) && file.state != FileState::Unknown) {
        if (file.cancel_asked) return std::nullopt;
        file.cancel_asked = true;
        file.next_try_at.reset();  // a worker asks the provider now
        file.message = "Cancelling at the provider";
        return file;
    }
    return after_events(std::move(file), kCancelConfirmed, {}, now);
}

FileRecord after_choice(const FileRecord& file, FileEvent event, TimePoint now) {
    const FileEvent events[] = {event};
    FilePatch patch;
    if (event == FileEvent::GivenUp) {
        patch.error =
            Error{ErrorCode::SubmitUnconfirmed,
                  file.filename + ": it was given up without an answer. The provider may have charged for it.", file.filename};
    }
    return after_events(file, events, patch, now).value_or(file);
}

Error not_retryable(const FileRecord& file) {
    if (file.state == FileState::Succeeded) {
        return {ErrorCode::Conflict,
                file.filename + " has its model. Send as_new_job to run it again as a new job; this model is kept.", file.id};
    }
    return {ErrorCode::Conflict, file.filename + " has not failed. Only failed and cancelled files can be retried.", file.id};
}

Error nothing_to_retry(std::span<const FileRecord> files) {
    const bool is_in_doubt =
        std::any_of(files.begin(), files.end(), [](const FileRecord& file) { return file.state == FileState::Unknown; });
    if (!is_in_doubt) return {ErrorCode::Conflict, "No file of this job has failed. There is nothing to retry."};
    return {ErrorCode::Conflict,
            "Files of this job may have been charged. Decide first: look again, send again or give up (POST "
            "/api/v1/jobs/{id}/resolve)."};
}

Error not_unknown(const FileRecord& file) {
    return {ErrorCode::Conflict, file.filename + " is not in doubt. Only files in the state unknown can be resolved.", file.id};
}

Error none_unknown() { return {ErrorCode::Conflict, "No file of this job is in doubt. There is nothing to resolve."}; }

Error being_deleted() {
    return {ErrorCode::Conflict, "This job is being deleted. It goes when the provider has stopped working on it."};
}

bool is_held_by_provider(const FileRecord& file) { return is_running(file.state) && !file.is_direct && file.is_sent; }

std::string unique_result_name(std::string_view stem, std::span<const std::string> taken, std::string_view extension) {
    const auto is_taken = [&](const std::string& name) {
        const std::string lower = to_lower(name);
        return std::any_of(taken.begin(), taken.end(), [&](const std::string& other) { return to_lower(other) == lower; });
    };
    const auto with = [&](const std::string& number) { return std::string(stem) + number + std::string(extension); };
    std::string name = with("");
    for (unsigned number = 2; is_taken(name); ++number) name = with("-" + std::to_string(number));
    return name;
}

std::optional<FileRecord> after_stored(const FileRecord& file, const FinishedModel& model, std::span<const std::string> taken,
                                       TimePoint now) {
    std::optional<FileRecord> after = after_events(file, events_to_stored(file.state), {}, now);
    if (!after || after->state != FileState::Succeeded) return std::nullopt;
    after->result = StoredResult{
        unique_result_name(model.stem, taken, model.extension), model.sha256, model.size_bytes, model.triangles, model.vertices,
        (now - file.claimed_at.value_or(now)).count()};
    after->preview = model.preview;
    if (!model.message.empty()) after->message = model.message;
    if (file.cancel_asked) {
        after->message = "It was done before the cancel reached the provider. The run is charged, so the model is kept.";
    }
    return after;
}

void take_model(FileRecord& file, const RetryRequest& request) {
    if (!request.model) return;
    file.model = *request.model;
    file.options_json = request.options_json;
    file.is_direct = request.is_direct;
    file.reserve = request.reserve;
    file.is_price_known = request.is_price_known;
}

ModelStats after_run(std::optional<ModelStats> before, std::int64_t duration_ms) {
    if (!before || before->runs == 0) return {1, duration_ms, {duration_ms}};
    ModelStats after{before->runs + 1, (before->typical_ms * 4 + duration_ms) / 5, before->recent_ms};
    if (after.recent_ms.size() >= kKeptRuns) {
        after.recent_ms.erase(after.recent_ms.begin(), after.recent_ms.end() - static_cast<std::ptrdiff_t>(kKeptRuns - 1));
    }
    after.recent_ms.push_back(duration_ms);
    return after;
}

std::string_view words_of(FileState state) {
    switch (state) {
        case FileState::Queued: return "Waiting for a worker";
        case FileState::Submitting: return "Sending to the provider";
        case FileState::Waiting: return "Waiting at the provider";
        case FileState::Generating: return "Generating the model";
        case FileState::Fetching: return "Fetching the model";
        case FileState::Retrying: return "Waiting to try again";
        case FileState::Unknown:
            return "It may have been charged. Look at the provider's request list, then send it again or give it up.";
        case FileState::Succeeded: return "Done";
        case FileState::Failed: return "No model was made";
        case FileState::Cancelled: return "Cancelled";
    }
    return "";
}

}  // namespace i2m
