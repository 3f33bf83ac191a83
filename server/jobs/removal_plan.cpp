// removal_plan.cpp - ended jobs in pages, and a count of who still names each content.
#include "server/jobs/removal_plan.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace i2m {
namespace {

constexpr JobStatus kEndings[] = {JobStatus::Completed, JobStatus::PartiallyCompleted, JobStatus::Failed, JobStatus::Cancelled};

class Planner {
public:
    Planner(const HousekeepingStore& store, TimePoint now, std::size_t limit) : store_(store), now_(now), limit_(limit) {}

    /// Takes the ended jobs that `wants`, oldest end first, until `is_enough`.
    void take(const std::function<bool(const EndedJob&)>& wants, const std::function<bool()>& is_enough) {
        EndedQuery query{now_};
        for (;;) {
            const std::vector<EndedJob> page = store_.ended_jobs(query);
            if (page.empty()) return;
            for (const EndedJob& job : page) {
                if (is_enough()) return;
                if (taken_.contains(job.id) || !wants(job)) continue;
                if (plan_.jobs.size() >= limit_) {
                    plan_.has_more = true;
                    return;
                }
                add(job);
            }
            query.after = EndedPlace{page.back().ended_at, page.back().sequence};
        }
    }

    [[nodiscard]] const RemovalPlan& plan() const { return plan_; }

private:
    void add(const EndedJob& job) {
        taken_.insert(job.id);
        PlannedRemoval out{job.id, job.status, job.ended_at, job.files};
        for (const NamedBlob& named : job.blobs) {
            std::uint32_t& left = left_.try_emplace(named.blob.sha256, named.jobs).first->second;
            if (left > 0) --left;
            if (left > 0) continue;
            out.blobs.push_back(named.blob);
            out.freed_bytes += named.blob.size_bytes;
        }
        plan_.freed_bytes += out.freed_bytes;
        plan_.jobs.push_back(std::move(out));
    }

    const HousekeepingStore& store_;
    const TimePoint now_;
    const std::size_t limit_;
    RemovalPlan plan_;
    std::set<std::string> taken_;
    std::map<std::string, std::uint32_t> left_;  ///< jobs outside the plan that name a content
};

}  // namespace

RetentionRules RetentionRules::all_after(Millis age) {
    RetentionRules out;
    for (const JobStatus status : kEndings) out.keep[status] = age;
    return out;
}

bool is_expired(const RetentionRules& rules, JobStatus status, TimePoint ended_at, TimePoint now) {
    const auto rule = rules.keep.find(status);
    return rule != rules.keep.end() && now - ended_at >= rule->second;
}

RemovalPlan plan_removals(const HousekeepingStore& store, const RetentionRules& rules, TimePoint now, std::size_t limit) {
    Planner planner(store, now, limit);
    if (!rules.keep.empty()) {
        planner.take([&](const EndedJob& job) { return is_expired(rules, job.status, job.ended_at, now); }, [] { return false; });
    }
    if (rules.max_bytes && !planner.plan().has_more) {
        const std::uint64_t stored = store.storage_sums().all.bytes;
        planner.take([](const EndedJob&) { return true; },
                     [&] { return stored - std::min(stored, planner.plan().freed_bytes) <= *rules.max_bytes; });
    }
    return planner.plan();
}

}  // namespace i2m
