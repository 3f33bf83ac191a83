// caching_job_store.hpp - a job store that remembers the jobs it was just asked for, until anything is written.
#pragma once

#include <memory>

#include "server/core/job_store.hpp"

namespace i2m {

/// Wraps `inner`, which nobody else may write through. Many pages and scripts ask for the state of the same few jobs again and
/// again; between two writes the answer cannot change. A read that begins after a write has returned always sees it.
[[nodiscard]] std::unique_ptr<JobStore> make_caching_job_store(std::unique_ptr<JobStore> inner);

}  // namespace i2m
