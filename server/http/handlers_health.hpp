// handlers_health.hpp - whether the process lives, can take work, how its parts are, its figures, and which limits it has.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "server/core/clock.hpp"
#include "server/core/health.hpp"
#include "server/http/router.hpp"
#include "shared/api/messages.hpp"

namespace i2m::http {

struct HealthParts {
    HealthBoard& board;
    const Clock& clock;
    api::LimitsView limits;
    std::string platform;  ///< the machine, in words
    std::function<std::string()> metrics_text;
    Role metrics_for = Role::User;  ///< who may read the metrics; admins always
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

/// Sets Liveness, Readiness, Health, HealthDetailed, Metrics, Limits and OpenApi. None of them waits for what it tells about.
void set_health_handlers(Router& router, HealthParts parts);

}  // namespace i2m::http
