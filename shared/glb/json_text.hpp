// json_text.hpp - writes the JSON chunk of a GLB as text, with numbers printed the way accessors need them.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace i2m::glb {

/// A JSON text under construction. The caller keeps brackets balanced and gives keys inside objects only; commas and
/// escapes are seen to here. Not thread-safe.
class JsonText {
public:
    JsonText& begin_object() { return open('{'); }
    JsonText& end_object() { return close('}'); }
    JsonText& begin_array() { return open('['); }
    JsonText& end_array() { return close(']'); }

    JsonText& key(std::string_view name);
    JsonText& text(std::string_view value);  ///< malformed UTF-8 becomes U+FFFD
    JsonText& number(float value);           ///< 9 significant digits: the shortest that every float survives
    JsonText& integer(std::int64_t value);
    JsonText& boolean(bool value);
    JsonText& raw(std::string_view json);  ///< already JSON

    /// `"name":value` for the plain types.
    template <class T>
    JsonText& field(std::string_view name, const T& value) {
        key(name);
        if constexpr (std::is_same_v<T, bool>)
            return boolean(value);
        else if constexpr (std::integral<T>)
            return integer(static_cast<std::int64_t>(value));
        else if constexpr (std::floating_point<T>)
            return number(value);
        else
            return text(value);
    }
    /// `"name":[...]` of numbers: floats, or integers when the container holds them.
    template <class Container>
    JsonText& numbers(std::string_view name, const Container& values) {
        key(name).begin_array();
        for (const auto value : values) {
            if constexpr (std::integral<std::remove_cvref_t<decltype(value)>>)
                integer(static_cast<std::int64_t>(value));
            else
                number(value);
        }
        return end_array();
    }

    [[nodiscard]] const std::string& str() const { return out_; }

private:
    JsonText& open(char bracket);
    JsonText& close(char bracket);
    void separate();

    std::string out_;
    bool needs_comma_ = false;
};

}  // namespace i2m::glb
