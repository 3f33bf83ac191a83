// backup_write.cpp - libzip streams the contents from their files; each is compared with its name on the way.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>

#include "server/core/storage_error.hpp"
#include "server/files/backup_archive.hpp"
#include "server/files/backup_manifest.hpp"
#include "server/files/file_descriptor.hpp"
#include "server/files/sha256_stream.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

struct DiscardNew {
    void operator()(zip_t* archive) const { ::zip_discard(archive); }
};
using NewArchive = std::unique_ptr<zip_t, DiscardNew>;

/// What the sources of one archive share.
struct Writing {
    fs::path blob_folder;
    std::string problem;  ///< the first, in words
};

/// One content while libzip reads it.
struct BlobSource {
    Writing& writing;
    BlobInfo blob;
    FileDescriptor file = {};
    std::optional<Sha256Stream> hash = {};
    std::uint64_t read_bytes = 0;
};

zip_int64_t fail(BlobSource& source, const std::string& what) {
    if (source.writing.problem.empty()) {
        source.writing.problem =
            "The content " + source.blob.sha256 + " " + what +
            ". Delete the job that it belongs to (GET /api/v1/admin/list-files tells it), then back up again.";
    }
    return -1;
}

zip_int64_t open_source(BlobSource& source) {
    const fs::path path = source.writing.blob_folder / source.blob.sha256;
    source.file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source.file.is_open()) return fail(source, "cannot be read (" + std::generic_category().message(errno) + ")");
    (void)::posix_fadvise(source.file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    source.hash.emplace();
    source.read_bytes = 0;
    return 0;
}

zip_int64_t read_source(BlobSource& source, void* out, zip_uint64_t size) {
    ssize_t got = 0;
    do {
        got = ::read(source.file.get(), out, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return fail(source, "cannot be read (" + std::generic_category().message(errno) + ")");
    if (got > 0) {
        source.hash->update(ByteView(static_cast<const std::uint8_t*>(out), static_cast<std::size_t>(got)));
        source.read_bytes += static_cast<std::uint64_t>(got);
        return got;
    }
    const bool is_whole = source.read_bytes == source.blob.size_bytes && source.hash->finish() == source.blob.sha256;
    return is_whole ? 0 : fail(source, "is damaged on the disk");
}

zip_int64_t stat_source(const BlobSource& source, void* out) {
    auto* const stat = static_cast<zip_stat_t*>(out);
    ::zip_stat_init(stat);
    stat->size = source.blob.size_bytes;
    stat->valid = ZIP_STAT_SIZE;
    return sizeof *stat;
}

zip_int64_t answer(BlobSource& source, void* data, zip_uint64_t size, zip_source_cmd_t command) {
    switch (command) {
        case ZIP_SOURCE_OPEN: return open_source(source);
        case ZIP_SOURCE_READ: return read_source(source, data, size);
        case ZIP_SOURCE_CLOSE: source.file = FileDescriptor(); return 0;
        case ZIP_SOURCE_STAT: return stat_source(source, data);
        case ZIP_SOURCE_ERROR: {
            zip_error_t error;
            ::zip_error_init_with_code(&error, ZIP_ER_READ);
            return ::zip_error_to_data(&error, data, size);
        }
        case ZIP_SOURCE_SUPPORTS:
            return ::zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                                    ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
        default: return -1;
    }
}

/// C calls this: nothing may be thrown through it.
zip_int64_t blob_callback(void* state, void* data, zip_uint64_t size, zip_source_cmd_t command) {
    auto* const source = static_cast<BlobSource*>(state);
    if (command == ZIP_SOURCE_FREE) {
        delete source;
        return 0;
    }
    try {
        return answer(*source, data, size, command);
    } catch (const std::exception& broken) {
        return fail(*source, std::string("cannot be read (") + broken.what() + ")");
    }
}

[[noreturn]] void throw_zip(const zip_error_t& error, const fs::path& archive) {
    const int number = ::zip_error_system_type(&error) == ZIP_ET_SYS ? ::zip_error_code_system(&error) : 0;
    const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    zip_error_t copy = error;
    throw StorageError(is_full ? ErrorCode::StorageFull : ErrorCode::Internal,
                       archive.string() + ": " + ::zip_error_strerror(&copy));
}

void add_entry(zip_t* archive, const std::string& name, zip_source_t* source, zip_int32_t method, const fs::path& path) {
    if (source == nullptr) throw_zip(*::zip_get_error(archive), path);
    const zip_int64_t index = ::zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        ::zip_source_free(source);
        throw_zip(*::zip_get_error(archive), path);
    }
    ::zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 1);
}

