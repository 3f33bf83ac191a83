// quick_head.cpp - looks at a head that the library has yet to read, and believes little of it.
#include "server/http/quick_head.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

constexpr std::string_view kGet = "GET ";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

/// Fields that bring a body, change the protocol, or name a caller whom the store would have to be asked about.
constexpr std::array<std::string_view, 7> kNotPlain = {"content-length", "transfer-encoding", "expect", "upgrade",
                                                       "authorization",  "x-api-key",         "cookie"};

}  // namespace

std::string_view get_target(std::string_view bytes) {
    if (!bytes.starts_with(kGet)) return {};
    const std::string_view line = bytes.substr(kGet.size(), bytes.find(kLineEnd) - kGet.size());
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !line.substr(blank + 1).starts_with("HTTP/1.")) return {};
    return line.substr(0, blank);
}

bool is_plain_head(std::string_view bytes) {
    const std::size_t end = bytes.find(kHeadEnd);
    if (end == std::string_view::npos || end + kHeadEnd.size() != bytes.size()) return false;
    std::string_view rest = bytes.substr(0, end + kLineEnd.size());
    rest.remove_prefix(rest.find(kLineEnd) + kLineEnd.size());  // the request line
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find(kLineEnd));
        const std::string name = to_lower(line.substr(0, line.find_first_of(": \t")));
        if (name.empty() || std::find(kNotPlain.begin(), kNotPlain.end(), name) != kNotPlain.end()) return false;
        rest.remove_prefix(line.size() + kLineEnd.size());
    }
    return true;
}

}  // namespace i2m::http
