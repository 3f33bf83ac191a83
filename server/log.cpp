// log.cpp - see log.hpp.
#include "server/log.hpp"

#include <array>

#include "shared/base/text.hpp"

namespace i2m {

std::optional<LogLevel> log_level_from(std::string_view name) {
    constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};
    const std::string lower = to_lower(name);
    if (lower == "warn") return LogLevel::Warning;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == lower) return static_cast<LogLevel>(i);
    }
    return std::nullopt;
}

}  // namespace i2m
