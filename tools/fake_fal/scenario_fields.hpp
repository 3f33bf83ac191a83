// scenario_fields.hpp - the wire names of a scenario.
#pragma once

#include "tools/fake_fal/scenario.hpp"

namespace i2m::json {

template <>
struct EnumNames<fake::Spread> {
    using E = fake::Spread;
    static constexpr std::pair<E, std::string_view> kNames[] = {{E::Fixed, "fixed"},
                                                                {E::Uniform, "uniform"},
                                                                {E::Normal, "normal"},
                                                                {E::Exponential, "exponential"},
                                                                {E::LogNormal, "lognormal"}};
};
template <>
struct EnumNames<fake::CancelRule> {
    using E = fake::CancelRule;
    static constexpr std::pair<E, std::string_view> kNames[] = {
        {E::Honoured, "honoured"}, {E::Ignored, "ignored"}, {E::WonByJob, "won_by_job"}, {E::TooLate, "too_late"}};
};
template <>
struct EnumNames<fake::CancelTrace> {
    using E = fake::CancelTrace;
    static constexpr std::pair<E, std::string_view> kNames[] = {{E::Error, "error"}, {E::Gone, "gone"}};
};
template <>
struct EnumNames<fake::StatusCodes> {
    using E = fake::StatusCodes;
    static constexpr std::pair<E, std::string_view> kNames[] = {{E::Live, "live"}, {E::Ok, "ok"}};
};
template <>
struct EnumNames<fake::UrlForm> {
    using E = fake::UrlForm;
    static constexpr std::pair<E, std::string_view> kNames[] = {
        {E::Alias, "alias"}, {E::Full, "full"}, {E::Response, "response"}};
};
template <>
struct EnumNames<fake::CancelForm> {
    using E = fake::CancelForm;
    static constexpr std::pair<E, std::string_view> kNames[] = {{E::Status, "status"}, {E::Success, "success"}};
};
template <>
struct EnumNames<fake::ValidateAt> {
    using E = fake::ValidateAt;
    static constexpr std::pair<E, std::string_view> kNames[] = {{E::Result, "result"}, {E::Submit, "submit"}};
};

template <>
struct Fields<fake::Latency> {
    using T = fake::Latency;
    static constexpr std::string_view kName = "Latency";
    static constexpr auto kList = std::tuple{optional("spread", &T::spread), optional("ms", &T::ms),
                                             optional("max_ms", &T::max_ms), optional("sigma", &T::sigma)};
};
template <>
struct Fields<fake::LogLine> {
    using T = fake::LogLine;
    static constexpr std::string_view kName = "LogLine";
    static constexpr auto kList = std::tuple{required("at", &T::at), required("message", &T::message),
                                             optional("level", &T::level), optional("source", &T::source)};
};
template <>
struct Fields<fake::JobSettings> {
    using T = fake::JobSettings;
    static constexpr std::string_view kName = "JobSettings";
    static constexpr auto kList = std::tuple{optional("queue", &T::queue),
                                             optional("run", &T::run),
                                             optional("positions", &T::positions),
                                             optional("logs", &T::logs),
                                             optional("requeues", &T::requeues),
                                             optional("cancel", &T::cancel),
                                             optional("after_cancel", &T::after_cancel),
                                             optional("result_ttl_ms", &T::result_ttl_ms),
                                             optional("media_ttl_ms", &T::media_ttl_ms),
                                             optional("billable_units", &T::billable_units),
                                             optional("texture_px", &T::texture_px)};
};
template <>
struct Fields<fake::JobRule> {
    using T = fake::JobRule;
    static constexpr std::string_view kName = "JobRule";
    static constexpr auto kList =
        std::tuple{optional("endpoint", &T::endpoint), optional("nth", &T::nth), required("job", &T::job)};
};
template <>
struct Fields<fake::HeaderLine> {
    using T = fake::HeaderLine;
    static constexpr std::string_view kName = "HeaderLine";
    static constexpr auto kList = std::tuple{required("name", &T::name), required("value", &T::value)};
};
template <>
struct Fields<fake::FaultRule> {
    using T = fake::FaultRule;
    static constexpr std::string_view kName = "FaultRule";
    static constexpr auto kList =
        std::tuple{required("step", &T::step),         required("fault", &T::fault),     optional("times", &T::times),
                   optional("after", &T::after),       optional("every", &T::every),     optional("probability", &T::probability),
                   optional("endpoint", &T::endpoint), optional("nth", &T::nth),         optional("done", &T::done),
                   optional("seconds", &T::seconds),   optional("ms", &T::ms),           optional("bytes", &T::bytes),
                   optional("status", &T::status),     optional("type", &T::type),       optional("words", &T::words),
                   optional("location", &T::location), optional("headers", &T::headers), optional("body", &T::body)};
};
template <>
struct Fields<fake::StepLatency> {
    using T = fake::StepLatency;
    static constexpr std::string_view kName = "StepLatency";
    static constexpr auto kList = std::tuple{required("step", &T::step), required("latency", &T::latency)};
};
template <>
struct Fields<fake::AccountSettings> {
    using T = fake::AccountSettings;
    static constexpr std::string_view kName = "AccountSettings";
    static constexpr auto kList = std::tuple{optional("keys", &T::keys), optional("locked", &T::locked),
                                             optional("balance_usd", &T::balance_usd), optional("concurrency", &T::concurrency)};
};
template <>
struct Fields<fake::ClockSettings> {
    using T = fake::ClockSettings;
    static constexpr std::string_view kName = "ClockSettings";
    static constexpr auto kList =
        std::tuple{optional("manual", &T::manual), optional("start_ms", &T::start_ms), optional("speed", &T::speed)};
};
template <>
struct Fields<fake::WireSettings> {
    using T = fake::WireSettings;
    static constexpr std::string_view kName = "WireSettings";
    static constexpr auto kList = std::tuple{optional("status_codes", &T::status_codes),
                                             optional("submit_status", &T::submit_status),
                                             optional("urls", &T::urls),
                                             optional("cancel", &T::cancel),
                                             optional("validate_at", &T::validate_at),
                                             optional("reject_unknown_input", &T::reject_unknown_input),
                                             optional("early_result_status", &T::early_result_status),
                                             optional("upload_ttl_ms", &T::upload_ttl_ms)};
};
template <>
struct Fields<fake::Scenario> {
    using T = fake::Scenario;
    static constexpr std::string_view kName = "Scenario";
    static constexpr auto kList =
        std::tuple{optional("seed", &T::seed),       optional("clock", &T::clock),  optional("account", &T::account),
                   optional("wire", &T::wire),       optional("job", &T::job),      optional("jobs", &T::jobs),
                   optional("latency", &T::latency), optional("faults", &T::faults)};
};

}  // namespace i2m::json
