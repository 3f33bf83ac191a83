// access.hpp - who is calling: keys against roles, and the checks that keep other web sites out.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/access/keyring.hpp"
#include "server/access/sessions.hpp"
#include "server/core/clock.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

struct AccessSettings {
    bool is_loopback = true;                   ///< the server listens on this machine only
    std::vector<std::string> allowed_hosts;    ///< names beside localhost that may stand in Host while on loopback
    std::vector<std::string> allowed_origins;  ///< web origins that may read and change state beside the page's own
};

/// The cookie of a session.
inline constexpr std::string_view kSessionCookie = "i2m_session";
/// The value of a cookie of the request, or "".
[[nodiscard]] std::string_view cookie_of(const Request& request, std::string_view name);
/// The keys that a request's header fields name: Authorization: Bearer, X-API-Key, X-Admin-Key; "" where there is none.
[[nodiscard]] std::array<std::string_view, 3> keys_of(const Request& request);

[[nodiscard]] bool sends_key(const Request& request);
/// 429: too many wrong keys came from the request's address.
[[nodiscard]] Response must_wait(const Request& request, Millis wait);

/// Who sends a request.
struct Identity {
    Caller caller;
    bool is_by_cookie = false;                        ///< known by a session's cookie only
    std::array<std::string_view, 3> wrong_keys = {};  ///< sent beside the right one; "" for none
};

/// Immutable, safe from any thread. Keyring and sessions outlive it.
class Access {
public:
    /// `sessions` may be nullptr: cookies count for nothing.
    Access(const AccessSettings& settings, const access::Keyring& keys, const access::Sessions* sessions = nullptr);

    /// Who the request's credentials prove to send it: its keys, else its session. Without them (a session that is over is none):
    /// a user where the server listens on this machine only, users have no key, and the request was sent here; else nobody.
    /// Unauthorized when keys are there but wrong.
    [[nodiscard]] Result<Identity> identify(const Request& request) const;
    /// Forbidden when Host is not a name of this machine although only this machine is listened to: a page elsewhere whose
    /// name was made to point here (DNS rebinding).
    [[nodiscard]] std::optional<Error> check_host(const Request& request) const;
    /// Forbidden when a browser says that another site's page sends a request that changes state, or when such a request is known
    /// by its cookie and no browser says that a page of this server sends it.
    [[nodiscard]] std::optional<Error> check_origin(const Request& request) const;
    [[nodiscard]] bool lists_origins() const { return !origins_.empty(); }
    /// True when `origin` stands in the list, spelled the same.
    [[nodiscard]] bool is_listed_origin(std::string_view origin) const;

private:
    [[nodiscard]] Caller without_credentials(const Request& request) const;

    const access::Keyring& keys_;
    const access::Sessions* sessions_;
    bool is_loopback_;
    std::vector<std::string> hosts_;
    std::vector<std::string> origins_;
};

/// Unauthorized or Forbidden when `role` may not do what needs `access`.
[[nodiscard]] std::optional<Error> check_role(Role role, api::Access access);

}  // namespace i2m::http
