// backup_archive.hpp - a backup as one ZIP file: what it is (manifest.json), the database, and every content under its hash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "server/core/blob_store.hpp"
#include "shared/base/result.hpp"

namespace i2m {

/// What a backup says of itself. Everything in it is checked by its hash when it is read.
struct BackupManifest {
    std::int64_t format = 1;  ///< of the archive; higher ones are not read
    std::string program;      ///< the version that wrote it
    std::string created_at;   ///< ISO 8601, UTC
    std::int64_t schema = 0;
    std::uint64_t jobs = 0;
    std::uint64_t files = 0;
    std::uint64_t blobs = 0;
    std::uint64_t blob_bytes = 0;
    std::string database_sha256;
    std::uint64_t database_bytes = 0;
};

struct BackupContents {
    BackupManifest manifest;  ///< its figures of the database are filled in while it is written
    std::filesystem::path database;
    std::filesystem::path blob_folder;
    std::vector<BlobInfo> blobs;
};

/// Writes `archive`, which appears under its name when it is whole and on the disk; nothing is left behind otherwise. Contents are
/// read while it is written and compared with their names; memory does not grow with them. Throws StorageError, in words where a
/// person has to act; Cancelled when `stop` says so.
BackupManifest write_backup(const std::filesystem::path& archive, BackupContents contents, const std::stop_token& stop);

/// Where the contents of a backup go while they are read; each is checked before the next begins.
class BackupSink {
public:
    virtual ~BackupSink() = default;
    virtual void begin_database() = 0;
    virtual void begin_blob(const BlobInfo& blob) = 0;
    virtual void write(ByteView bytes) = 0;
    /// The content was whole and had the right hash.
    virtual void end() = 0;

protected:
    BackupSink() = default;
};

/// Reads a whole backup and checks every part of it: sizes and hashes, that all that is announced is there and nothing else. What
/// is wrong in words. The sink may throw.
[[nodiscard]] Result<BackupManifest> read_backup(const std::filesystem::path& archive, BackupSink& sink);
/// The same without keeping anything.
[[nodiscard]] Result<BackupManifest> verify_backup(const std::filesystem::path& archive);

}  // namespace i2m
