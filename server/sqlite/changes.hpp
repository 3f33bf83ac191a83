// changes.hpp - one transaction's changes to the files of a job, with the events that tell them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/core/lanes.hpp"
#include "server/core/ledger.hpp"
#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

struct FileChange {
    FileRecord before;
    FileRecord after;
    std::optional<Charge> charge = {};  ///< what the worker learned
};

/// Stores `changes`, all of one job: the rows, file_update (and task_retry) for each, task_progress when the job looks different,
/// and when the last file has ended the job's end and its final event. Returns the last event's id.
std::int64_t store_changes(Connection& db, const std::vector<FileChange>& changes, const Lanes& lanes, TimePoint now);

}  // namespace i2m::sqlite
