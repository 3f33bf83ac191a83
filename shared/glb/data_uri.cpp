// data_uri.cpp - base64 (RFC 4648, section 4) and percent escapes.
#include "shared/glb/data_uri.hpp"

#include <array>

namespace i2m::glb {
namespace {

constexpr std::string_view kPrefix = "data:";
constexpr std::string_view kBase64 = ";base64";

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

std::optional<Bytes> decode_base64(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int used = 0;
    for (const char c : text) {
        const int value = base64_value(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        used += 6;
        if (used >= 8) out.push_back(static_cast<std::uint8_t>(bits >> (used -= 8)));
    }
    return out;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::optional<Bytes> decode_percent(std::string_view text) {
    Bytes out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out.push_back(static_cast<std::uint8_t>(text[at]));
            continue;
        }
        const int high = at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hex_value(text[at + 2]) : -1;
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
        at += 2;
    }
    return out;
}

}  // namespace

bool is_data_uri(std::string_view uri) { return uri.substr(0, kPrefix.size()) == kPrefix; }

std::optional<DataUri> decode_data_uri(std::string_view uri) {
    if (!is_data_uri(uri)) return std::nullopt;
    uri.remove_prefix(kPrefix.size());
    const std::size_t comma = uri.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    std::string_view head = uri.substr(0, comma);
    const std::string_view body = uri.substr(comma + 1);
    const bool is_base64 = head.size() >= kBase64.size() && head.substr(head.size() - kBase64.size()) == kBase64;
    if (is_base64) head.remove_suffix(kBase64.size());
    std::optional<Bytes> data = is_base64 ? decode_base64(body) : decode_percent(body);
    if (!data) return std::nullopt;
    return DataUri{std::string(head.substr(0, head.find(';'))), std::move(*data)};
}

}  // namespace i2m::glb
