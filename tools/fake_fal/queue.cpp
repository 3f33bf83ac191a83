// queue.cpp - a small discrete-event simulation: starts, ends and given-up waits in the order of time.
#include "tools/fake_fal/queue.hpp"

#include <algorithm>

namespace i2m::fake {
namespace {

JobFailure platform_failure(int status, const std::string& words, const std::string& type) {
    JobFailure out;
    out.payload = json::Object{{"detail", words}, {"error_type", type}};
    out.answer.status = status;
    out.answer.headers.set("Content-Type", "application/json");
    out.answer.headers.set("X-Fal-Error-Type", type);
    out.answer.body = json::dump(out.payload);
    out.error = words;
    out.error_type = type;
    return out;
}

}  // namespace

void Queue::reset(std::int64_t concurrency) {
    const std::scoped_lock lock(mutex_);
    concurrency_ = concurrency;
    last_number_ = 0;
    slot_free_ = {};
    jobs_.clear();
    active_.clear();
}

std::int64_t Queue::next_number() {
    const std::scoped_lock lock(mutex_);
    return ++last_number_;
}

void Queue::add(Job job, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    job.submitted = now;
    job.since = now;
    job.until = now + job.phases.front();
    job.phases.pop_front();
    auto owned = std::make_unique<Job>(std::move(job));
    active_.push_back(owned.get());
    const std::string id = owned->id;
    jobs_[id] = std::move(owned);
    settle_locked(now);
}

bool Queue::is_before(const Job& a, const Job& b) {
    if (a.wishes.is_low_priority != b.wishes.is_low_priority) return b.wishes.is_low_priority;
    return a.number < b.number;
}

std::optional<Queue::Change> Queue::next_locked() {
    std::optional<Change> best;
    const auto offer = [&best](Change change) {
        if (!best || change.at < best->at) best = change;
    };
    const auto running_now =
        std::count_if(active_.begin(), active_.end(), [](const Job* job) { return job->state == JobState::Running; });
    const bool has_slot = concurrency_ == 0 || running_now < concurrency_;
    const auto start_of = [&](const Job& job) { return concurrency_ == 0 ? job.until : std::max(job.until, slot_free_); };
    Job* starter = nullptr;
    for (Job* const job : active_) {
        if (job->state == JobState::Running) {
            offer({Change::Kind::End, job->until, job});
            continue;
        }
        if (job->wishes.start_within && !job->was_started)
            offer({Change::Kind::GiveUp, job->submitted + *job->wishes.start_within, job});
        const bool is_sooner = starter == nullptr || start_of(*job) < start_of(*starter) ||
                               (start_of(*job) == start_of(*starter) && is_before(*job, *starter));
        if (is_sooner) starter = job;
    }
    if (has_slot && starter != nullptr) offer({Change::Kind::Start, start_of(*starter), starter});
    return best;
}

void Queue::settle_locked(TimePoint now) {
    for (std::optional<Change> change = next_locked(); change && change->at <= now; change = next_locked()) apply_locked(*change);
}

void Queue::apply_locked(const Change& change) {
    Job& job = *change.job;
    if (change.kind == Change::Kind::GiveUp) {
        job.failure = platform_failure(504, "Request timed out", "request_timeout");
        job.failure->answer.headers.set("X-Fal-Request-Timeout-Type", "user");
        end_locked(job, change.at);
        return;
    }
    const bool is_start = change.kind == Change::Kind::Start;
    if (!is_start) slot_free_ = change.at;
    if (job.phases.empty()) return end_locked(job, change.at);
    job.state = is_start ? JobState::Running : JobState::Queued;
    job.since = change.at;
    job.until = change.at + job.phases.front();
    job.phases.pop_front();
    if (is_start) {
        job.started = change.at;
        job.was_started = true;
    }
}

void Queue::end_locked(Job& job, TimePoint at) {
    job.state = JobState::Ended;
    job.since = at;
    job.ended = at;
    std::erase(active_, &job);
    on_end_(job);
}

std::optional<Job> Queue::find(const std::string& id, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || found->second->is_gone) return std::nullopt;
    return *found->second;
}

std::vector<Job> Queue::all(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    std::vector<Job> out;
    for (const auto& [id, job] : jobs_) out.push_back(*job);
    std::sort(out.begin(), out.end(), [](const Job& a, const Job& b) { return a.number < b.number; });
    return out;
}

std::int64_t Queue::position(const Job& job, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    return std::count_if(active_.begin(), active_.end(), [&](const Job* other) {
        return other->state == JobState::Queued && other->id != job.id && is_before(*other, job);
    });
}

std::int64_t Queue::waiting(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    return std::count_if(active_.begin(), active_.end(), [](const Job* job) { return job->state == JobState::Queued; });
}

std::int64_t Queue::running(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    return std::count_if(active_.begin(), active_.end(), [](const Job* job) { return job->state == JobState::Running; });
}

CancelOutcome Queue::cancel(const std::string& id, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || found->second->is_gone) return CancelOutcome::Unknown;
    Job& job = *found->second;
    if (job.is_ended()) return CancelOutcome::TooLate;
    switch (*job.settings.cancel) {
        case CancelRule::Ignored: return CancelOutcome::Requested;
        case CancelRule::WonByJob: end_locked(job, now); return CancelOutcome::Requested;
        case CancelRule::TooLate: end_locked(job, now); return CancelOutcome::TooLate;
        case CancelRule::Honoured: break;
    }
    job.is_cancelled = true;
    job.is_gone = *job.settings.after_cancel == CancelTrace::Gone;
    job.failure = platform_failure(499, "Request was cancelled", "client_cancelled");
    if (job.state == JobState::Running) slot_free_ = now;
    end_locked(job, now);
    return CancelOutcome::Requested;
}

bool Queue::finish(const std::string& id, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || found->second->is_ended()) return false;
    if (found->second->state == JobState::Running) slot_free_ = now;
    end_locked(*found->second, now);
    return true;
}

bool Queue::vanish(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return false;
    found->second->is_gone = true;
    return true;
}

std::optional<TimePoint> Queue::next_change(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    settle_locked(now);
    const std::optional<Change> change = next_locked();
    return change ? std::optional(change->at) : std::nullopt;
}

}  // namespace i2m::fake
