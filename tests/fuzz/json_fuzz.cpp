// json_fuzz.cpp - whatever parses comes back equal from its own text, plain and pretty.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/json/value.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = i2m::json::parse(text);
    if (!value) {
        require(value.error().code == i2m::ErrorCode::InvalidJson && !value.error().message.empty());
        return 0;
    }
    const std::string compact = i2m::json::dump(*value);
    // Escapes may make the text longer than what was sent.
    const i2m::json::ParseLimits limits{compact.size() * 64 + 64, 32, 1000};
    const auto again = i2m::json::parse(compact, limits);
    require(again.ok() && *again == *value);
    require(i2m::json::dump(*again) == compact);
    const auto pretty = i2m::json::parse(i2m::json::dump_pretty(*value), limits);
    require(pretty.ok() && *pretty == *value);
    return 0;
}
