// zip_reader.hpp - finds and unpacks one file of a ZIP archive from outside (APPNOTE 6.3; stored and deflated, no ZIP64).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"

namespace i2m::fal {

struct ZipEntry {
    std::string name;
    std::uint16_t method = 0;  ///< 0 stored, 8 deflated
    bool is_encrypted = false;
    std::uint32_t crc32 = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t bytes = 0;
    std::uint64_t header_at = 0;  ///< of the local header
};

/// The archive's list of files, at most 4 096. ModelInvalid when it is none, or damaged.
[[nodiscard]] Result<std::vector<ZipEntry>> list_zip(ByteView archive);

/// Unpacks an entry piece by piece into `sink`; never more than the entry's stated size, which may be at most `max_bytes`.
/// ModelInvalid when it is damaged, encrypted, too large or packed in another way.
[[nodiscard]] Result<void> unpack_zip(ByteView archive, const ZipEntry& entry, std::uint64_t max_bytes,
                                      const std::function<void(ByteView)>& sink);

}  // namespace i2m::fal
