// job_service_usage.cpp - what was spent, for people.
#include "server/core/iso_time.hpp"
#include "server/jobs/job_service.hpp"

namespace i2m {
namespace {

constexpr std::uint32_t kMostDays = 366;

std::string date_of(std::int64_t day) { return iso_utc(start_of_day(day)).substr(0, 10); }

}  // namespace

Result<api::UsageAnswer> JobService::usage(std::uint32_t days, const Viewer& viewer) const {
    if (days == 0 || days > kMostDays) {
        return Error{ErrorCode::InvalidRequest, "days must be a whole number from 1 to " + std::to_string(kMostDays) + ".",
                     "days"};
    }
    const std::int64_t today = day_of(parts_.clock.now());
    const Spending spending = parts_.store.spending();
    const UsageSums sums = parts_.store.usage(today - days + 1, viewer.owner());
    api::UsageAnswer answer;
    answer.today_usd = usd_of(spending.spent);
    answer.reserved_usd = usd_of(spending.reserved);
    if (options_.budget.daily) {
        answer.budget_usd = usd_of(*options_.budget.daily);
        answer.left_usd = usd_of(*spending.left_of(options_.budget));
    }
    answer.is_blocked = spending.waits_for.has_value();
    answer.resets_at = iso_utc(start_of_day(today + 1));
    for (const UsageSums::Day& sum : sums.days) answer.days.push_back({date_of(sum.day), sum.runs, usd_of(sum.cost)});
    for (const UsageSums::OfModel& sum : sums.models) answer.models.push_back({sum.model, sum.runs, usd_of(sum.cost)});
    return answer;
}

}  // namespace i2m
