// log.hpp - seam: where the program says what it does, one event a line, with fields.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/json/value.hpp"

namespace i2m {

enum class LogLevel : std::uint8_t { Debug, Info, Warning, Error };

/// Safe from any thread. Never throws. No secret may be given to it: keys, cookies and query strings stay out.
class Log {
public:
    virtual ~Log() = default;
    [[nodiscard]] virtual bool is_on(LogLevel level) const = 0;
    /// `event` is a short stable phrase ("job claimed"); `fields` are what to say about it.
    virtual void write(LogLevel level, std::string_view event, json::Object fields) = 0;

    void debug(std::string_view event, json::Object fields = {}) { say(LogLevel::Debug, event, std::move(fields)); }
    void info(std::string_view event, json::Object fields = {}) { say(LogLevel::Info, event, std::move(fields)); }
    void warning(std::string_view event, json::Object fields = {}) { say(LogLevel::Warning, event, std::move(fields)); }
    void error(std::string_view event, json::Object fields = {}) { say(LogLevel::Error, event, std::move(fields)); }

private:
    void say(LogLevel level, std::string_view event, json::Object fields) {
        if (is_on(level)) write(level, event, std::move(fields));
    }
};

/// Says nothing: for tests and for tools.
class NoLog final : public Log {
public:
    [[nodiscard]] bool is_on(LogLevel) const override { return false; }
    void write(LogLevel, std::string_view, json::Object) override {}
};

}  // namespace i2m
