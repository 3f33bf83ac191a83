// job_status.cpp - the derived state of a job.
#include "shared/job/job_status.hpp"

#include <algorithm>
#include <cmath>

namespace i2m {

JobTally tally(std::span<const FileState> files) {
    JobTally sum;
    sum.total = static_cast<std::uint32_t>(files.size());
    for (const FileState state : files) {
        switch (state) {
            case FileState::Queued:
            case FileState::Retrying: ++sum.queued; break;
            case FileState::Submitting:
            case FileState::Waiting:
            case FileState::Generating:
            case FileState::Fetching: ++sum.running; break;
            case FileState::Unknown: ++sum.unknown; break;
            case FileState::Succeeded: ++sum.succeeded; break;
            case FileState::Failed: ++sum.failed; break;
            case FileState::Cancelled: ++sum.cancelled; break;
        }
    }
    return sum;
}

JobStatus job_status(const JobTally& tally) {
    if (tally.ended() < tally.total) {
        const bool is_untouched = tally.ended() == 0 && tally.running == 0 && tally.unknown == 0;
        return is_untouched ? JobStatus::Queued : JobStatus::Processing;
    }
    if (tally.succeeded == tally.total && tally.total > 0) return JobStatus::Completed;
    if (tally.succeeded > 0) return JobStatus::PartiallyCompleted;
    return tally.cancelled > 0 ? JobStatus::Cancelled : JobStatus::Failed;
}

int overall_progress(std::span<const FileProgress> files) {
    if (files.empty()) return 0;
    double sum = 0;
    bool has_all_ended = true;
    for (const FileProgress& file : files) {
        sum += is_final(file.state) ? 100 : std::clamp(file.percent, 0.0, 99.0);
        has_all_ended = has_all_ended && is_final(file.state);
    }
    const int percent = static_cast<int>(std::floor(sum / static_cast<double>(files.size())));
    return has_all_ended ? 100 : std::min(percent, 99);
}

double Progress::advance(double percent) {
    if (percent > percent_) percent_ = std::min(percent, std::max(percent_, 99.0));
    return percent_;
}

double progress_from_time(std::int64_t elapsed_ms, std::int64_t typical_ms) {
    if (elapsed_ms <= 0 || typical_ms <= 0) return 0;
    return 95 * (1 - std::exp(-static_cast<double>(elapsed_ms) / static_cast<double>(typical_ms)));
}

std::optional<std::int64_t> eta_ms(std::span<const FileProgress> files, std::int64_t typical_ms, std::uint32_t parallel) {
    double left = 0;
    double longest = 0;
    for (const FileProgress& file : files) {
        if (is_final(file.state) || file.state == FileState::Unknown) continue;
        const double share = 1 - std::clamp(file.percent, 0.0, 99.0) / 100;
        left += share;
        longest = std::max(longest, share);
    }
    if (longest == 0) return std::nullopt;
    const double rounds = std::max(longest, left / std::max(1U, parallel));
    return static_cast<std::int64_t>(rounds * static_cast<double>(typical_ms));
}

}  // namespace i2m
