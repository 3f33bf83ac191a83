// stored_zip.cpp - heads, directory and ends of an archive. Section numbers are APPNOTE.TXT's.
#include "shared/zip/stored_zip.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "shared/image/crc32.hpp"

namespace i2m::zip {
namespace {

constexpr std::int64_t kFirstTime_s = 315'532'800;  // 1980-01-01
constexpr std::uint64_t kMost32 = 0xFFFFFFFF;
constexpr std::uint64_t kMost16 = 0xFFFF;
constexpr std::uint16_t kUtf8Names = 1U << 11;         // 4.4.4, bit 11
constexpr std::uint16_t kNeedsFolders = 20;            // 4.4.3: version 2.0
constexpr std::uint16_t kNeedsZip64 = 45;              // 4.4.3: version 4.5
constexpr std::uint16_t kMadeOnUnix = (3U << 8) | 63;  // 4.4.2
constexpr std::uint32_t kPlainFile = 0100644U << 16;   // its mode, as Unix keeps it
constexpr std::uint16_t kZip64Extra = 0x0001;          // 4.5.3
constexpr std::uint16_t kTimeExtra = 0x5455;           // "UT": seconds since 1970
constexpr std::size_t kTimeExtraBytes = 9;
constexpr std::size_t kReadChunk = 1U << 16;

/// Little-endian numbers, one behind the other.
class Writer {
public:
    Writer& u16(std::uint64_t value) { return put(value, 2); }
    Writer& u32(std::uint64_t value) { return put(value, 4); }
    Writer& u64(std::uint64_t value) { return put(value, 8); }
    Writer& text(std::string_view text) {
        out_ += text;
        return *this;
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    Writer& put(std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out_ += static_cast<char>(value >> (8 * i) & 0xFF);
        return *this;
    }
    std::string out_;
};

struct DosTime {
    std::uint16_t date = 1U << 5 | 1;  ///< 1980-01-01, the first that there is
    std::uint16_t time = 0;
};

/// Days since 1970 as year, month and day: Howard Hinnant's civil_from_days.
DosTime dos_time(std::int64_t epoch_s) {
    constexpr std::int64_t kLast = 4354819199;  // 2107-12-31
    if (epoch_s < kFirstTime_s || epoch_s > kLast) return {};
    const std::int64_t z = epoch_s / 86400 + 719468;
    const std::int64_t era = z / 146097;
    const std::int64_t day_of_era = z - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    const std::int64_t second = epoch_s % 86400;
    return {static_cast<std::uint16_t>((year - 1980) << 9 | month << 5 | day),
            static_cast<std::uint16_t>(second / 3600 << 11 | second / 60 % 60 << 5 | second % 60 / 2)};
}

bool is_large(const Entry& entry) { return entry.size_bytes >= kMost32; }

std::string time_extra(const Entry& entry) {
    return Writer()
        .u16(kTimeExtra)
        .u16(kTimeExtraBytes - 4)
        .text("\x01")
        .u32(static_cast<std::uint64_t>(entry.modified_s))
        .take();
}

std::size_t head_bytes(const Entry& entry) { return 30 + entry.name.size() + kTimeExtraBytes + (is_large(entry) ? 20 : 0); }

/// 4.3.7
std::string head(const Entry& entry, std::uint32_t checksum) {
    const DosTime when = dos_time(entry.modified_s);
    const std::uint64_t size = is_large(entry) ? kMost32 : entry.size_bytes;
    Writer out;
    out.text("PK\x03\x04").u16(is_large(entry) ? kNeedsZip64 : kNeedsFolders).u16(kUtf8Names).u16(0);
    out.u16(when.time).u16(when.date).u32(checksum).u32(size).u32(size);
    out.u16(entry.name.size()).u16(kTimeExtraBytes + (is_large(entry) ? 20 : 0)).text(entry.name).text(time_extra(entry));
    if (is_large(entry)) out.u16(kZip64Extra).u16(16).u64(entry.size_bytes).u64(entry.size_bytes);
    return out.take();
}

/// The ZIP64 part of a file's row in the directory: only what does not fit elsewhere.
std::string zip64_extra(const Entry& entry, std::uint64_t begin) {
    Writer fields;
    if (is_large(entry)) fields.u64(entry.size_bytes).u64(entry.size_bytes);
    if (begin >= kMost32) fields.u64(begin);
    const std::string text = fields.take();
    return text.empty() ? text : Writer().u16(kZip64Extra).u16(text.size()).text(text).take();
}

/// 4.3.12
std::string row(const Entry& entry, std::uint32_t checksum, std::uint64_t begin) {
    const DosTime when = dos_time(entry.modified_s);
    const std::string large = zip64_extra(entry, begin);
    const std::uint64_t size = is_large(entry) ? kMost32 : entry.size_bytes;
    Writer out;
    out.text("PK\x01\x02").u16(kMadeOnUnix).u16(large.empty() ? kNeedsFolders : kNeedsZip64).u16(kUtf8Names).u16(0);
    out.u16(when.time).u16(when.date).u32(checksum).u32(size).u32(size);
    out.u16(entry.name.size()).u16(kTimeExtraBytes + large.size()).u16(0).u16(0).u16(0).u32(kPlainFile);
    out.u32(std::min(begin, kMost32)).text(entry.name).text(time_extra(entry)).text(large);
    return out.take();
}

/// 4.3.14 to 4.3.16
std::string end_records(std::uint64_t count, std::uint64_t begin, std::uint64_t length) {
    Writer out;
    if (count >= kMost16 || begin >= kMost32 || length >= kMost32) {
        out.text("PK\x06\x06").u64(44).u16(kMadeOnUnix).u16(kNeedsZip64).u32(0).u32(0);
        out.u64(count).u64(count).u64(length).u64(begin);
        out.text("PK\x06\x07").u32(0).u64(begin + length).u32(1);
    }
    const std::uint64_t short_count = std::min(count, kMost16);
    out.text("PK\x05\x06").u16(0).u16(0).u16(short_count).u16(short_count);
    out.u32(std::min(length, kMost32)).u32(std::min(begin, kMost32)).u16(0);
    return out.take();
}

}  // namespace

StoredZip::StoredZip(std::vector<Entry> entries, ReadContent read_content)
    : entries_(std::move(entries)), read_content_(std::move(read_content)) {
    std::uint64_t at = 0;
    std::uint64_t directory_bytes = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        directory_bytes += row(entries_[i], 0, at).size();
        stretches_.push_back({at, head_bytes(entries_[i]), i, false});
        at += stretches_.back().length;
        stretches_.push_back({at, entries_[i].size_bytes, i, true});
        at += entries_[i].size_bytes;
    }
    directory_begin_ = at;
    directory_bytes += end_records(entries_.size(), at, directory_bytes).size();
    stretches_.push_back({at, directory_bytes, entries_.size(), false});
    size_bytes_ = at + directory_bytes;
}

const StoredZip::Stretch& StoredZip::stretch_at(std::uint64_t offset) const {
    const auto behind = std::upper_bound(stretches_.begin(), stretches_.end(), offset,
                                         [](std::uint64_t at, const Stretch& stretch) { return at < stretch.begin; });
    return *std::prev(behind);  // the first begins at 0; of two that begin alike the first is empty
}

std::optional<std::uint32_t> StoredZip::checksum_of(std::size_t entry) {
    if (entries_[entry].checksum) return entries_[entry].checksum;
    std::array<std::uint8_t, kReadChunk> chunk;
    std::uint32_t checksum = 0;
    for (std::uint64_t at = 0; at < entries_[entry].size_bytes;) {
        const std::uint64_t wanted = std::min<std::uint64_t>(chunk.size(), entries_[entry].size_bytes - at);
        const std::size_t count = read_content_(entry, at, std::span(chunk).first(static_cast<std::size_t>(wanted)));
        if (count == 0) return std::nullopt;
        checksum = crc32(ByteView(chunk.data(), count), checksum);
        at += count;
    }
    return entries_[entry].checksum = checksum;
}

std::optional<std::string> StoredZip::directory() {
    std::string out;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const std::optional<std::uint32_t> checksum = checksum_of(i);
        if (!checksum) return std::nullopt;
        out += row(entries_[i], *checksum, stretches_[2 * i].begin);
    }
    const std::size_t length = out.size();
    return out + end_records(entries_.size(), directory_begin_, length);
}

