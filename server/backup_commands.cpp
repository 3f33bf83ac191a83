// backup_commands.cpp - calls, and what is said about them; errors that are thrown are told by main.
#include "server/backup_commands.hpp"

#include <cstdio>
#include <filesystem>

#include "server/backup.hpp"
#include "server/config_housekeeping.hpp"
#include "server/platform/system_clock.hpp"
#include "server/restore.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

void say(std::FILE* where, const std::string& text) { std::fputs((text + "\n").c_str(), where); }

std::string words_of(const BackupManifest& manifest) {
    return std::to_string(manifest.jobs) + " jobs, " + std::to_string(manifest.files) + " files, " +
           std::to_string(manifest.blobs) + " contents of " + format_bytes(manifest.blob_bytes) + ", schema " +
           std::to_string(manifest.schema) + ", made at " + manifest.created_at + " by version " + manifest.program;
}

}  // namespace

int run_backup(const Config& config, const std::string& file) {
    const SystemClock clock;
    const std::filesystem::path data_folder(config.data_dir);
    if (file.empty()) {
        const auto backups = open_backups(data_folder, backup_folder(config), clock);
        const BackupInfo made = backups->make({});
        say(stdout, "Backed up to " + (backup_folder(config) / made.name).string() + " (" + format_bytes(made.size_bytes) + ").");
        return 0;
    }
    if (std::filesystem::exists(file)) {
        say(stderr, file + " is there already. Choose another name, or remove it first.");
        return 1;
    }
    say(stdout, "Backed up to " + file + ": " + words_of(make_backup(data_folder, file, clock, {})) + ".");
    return 0;
}

int run_verify(const std::string& file) {
    const Result<BackupManifest> checked = verify_backup(file);
    if (!checked) {
        say(stderr, checked.error().message);
        return 1;
    }
    say(stdout, file + " is whole: " + words_of(*checked) + ".");
    return 0;
}

int run_restore(const Config& config, const std::string& file) {
    const SystemClock clock;
    const Result<Restored> restored = restore_backup(config.data_dir, file, clock);
    if (!restored) {
        say(stderr, restored.error().message + " Nothing was changed.");
        return 1;
    }
    say(stdout, "Restored " + words_of(restored->manifest) + ".");
    if (!restored->restore_point.empty()) {
        say(stdout,
            "The data of before lie in " + restored->restore_point.string() + ". Remove that folder when you need them no more.");
    }
    return 0;
}

}  // namespace i2m
