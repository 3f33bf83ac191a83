// log.hpp - the program's log: one JSON object a line on stderr.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "server/core/log.hpp"

namespace i2m {

/// Lines like {"time":"2025-07-12T10:11:12.345Z","level":"info","event":"job claimed","file_id":"..."}.
[[nodiscard]] std::unique_ptr<Log> make_json_log(LogLevel lowest);

/// "debug", "info", "warning", "error", in any case, also "warn"; nullopt for others.
[[nodiscard]] std::optional<LogLevel> log_level_from(std::string_view name);

}  // namespace i2m
