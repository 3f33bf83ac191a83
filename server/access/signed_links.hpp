// signed_links.hpp - addresses of files that work without a key, for a while.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"
#include "shared/api/routes.hpp"
#include "shared/base/error.hpp"

namespace i2m::access {

/// A link is the file's path with `expires` (epoch seconds) and `signature`, an HMAC of both by a secret of this server. It opens
/// exactly that file, to whoever has it. Immutable, safe from any thread.
class SignedLinks {
public:
    /// `secret`: kept beside the data; with another one all links given out before end.
    SignedLinks(std::string secret, const Clock& clock, Millis lifetime);

    struct Link {
        std::string url;  ///< path and query, below the server's base path
        TimePoint expires_at;
    };
    /// `path` as api::path_of() writes it.
    [[nodiscard]] Link sign(std::string_view path) const;
    /// What is wrong with a link to `match`: Forbidden in words when it is forged, of another file, or over.
    [[nodiscard]] std::optional<Error> check(const api::Match& match, std::string_view expires, std::string_view signature) const;

private:
    [[nodiscard]] std::string signature_of(std::string_view path, std::string_view expires) const;

    const std::string secret_;
    const Clock& clock_;
    const Millis lifetime_;
};

}  // namespace i2m::access
