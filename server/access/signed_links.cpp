// signed_links.cpp - making and checking links.
#include "server/access/signed_links.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

#include "server/access/digest.hpp"

namespace i2m::access {
namespace {

constexpr std::size_t kMaxDigits = 12;

/// The path of a match as path_of() writes it, however the request spelled it.
std::string canonical_path(const api::Match& match) {
    std::string path;
    std::string_view rest = api::route_info(match.route).path;
    auto parameter = match.parameters.begin();
    while (!rest.empty()) {
        const std::size_t open = rest.find('{');
        path += rest.substr(0, open);
        if (open == std::string_view::npos || parameter == match.parameters.end()) break;
        path += api::percent_encode((parameter++)->second);
        rest.remove_prefix(rest.find('}', open) + 1);
    }
    return path;
}

}  // namespace

SignedLinks::SignedLinks(std::string secret, const Clock& clock, Millis lifetime)
    : secret_(std::move(secret)), clock_(clock), lifetime_(lifetime) {}

std::string SignedLinks::signature_of(std::string_view path, std::string_view expires) const {
    std::string text = "link\n";
    text.append(path).append("\n").append(expires);
    return hex_of(hmac_of(secret_, text));
}

SignedLinks::Link SignedLinks::sign(std::string_view path) const {
    const TimePoint end = clock_.now() + lifetime_;
    const std::int64_t seconds = epoch_ms(end) / 1000;
    const std::string expires = std::to_string(seconds);
    return {std::string(path) + "?expires=" + expires + "&signature=" + signature_of(path, expires),
            from_epoch_ms(seconds * 1000)};
}

std::optional<Error> SignedLinks::check(const api::Match& match, std::string_view expires, std::string_view signature) const {
    const std::optional<Digest> given = digest_from_hex(signature);
    const std::optional<Digest> wanted =
        expires.size() <= kMaxDigits ? digest_from_hex(signature_of(canonical_path(match), expires)) : std::nullopt;
    if (!given || !wanted || !same_digest(*given, *wanted)) {
        return Error{ErrorCode::Forbidden,
                     "This link is not one of this server's. Copy it again, whole, or ask for the file with a key."};
    }
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
    const bool is_over =
        error != std::errc() || end != expires.data() + expires.size() || epoch_ms(clock_.now()) >= seconds * 1000;
    if (is_over) return Error{ErrorCode::Forbidden, "This link is over. Take a new one from the list of downloads."};
    return std::nullopt;
}

}  // namespace i2m::access
