// messages_limits.hpp - limits that page and server share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/json/fields.hpp"

namespace i2m::api {

struct LimitsView {
    std::uint32_t max_files = 25;
    std::uint64_t max_file_bytes = 10'485'760;
    std::uint64_t max_pixels = 50'000'000;
    std::uint32_t min_side_px = 16;
    std::uint32_t max_side_px = 16'384;
    std::uint32_t workers = 4;
    std::string version;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::LimitsView> {
    using T = api::LimitsView;
    static constexpr std::string_view kName = "Limits";
    static constexpr auto kList =
        std::tuple{required("max_files", &T::max_files),     required("max_file_bytes", &T::max_file_bytes),
                   required("max_pixels", &T::max_pixels),   required("min_side_px", &T::min_side_px),
                   required("max_side_px", &T::max_side_px), optional("workers", &T::workers),
                   optional("version", &T::version)};
};

}  // namespace i2m::json
