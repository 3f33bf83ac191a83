// handlers_health.cpp - liveness, readiness, health short and detailed, metrics, limits.
#include "server/http/handlers_health.hpp"

#include <algorithm>
#include <utility>

#include "server/core/figures.hpp"
#include "server/core/iso_time.hpp"
#include "server/http/access.hpp"
#include "server/http/respond.hpp"
#include "shared/api/messages_health.hpp"
#include "shared/api/openapi.hpp"

namespace i2m::http {
namespace {

constexpr int kUnavailable = 503;
constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

api::ComponentView view_of(const ComponentHealth& component) {
    api::ComponentView out;
    out.name = component.name;
    out.status = name_of(component.finding.status);
    out.message = component.finding.message;
    out.checked_at = iso_utc(component.checked_at);
    out.response_time_ms = rounded(component.response_time_ms);
    out.details = component.finding.details;
    return out;
}

api::SystemView view_of(const SystemFigures& figures, const std::string& platform) {
    api::SystemView out;
    out.platform = platform;
    out.cpu_usage_percent = rounded(figures.cpu_percent);
    out.memory_usage_percent = rounded(figures.memory_percent);
    out.memory_available_gb = gigabytes(figures.memory_available_bytes);
    out.disk_usage_percent = rounded(figures.disk.used_percent);
    out.disk_free_gb = gigabytes(figures.disk.free_bytes);
    out.load_average.assign(figures.load_average.begin(), figures.load_average.end());
    out.process_memory_mb = megabytes(figures.process_resident_bytes);
    out.process_threads = figures.process_threads;
    out.process_open_fds = figures.process_open_fds;
    return out;
}

class HealthHandlers {
public:
    explicit HealthHandlers(HealthParts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] Response live() const {
        api::LiveAnswer out;
        out.timestamp = now();
        return respond_value(out);
    }

    [[nodiscard]] Response brief() const {
        api::ShortHealth out;
        out.status = name_of(parts_.board.overall());
        out.version = parts_.limits.version;
        out.timestamp = now();
        out.uptime_s = std::chrono::duration_cast<std::chrono::seconds>(uptime()).count();
        return respond_value(out);
    }

    [[nodiscard]] Response ready() const {
        api::ReadyAnswer out;
        out.timestamp = now();
        json::Object checks;
        for (const ComponentHealth& component : parts_.board.components(false)) {
            if (!component.is_needed) continue;
            const bool is_well = component.finding.status != HealthStatus::Unhealthy;
            out.components.push_back({component.name, std::string(name_of(component.finding.status))});
            checks.emplace_back(component.name, is_well ? "ok" : component.finding.message);
            if (!is_well) out.failed_components.push_back(component.name);
        }
        out.checks = std::move(checks);
        const bool is_ready = out.failed_components.empty();
        out.status = is_ready ? "ready" : "not_ready";
        Response response = respond_json_text(json::encode_text(out), is_ready ? 200 : kUnavailable);
        if (!is_ready) response.headers.add("Retry-After", "5");
        return response;
    }

    /// Callers without a key get the short form: what runs here and how full the disk is concerns nobody else.
    [[nodiscard]] Response detailed(const Request& request) const {
        api::DetailedHealth out;
        const std::vector<ComponentHealth> components = parts_.board.components(request.caller.role != Role::Anonymous);
        HealthStatus worst = HealthStatus::Healthy;
        for (const ComponentHealth& component : components) worst = std::max(worst, component.finding.status);
        out.status = name_of(worst);
        out.version = parts_.limits.version;
        out.timestamp = now();
        out.uptime_seconds = rounded(std::chrono::duration<double>(uptime()).count());
        out.uptime_s = static_cast<std::int64_t>(out.uptime_seconds);
        if (request.caller.role != Role::Anonymous) {
            out.system = view_of(parts_.board.system(), parts_.platform);
            out.components.emplace();
            for (const ComponentHealth& component : components) out.components->push_back(view_of(component));
        }
        return respond_json_text(json::encode_text(out), worst == HealthStatus::Unhealthy ? kUnavailable : 200);
    }

    [[nodiscard]] Response metrics(const Request& request) const {
        const bool may_read = request.caller.role >= parts_.metrics_for;
        if (may_read) return respond_text(parts_.metrics_text(), kMetricsType);
        if (request.key_wait) return must_wait(request, *request.key_wait);
        if (request.caller.role == Role::Anonymous) return respond_error(Error::of(ErrorCode::Unauthorized), request.request_id);
        return respond_error({ErrorCode::Forbidden, "This needs the admin key; the setting metrics-access says so."},
                             request.request_id);
    }

    /// Made when it is first asked for: a start need not wait for it.
    [[nodiscard]] Response document() {
        std::call_once(is_described_, [this] { document_ = json::dump(api::openapi_document(parts_.limits.version)); });
        return respond_text(document_, "application/json");
    }

private:
    [[nodiscard]] std::string now() const { return iso_utc(parts_.clock.now()); }
    [[nodiscard]] std::chrono::steady_clock::duration uptime() const { return std::chrono::steady_clock::now() - parts_.started; }

    const HealthParts parts_;
    std::once_flag is_described_;
    std::string document_;
};

}  // namespace

void set_health_handlers(Router& router, HealthParts parts) {
    router.set(api::Route::Limits, [limits = parts.limits](Request&) { return respond_value(limits); });
    const auto handlers = std::make_shared<HealthHandlers>(std::move(parts));
    router.set(api::Route::OpenApi, [handlers](Request&) { return handlers->document(); });
    router.set(api::Route::Liveness, [handlers](Request&) { return handlers->live(); });
    router.set(api::Route::Health, [handlers](Request&) { return handlers->brief(); });
    router.set(api::Route::Readiness, [handlers](Request&) { return handlers->ready(); });
    router.set(api::Route::HealthDetailed, [handlers](Request& request) { return handlers->detailed(request); });
    router.set(api::Route::Metrics, [handlers](Request& request) { return handlers->metrics(request); });
}

}  // namespace i2m::http
