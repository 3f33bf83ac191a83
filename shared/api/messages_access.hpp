// messages_access.hpp - log-ins and the audit log as the API shows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

/// What opens a session; the key may be sent as X-API-Key or Authorization: Bearer instead.
struct SessionRequest {
    std::string key;
};

struct SessionAnswer {
    std::string status;  ///< "logged_in" or "logged_out"
    std::optional<std::string> role;
    std::optional<std::string> name;  ///< of the key
    std::optional<std::string> expires_at;
};

/// One action of an administrator.
struct AuditEntry {
    std::int64_t id = 0;
    std::string at;
    std::string actor;
    std::string actor_name;
    std::string address;
    std::string request_id;
    std::string action;
    std::string subject;
    json::Value details = json::Object{};
};
struct AuditAnswer {
    std::vector<AuditEntry> entries;
    std::optional<std::string> next_cursor;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::SessionRequest> {
    using T = api::SessionRequest;
    static constexpr std::string_view kName = "SessionRequest";
    static constexpr auto kList = std::tuple{optional("key", &T::key, "A key of this server")};
};
template <>
struct Fields<api::SessionAnswer> {
    using T = api::SessionAnswer;
    static constexpr std::string_view kName = "Session";
    static constexpr auto kList =
        std::tuple{required("status", &T::status, "logged_in or logged_out"), optional("role", &T::role, "user or admin"),
                   optional("name", &T::name, "Of the key"), optional("expires_at", &T::expires_at)};
};
template <>
struct Fields<api::AuditEntry> {
    using T = api::AuditEntry;
    static constexpr std::string_view kName = "AuditEntry";
    static constexpr auto kList = std::tuple{required("id", &T::id),
                                             required("at", &T::at),
                                             required("actor", &T::actor, "Id of the key"),
                                             required("actor_name", &T::actor_name),
                                             required("address", &T::address),
                                             required("request_id", &T::request_id),
                                             required("action", &T::action, "Such as queue.pause"),
                                             required("subject", &T::subject, "What it was done to, or empty"),
                                             required("details", &T::details)};
};
template <>
struct Fields<api::AuditAnswer> {
    using T = api::AuditAnswer;
    static constexpr std::string_view kName = "AuditList";
    static constexpr auto kList = std::tuple{required("entries", &T::entries), optional("next_cursor", &T::next_cursor)};
};

}  // namespace i2m::json
