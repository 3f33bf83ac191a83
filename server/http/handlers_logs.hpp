// handlers_logs.hpp - the log's analyses, exports and files for administrators.
#pragma once

#include "server/core/audit.hpp"
#include "server/core/log_book.hpp"
#include "server/http/router.hpp"

namespace i2m::http {

/// Sets every Log... route. All outlive the router.
void set_log_handlers(Router& router, LogBook& book, Audit& audit);

}  // namespace i2m::http
