// job_origins.hpp - which request made which job, so that a worker's lines carry the request's id.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "server/core/log.hpp"

namespace i2m {

/// Remembers the last jobs, in memory: after a restart lines carry the job's id alone, and the line "job accepted" still tells both.
/// Safe from any thread.
class JobOrigins {
public:
    explicit JobOrigins(Log& log) : log_(log) {}

    /// Before the job is stored: a worker may claim it the moment it is. Nothing without a request.
    void remember(const std::string& job_id, const std::string& request_id);
    /// Writes the line "job accepted". Nothing without a request.
    void accepted(const std::string& job_id, const std::string& request_id, const std::string& model, std::size_t files);
    /// "" when it is not known.
    [[nodiscard]] std::string request_of(std::string_view job_id) const;

private:
    static constexpr std::size_t kMaxKept = 10'000;

    Log& log_;
    mutable std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> requests_;  ///< by job id; guarded by mutex_
    std::deque<std::string> order_;                             ///< oldest first; guarded by mutex_
};

}  // namespace i2m
