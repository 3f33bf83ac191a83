// handlers_webhooks.hpp - notices of providers.
#pragma once

#include "server/core/webhook.hpp"
#include "server/http/router.hpp"
#include "server/jobs/job_service.hpp"

namespace i2m::http {

/// WebhookFal. `judge` is null where there is no provider elsewhere: every notice is Forbidden then.
void set_webhook_handlers(Router& router, JobService& jobs, WebhookJudge* judge);

}  // namespace i2m::http
