// value.hpp - a JSON value as a plain C++ value, so that nobody but the codec needs a JSON library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shared/base/result.hpp"

namespace i2m::json {

class Value;
using Array = std::vector<Value>;
/// Members in the order they were written. Lookups are linear: our objects are small.
using Object = std::vector<std::pair<std::string, Value>>;

/// Null, a boolean, a whole number, a fraction, text, an array or an object.
class Value {
public:
    Value() = default;
    Value(std::nullptr_t) {}                                      // NOLINT: implicit on purpose, as all below
    Value(bool value) : data_(value) {}                           // NOLINT
    Value(int value) : data_(std::int64_t{value}) {}              // NOLINT
    Value(unsigned value) : data_(std::int64_t{value}) {}         // NOLINT
    Value(std::int64_t value) : data_(value) {}                   // NOLINT
    Value(std::uint64_t value);                                   // NOLINT: above 2^63 - 1 it becomes a fraction
    Value(double value) : data_(value) {}                         // NOLINT
    Value(std::string value) : data_(std::move(value)) {}         // NOLINT
    Value(std::string_view value) : data_(std::string(value)) {}  // NOLINT
    Value(const char* value) : data_(std::string(value)) {}       // NOLINT
    Value(Array value) : data_(std::move(value)) {}               // NOLINT
    Value(Object value) : data_(std::move(value)) {}              // NOLINT

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    /// The value when it is of that kind, else nullptr.
    [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&data_); }
    [[nodiscard]] const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
    [[nodiscard]] const double* as_double() const { return std::get_if<double>(&data_); }
    [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&data_); }
    [[nodiscard]] const Array* as_array() const { return std::get_if<Array>(&data_); }
    [[nodiscard]] Array* as_array() { return std::get_if<Array>(&data_); }
    [[nodiscard]] const Object* as_object() const { return std::get_if<Object>(&data_); }
    [[nodiscard]] Object* as_object() { return std::get_if<Object>(&data_); }

    /// The member `key` of an object, or nullptr.
    [[nodiscard]] const Value* find(std::string_view key) const;
    /// Sets or adds the member `key`; a null value becomes an object first.
    void set(std::string_view key, Value value);

    /// "null", "a boolean", "a number", "a fraction", "text", "a list" or "an object": for error messages.
    [[nodiscard]] std::string_view kind_words() const;

    friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

struct ParseLimits {
    std::size_t max_bytes = 1U << 20;
    std::size_t max_depth = 32;
    std::size_t max_members = 1000;  ///< of one object; lookups are linear, so a huge object would cost its square
};

/// Parses UTF-8 JSON (RFC 8259). InvalidJson with the byte offset in words when it is malformed, or with the
/// limit that it breaks. Of members with equal names the last one counts.
[[nodiscard]] Result<Value> parse(std::string_view text, const ParseLimits& limits = {});

/// Compact JSON. Malformed UTF-8 in strings becomes U+FFFD; NaN and infinities become null.
[[nodiscard]] std::string dump(const Value& value);
/// The same with line breaks and two spaces a level.
[[nodiscard]] std::string dump_pretty(const Value& value);

}  // namespace i2m::json
