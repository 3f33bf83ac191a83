// zip_reader.cpp - the central directory is believed, local headers only say where the data begins.
#include "server/fal/zip_reader.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace i2m::fal {
namespace {

constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kListSignature = 0x02014b50;
constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kListBytes = 46;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kMaxComment = 65'535;
constexpr std::size_t kMaxEntries = 4'096;

Error damaged(const std::string& what) {
    return {ErrorCode::ModelInvalid, "The ZIP archive that came back " + what + ". Run the file again."};
}

std::uint32_t le16(ByteView bytes, std::size_t at) { return read_le16(bytes, at).value_or(0); }
std::uint32_t le32(ByteView bytes, std::size_t at) { return read_le32(bytes, at).value_or(0); }

/// The end record lies before a comment of unknown length: the last one counts.
std::size_t find_end(ByteView archive) {
    if (archive.size() < kEndBytes) return archive.size();
    const std::size_t last = archive.size() - kEndBytes;
    const std::size_t first = last > kMaxComment ? last - kMaxComment : 0;
    for (std::size_t at = last + 1; at-- > first;) {
        if (le32(archive, at) == kEndSignature) return at;
    }
    return archive.size();
}

/// What has to be the same for stored and unpacked bytes: neither more than stated, and the right sum.
class CheckedSink {
public:
    CheckedSink(const ZipEntry& entry, const std::function<void(ByteView)>& sink) : entry_(entry), sink_(sink) {}

    [[nodiscard]] bool take(ByteView piece) {
        if (piece.size() > entry_.bytes - bytes_) return false;
        bytes_ += piece.size();
        sum_ = ::crc32_z(sum_, piece.data(), piece.size());
        sink_(piece);
        return true;
    }
    [[nodiscard]] bool is_whole() const { return bytes_ == entry_.bytes && sum_ == entry_.crc32; }

private:
    const ZipEntry& entry_;
    const std::function<void(ByteView)>& sink_;
    std::uint64_t bytes_ = 0;
    uLong sum_ = ::crc32_z(0, nullptr, 0);
};

/// A raw inflate stream that ends with its scope.
struct Inflater {
    Inflater() { is_ready = ::inflateInit2(&stream, -MAX_WBITS) == Z_OK; }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() {
        if (is_ready) ::inflateEnd(&stream);
    }
    z_stream stream{};
    bool is_ready = false;
};

bool inflate_into(ByteView packed, CheckedSink& out) {
    Inflater inflater;
    if (!inflater.is_ready) return false;
    std::array<std::uint8_t, 65'536> room;
    inflater.stream.next_in = const_cast<Bytef*>(packed.data());  // zlib reads it only
    inflater.stream.avail_in = static_cast<uInt>(packed.size());  // below 4 GB: sizes of 32 bits
    for (int state = Z_OK; state != Z_STREAM_END;) {
        inflater.stream.next_out = room.data();
        inflater.stream.avail_out = static_cast<uInt>(room.size());
        state = ::inflate(&inflater.stream, Z_NO_FLUSH);
        const std::size_t got = room.size() - inflater.stream.avail_out;
        if (state != Z_OK && state != Z_STREAM_END) return false;
        if (got == 0 && state == Z_OK) return false;
        if (!out.take(ByteView(room.data(), got))) return false;
    }
    return true;
}

}  // namespace

Result<std::vector<ZipEntry>> list_zip(ByteView archive) {
    const std::size_t end = find_end(archive);
    if (!has_bytes(archive, end, kEndBytes)) return damaged("has no list of files");
    const std::size_t count = le16(archive, end + 10);
    std::size_t at = le32(archive, end + 16);
    if (count > kMaxEntries) return damaged("has too many files");
    std::vector<ZipEntry> entries;
    for (std::size_t i = 0; i < count; ++i) {
        if (!has_bytes(archive, at, kListBytes) || le32(archive, at) != kListSignature)
            return damaged("has a broken list of files");
        const std::size_t name_bytes = le16(archive, at + 28);
        const std::size_t more_bytes = le16(archive, at + 30) + le16(archive, at + 32);
        if (!has_bytes(archive, at + kListBytes, name_bytes)) return damaged("has a broken list of files");
        ZipEntry entry;
        entry.name = std::string(as_text(archive.subspan(at + kListBytes, name_bytes)));
        entry.is_encrypted = (le16(archive, at + 8) & 1U) != 0;
        entry.method = static_cast<std::uint16_t>(le16(archive, at + 10));
        entry.crc32 = le32(archive, at + 16);
        entry.packed_bytes = le32(archive, at + 20);
        entry.bytes = le32(archive, at + 24);
        entry.header_at = le32(archive, at + 42);
        entries.push_back(std::move(entry));
        at += kListBytes + name_bytes + more_bytes;
    }
    return entries;
}

Result<void> unpack_zip(ByteView archive, const ZipEntry& entry, std::uint64_t max_bytes,
                        const std::function<void(ByteView)>& sink) {
    if (entry.is_encrypted) return damaged("is locked with a password");
    if (entry.bytes > max_bytes) return damaged("holds a model that is too large");
    const std::size_t at = entry.header_at;
    if (!has_bytes(archive, at, kLocalBytes) || le32(archive, at) != kLocalSignature) return damaged("is cut off");
    const std::size_t data_at = at + kLocalBytes + le16(archive, at + 26) + le16(archive, at + 28);
    if (!has_bytes(archive, data_at, entry.packed_bytes)) return damaged("is cut off");
    const ByteView packed = archive.subspan(data_at, entry.packed_bytes);
    CheckedSink out(entry, sink);
    bool is_unpacked = false;
    if (entry.method == 0) is_unpacked = out.take(packed);
    if (entry.method == 8) is_unpacked = inflate_into(packed, out);
    if (!is_unpacked || !out.is_whole()) return damaged("is damaged");
    return {};
}

}  // namespace i2m::fal
