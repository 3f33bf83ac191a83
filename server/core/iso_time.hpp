// iso_time.hpp - points in time as the API writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"

namespace i2m {

/// "2026-11-22T10:00:01.123Z" (ISO 8601, UTC, milliseconds).
[[nodiscard]] std::string iso_utc(TimePoint time);

/// Reads "2026-11-22", "2026-11-22T10:00Z", "2026-11-22T10:00:01Z" and "2026-11-22T10:00:01.123Z"; the Z may be missing (UTC
/// all the same). nullopt for anything else, impossible dates, and years outside 1970 to 9999.
[[nodiscard]] std::optional<TimePoint> parse_iso_utc(std::string_view text);

}  // namespace i2m
