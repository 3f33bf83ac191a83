// zip_reader.cpp - libzip reads; what it may read and how much is decided here.
#include "server/fal/zip_reader.hpp"

#include <zip.h>

#include <array>
#include <memory>
#include <optional>

namespace i2m::fal {
namespace {

constexpr std::size_t kMaxEntries = 4'096;
constexpr std::size_t kMaxNameBytes = 1'024;
constexpr std::size_t kTailBytes = 22 + 65'535 + 20;  // end record, longest comment, locator of ZIP64 (APPNOTE 4.3.15 and 4.3.16)
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kZip64Signature = 0x07064b50;

Error damaged(const std::string& what) {
    return {ErrorCode::ModelInvalid, "The ZIP archive that came back " + what + ". Run the file again."};
}

/// libzip makes room for as many files as the archive's end states, so that is judged before it looks: every end record it might
/// choose.
bool states_too_many_files(ByteView archive) {
    const ByteView tail = archive.size() > kTailBytes ? archive.subspan(archive.size() - kTailBytes) : archive;
    for (std::size_t at = 0; at + 4 <= tail.size(); ++at) {
        if (tail[at] != 'P') continue;
        const std::uint32_t signature = read_le32(tail, at).value_or(0);
        if (signature == kZip64Signature) return true;
        if (signature == kEndSignature && read_le16(tail, at + 10).value_or(0) > kMaxEntries) return true;
    }
    return false;
}

struct Discard {
    void operator()(zip_t* archive) const { ::zip_discard(archive); }
    void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

/// nullptr when it is no archive. `bytes` outlive it.
Archive open_archive(ByteView bytes) {
    if (states_too_many_files(bytes)) return nullptr;
    zip_error_t error;
    ::zip_error_init(&error);
    zip_source_t* const source = ::zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    Archive archive(source == nullptr ? nullptr : ::zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive && source != nullptr) ::zip_source_free(source);
    ::zip_error_fini(&error);
    return archive;
}

/// nullopt when something that is needed is not stated.
std::optional<ZipEntry> entry_at(zip_t* archive, std::uint64_t index) {
    constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD;
    zip_stat_t stat;
    ::zip_stat_init(&stat);
    if (::zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & kNeeded) != kNeeded) return std::nullopt;
    ZipEntry entry;
    entry.name = stat.name;
    entry.index = index;
    entry.bytes = stat.size;
    entry.is_encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    entry.is_readable = stat.comp_method == ZIP_CM_STORE || stat.comp_method == ZIP_CM_DEFLATE;
    if (entry.name.size() > kMaxNameBytes) return std::nullopt;
    return entry;
}

}  // namespace

Result<std::vector<ZipEntry>> list_zip(ByteView bytes) {
    const Archive archive = open_archive(bytes);
    if (!archive) return damaged("has no list of files that can be read");
    const zip_int64_t count = ::zip_get_num_entries(archive.get(), 0);
    if (count < 0 || static_cast<std::uint64_t>(count) > kMaxEntries) return damaged("has too many files");
    std::vector<ZipEntry> entries;
    for (zip_int64_t i = 0; i < count; ++i) {
        std::optional<ZipEntry> entry = entry_at(archive.get(), static_cast<std::uint64_t>(i));
        if (!entry) return damaged("has a broken list of files");
        entries.push_back(*std::move(entry));
    }
    return entries;
}

Result<void> unpack_zip(ByteView bytes, const ZipEntry& entry, std::uint64_t max_bytes,
                        const std::function<void(ByteView)>& sink) {
    if (entry.is_encrypted) return damaged("is locked with a password");
    if (!entry.is_readable) return damaged("is packed in a way that is not read here");
    if (entry.bytes > max_bytes) return damaged("holds a model that is too large");
    const Archive archive = open_archive(bytes);
    const std::unique_ptr<zip_file_t, Discard> file(archive ? ::zip_fopen_index(archive.get(), entry.index, 0) : nullptr);
    if (!file) return damaged("is cut off");
    std::array<std::uint8_t, 65'536> room;
    for (std::uint64_t left = entry.bytes;;) {
        const zip_int64_t got = ::zip_fread(file.get(), room.data(), room.size());
        if (got < 0 || static_cast<std::uint64_t>(got) > left) return damaged("is damaged");
        // The end was reached, and with it libzip has compared the checksum.
        if (got == 0) return left == 0 ? Result<void>() : Result<void>(damaged("is damaged"));
        left -= static_cast<std::uint64_t>(got);
        sink(ByteView(room.data(), static_cast<std::size_t>(got)));
    }
}

}  // namespace i2m::fal
