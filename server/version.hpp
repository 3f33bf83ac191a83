// version.hpp - which version this program is; the same as in CMakeLists.txt.
#pragma once

#include <string_view>

namespace i2m {
inline constexpr std::string_view kVersion = "0.1.0";
}  // namespace i2m