std::optional<std::string> StoredZip::text_of(const Stretch& stretch) {
    if (stretch.entry == entries_.size()) return directory();
    const std::optional<std::uint32_t> checksum = checksum_of(stretch.entry);
    if (!checksum) return std::nullopt;
    return head(entries_[stretch.entry], *checksum);
}

std::size_t StoredZip::read(std::uint64_t offset, std::span<std::uint8_t> out) {
    if (offset >= size_bytes_ || out.empty()) return 0;
    const Stretch& stretch = stretch_at(offset);
    const std::uint64_t from = offset - stretch.begin;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), stretch.length - from));
    if (stretch.is_content) return read_content_(stretch.entry, from, out.first(count));
    if (!last_text_ || last_text_->first != stretch.begin) {
        std::optional<std::string> text = text_of(stretch);
        if (!text) return 0;
        last_text_.emplace(stretch.begin, *std::move(text));
    }
    std::memcpy(out.data(), last_text_->second.data() + from, count);
    return count;
}

std::string zip_of(const std::vector<File>& files) {
    std::vector<Entry> entries;
    entries.reserve(files.size());
    for (const File& file : files) entries.push_back({file.name, file.content.size(), kFirstTime_s});
    StoredZip archive(std::move(entries), [&](std::size_t entry, std::uint64_t offset, std::span<std::uint8_t> out) {
        return files[entry].content.copy(reinterpret_cast<char*>(out.data()), out.size(), static_cast<std::size_t>(offset));
    });
    std::string out(static_cast<std::size_t>(archive.size_bytes()), '\0');
    const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
    for (std::size_t at = 0; at < out.size();) at += archive.read(at, bytes.subspan(at));
    return out;
}

}  // namespace i2m::zip
