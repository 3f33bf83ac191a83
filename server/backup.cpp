// backup.cpp - first the contents are kept from going, then the database is copied, then all is written.
#include "server/backup.hpp"

#include <algorithm>
#include <system_error>

#include "server/core/iso_time.hpp"
#include "server/core/storage_error.hpp"
#include "server/files/removal_lock.hpp"
#include "server/sqlite/snapshot.hpp"
#include "server/version.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "image2model-";
constexpr std::string_view kSuffix = ".zip";

/// Removes what a backup to this name left behind when it was killed.
void remove_rests(const fs::path& archive) {
    const fs::path folder = archive.has_parent_path() ? archive.parent_path() : fs::path(".");
    const std::string part = archive.filename().string() + ".part";
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().filename().string().starts_with(part)) fs::remove(entry.path(), ignored);
    }
}

/// A file that goes when the work is over.
class WorkFile {
public:
    explicit WorkFile(fs::path path) : path_(std::move(path)) { remove(); }
    ~WorkFile() { remove(); }
    WorkFile(const WorkFile&) = delete;
    WorkFile& operator=(const WorkFile&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    void remove() const {
        std::error_code ignored;
        for (const char* companion : {"", "-journal", "-wal", "-shm"}) fs::remove(path_.string() + companion, ignored);
    }
    fs::path path_;
};

/// "2026-01-01T00:00:00.000Z" as "20260101T000000000Z": names in the order of their times.
std::string stamp_of(TimePoint time) {
    std::string out = iso_utc(time);
    std::erase_if(out, [](char c) { return c == '-' || c == ':' || c == '.'; });
    return out;
}

std::optional<TimePoint> time_of(std::string_view name) {
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
    name.remove_suffix(kSuffix.size());
    if (name.size() != 19) return std::nullopt;
    const std::string text(name);
    return parse_iso_utc(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 5) + ":" + text.substr(11, 2) + ":" +
                         text.substr(13, 2) + "." + text.substr(15));
}

class FolderBackups final : public Backups {
public:
    FolderBackups(fs::path data_folder, fs::path folder, const Clock& clock)
        : data_folder_(std::move(data_folder)), folder_(std::move(folder)), clock_(clock) {}

    BackupInfo make(std::stop_token stop) override {
        make_folder();
        remove_strays();
        const TimePoint now = clock_.now();
        const std::string name = std::string(kPrefix) + stamp_of(now) + std::string(kSuffix);
        make_backup(data_folder_, folder_ / name, clock_, stop);
        return {name, fs::file_size(folder_ / name), now};
    }

    [[nodiscard]] std::vector<BackupInfo> list() const override {
        std::vector<BackupInfo> out;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder_, error)) {
            const std::string name = entry.path().filename().string();
            const std::optional<TimePoint> time = time_of(name);
            std::error_code gone;
            const std::uint64_t size = time ? entry.file_size(gone) : 0;
            if (time && !gone) out.push_back({name, size, *time});
        }
        std::sort(out.begin(), out.end(), [](const BackupInfo& a, const BackupInfo& b) { return a.name > b.name; });
        return out;
    }

    void remove(const std::string& name) override {
        std::error_code error;
        if (time_of(name)) fs::remove(folder_ / name, error);
        if (error) throw StorageError(ErrorCode::Internal, "remove " + (folder_ / name).string() + ": " + error.message());
    }

    [[nodiscard]] std::string folder() const override { return folder_.string(); }

private:
    void make_folder() const {
        std::error_code error;
        fs::create_directories(folder_, error);
        if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
        if (error) {
            throw StorageError(ErrorCode::Internal, "The folder " + folder_.string() + " for backups cannot be made (" +
                                                        error.message() + "). Choose another with --backup-dir.");
        }
    }
    /// What killed backups of any name left here.
    void remove_strays() const {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with(kPrefix) && name.find(".zip.part") != std::string::npos) fs::remove(entry.path(), ignored);
        }
    }

    const fs::path data_folder_;
    const fs::path folder_;
    const Clock& clock_;
};

}  // namespace

BackupManifest make_backup(const fs::path& data_folder, const fs::path& archive, const Clock& clock,
                           const std::stop_token& stop) {
    const fs::path database = data_folder / "image2model.db";
    std::error_code error;
    if (!fs::exists(database, error))
        throw StorageError(ErrorCode::Internal,
                           data_folder.string() + " holds no database. Name the right folder with --data-dir.");
    const OnlyOne lock(data_folder / "backup.lock");
    if (!lock.is_held()) throw StorageError(ErrorCode::Unavailable, "Another backup of this folder is made now. Wait for it.");
    remove_rests(archive);
    // The order matters: what the copy names is there when it is taken, and stays until all is written.
    const RemovalBan ban(data_folder);
    const WorkFile copy(data_folder / "backup.db");
    sqlite::write_snapshot(database, copy.path());
    const sqlite::SnapshotFacts facts = sqlite::read_snapshot(copy.path(), database);
    BackupContents contents;
    contents.manifest.program = std::string(kVersion);
    contents.manifest.created_at = iso_utc(clock.now());
    contents.manifest.schema = facts.schema;
    contents.manifest.jobs = facts.jobs;
    contents.manifest.files = facts.files;
    contents.database = copy.path();
    contents.blob_folder = data_folder / "blobs";
    contents.blobs = facts.blobs;
    return write_backup(archive, std::move(contents), stop);
}

std::unique_ptr<Backups> open_backups(const fs::path& data_folder, const fs::path& folder, const Clock& clock) {
    return std::make_unique<FolderBackups>(data_folder, folder, clock);
}

}  // namespace i2m
