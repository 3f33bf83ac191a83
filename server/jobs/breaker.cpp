// breaker.cpp - closed, open, half open.
#include "server/jobs/breaker.hpp"

#include <algorithm>

namespace i2m {

using State = api::BreakerState;

BreakerRules scaled(BreakerRules rules, double scale) {
    const auto of = [&](Millis wait, Millis least) {
        return std::max(least, Millis{static_cast<std::int64_t>(static_cast<double>(wait.count()) * scale)});
    };
    constexpr Millis kLeast{100};
    rules.first_wait = of(rules.first_wait, kLeast);
    rules.longest_wait = of(rules.longest_wait, kLeast);
    rules.park_wait = of(rules.park_wait, 2 * kLeast);
    rules.longest_asked = of(rules.longest_asked, kLeast);
    return rules;
}

Breaker::Admission Breaker::ask() {
    const std::scoped_lock lock(mutex_);
    if (state_ == State::Closed) return Admission::Any;
    if (state_ == State::Open && clock_.now() < retry_at_) return Admission::None;
    state_ = State::HalfOpen;
    if (is_probe_taken_) return Admission::None;
    is_probe_taken_ = true;
    return Admission::Probe;
}

void Breaker::begin_probe(std::string_view file_id) {
    const std::scoped_lock lock(mutex_);
    probe_file_ = file_id;
}

void Breaker::drop_probe() {
    const std::scoped_lock lock(mutex_);
    if (probe_file_.empty()) is_probe_taken_ = false;
}

void Breaker::leave_probe(std::string_view file_id) {
    const std::scoped_lock lock(mutex_);
    if (!is_probe_taken_ || probe_file_ != file_id) return;
    is_probe_taken_ = false;
    probe_file_.clear();
}

void Breaker::succeeded(ProviderCall call) {
    const std::scoped_lock lock(mutex_);
    // A run that ended well proves everything; a request that was taken proves that calls get through.
    for (std::size_t kind = 0; kind <= static_cast<std::size_t>(call); ++kind) failures_[kind] = 0;
    if (parked_ && (call != ProviderCall::Watch || parked_by_ == ProviderCall::Watch)) parked_.reset();
    const bool is_well =
        std::all_of(failures_.begin(), failures_.end(), [&](std::uint32_t count) { return count < rules_.threshold; });
    if (state_ != State::Closed && is_well && !parked_) close();
}

void Breaker::failed(ProviderCall call, std::string_view file_id, std::optional<Millis> retry_after) {
    const std::scoped_lock lock(mutex_);
    if (call == ProviderCall::Run) {
        if (last_failed_run_ == file_id && probe_file_ != file_id) return;
        last_failed_run_ = file_id;
    }
    std::uint32_t& count = count_of(call);
    ++count;
    const Millis asked = std::min(retry_after.value_or(Millis{0}), rules_.longest_asked);
    if (state_ == State::Closed && count >= rules_.threshold) return open(std::max(rules_.first_wait, asked));
    const bool is_verdict = state_ == State::HalfOpen && (call != ProviderCall::Watch || count >= rules_.threshold);
    if (is_verdict) {
        const std::uint32_t doublings = std::min(openings_, 10U);
        return open(std::max(std::min(rules_.first_wait * (std::int64_t{1} << doublings), rules_.longest_wait), asked));
    }
    // More of the same from runs that were under way: the wait stays, unless the provider asks for a longer one.
    if (state_ == State::Open && asked.count() > 0) retry_at_ = std::max(retry_at_, clock_.now() + asked);
}

void Breaker::park(ProviderCall call, const Error& reason) {
    const std::scoped_lock lock(mutex_);
    parked_ = reason;
    parked_by_ = call;
    open(rules_.park_wait);
}

void Breaker::resume() {
    const std::scoped_lock lock(mutex_);
    parked_.reset();
    failures_ = {};
    close();
}

Breaker::Snapshot Breaker::snapshot() const {
    const std::scoped_lock lock(mutex_);
    Snapshot out;
    out.state = state_;
    out.failures_in_row = *std::max_element(failures_.begin(), failures_.end());
    if (state_ != State::Closed) out.retry_at = retry_at_;
    out.parked = parked_;
    return out;
}

void Breaker::open(Millis wait) {
    state_ = State::Open;
    ++openings_;
    retry_at_ = clock_.now() + wait;
    is_probe_taken_ = false;
    probe_file_.clear();
}

void Breaker::close() {
    state_ = State::Closed;
    openings_ = 0;
    is_probe_taken_ = false;
    probe_file_.clear();
    last_failed_run_.clear();
}

}  // namespace i2m
