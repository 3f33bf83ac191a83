// fal_limits.hpp - the one rule set for what FAL.AI answers: nothing from there is taken without a bound.
#pragma once

#include <cstddef>
#include <cstdint>

#include "shared/json/value.hpp"

namespace i2m::fal {

inline constexpr json::ParseLimits kJsonLimits{4U << 20, 24, 500};
inline constexpr std::size_t kMaxIdBytes = 128;
inline constexpr std::size_t kMaxMessageBytes = 160;           ///< a log line that is shown
inline constexpr std::size_t kMaxMeshes = 16;                  ///< addresses tried for one result
inline constexpr std::uint64_t kMaxModelBytes = 512ULL << 20;  ///< as the GLB reader takes
inline constexpr std::uint64_t kMaxPreviewBytes = 8ULL << 20;
inline constexpr std::uint64_t kMaxArchiveBytes = 256ULL << 20;
inline constexpr int kMaxRedirects = 3;

}  // namespace i2m::fal
