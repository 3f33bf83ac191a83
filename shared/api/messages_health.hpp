// messages_health.hpp - how the server and its parts are, as the API shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

/// For everybody.
struct ShortHealth {
    std::string status;  ///< "healthy", "degraded" or "unhealthy"
    std::string service = "image2model";
    std::string version;
    std::string timestamp;
    std::int64_t uptime_s = 0;
};

struct LiveAnswer {
    std::string status = "alive";
    std::string timestamp;
};

struct ComponentView {
    std::string name;
    std::string status;
    std::string message;
    std::string checked_at;
    double response_time_ms = 0;
    json::Value details = json::Object{};
};

struct ReadyComponent {
    std::string name;
    std::string status;
};

/// `checks` maps the name of each check to "ok" or to what is wrong, in words.
struct ReadyAnswer {
    std::string status;  ///< "ready" or "not_ready"
    std::string timestamp;
    std::vector<ReadyComponent> components;
    std::vector<std::string> failed_components;
    json::Value checks = json::Object{};
};

struct SystemView {
    std::string platform;
    std::string python_version;
    double cpu_usage_percent = 0;
    double memory_usage_percent = 0;
    double memory_available_gb = 0;
    double disk_usage_percent = 0;
    double disk_free_gb = 0;
    std::vector<double> load_average;
    double process_memory_mb = 0;
    std::uint64_t process_threads = 0;
    std::uint64_t process_open_fds = 0;
};

/// With `system` and `components` for those who may see them, else without.
struct DetailedHealth {
    std::string status;
    std::string service = "image2model";
    std::string version;
    std::string timestamp;
    std::int64_t uptime_s = 0;
    double uptime_seconds = 0;
    std::optional<SystemView> system;
    std::optional<std::vector<ComponentView>> components;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::ShortHealth> {
    using T = api::ShortHealth;
    static constexpr std::string_view kName = "Health";
    static constexpr auto kList =
        std::tuple{required("status", &T::status, "\"healthy\", \"degraded\" or \"unhealthy\""), required("service", &T::service),
                   required("version", &T::version), required("timestamp", &T::timestamp), required("uptime_s", &T::uptime_s)};
};
template <>
struct Fields<api::LiveAnswer> {
    using T = api::LiveAnswer;
    static constexpr std::string_view kName = "Liveness";
    static constexpr auto kList = std::tuple{required("status", &T::status), required("timestamp", &T::timestamp)};
};
template <>
struct Fields<api::ComponentView> {
    using T = api::ComponentView;
    static constexpr std::string_view kName = "HealthComponent";
    static constexpr auto kList =
        std::tuple{required("name", &T::name),
                   required("status", &T::status, "\"healthy\", \"degraded\" or \"unhealthy\""),
                   required("message", &T::message, "In words; empty when there is nothing to say"),
                   required("checked_at", &T::checked_at, "When it was checked: slow checks are not made for each asker"),
                   required("response_time_ms", &T::response_time_ms, "How long the check took"),
                   required("details", &T::details)};
};
template <>
struct Fields<api::ReadyComponent> {
    using T = api::ReadyComponent;
    static constexpr std::string_view kName = "ReadyComponent";
    static constexpr auto kList = std::tuple{required("name", &T::name), required("status", &T::status)};
};
template <>
struct Fields<api::ReadyAnswer> {
    using T = api::ReadyAnswer;
    static constexpr std::string_view kName = "Readiness";
    static constexpr auto kList =
        std::tuple{required("status", &T::status, "\"ready\" or \"not_ready\""), required("timestamp", &T::timestamp),
                   required("components", &T::components), required("failed_components", &T::failed_components),
                   required("checks", &T::checks, "Name of each check: \"ok\", or what is wrong")};
};
template <>
struct Fields<api::SystemView> {
    using T = api::SystemView;
    static constexpr std::string_view kName = "SystemFigures";
    static constexpr auto kList = std::tuple{
        required("platform", &T::platform),
        required("python_version", &T::python_version, "\"\": there is none. For scripts of the system before this one"),
        required("cpu_usage_percent", &T::cpu_usage_percent),
        required("memory_usage_percent", &T::memory_usage_percent),
        required("memory_available_gb", &T::memory_available_gb),
        required("disk_usage_percent", &T::disk_usage_percent),
        required("disk_free_gb", &T::disk_free_gb),
        required("load_average", &T::load_average, "Over 1, 5 and 15 minutes"),
        required("process_memory_mb", &T::process_memory_mb),
        required("process_threads", &T::process_threads),
        required("process_open_fds", &T::process_open_fds)};
};
template <>
struct Fields<api::DetailedHealth> {
    using T = api::DetailedHealth;
    static constexpr std::string_view kName = "DetailedHealth";
    static constexpr auto kList = std::tuple{required("status", &T::status, "The worst of all components"),
                                             required("service", &T::service),
                                             required("version", &T::version),
                                             required("timestamp", &T::timestamp),
                                             required("uptime_s", &T::uptime_s),
                                             required("uptime_seconds", &T::uptime_seconds),
                                             optional("system", &T::system, "Left out for callers without a key"),
                                             optional("components", &T::components, "Left out for callers without a key")};
};

}  // namespace i2m::json
