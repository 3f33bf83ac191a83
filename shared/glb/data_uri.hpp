// data_uri.hpp - "data:" URIs (RFC 2397), in which glTF may hold buffers and images.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/bytes.hpp"

namespace i2m::glb {

struct DataUri {
    std::string mime_type;
    Bytes data;
};

[[nodiscard]] bool is_data_uri(std::string_view uri);
/// nullopt when `uri` is malformed. The data are never longer than `uri`.
[[nodiscard]] std::optional<DataUri> decode_data_uri(std::string_view uri);

}  // namespace i2m::glb
