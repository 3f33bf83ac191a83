// text.cpp - UTF-8, file names and figures for people.
#include "shared/base/text.hpp"

#include <cstddef>
#include <cstdio>

namespace i2m {
namespace {

constexpr std::size_t kMaxNameChars = 120;

/// Length of the well-formed UTF-8 sequence at `at`, or 0 (table 3-7 of the Unicode standard).
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto is_tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return is_tail(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return is_tail(at + 1, low, high) && is_tail(at + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return is_tail(at + 1, low, high) && is_tail(at + 2) && is_tail(at + 3) ? 4 : 0;
    }
    return 0;
}

bool is_control(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (first < 0x20 || first == 0x7F) return true;
    if (sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0) return true;  // C1
    // U+202A..202E and U+2066..2069 turn the reading direction: "gpj.exe" could look like "exe.jpg".
    if (sequence.size() == 3 && first == 0xE2) {
        const auto second = static_cast<unsigned char>(sequence[1]);
        const auto third = static_cast<unsigned char>(sequence[2]);
        return (second == 0x80 && third >= 0xA8 && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
    }
    return false;
}

std::size_t count_chars(std::string_view text) {
    std::size_t chars = 0;
    for (std::size_t at = 0; at < text.size(); at += sequence_length(text, at)) ++chars;
    return chars;
}

std::string_view first_chars(std::string_view text, std::size_t chars) {
    std::size_t at = 0;
    for (; chars > 0 && at < text.size(); --chars) at += sequence_length(text, at);
    return text.substr(0, at);
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            ++at;
        } else {
            out.append(text.substr(at, length));
            at += length;
        }
    }
    return out;
}

std::string clean_file_name(std::string_view name) {
    if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    const std::string text = to_utf8(name);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        const std::string_view sequence = std::string_view(text).substr(at, length);
        if (!is_control(sequence)) out.append(sequence);
        at += length;
    }
    while (!out.empty() && (out.front() == ' ' || out.front() == '.')) out.erase(0, 1);
    while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
    if (out.empty()) return "image";
    if (count_chars(out) > kMaxNameChars) {
        const std::string extension = extension_of(out);
        const std::size_t tail = extension.size() <= 10 ? extension.size() : 0;
        const std::string_view stem = tail > 0 ? stem_of(out) : std::string_view(out);
        out = std::string(first_chars(stem, kMaxNameChars - tail)) + (tail > 0 ? extension : std::string());
    }
    return out;
}

std::string extension_of(std::string_view name) {
    const std::size_t dot = name.find_last_of('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return {};
    return to_lower(name.substr(dot));
}

std::string_view stem_of(std::string_view name) {
    const std::size_t dot = name.find_last_of('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string format_bytes(std::uint64_t size_bytes) {
    if (size_bytes < 1024) return std::to_string(size_bytes) + " B";
    static constexpr const char* kUnits[] = {"KB", "MB", "GB", "TB"};
    auto value = static_cast<double>(size_bytes);
    std::size_t unit = 0;
    for (value /= 1024; value >= 1000 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, value < 9.95 ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
    return text;
}

std::string format_duration(std::int64_t duration_ms) {
    if (duration_ms <= 0) return "0 s";
    const std::int64_t seconds = duration_ms < 1000 ? 1 : (duration_ms + 500) / 1000;
    if (seconds < 60) return std::to_string(seconds) + " s";
    const std::int64_t minutes = seconds / 60;
    if (minutes < 60) {
        const std::int64_t rest = seconds % 60;
        return std::to_string(minutes) + " min" + (rest > 0 ? " " + std::to_string(rest) + " s" : "");
    }
    const std::int64_t rest = minutes % 60;
    return std::to_string(minutes / 60) + " h" + (rest > 0 ? " " + std::to_string(rest) + " min" : "");
}

std::string format_many(std::uint64_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string format_count(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

std::string to_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (i == 8 || i == 13 || i == 18 || i == 23 ? c != '-' : !is_hex) return false;
    }
    return true;
}

std::string to_hex(const std::uint8_t* bytes, std::size_t size) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        out.push_back(kDigits[bytes[i] >> 4]);
        out.push_back(kDigits[bytes[i] & 15]);
    }
    return out;
}

}  // namespace i2m
