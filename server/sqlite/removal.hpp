// removal.hpp - what deleting and cancelling share: doomed jobs, and ending a job's files.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/core/job_store.hpp"
#include "server/core/lanes.hpp"
#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

/// True for a job that is deleted as soon as its provider lets go of it.
[[nodiscard]] bool is_doomed(Connection& db, std::string_view job_id);

/// Cancels those of a job's files that have not ended, as far as the rules let it be done now.
CancelOutcome cancel_files(Connection& db, const std::vector<FileRecord>& files, const Lanes& lanes, TimePoint now);

}  // namespace i2m::sqlite
