// billing.cpp - units from the registry's prices.
#include "tools/fake_fal/billing.hpp"

#include <cmath>

namespace i2m::fake {

std::optional<double> unit_price_usd(const Endpoint& endpoint) {
    return endpoint.model.unit_usd ? endpoint.model.unit_usd : endpoint.model.price_usd;
}

double units_of(const Job& job) {
    if (job.settings.billable_units) return *job.settings.billable_units;
    const std::optional<double> unit = unit_price_usd(*job.endpoint);
    const std::optional<double> usd = models::estimate_usd(job.endpoint->model, *job.input);
    return unit && usd ? std::round(*usd / *unit * 1e6) / 1e6 : 1;
}

}  // namespace i2m::fake
