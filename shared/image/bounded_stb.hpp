// bounded_stb.hpp - stb_image behind a memory budget; the only file pair that knows it.
#pragma once

#include <cstddef>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"
#include "shared/image/pixels.hpp"

namespace i2m {

/// Decodes a PNG or JPEG of at most 2 GiB to RGBA as stored, using at most `budget_bytes` of memory at any time beside the
/// result. ImageUndecodable, with no file name in its words, when the data is damaged or wants more. Safe from any thread.
[[nodiscard]] Result<Pixels> decode_within(ByteView bytes, std::size_t budget_bytes);

}  // namespace i2m
