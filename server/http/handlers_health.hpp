// handlers_health.hpp - whether the process lives, can take work, and which limits it has.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "server/http/router.hpp"
#include "shared/api/messages.hpp"

namespace i2m::http {

/// One thing that must work before work is taken. `problem` gives words when it does not; it may be slow.
struct ReadinessCheck {
    std::string name;
    std::function<std::string()> problem;
};

struct HealthParts {
    std::vector<ReadinessCheck> checks;
    api::LimitsView limits;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

/// Sets Liveness, Readiness, Health, Limits and OpenApi. Readiness answers are kept for a second, so that asking often
/// costs nothing.
void set_health_handlers(Router& router, HealthParts parts);

}  // namespace i2m::http
