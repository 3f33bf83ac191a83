// list_cursor.hpp - where a list of jobs goes on, as text that clients hand back and need not understand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/jobs/job_service.hpp"

namespace i2m {

/// The page after the job of that sequence. It names a place, not a count: jobs that arrive or go meanwhile move nothing.
[[nodiscard]] std::string cursor_after(std::int64_t sequence, const ListRequest& request);

/// The sequence that `request.cursor` names; nullopt for the first page. InvalidRequest (field "cursor") when it is malformed, or
/// when the list before had another search, filter or order.
[[nodiscard]] Result<std::optional<std::int64_t>> read_cursor(const ListRequest& request);

}  // namespace i2m
