// url.cpp - taking URLs apart (RFC 3986, the part of it that is safe to send to).
#include "server/core/url.hpp"

#include <algorithm>
#include <charconv>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::size_t kMaxBytes = 2'048;

bool is_host_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }
bool is_v6_letter(char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.'; }

bool is_good_target(std::string_view target) {
    return std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < 0x7F && c != '\\' && c != '#'; });
}

/// Sets the port from ":123" or nothing.
bool take_port(std::string_view text, Url& url) {
    url.port = url.scheme == "https" ? 443 : 80;
    if (text.empty()) return true;
    if (text.front() != ':' || text.size() == 1) return false;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), url.port);
    return error == std::errc() && end == text.data() + text.size() && url.port != 0;
}

bool take_authority(std::string_view authority, Url& url) {
    if (!authority.empty() && authority.front() == '[') {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos) return false;
        url.host = to_lower(authority.substr(1, end - 1));
        return url.host.find(':') != std::string::npos && std::all_of(url.host.begin(), url.host.end(), is_v6_letter) &&
               take_port(authority.substr(end + 1), url);
    }
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = to_lower(authority.substr(0, colon));
    return !url.host.empty() && url.host.size() <= 253 && std::all_of(url.host.begin(), url.host.end(), is_host_letter) &&
           take_port(authority.substr(colon), url);
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    if (text.size() > kMaxBytes) return std::nullopt;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    Url url;
    url.scheme = to_lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
    text.remove_prefix(colon + 3);
    const std::size_t slash = std::min(text.find_first_of("/?"), text.size());
    url.target = std::string(text.substr(slash));
    if (url.target.empty() || url.target.front() != '/') url.target.insert(0, "/");
    if (!is_good_target(url.target) || !take_authority(text.substr(0, slash), url)) return std::nullopt;
    return url;
}

}  // namespace i2m
