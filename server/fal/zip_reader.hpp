// zip_reader.hpp - finds and unpacks one file of a ZIP archive from outside, by libzip within our bounds (stored and deflated, no
// ZIP64). Archives in archives are not opened.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"

namespace i2m::fal {

struct ZipEntry {
    std::string name;         ///< as it stands there; never used as a path
    std::uint64_t index = 0;  ///< its place in the list
    std::uint64_t bytes = 0;  ///< unpacked, as stated
    bool is_encrypted = false;
    bool is_readable = true;  ///< packed in a way that is taken
};

/// The archive's list of files, at most 4 096. ModelInvalid when it is none, or damaged.
[[nodiscard]] Result<std::vector<ZipEntry>> list_zip(ByteView archive);

/// Unpacks an entry piece by piece into `sink`; never more than the entry's stated size, which may be at most `max_bytes`.
/// ModelInvalid when it is damaged, encrypted, too large or packed in another way.
[[nodiscard]] Result<void> unpack_zip(ByteView archive, const ZipEntry& entry, std::uint64_t max_bytes,
                                      const std::function<void(ByteView)>& sink);

}  // namespace i2m::fal
