// log.hpp - levels of the log by their names.
#pragma once

#include <optional>
#include <string_view>

#include "server/core/log.hpp"

namespace i2m {

/// "debug", "info", "warning", "error", in any case, also "warn"; nullopt for others.
[[nodiscard]] std::optional<LogLevel> log_level_from(std::string_view name);

}  // namespace i2m
