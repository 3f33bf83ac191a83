// query.hpp - reading what stands behind the question mark, with words for what is wrong.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

/// InvalidRequest: "NAME must be WANTED.", with the name as its field.
[[nodiscard]] Error bad_query(const std::string& name, std::string_view wanted);

/// InvalidRequest when the query has another name than these. For requests that delete: a wish that was misspelled must not be
/// passed over.
[[nodiscard]] Result<void> only_names(const Request& request, std::initializer_list<std::string_view> names);

/// A time in ISO 8601 (UTC) into `out`, which stays when it is left out or empty.
[[nodiscard]] Result<void> read_time(const Request& request, const char* name, std::optional<TimePoint>& out);

}  // namespace i2m::http
