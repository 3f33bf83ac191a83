// sqlite_job_store.hpp - the job store in one SQLite file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "server/core/clock.hpp"
#include "server/core/job_store.hpp"
#include "server/core/lanes.hpp"
#include "server/sqlite/stores.hpp"

namespace i2m {

/// Opens or creates `file`, applies missing migrations, and takes the lock that keeps a second server out of
/// the folder. Throws StorageError in words when the file is not ours, newer than this program, damaged, or
/// in use by another server. `lanes` is how many files run at once, for the time left that events tell; `budget` bounds
/// what is claimed.
[[nodiscard]] std::unique_ptr<JobStore> open_sqlite_job_store(const std::filesystem::path& file, const Clock& clock,
                                                              const Lanes& lanes, const Budget& budget = {});

/// The same over a database that other stores use too (server/sqlite/stores.hpp).
[[nodiscard]] std::unique_ptr<JobStore> make_sqlite_job_store(std::shared_ptr<sqlite::Database> database, const Clock& clock,
                                                              const Lanes& lanes, const Budget& budget = {});

}  // namespace i2m
