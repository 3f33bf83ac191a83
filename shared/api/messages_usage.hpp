// messages_usage.hpp - what paid runs cost: the body of GET /api/v1/usage. Money is US dollars, days are UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

/// One day with at least one paid run.
struct UsageDay {
    std::string date;  ///< "2026-11-22"
    std::uint32_t runs = 0;
    double cost_usd = 0;
};

/// One model with at least one paid run in the days asked for.
struct UsageModel {
    std::string model;
    std::uint32_t runs = 0;
    double cost_usd = 0;
};

/// What was spent, and what the daily budget leaves. A run counts while it may have been charged: its price when that is known,
/// else the estimate.
struct UsageAnswer {
    std::string currency = "USD";
    double today_usd = 0;              ///< of runs that have ended, the reserved ones apart
    double reserved_usd = 0;           ///< estimates of runs under way
    std::optional<double> budget_usd;  ///< absent: no limit
    std::optional<double> left_usd;    ///< of the budget, never below 0
    bool is_blocked = false;           ///< files wait for the budget
    std::string resets_at;             ///< the next midnight, UTC
    std::vector<UsageDay> days;        ///< newest first
    std::vector<UsageModel> models;    ///< dearest first
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::UsageDay> {
    using T = api::UsageDay;
    static constexpr std::string_view kName = "UsageDay";
    static constexpr auto kList = std::tuple{required("date", &T::date, "UTC"), required("runs", &T::runs, "Paid runs"),
                                             required("cost_usd", &T::cost_usd)};
};
template <>
struct Fields<api::UsageModel> {
    using T = api::UsageModel;
    static constexpr std::string_view kName = "UsageModel";
    static constexpr auto kList =
        std::tuple{required("model", &T::model), required("runs", &T::runs, "Paid runs"), required("cost_usd", &T::cost_usd)};
};
template <>
struct Fields<api::UsageAnswer> {
    using T = api::UsageAnswer;
    static constexpr std::string_view kName = "Usage";
    static constexpr auto kList = std::tuple{required("currency", &T::currency),
                                             required("today_usd", &T::today_usd, "Runs that ended today"),
                                             required("reserved_usd", &T::reserved_usd, "Estimates of runs under way"),
                                             optional("budget_usd", &T::budget_usd, "Left out: no limit"),
                                             optional("left_usd", &T::left_usd, "Of the budget"),
                                             required("is_blocked", &T::is_blocked, "Files wait for the budget"),
                                             required("resets_at", &T::resets_at, "The next midnight, UTC"),
                                             required("days", &T::days, "Newest first"),
                                             required("models", &T::models, "Dearest first")};
};

}  // namespace i2m::json
