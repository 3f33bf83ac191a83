// gzip_file.hpp - packing a file, and reading lines of packed and plain files alike. The only place with zlib.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace i2m {

/// Writes `to` (RFC 1952) by way of a file beside it and removes `from`. False, with `from` as it was, when the disk does not let it
/// or `stop` is asked for.
[[nodiscard]] bool pack_file(const std::filesystem::path& from, const std::filesystem::path& to,
                             const std::stop_token& stop = {});

/// The lines of a file, packed or plain, one after the other. For one thread.
class LineFile {
public:
    static constexpr std::size_t kMaxLineBytes = 65'536;

    /// nullptr when it cannot be opened.
    [[nodiscard]] static std::unique_ptr<LineFile> open(const std::filesystem::path& path);
    ~LineFile();
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;

    /// The next line without its end; nullopt at the end, and where the file is damaged. What a line has beyond kMaxLineBytes is
    /// left out, and so is a last line that is not finished.
    [[nodiscard]] std::optional<std::string> next();
    /// Bytes read so far, unpacked.
    [[nodiscard]] std::uint64_t read_bytes() const { return read_bytes_; }

private:
    struct Impl;
    explicit LineFile(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
    std::uint64_t read_bytes_ = 0;
};

}  // namespace i2m
