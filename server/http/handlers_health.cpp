// handlers_health.cpp - liveness, readiness, health, limits.
#include "server/http/handlers_health.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "server/http/respond.hpp"
#include "shared/api/messages.hpp"
#include "shared/api/openapi.hpp"

namespace i2m::http {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kKeepReadiness{1'000};

std::int64_t uptime_s(SteadyClock::time_point started) {
    return std::chrono::duration_cast<std::chrono::seconds>(SteadyClock::now() - started).count();
}

/// Runs the checks at most once a second; one thread runs them, the others get the last answer.
class Readiness {
public:
    explicit Readiness(std::vector<ReadinessCheck> checks) : checks_(std::move(checks)) {}

    std::pair<bool, json::Object> state() {
        const std::lock_guard lock(mutex_);
        const auto now = SteadyClock::now();
        if (!answer_ || now - asked_ > kKeepReadiness) {
            answer_ = ask();
            asked_ = now;
        }
        return *answer_;
    }

private:
    std::pair<bool, json::Object> ask() const {
        bool is_ready = true;
        json::Object outcome;
        for (const ReadinessCheck& check : checks_) {
            std::string problem;
            try {
                problem = check.problem();
            } catch (const std::exception&) {
                problem = "It does not answer.";
            }
            is_ready = is_ready && problem.empty();
            outcome.emplace_back(check.name, problem.empty() ? "ok" : problem);
        }
        return {is_ready, std::move(outcome)};
    }

    const std::vector<ReadinessCheck> checks_;
    std::mutex mutex_;  // guards all below
    std::optional<std::pair<bool, json::Object>> answer_;
    SteadyClock::time_point asked_;
};

}  // namespace

void set_health_handlers(Router& router, HealthParts parts) {
    const auto started = parts.started;
    const std::string version = parts.limits.version;
    const auto health = [started, version] { return api::HealthView{"healthy", version, uptime_s(started)}; };
    router.set(api::Route::Liveness, [](Request&) { return respond_json(json::Object{{"status", "alive"}}); });
    router.set(api::Route::Health, [health](Request&) { return respond_value(health()); });
    router.set(api::Route::Limits, [limits = parts.limits](Request&) { return respond_value(limits); });
    router.set(api::Route::OpenApi,
               [text = json::dump(api::openapi_document(version))](Request&) { return respond_text(text, "application/json"); });
    const auto readiness = std::make_shared<Readiness>(std::move(parts.checks));
    router.set(api::Route::Readiness, [readiness](Request&) {
        auto [is_ready, checks] = readiness->state();
        Response out = respond_json(json::Object{{"status", is_ready ? "ready" : "not ready"}, {"checks", std::move(checks)}},
                                    is_ready ? 200 : 503);
        if (!is_ready) out.headers.add("Retry-After", "5");
        return out;
    });
}

}  // namespace i2m::http
