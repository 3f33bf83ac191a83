// stored_zip.hpp - ZIP archives of files as they are (not packed), made while they are read; APPNOTE.TXT 6.3.10.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/base/bytes.hpp"

namespace i2m::zip {

/// One file of an archive.
struct Entry {
    std::string name;  ///< UTF-8, at most 65 535 bytes; '/' parts folders
    std::uint64_t size_bytes = 0;
    std::int64_t modified_s = 0;                 ///< epoch seconds
    std::optional<std::uint32_t> checksum = {};  ///< CRC-32 of the content, when it is known
};

/// An archive as bytes that can be read from any place. Its size is known before; checksums are found when the head of a file is
/// read, so each content is read twice, and none is kept. Sizes beyond 4 GB are written as ZIP64. For one thread at a time.
class StoredZip {
public:
    /// Reads up to `out.size()` bytes of a file from `offset`; returns how many, 0 when it cannot.
    using ReadContent = std::function<std::size_t(std::size_t entry, std::uint64_t offset, std::span<std::uint8_t> out)>;

    StoredZip(std::vector<Entry> entries, ReadContent read_content);

    [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }
    /// Fills up to `out.size()` bytes from `offset`; returns how many. 0 at the end, and when a content cannot be read or has
    /// another size than its entry says.
    [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out);

private:
    /// A stretch of the archive: the head of a file, its content, or (entry == count) the directory.
    struct Stretch {
        std::uint64_t begin = 0;
        std::uint64_t length = 0;
        std::size_t entry = 0;
        bool is_content = false;
    };
    [[nodiscard]] const Stretch& stretch_at(std::uint64_t offset) const;
    /// The text of a head or of the directory; nullopt when a content cannot be read.
    [[nodiscard]] std::optional<std::string> text_of(const Stretch& stretch);
    [[nodiscard]] std::optional<std::uint32_t> checksum_of(std::size_t entry);
    [[nodiscard]] std::optional<std::string> directory();

    std::vector<Entry> entries_;
    ReadContent read_content_;
    std::vector<Stretch> stretches_;
    std::optional<std::pair<std::uint64_t, std::string>> last_text_;  ///< by where it begins
    std::uint64_t directory_begin_ = 0;
    std::uint64_t size_bytes_ = 0;
};

/// A file that is in memory.
struct File {
    std::string name;
    std::string content;
};
/// An archive of those, dated at the beginning of 1980, so that the same files give the same bytes.
[[nodiscard]] std::string zip_of(const std::vector<File>& files);

/// `names` as they may stand in one archive that is unpacked on any system: without characters that one of them refuses, and none
/// like another but for its case; "a.glb" and "A.glb" become "a.glb" and "A (2).glb".
[[nodiscard]] std::vector<std::string> portable_names(const std::vector<std::string>& names);

}  // namespace i2m::zip