void hash_database(BackupContents& contents) {
    const FileDescriptor file(::open(contents.database.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) throw_errno("open", contents.database);
    Sha256Stream hash;
    std::array<std::uint8_t, 65'536> room;
    for (;;) {
        const ssize_t got = ::read(file.get(), room.data(), room.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw_errno("read", contents.database);
        if (got == 0) break;
        hash.update(ByteView(room.data(), static_cast<std::size_t>(got)));
        contents.manifest.database_bytes += static_cast<std::uint64_t>(got);
    }
    contents.manifest.database_sha256 = hash.finish();
}

int is_stopped(zip_t*, void* stop) { return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0; }

void write_part(const fs::path& part, const BackupContents& contents, const std::stop_token& stop) {
    int code = 0;
    NewArchive archive(::zip_open(part.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!archive) {
        zip_error_t error;
        ::zip_error_init_with_code(&error, code);
        throw_zip(error, part);
    }
    Writing writing{contents.blob_folder, {}};
    const std::string manifest = json::encode_text(contents.manifest) + "\n";
    zip_t* const zip = archive.get();
    add_entry(zip, kManifestEntry, ::zip_source_buffer(zip, manifest.data(), manifest.size(), 0), ZIP_CM_STORE, part);
    add_entry(zip, kDatabaseEntry, ::zip_source_file(zip, contents.database.c_str(), 0, -1), ZIP_CM_DEFLATE, part);
    for (const BlobInfo& blob : contents.blobs) {
        zip_source_t* const source = ::zip_source_function(zip, blob_callback, new BlobSource{writing, blob});
        // Models and images are packed already.
        add_entry(zip, std::string(kBlobEntries) + blob.sha256, source, ZIP_CM_STORE, part);
    }
    std::stop_token token = stop;
    ::zip_register_cancel_callback_with_state(zip, is_stopped, nullptr, &token);
    if (::zip_close(zip) == 0) {
        (void)archive.release();
        return;
    }
    if (stop.stop_requested()) throw StorageError(ErrorCode::Unavailable, "The backup was stopped before it was whole.");
    if (!writing.problem.empty()) throw StorageError(ErrorCode::Internal, writing.problem);
    throw_zip(*::zip_get_error(zip), part);
}

}  // namespace

BackupManifest write_backup(const fs::path& archive, BackupContents contents, const std::stop_token& stop) {
    const fs::path part = archive.string() + ".part";
    contents.manifest.format = kBackupFormat;
    contents.manifest.blobs = contents.blobs.size();
    contents.manifest.blob_bytes = 0;
    for (const BlobInfo& blob : contents.blobs) contents.manifest.blob_bytes += blob.size_bytes;
    contents.manifest.database_bytes = 0;
    hash_database(contents);
    try {
        write_part(part, contents, stop);
        const FileDescriptor written(::open(part.c_str(), O_RDONLY | O_CLOEXEC));
        if (!written.is_open()) throw_errno("open", part);
        if (::fchmod(written.get(), 0600) != 0) throw_errno("chmod", part);
        sync_file(written, part);
        if (::rename(part.c_str(), archive.c_str()) != 0) throw_errno("rename", part);
    } catch (...) {
        ::unlink(part.c_str());
        throw;
    }
    sync_folder(archive.has_parent_path() ? archive.parent_path() : fs::path("."));
    return contents.manifest;
}

}  // namespace i2m
