// url.hpp - the http and https addresses that this program asks, taken apart strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace i2m {

/// An absolute http or https URL.
struct Url {
    std::string scheme;      ///< "http" or "https"
    std::string host;        ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;  ///< the scheme's own when none is written
    std::string target;      ///< path and query, beginning with '/'

    /// Scheme, host and port: who gets what is sent there.
    [[nodiscard]] bool has_same_origin(const Url& other) const {
        return scheme == other.scheme && host == other.host && port == other.port;
    }
};

/// nullopt for everything that two readers could understand differently: other schemes, user names, spaces, control characters,
/// backslashes, percent signs in the host, fragments, a host or a port that is none, more than 2 048 bytes.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

}  // namespace i2m
