// messages.hpp - the bodies of the HTTP API as plain structs with their wire fields. Times are ISO-8601 UTC text unless the
// name says otherwise; sizes are bytes; progress is 0 to 100 and never falls. This header is all that concern jobs; those of
// administration, health, logs and money stand alone beside it.
#pragma once

#include "shared/api/messages_downloads.hpp"
#include "shared/api/messages_errors.hpp"
#include "shared/api/messages_events.hpp"
#include "shared/api/messages_jobs.hpp"
#include "shared/api/messages_limits.hpp"
#include "shared/api/messages_models.hpp"
#include "shared/api/messages_queue.hpp"
#include "shared/api/messages_uploads.hpp"
