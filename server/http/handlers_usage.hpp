// handlers_usage.hpp - what paid runs cost.
#pragma once

#include "server/http/router.hpp"
#include "server/jobs/job_service.hpp"

namespace i2m::http {

/// Usage.
void set_usage_handlers(Router& router, const JobService& jobs);

}  // namespace i2m::http
