// budget.cpp - amounts and the budget's hold as people read them.
#include "server/core/budget.hpp"

#include "server/core/iso_time.hpp"

namespace i2m {

std::string dollars(MicroUsd amount) {
    constexpr MicroUsd kDollar = 1'000'000;
    std::string digits = std::to_string(amount % kDollar);
    digits.insert(0, 6 - digits.size(), '0');
    while (digits.size() > 2 && digits.back() == '0') digits.pop_back();
    return "$" + std::to_string(amount / kDollar) + "." + digits;
}

std::optional<api::Hold> budget_hold(const Budget& budget, const Spending& spending, TimePoint now) {
    if (!budget.daily || !spending.waits_for) return std::nullopt;
    api::Hold hold;
    hold.code = std::string(api::kHoldBudget);
    hold.provider = "fal";
    const std::string daily = dollars(*budget.daily);
    if (*spending.waits_for > *budget.daily) {
        hold.message = "A run counts " + dollars(*spending.waits_for) + ", more than the daily budget of " + daily +
                       ". Raise the budget (--daily-budget-usd), or cancel and choose a cheaper model.";
        return hold;
    }
    hold.until = iso_utc(start_of_day(day_of(now) + 1));
    hold.message = "The daily budget of " + daily + " is reached: " + dollars(spending.spent) + " spent, " +
                   dollars(spending.reserved) + " reserved. The queue goes on at 00:00 UTC, or when the budget is raised.";
    return hold;
}

}  // namespace i2m
