// rows.hpp - records to rows and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/core/job_store.hpp"
#include "server/core/job_views.hpp"
#include "server/core/ledger.hpp"
#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

/// A size or a count: never below 0 in any table.
[[nodiscard]] inline std::uint64_t large(const Query& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

[[nodiscard]] std::optional<JobRecord> load_job(Connection& db, std::string_view job_id);
[[nodiscard]] std::optional<FileRecord> load_file(Connection& db, std::string_view file_id);
/// By position.
[[nodiscard]] std::vector<FileRecord> load_files(Connection& db, std::string_view job_id);
/// State and progress alone, by position.
[[nodiscard]] std::vector<FileProgress> load_progress(Connection& db, std::string_view job_id);
[[nodiscard]] std::int64_t load_last_event_id(Connection& db, std::string_view job_id);
[[nodiscard]] std::optional<JobWithFiles> load_whole_job(Connection& db, std::string_view job_id);

/// Inserts job and files; `job.sequence` is filled in. Files go to the queue behind nobody: see first_free_rank.
void insert_job(Connection& db, const NewJob& job, TimePoint now);
/// The rank at which newcomers join, so that jobs take turns: the rank of the file that is next now. A job's files get
/// consecutive ranks from there (start-time fair queueing, Goyal et al. 1996).
[[nodiscard]] std::int64_t first_free_rank(Connection& db);

/// Writes everything of `after` that can change, and what the change does to the ledger. A file that does not run any more loses
/// its lease, and its attempt is closed. Returns `after` with the costs that follow.
FileRecord save_file(Connection& db, const FileRecord& before, FileRecord after, const std::optional<Charge>& charge,
                     TimePoint now);
/// Notes that a blob is there; the same again changes nothing.
void insert_blob(Connection& db, std::string_view sha256, std::uint64_t size_bytes, TimePoint now);
/// Returns the event's id.
std::int64_t insert_event(Connection& db, std::string_view job_id, const EventDraft& event, TimePoint now);

}  // namespace i2m::sqlite
