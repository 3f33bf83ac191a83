// text.hpp - what is done to text that people read or that came from outside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace i2m {

/// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates; RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text);

/// `text` with every malformed byte replaced by U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view text);

/// A file name that came from outside, safe to show, to log and to put into a header: the last path segment, no control
/// characters, well-formed UTF-8, at most 120 characters with the extension kept; "image" when nothing is left.
[[nodiscard]] std::string clean_file_name(std::string_view name);

/// The extension of `name` in lower case with its dot (".jpg"), or "".
[[nodiscard]] std::string extension_of(std::string_view name);

/// `name` without its extension.
[[nodiscard]] std::string_view stem_of(std::string_view name);

/// "0 B", "512 B", "1.9 KB", "112 KB", "4.4 MB" (1 KB = 1 024 bytes).
[[nodiscard]] std::string format_bytes(std::uint64_t size_bytes);

/// "47 s", "1 min 40 s", "2 h 5 min"; whole seconds, at least "1 s" for anything above nothing.
[[nodiscard]] std::string format_duration(std::int64_t duration_ms);

/// "24,118".
[[nodiscard]] std::string format_count(std::uint64_t count);

/// "1 image", "3 images".
[[nodiscard]] std::string format_many(std::uint64_t count, std::string_view noun);

/// ASCII lower case.
[[nodiscard]] std::string to_lower(std::string_view text);

/// True for the canonical form of a UUID: 8-4-4-4-12 hexadecimal digits, any case.
[[nodiscard]] bool is_uuid(std::string_view text);

/// Lower-case hexadecimal digits of `size` bytes.
[[nodiscard]] std::string to_hex(const std::uint8_t* bytes, std::size_t size);

}  // namespace i2m
