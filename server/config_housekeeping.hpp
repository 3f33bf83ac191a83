// config_housekeeping.hpp - the settings of what is kept how long, and of the disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/config.hpp"
#include "server/jobs/backup_service.hpp"
#include "server/jobs/cleanup.hpp"
#include "server/jobs/disk_guard.hpp"

namespace i2m {

/// What the settings give; they were checked.
[[nodiscard]] RetentionSettings retention_settings(const Config& config);
[[nodiscard]] BackupSettings backup_settings(const Config& config);
[[nodiscard]] std::filesystem::path backup_folder(const Config& config);
[[nodiscard]] DiskGuardOptions disk_guard_options(const Config& config);

/// Adds what is wrong with them, in words.
void check_housekeeping_settings(const Config& config, std::vector<std::string>& problems);

}  // namespace i2m
