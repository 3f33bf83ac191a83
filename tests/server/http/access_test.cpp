// access_test.cpp - keys against roles, and what browsers of other sites may not do.
#include "server/http/access.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_clock.hpp"

namespace i2m::http {
namespace {

Request request_with(std::vector<std::pair<std::string, std::string>> headers, std::string method = "GET") {
    Request request;
    request.method = std::move(method);
    for (auto& [name, value] : headers) request.headers.add(std::move(name), std::move(value));
    return request;
}

/// Access over keys of the settings, as on a machine of one's own or listening to all.
struct Door {
    explicit Door(const i2m::access::ConfiguredKeys& configured, bool is_loopback = true, std::vector<std::string> origins = {})
        : keys(configured, nullptr, clock), access({is_loopback, {"models.example"}, std::move(origins)}, keys) {}
    test::FakeClock clock;
    i2m::access::Keyring keys;
    Access access;
};

TEST(Access, KeysProveRoles) {
    const Door open({"", "admin-key-1"});
    const Door keyed({"user-key-1", "admin-key-1"});
    const Door wide({"", "admin-key-1"}, false);
    const struct {
        const char* name;
        const Door& door;
        bool is_local;
        std::vector<std::pair<std::string, std::string>> headers;
        std::optional<Role> want;  ///< nullopt: refused
    } cases[] = {
        {"nothing, on this machine without a key", open, true, {}, Role::User},
        {"nothing, by a proxy on this machine", open, false, {}, Role::Anonymous},
        {"nothing, with a key set", keyed, true, {}, Role::Anonymous},
        {"nothing, wide", wide, true, {}, Role::Anonymous},
        {"bearer", keyed, true, {{"Authorization", "Bearer user-key-1"}}, Role::User},
        {"bearer from elsewhere", keyed, false, {{"Authorization", "Bearer user-key-1"}}, Role::User},
        {"bearer in any case and with more spaces", keyed, true, {{"authorization", "bEARER   user-key-1"}}, Role::User},
        {"own header", keyed, true, {{"X-API-Key", "user-key-1"}}, Role::User},
        {"admin by bearer", keyed, true, {{"Authorization", "Bearer admin-key-1"}}, Role::Admin},
        {"admin by its header", open, true, {{"X-Admin-Key", "admin-key-1"}}, Role::Admin},
        {"the better of two", keyed, true, {{"X-API-Key", "user-key-1"}, {"X-Admin-Key", "admin-key-1"}}, Role::Admin},
        {"wrong key", keyed, true, {{"X-API-Key", "user-key-2"}}, std::nullopt},
        {"a wrong key is refused even where none is needed", open, true, {{"X-API-Key", "nonsense"}}, std::nullopt},
        {"the beginning of a key", keyed, true, {{"X-API-Key", "user-key-"}}, std::nullopt},
        {"a key and more", keyed, true, {{"X-API-Key", "user-key-11"}}, std::nullopt},
        {"another scheme", keyed, true, {{"Authorization", "Basic dXNlci1rZXktMQ=="}}, std::nullopt},
        {"a scheme without a key", keyed, true, {{"Authorization", "Bearer "}}, std::nullopt},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Request request = request_with(c.headers);
        request.is_local = c.is_local;
        const Result<Identity> who = c.door.access.identify(request);
        ASSERT_EQ(who.ok(), c.want.has_value());
        if (c.want) {
            EXPECT_EQ(who->caller.role, *c.want);
            EXPECT_EQ(who->caller.owner.empty(), who->caller.role == Role::Anonymous);
        } else {
            EXPECT_EQ(who.error().code, ErrorCode::Unauthorized);
        }
    }
}

TEST(Access, ViewersAreTheirKeysOwners) {
    const Door keyed({"user-key-1", "admin-key-1"});
    const Result<Identity> user = keyed.access.identify(request_with({{"X-API-Key", "user-key-1"}}));
    const Result<Identity> admin = keyed.access.identify(request_with({{"X-API-Key", "admin-key-1"}}));
    const Result<Identity> nobody = keyed.access.identify(request_with({}));
    EXPECT_EQ(user->caller.owner, kUserOwner);
    const struct {
        const char* name;
        Viewer viewer;
        std::string owner;
        bool sees;
    } cases[] = {
        {"a user, its own", viewer_of(user->caller), std::string(kUserOwner), true},
        {"a user, another's", viewer_of(user->caller), "key-1", false},
        {"an admin, anybody's", viewer_of(admin->caller), "key-1", true},
        {"nobody, of a nameless owner", viewer_of(nobody->caller), "", false},
        {"nobody, a user's", viewer_of(nobody->caller), std::string(kUserOwner), false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(c.viewer.sees(c.owner), c.sees);
    }
}

TEST(Access, RolesOpenRoutes) {
    const struct {
        const char* name;
        Role role;
        api::Access access;
        std::optional<ErrorCode> want;
    } cases[] = {
        {"anyone, public", Role::Anonymous, api::Access::Anonymous, std::nullopt},
        {"anyone, users only", Role::Anonymous, api::Access::User, ErrorCode::Unauthorized},
        {"user, users only", Role::User, api::Access::User, std::nullopt},
        {"user, admins only", Role::User, api::Access::Admin, ErrorCode::Forbidden},
        {"anyone, admins only", Role::Anonymous, api::Access::Admin, ErrorCode::Unauthorized},
        {"admin, users only", Role::Admin, api::Access::User, std::nullopt},
        {"admin, admins only", Role::Admin, api::Access::Admin, std::nullopt},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<Error> error = check_role(c.role, c.access);
        EXPECT_EQ(error ? std::optional(error->code) : std::nullopt, c.want);
    }
}

TEST(Access, OnLoopbackOnlyLocalNamesAreAnswered) {
    const struct {
        const char* name;
        std::string host;
        bool is_loopback;
        bool is_allowed;
    } cases[] = {
        {"localhost", "localhost:8000", true, true},
        {"without a port", "localhost", true, true},
        {"a name below localhost", "app.localhost:8000", true, true},
        {"IPv4", "127.0.0.1:8000", true, true},
        {"IPv6", "[::1]:8000", true, true},
        {"listed in the settings", "models.example:80", true, true},
        {"any case", "LOCALHOST", true, true},
        {"rebound name", "evil.example:8000", true, false},
        {"looks like an address", "127.0.0.1.evil.example", true, false},
        {"looks like localhost", "localhost.evil.example", true, false},
        {"any name when listening wide", "models.example.org", false, true},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Door door({"user-key-1", ""}, c.is_loopback);
        EXPECT_EQ(!door.access.check_host(request_with({{"Host", c.host}})).has_value(), c.is_allowed);
    }
}

TEST(Access, OtherSitesChangeNothing) {
    const struct {
        const char* name;
        std::string method;
        std::vector<std::pair<std::string, std::string>> headers;
        bool is_allowed;
    } cases[] = {
        {"no browser", "POST", {}, true},
        {"own page", "POST", {{"Origin", "http://localhost:8000"}, {"Sec-Fetch-Site", "same-origin"}}, true},
        {"own page behind a TLS proxy", "POST", {{"Origin", "https://localhost:8000"}}, true},
        {"typed by the user", "POST", {{"Sec-Fetch-Site", "none"}}, true},
        {"another site", "POST", {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}}, false},
        {"another site, an old browser", "DELETE", {{"Origin", "https://evil.example"}}, false},
        {"another port of this machine", "POST", {{"Origin", "http://localhost:3000"}}, false},
        {"another port, told by the browser", "POST", {{"Sec-Fetch-Site", "same-site"}}, false},
        {"a sandboxed frame", "POST", {{"Origin", "null"}}, false},
        {"listed in the settings", "POST", {{"Origin", "https://friend.example"}, {"Sec-Fetch-Site", "cross-site"}}, true},
        {"another site that only reads", "GET", {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}}, true},
    };
    const Door door({"", ""}, true, {"https://friend.example"});
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        auto headers = c.headers;
        headers.emplace_back("Host", "localhost:8000");
        EXPECT_EQ(!door.access.check_origin(request_with(headers, c.method)).has_value(), c.is_allowed);
    }
}

}  // namespace
}  // namespace i2m::http
