// gate.cpp - failures by their class, holds in words.
#include "server/jobs/gate.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"

namespace i2m {
namespace {

bool is_of_account(const Failure& failure) {
    return failure.error.code == ErrorCode::ProviderCredit || failure.error.code == ErrorCode::ProviderKey;
}

/// A failure that another file would meet too. Everything else is about one image, one model or this program.
bool is_of_provider(const Failure& failure) {
    if (failure.kind == FailureKind::Permanent || failure.kind == FailureKind::Cancelled) return false;
    switch (failure.error.code) {
        case ErrorCode::ProviderUnavailable:
        case ErrorCode::ProviderBusy:
        case ErrorCode::ProviderRateLimit:
        case ErrorCode::ProviderTimeout:
        case ErrorCode::ProviderFailed:
        case ErrorCode::ProviderUnreachable:
        case ErrorCode::ProviderProtocol:
        case ErrorCode::SubmitUnconfirmed: return true;
        default: return false;
    }
}

api::Hold hold_of(const Breaker::Snapshot& breaker) {
    api::Hold hold;
    hold.provider = "fal";
    if (breaker.retry_at) hold.until = iso_utc(*breaker.retry_at);
    if (breaker.parked) {
        const ErrorInfo& info = error_info(breaker.parked->code);
        hold.code = std::string(info.wire_name);
        hold.message = breaker.parked->message +
                       " Files wait meanwhile; one is tried now and then, and resuming the queue tries it "
                       "at once.";
    } else {
        hold.code = std::string(api::kHoldResting);
        hold.message = "FAL.AI failed " + std::to_string(breaker.failures_in_row) +
                       " times in a row. Files wait; one is tried as soon as the pause is over. Resume the queue to try at once.";
    }
    return hold;
}

api::Hold hold_of(const Gate::Pause& pause) {
    api::Hold hold;
    hold.code = std::string(api::kHoldPaused);
    hold.message = "The queue is paused" + (pause.message.empty() ? std::string() : ": " + pause.message) +
                   (pause.message.ends_with('.') ? "" : ".") + " Running files go on; resume the queue to start the others.";
    return hold;
}

}  // namespace

Gate::Gate(const Clock& clock, const GateOptions& options) : options_(options), fal_(clock, options.breaker) {}

ClaimRules Gate::begin_claim() {
    ClaimRules rules;
    rules.is_paused = pause().is_paused;
    ProviderRule rule;
    rule.provider = models::Provider::Fal;
    rule.limit = options_.fal_limit;
    rule.limit_per_model = options_.fal_model_limit;
    if (rules.is_paused) {
        rule.may_start = false;  // no probe is taken for nothing
    } else {
        const Breaker::Snapshot before = fal_.snapshot();
        const Breaker::Admission admission = fal_.ask();
        rule.may_start = admission != Breaker::Admission::None;
        rule.is_probe = admission == Breaker::Admission::Probe;
        tell_if_changed(before);
    }
    rules.providers.push_back(rule);
    return rules;
}

void Gate::end_claim(const ClaimRules& rules, const Claim* claim) {
    const bool is_probe =
        std::any_of(rules.providers.begin(), rules.providers.end(), [](const ProviderRule& r) { return r.is_probe; });
    if (!is_probe) return;
    const bool is_start = claim != nullptr && !claim->file.is_direct && claim->file.state == FileState::Submitting;
    if (is_start) {
        fal_.begin_probe(claim->file.id);
    } else {
        fal_.drop_probe();
    }
}

std::optional<TimePoint> Gate::next_opening() const {
    if (pause().is_paused) return std::nullopt;  // nobody asks the breaker, so it stays as it is
    const Breaker::Snapshot now = fal_.snapshot();
    return now.state == api::BreakerState::Open ? now.retry_at : std::nullopt;
}

void Gate::succeeded(models::Provider provider, ProviderCall call) {
    if (provider != models::Provider::Fal) return;
    const Breaker::Snapshot before = fal_.snapshot();
    fal_.succeeded(call);
    tell_if_changed(before);
}

bool Gate::failed(models::Provider provider, ProviderCall call, std::string_view file_id, const Failure& failure) {
    if (provider != models::Provider::Fal) return false;
    const Breaker::Snapshot before = fal_.snapshot();
    const bool is_account = is_of_account(failure);
    if (is_account) {
        fal_.park(call, failure.error);
    } else if (is_of_provider(failure)) {
        fal_.failed(call, file_id, failure.retry_after);
    }
    tell_if_changed(before);
    return is_account;
}

void Gate::leave(models::Provider provider, std::string_view file_id) {
    if (provider == models::Provider::Fal) fal_.leave_probe(file_id);
}

void Gate::set_paused(bool is_paused, const std::string& message) {
    {
        const std::scoped_lock lock(mutex_);
        pause_ = {is_paused, is_paused ? message : std::string()};
    }
    if (told_) told_();
}

void Gate::resume_providers() {
    const Breaker::Snapshot before = fal_.snapshot();
    fal_.resume();
    tell_if_changed(before);
}

Gate::Pause Gate::pause() const {
    const std::scoped_lock lock(mutex_);
    return pause_;
}

Breaker::Snapshot Gate::snapshot(models::Provider provider) const {
    return provider == models::Provider::Fal ? fal_.snapshot() : Breaker::Snapshot{};
}

std::vector<api::Hold> Gate::holds() const {
    std::vector<api::Hold> holds;
    if (const Pause now = pause(); now.is_paused) holds.push_back(hold_of(now));
    const Breaker::Snapshot fal = fal_.snapshot();
    if (fal.state != api::BreakerState::Closed) holds.push_back(hold_of(fal));
    return holds;
}

void Gate::tell_if_changed(const Breaker::Snapshot& before) {
    const Breaker::Snapshot after = fal_.snapshot();
    const bool is_same = before.state == after.state && before.retry_at == after.retry_at && before.parked == after.parked;
    if (!is_same && told_) told_();
}

}  // namespace i2m
