// access.cpp - keys, hosts and origins.
#include "server/http/access.hpp"

#include <algorithm>

#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

/// "[::1]:8000" -> "[::1]", "localhost:8000" -> "localhost".
std::string_view without_port(std::string_view host) {
    const std::size_t bracket = host.find(']');
    const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return host.substr(0, colon);
}

/// "https://example.com:443" -> "example.com", "http://127.0.0.1:8000" -> "127.0.0.1:8000".
std::string host_of_origin(std::string_view origin) {
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::string_view default_port = origin.substr(0, scheme) == "https" ? ":443" : ":80";
    std::string_view host = origin.substr(scheme + 3);
    if (host.ends_with(default_port)) host.remove_suffix(default_port.size());
    return to_lower(host);
}

bool is_local_name(const std::string& host) {
    return host == "localhost" || host == "[::1]" || host.ends_with(".localhost") ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

std::string_view bearer_key(std::string_view authorization) {
    constexpr std::string_view kScheme = "bearer ";
    if (authorization.size() < kScheme.size() || to_lower(authorization.substr(0, kScheme.size())) != kScheme) return {};
    authorization.remove_prefix(kScheme.size());
    const std::size_t first = authorization.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view() : authorization.substr(first);
}

}  // namespace

std::string_view cookie_of(const Request& request, std::string_view name) {
    for (const auto& [header, value] : request.headers.rows()) {
        if (to_lower(header) != "cookie") continue;
        for (std::string_view rest = value; !rest.empty();) {
            std::string_view pair = rest.substr(0, rest.find(';'));
            rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
            while (pair.starts_with(' ')) pair.remove_prefix(1);
            if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
        }
    }
    return {};
}

std::array<std::string_view, 3> keys_of(const Request& request) {
    return {bearer_key(request.headers.get("Authorization")), request.headers.get("X-API-Key"),
            request.headers.get("X-Admin-Key")};
}

bool sends_key(const Request& request) {
    const auto keys = keys_of(request);
    return std::any_of(keys.begin(), keys.end(), [](std::string_view key) { return !key.empty(); });
}

Response must_wait(const Request& request, Millis wait) {
    const std::string seconds = std::to_string((wait.count() + 999) / 1000);
    Response out = respond_error(
        {ErrorCode::TooManyRequests, "Too many wrong keys came from this address. Wait " + seconds + " s, then try again."},
        request.request_id);
    out.headers.set("Retry-After", seconds);
    return out;
}

Access::Access(const AccessSettings& settings, const access::Keyring& keys, const access::Sessions* sessions)
    : keys_(keys),
      sessions_(sessions),
      is_loopback_(settings.is_loopback),
      hosts_(settings.allowed_hosts),
      origins_(settings.allowed_origins) {}

Caller Access::without_credentials(const Request& request) const {
    if (!is_loopback_ || !request.is_local || keys_.has_user_key()) return {};
    return {Role::User, std::string(kUserOwner), "this machine", std::string(kUserOwner)};
}

Result<Identity> Access::identify(const Request& request) const {
    Caller best;
    bool is_claimed = false;
    std::array<std::string_view, 3> wrong_keys = keys_of(request);
    for (std::string_view& text : wrong_keys) {
        if (text.empty()) continue;
        is_claimed = true;
        const std::optional<access::KnownKey> key = keys_.find(text);
        if (key) text = {};
        if (key && key->role > best.role) best = {key->role, key->id, key->name, key->owner};
    }
    if (best.role != Role::Anonymous) return Identity{best, false, wrong_keys};
    if (is_claimed || request.headers.has("Authorization")) {
        return Error{ErrorCode::Unauthorized,
                     "This key is not known. Check it and send it as X-API-Key or Authorization: Bearer."};
    }
    if (sessions_ != nullptr) {
        if (const auto key = sessions_->find(cookie_of(request, kSessionCookie)))
            return Identity{{key->role, key->id, key->name, key->owner}, true};
    }
    return Identity{without_credentials(request)};
}

std::optional<Error> Access::check_host(const Request& request) const {
    if (!is_loopback_) return std::nullopt;
    const std::string host = to_lower(without_port(request.headers.get("Host")));
    if (request.headers.count("Host") > 1) return Error{ErrorCode::HeaderInvalid, "Send the header Host once."};
    if (host.empty() || is_local_name(host) || std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end()) return std::nullopt;
    return Error{ErrorCode::Forbidden,
                 "This server answers to localhost only. To use another name, put it into the setting allowed-hosts."};
}

bool Access::is_listed_origin(std::string_view origin) const {
    return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

std::optional<Error> Access::check_origin(const Request& request) const {
    if (request.is_reading()) return std::nullopt;
    const std::string_view origin = request.headers.get("Origin");
    if (is_listed_origin(origin) && !request.is_by_cookie) return std::nullopt;
    const std::string_view site = request.headers.get("Sec-Fetch-Site");
    const bool is_foreign_site = !site.empty() && site != "same-origin" && site != "none";
    const bool is_foreign_origin = !origin.empty() && host_of_origin(origin) != to_lower(request.headers.get("Host"));
    const bool is_own_page = !is_foreign_site && !is_foreign_origin && (!origin.empty() || site == "same-origin");
    if (request.is_by_cookie && !is_own_page) {
        return Error{ErrorCode::Forbidden,
                     "A session's cookie changes things from this server's own page only. Scripts send a key instead."};
    }
    if (!is_foreign_site && !is_foreign_origin) return std::nullopt;
    return Error{ErrorCode::Forbidden, "Another web site may not change anything here. Open this server's own page."};
}

std::optional<Error> check_role(Role role, api::Access access) {
    if (access == api::Access::Anonymous || role == Role::Admin) return std::nullopt;
    if (role == Role::Anonymous) return Error::of(ErrorCode::Unauthorized);
    if (access == api::Access::Admin)
        return Error{
            ErrorCode::Forbidden,
            "This needs an administrator's key: that of ADMIN_API_KEY, else the one in the file admin.key of the data folder."};
    return std::nullopt;
}

}  // namespace i2m::http
