// access.hpp - who is calling: keys against roles, and the checks that keep other web sites out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"

namespace i2m::http {

struct AccessSettings {
    std::string user_key;  ///< "" for none
    std::string admin_key;
    bool is_loopback = true;                   ///< the server listens on this machine only
    std::vector<std::string> allowed_hosts;    ///< names beside localhost that may stand in Host while on loopback
    std::vector<std::string> allowed_origins;  ///< web origins that may read and change state beside the page's own
};

/// Knows the keys by their SHA-256 only and compares them in constant time. Immutable, safe from any thread.
class Access {
public:
    explicit Access(const AccessSettings& settings);

    /// The role that the request's credentials prove. Without credentials: User on loopback when no user key is set, else
    /// Anonymous. Unauthorized when credentials are there but wrong.
    [[nodiscard]] Result<Role> role_of(const Request& request) const;
    /// Forbidden when Host is not a name of this machine although only this machine is listened to: a page elsewhere whose
    /// name was made to point here (DNS rebinding).
    [[nodiscard]] std::optional<Error> check_host(const Request& request) const;
    /// Forbidden when a browser says that another site's page sends a request that changes state.
    [[nodiscard]] std::optional<Error> check_origin(const Request& request) const;
    [[nodiscard]] bool lists_origins() const { return !origins_.empty(); }
    /// True when `origin` stands in the list, spelled the same.
    [[nodiscard]] bool is_listed_origin(std::string_view origin) const;

private:
    using Digest = std::array<std::uint8_t, 32>;
    [[nodiscard]] std::optional<Role> role_of_key(std::string_view key) const;

    std::optional<Digest> user_;
    std::optional<Digest> admin_;
    bool is_loopback_;
    std::vector<std::string> hosts_;
    std::vector<std::string> origins_;
};

/// Unauthorized or Forbidden when `role` may not do what needs `access`.
[[nodiscard]] std::optional<Error> check_role(Role role, api::Access access);

}  // namespace i2m::http
