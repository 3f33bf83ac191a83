// handlers_queue.hpp - the queue as a whole, its provider, and what people decide about files in doubt.
#pragma once

#include "server/core/audit.hpp"
#include "server/http/router.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/queue_service.hpp"

namespace i2m::http {

/// QueueGet, AdminQueue, AdminQueuePause, AdminQueueResume, AdminProvider, JobResolve, JobMove.
/// What administrators change is noted in `audit`.
void set_queue_handlers(Router& router, QueueService& queue, JobService& jobs, Audit& audit);

}  // namespace i2m::http
