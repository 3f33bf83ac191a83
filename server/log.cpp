// log.cpp - JSON lines through spdlog. Its own JSON pattern does not escape, so it gets lines that are dumped already.
#include "server/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};

std::string iso_now() {
    const auto now = std::chrono::system_clock::now();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[48];
    const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(ms % 1000));
    return std::string(text, size) + fraction;
}

class JsonLog final : public Log {
public:
    explicit JsonLog(LogLevel lowest)
        : lowest_(lowest), logger_("image2model", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
        logger_.set_pattern("%v");
        logger_.set_level(spdlog::level::trace);  // levels are ours
    }

    bool is_on(LogLevel level) const override { return level >= lowest_; }

    void write(LogLevel level, std::string_view event, json::Object fields) override {
        if (!is_on(level)) return;
        json::Object line;
        line.reserve(fields.size() + 3);
        line.emplace_back("time", iso_now());
        line.emplace_back("level", kNames[static_cast<std::size_t>(level)]);
        line.emplace_back("event", event);
        for (auto& field : fields) line.push_back(std::move(field));
        logger_.log(spdlog::level::info, spdlog::string_view_t(json::dump(json::Value(std::move(line)))));
    }

private:
    const LogLevel lowest_;
    spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> make_json_log(LogLevel lowest) { return std::make_unique<JsonLog>(lowest); }

std::optional<LogLevel> log_level_from(std::string_view name) {
    const std::string lower = to_lower(name);
    if (lower == "warn") return LogLevel::Warning;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == lower) return static_cast<LogLevel>(i);
    }
    return std::nullopt;
}

}  // namespace i2m
