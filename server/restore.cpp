// restore.cpp - unpack beside, note, move, forget the note.
#include "server/restore.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>

#include "server/core/iso_time.hpp"
#include "server/core/storage_error.hpp"
#include "server/files/file_descriptor.hpp"
#include "server/sqlite/database.hpp"
#include "server/sqlite/snapshot.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabase = "image2model.db";
constexpr const char* kBlobs = "blobs";
constexpr const char* kStage = "restore.new";
constexpr const char* kNote = "restore.pending";

void make_folder(const fs::path& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw_errno("mkdir", folder);
}

void move(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw_errno("rename", from);
}

void remove_tree(const fs::path& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) throw StorageError(ErrorCode::Internal, "remove " + path.string() + ": " + error.message());
}

/// Writes what is read into the stage, each file on the disk before the next.
class Stage final : public BackupSink {
public:
    explicit Stage(fs::path folder) : folder_(std::move(folder)) {
        make_folder(folder_);
        make_folder(folder_ / kBlobs);
    }
    void begin_database() override { begin(folder_ / kDatabase); }
    void begin_blob(const BlobInfo& blob) override {
        blobs_.insert(blob.sha256);
        begin(folder_ / kBlobs / blob.sha256);
    }
    void write(ByteView bytes) override { write_all(file_, bytes, path_); }
    void end() override {
        sync_file(file_, path_);
        file_ = FileDescriptor();
    }
    void finish() const {
        sync_folder(folder_ / kBlobs);
        sync_folder(folder_);
        sync_folder(folder_.parent_path());
    }
    [[nodiscard]] bool has(const std::string& sha256) const { return blobs_.contains(sha256); }
    [[nodiscard]] fs::path database() const { return folder_ / kDatabase; }

private:
    void begin(fs::path path) {
        path_ = std::move(path);
        file_ = FileDescriptor(::open(path_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
        if (!file_.is_open()) throw_errno("create", path_);
    }

    fs::path folder_;
    fs::path path_;
    FileDescriptor file_;
    std::set<std::string> blobs_;
};

/// The database of the stage against the contents that came with it.
Result<void> check_stage(const Stage& stage, const fs::path& archive) {
    const auto refuse = [&](const std::string& why) {
        return Error{ErrorCode::InvalidRequest, "The backup " + archive.string() + " cannot be restored: " + why};
    };
    try {
        for (const BlobInfo& blob : sqlite::read_snapshot(stage.database()).blobs) {
            if (!stage.has(blob.sha256)) return refuse("its content " + blob.sha256 + " is missing.");
        }
    } catch (const StorageError& wrong) {
        return refuse(wrong.what());
    }
    return {};
}

void write_note(const fs::path& data_folder, const std::string& point) {
    const fs::path part = data_folder / (std::string(kNote) + ".part");
    const FileDescriptor file(::open(part.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
    if (!file.is_open()) throw_errno("create", part);
    write_all(file, as_bytes(point), part);
    sync_file(file, part);
    move(part, data_folder / kNote);
    sync_folder(data_folder);
}

std::optional<std::string> read_note(const fs::path& data_folder) {
    std::ifstream in(data_folder / kNote, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Each step looks first whether it was done already, so that it can be begun again after any of them.
void change_places(const fs::path& data_folder, const fs::path& point) {
    const fs::path stage = data_folder / kStage;
    make_folder(point);
    if (fs::exists(stage / kDatabase)) {
        // The companions belong to the old database; beside the new one they would be its ruin.
        for (const std::string companion : {"-wal", "-shm", "-journal"}) {
            const fs::path old = data_folder / (kDatabase + companion);
            if (fs::exists(old)) move(old, point / (kDatabase + companion));
        }
    }
    for (const char* item : {kDatabase, kBlobs}) {
        if (!fs::exists(stage / item)) continue;
        if (fs::exists(data_folder / item)) move(data_folder / item, point / item);
        sync_folder(point);
        sync_folder(data_folder);
        move(stage / item, data_folder / item);
        sync_folder(data_folder);
    }
}

void finish_locked(const fs::path& data_folder) {
    const std::optional<std::string> point = read_note(data_folder);
    if (point) change_places(data_folder, data_folder / *point);
    if (fs::exists(data_folder / kStage)) remove_tree(data_folder / kStage);
    if (!point) return;
    if (::unlink((data_folder / kNote).c_str()) != 0 && errno != ENOENT) throw_errno("remove", data_folder / kNote);
    sync_folder(data_folder);
}

/// A folder name that is not taken: "before-restore-20260101T000000Z".
std::string free_point(const fs::path& data_folder, TimePoint now) {
    std::string stamp = iso_utc(now).substr(0, 19);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    std::string name = "before-restore-" + stamp + "Z";
    for (int number = 2; fs::exists(data_folder / name); ++number)
        name = "before-restore-" + stamp + "Z-" + std::to_string(number);
    return name;
}

}  // namespace

Result<Restored> restore_backup(const fs::path& data_folder, const fs::path& archive, const Clock& clock) {
    std::error_code error;
    fs::create_directories(data_folder, error);
    if (error)
        throw StorageError(ErrorCode::Internal, "Cannot make the folder " + data_folder.string() + " (" + error.message() + ").");
    const sqlite::FolderLock lock(data_folder / kDatabase);
    finish_locked(data_folder);
    const bool has_old = fs::exists(data_folder / kDatabase);
    Restored out;
    try {
        Stage stage(data_folder / kStage);
        const Result<BackupManifest> read = read_backup(archive, stage);
        const Result<void> checked = read ? check_stage(stage, archive) : Result<void>(read.error());
        if (!checked) {
            remove_tree(data_folder / kStage);
            return checked.error();
        }
        out.manifest = *read;
        stage.finish();
    } catch (...) {
        fs::remove_all(data_folder / kStage, error);
        throw;
    }
    const std::string point = free_point(data_folder, clock.now());
    write_note(data_folder, point);
    finish_locked(data_folder);
    if (has_old) {
        out.restore_point = data_folder / point;
    } else {
        fs::remove(data_folder / point, error);  // empty, or it stays
    }
    return out;
}

void finish_restore(const fs::path& data_folder) {
    if (!fs::exists(data_folder / kNote) && !fs::exists(data_folder / kStage)) return;
    const sqlite::FolderLock lock(data_folder / kDatabase);
    finish_locked(data_folder);
}

}  // namespace i2m
