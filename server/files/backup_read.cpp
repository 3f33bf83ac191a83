// backup_read.cpp - every part of a backup against what the manifest and the names promise.
#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "server/files/backup_archive.hpp"
#include "server/files/backup_manifest.hpp"
#include "server/files/sha256_stream.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxManifestBytes = 65'536;

struct Discard {
    void operator()(zip_t* archive) const { ::zip_discard(archive); }
    void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Entry = std::unique_ptr<zip_file_t, Discard>;

bool names_a_content(std::string_view name) {
    return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

class Reading {
public:
    explicit Reading(const fs::path& path) : path_(path) {}

    Result<BackupManifest> run(BackupSink& sink) {
        int code = 0;
        archive_.reset(::zip_open(path_.c_str(), ZIP_RDONLY, &code));
        if (!archive_) return wrong(code == ZIP_ER_NOENT ? "is not there" : "is no archive, or cut off");
        const Result<void> announced = read_manifest();
        if (!announced) return announced.error();
        const zip_int64_t count = ::zip_get_num_entries(archive_.get(), 0);
        for (zip_int64_t i = 0; i < count; ++i) {
            const Result<void> read = read_entry(static_cast<zip_uint64_t>(i), sink);
            if (!read) return read.error();
        }
        if (!has_database_) return wrong("holds no database");
        if (seen_.size() != manifest_.blobs || blob_bytes_ != manifest_.blob_bytes) {
            return wrong("holds " + std::to_string(seen_.size()) + " contents, and its manifest announces " +
                         std::to_string(manifest_.blobs));
        }
        return manifest_;
    }

private:
    [[nodiscard]] Error wrong(const std::string& what) const {
        return {ErrorCode::InvalidRequest, "The backup " + path_.string() + " " + what + ". Use another one."};
    }

    Result<void> read_manifest() {
        zip_stat_t stat;
        ::zip_stat_init(&stat);
        if (::zip_stat(archive_.get(), kManifestEntry, 0, &stat) != 0 || stat.size > kMaxManifestBytes)
            return wrong("has no manifest, so it is none of image2model's");
        std::string text(static_cast<std::size_t>(stat.size), '\0');
        const Entry entry(::zip_fopen(archive_.get(), kManifestEntry, 0));
        const bool is_read = entry && ::zip_fread(entry.get(), text.data(), text.size()) == static_cast<zip_int64_t>(text.size());
        const Result<BackupManifest> manifest = json::decode_text<BackupManifest>(is_read ? text : "");
        if (!manifest) return wrong("has a manifest that cannot be read");
        if (manifest->format > kBackupFormat)
            return wrong("was written by a newer image2model (" + manifest->program + ") in a form that this one does not know");
        manifest_ = *manifest;
        return {};
    }

    Result<void> read_entry(zip_uint64_t index, BackupSink& sink) {
        zip_stat_t stat;
        ::zip_stat_init(&stat);
        if (::zip_stat_index(archive_.get(), index, 0, &stat) != 0) return wrong("has a broken list of files");
        const std::string name = stat.name;
        if (name == kManifestEntry) return {};
        if (name == kDatabaseEntry && !has_database_) {
            has_database_ = true;
            sink.begin_database();
            return copy(index, {manifest_.database_sha256, manifest_.database_bytes}, "database", sink);
        }
        const std::string sha256 = name.starts_with(kBlobEntries) ? name.substr(kBlobEntries.size()) : std::string();
        if (!names_a_content(sha256) || !seen_.insert(sha256).second)
            return wrong("holds something that does not belong there: " + name);
        blob_bytes_ += stat.size;
        const BlobInfo blob{sha256, stat.size};
        sink.begin_blob(blob);
        return copy(index, blob, name, sink);
    }

    Result<void> copy(zip_uint64_t index, const BlobInfo& wanted, const std::string& name, BackupSink& sink) {
        const Entry entry(::zip_fopen_index(archive_.get(), index, 0));
        if (!entry) return wrong("is damaged at " + name);
        Sha256Stream hash;
        std::uint64_t size = 0;
        std::array<std::uint8_t, 65'536> room;
        for (;;) {
            const zip_int64_t got = ::zip_fread(entry.get(), room.data(), room.size());
            if (got < 0) return wrong("is damaged at " + name);
            if (got == 0) break;
            size += static_cast<std::uint64_t>(got);
            if (size > wanted.size_bytes) return wrong("is damaged at " + name);
            const ByteView bytes(room.data(), static_cast<std::size_t>(got));
            hash.update(bytes);
            sink.write(bytes);
        }
        if (size != wanted.size_bytes || hash.finish() != wanted.sha256) return wrong("is damaged at " + name);
        sink.end();
        return {};
    }

    const fs::path path_;
    Archive archive_;
    BackupManifest manifest_;
    bool has_database_ = false;
    std::set<std::string> seen_;
    std::uint64_t blob_bytes_ = 0;
};

class Nowhere final : public BackupSink {
public:
    void begin_database() override {}
    void begin_blob(const BlobInfo&) override {}
    void write(ByteView) override {}
    void end() override {}
};

}  // namespace

Result<BackupManifest> read_backup(const fs::path& archive, BackupSink& sink) { return Reading(archive).run(sink); }

Result<BackupManifest> verify_backup(const fs::path& archive) {
    Nowhere nowhere;
    return read_backup(archive, nowhere);
}

}  // namespace i2m
