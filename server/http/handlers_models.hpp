// handlers_models.hpp - models to choose from, and runs in the shape that older scripts know.
#pragma once

#include "server/core/audit.hpp"
#include "server/http/router.hpp"
#include "server/jobs/job_service.hpp"

namespace i2m::http {

/// Models, ModelGenerate, ModelJob.
void set_model_handlers(Router& router, JobService& jobs, Audit& audit);

}  // namespace i2m::http
