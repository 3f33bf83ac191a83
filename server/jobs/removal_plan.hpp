// removal_plan.hpp - which ended jobs are to go, by age and by size, and exactly what goes with each; nothing is deleted here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/core/housekeeping_store.hpp"

namespace i2m {

/// How long jobs are kept once they have ended. Jobs that have not are never touched.
struct RetentionRules {
    std::map<JobStatus, Millis> keep = {};        ///< by how they ended; absent: for ever
    std::optional<std::uint64_t> max_bytes = {};  ///< of all stored contents; what ended first goes first

    [[nodiscard]] bool is_active() const { return !keep.empty() || max_bytes; }
    /// Every ended job after the same time.
    [[nodiscard]] static RetentionRules all_after(Millis age);
};

/// True when a job that ended so and then is kept no longer at `now`.
[[nodiscard]] bool is_expired(const RetentionRules& rules, JobStatus status, TimePoint ended_at, TimePoint now);

struct PlannedRemoval {
    std::string job_id;
    JobStatus status = JobStatus::Completed;
    TimePoint ended_at;
    std::uint32_t files = 0;
    std::vector<BlobInfo> blobs = {};  ///< that no job names once this one and those before it in the plan are gone
    std::uint64_t freed_bytes = 0;     ///< of these
};

struct RemovalPlan {
    std::vector<PlannedRemoval> jobs = {};  ///< in the order in which they are to go
    std::uint64_t freed_bytes = 0;
    bool has_more = false;  ///< the limit cut it short
};

/// What the rules remove at `now`, at most `limit` jobs: first by age, then by size.
[[nodiscard]] RemovalPlan plan_removals(const HousekeepingStore& store, const RetentionRules& rules, TimePoint now,
                                        std::size_t limit);

}  // namespace i2m
