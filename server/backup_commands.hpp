// backup_commands.hpp - image2model backup, verify and restore: what they print, and their exit codes.
#pragma once

#include <string>

#include "server/config.hpp"

namespace i2m {

/// Backs up the data folder into `file`, or into a new file in the folder for backups. 0, or 1 with the reason on stderr.
int run_backup(const Config& config, const std::string& file);
int run_verify(const std::string& file);
int run_restore(const Config& config, const std::string& file);

}  // namespace i2m
