// text.hpp - JSON text written piece by piece into one string: what dump() and encode_text() are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/json/value.hpp"

namespace i2m::json {

/// Each appends one compact JSON value to `out`. Malformed UTF-8 becomes U+FFFD; NaN and infinities become null.
void append_text(std::string& out, std::string_view text);
void append_whole(std::string& out, std::int64_t number);
void append_whole(std::string& out, std::uint64_t number);  ///< above 2^63 - 1 as a fraction, like Value
void append_fraction(std::string& out, double number);      ///< the shortest text that reads back the same, with a point
void append_value(std::string& out, const Value& value);

}  // namespace i2m::json
