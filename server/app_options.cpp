// app_options.cpp - see app_options.hpp.
#include "server/app_options.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "server/config_access.hpp"
#include "server/config_fal.hpp"
#include "server/config_money.hpp"
#include "server/platform/memory.hpp"
#include "server/platform/thread_priority.hpp"
#include "server/version.hpp"
#include "shared/models/registry.hpp"

namespace i2m {
namespace {

using std::chrono::milliseconds;

/// The setting's, else FAL.AI's first with a key, else the draft.
std::string default_model(const Config& config) {
    if (!config.model.empty()) return config.model;
    const bool is_fal = config.provider == "fal" || (config.provider == "auto" && !fal_key_of(config).empty());
    for (const models::Model& model : models::all()) {
        if (is_fal && model.provider == models::Provider::Fal) return model.id;
    }
    return "draft";
}

double retry_scale_of(const Config& config) { return std::strtod(config.retry_scale.c_str(), nullptr); }

}  // namespace

http::AccessSettings access_settings(const Config& config) {
    return {is_loopback_host(config.host), split_list(config.allowed_hosts), split_list(config.cors_origins)};
}

access::RateLimits rate_limits(const Config& config) {
    access::RateLimits out;
    out.per_minute = config.rate_limit_per_minute;
    out.per_hour = config.rate_limit_per_hour;
    return out;
}

Millis session_lifetime(const Config& config) { return std::chrono::hours(config.session_hours); }
Millis link_lifetime(const Config& config) { return std::chrono::minutes(config.link_minutes); }
std::string cookie_path(const Config& config) { return config.base_path.empty() ? "/" : config.base_path; }

http::PipelineSettings pipeline_settings(const Config& config) {
    http::PipelineSettings out;
    out.max_upload_bytes = config.upload_max_files * (config.max_file_size + 4'096) + 65'536;
    out.base_path = config.base_path;
    out.trusted_proxies = trusted_proxies_of(config);
    out.slow_request = milliseconds(config.slow_request_ms);
    return out;
}

http::ServerLimits server_limits(const Config& config) {
    http::ServerLimits out;
    out.header_timeout = milliseconds(config.header_timeout_ms);
    out.stall_timeout = milliseconds(config.stall_timeout_ms);
    out.idle_timeout = milliseconds(config.idle_timeout_ms);
    out.max_connections = config.max_connections;
    out.max_connections_per_address = config.max_connections_per_address;
    return out;
}

ImageLimits image_limits(const Config& config) {
    ImageLimits out = kImageLimits;
    out.max_bytes = config.max_file_size;
    return out;
}

api::LimitsView limits_view(const Config& config, const ImageLimits& limits) {
    api::LimitsView out;
    out.max_files = static_cast<std::uint32_t>(config.upload_max_files);
    out.max_file_bytes = limits.max_bytes;
    out.max_pixels = limits.max_pixels;
    out.min_side_px = limits.min_side_px;
    out.max_side_px = limits.max_side_px;
    out.workers = static_cast<std::uint32_t>(config.worker_concurrency);
    out.version = kVersion;
    return out;
}

std::string web_folder(const Config& config) {
    namespace fs = std::filesystem;
    if (!config.web_dir.empty()) return config.web_dir;
    std::error_code error;
    const fs::path prefix = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
    const fs::path installed = prefix / "share" / "image2model" / "web";
    return (fs::is_directory(installed, error) ? installed : prefix / "web").string();
}

fal::FalSettings fal_settings(const Config& config) {
    fal::FalSettings out;
    out.key = fal_key_of(config);
    out.queue_url = config.fal_queue_url;
    out.run_url = config.fal_run_url;
    out.rest_url = config.fal_rest_url;
    out.public_url = config.public_url;
    out.image_way = config.fal_image == "data-uri" ? fal::ImageWay::DataUri : fal::ImageWay::Upload;
    out.status_way = config.fal_status == "stream" ? fal::StatusWay::Stream : fal::StatusWay::Poll;
    return out;
}

HttpClientOptions http_client_options(const Config& config) {
    Result<AddressList> allowed = AddressList::parse(split_list(config.fal_media_allow));
    if (!allowed) throw std::runtime_error(allowed.error().message);
    return {*std::move(allowed), std::string("image2model/") + std::string(kVersion)};
}

ServiceOptions service_options(const Config& config) {
    ServiceOptions out;
    out.max_files = static_cast<std::uint32_t>(config.upload_max_files);
    out.lanes = Lanes(static_cast<std::uint32_t>(config.worker_concurrency), static_cast<std::uint32_t>(config.fal_concurrency),
                      static_cast<std::uint32_t>(config.fal_model_concurrency));
    out.default_model = default_model(config);
    out.budget = budget_of(config);
    out.unknown_price = unknown_price_of(config);
    out.deadline = Millis(static_cast<std::int64_t>(config.file_deadline_s) * 1'000);
    if (models::find(out.default_model) == nullptr)
        throw std::runtime_error("There is no model \"" + out.default_model + "\". Check the setting model.");
    return out;
}

HubOptions hub_options(const Config& config) {
    HubOptions out;
    out.max_streams = config.max_streams;
    out.heartbeat = milliseconds(config.heartbeat_ms);
    return out;
}

JanitorOptions janitor_options(const Config& config) {
    JanitorOptions out;
    out.keep_events = Millis(static_cast<std::int64_t>(config.event_retention_days) * 24 * 3'600'000);
    out.give_back = memory_giver();
    return out;
}

WorkerOptions worker_options(const Config& config) {
    WorkerOptions out;
    out.threads = static_cast<std::uint32_t>(config.worker_concurrency);
    out.retry_scale = retry_scale_of(config);
    out.deadline = service_options(config).deadline;
    if (config.provider != "draft" && out.threads > 1) out.direct_threads = 1;
    out.on_begin = [] { step_back_this_thread(); };
    return out;
}

GateOptions gate_options(const Config& config) {
    GateOptions out;
    out.fal_limit = static_cast<std::uint32_t>(config.fal_concurrency);
    out.fal_model_limit = static_cast<std::uint32_t>(config.fal_model_concurrency);
    out.breaker = scaled(out.breaker, retry_scale_of(config));
    return out;
}

}  // namespace i2m
