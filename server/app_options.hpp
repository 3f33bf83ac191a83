// app_options.hpp - what each part is told of the settings: one function a part, from Config to the part's own options.
#pragma once

#include <string>

#include "server/access/rate_limiter.hpp"
#include "server/config.hpp"
#include "server/events/hub.hpp"
#include "server/fal/fal_generator.hpp"
#include "server/http/access.hpp"
#include "server/http/pipeline.hpp"
#include "server/http/server.hpp"
#include "server/jobs/gate.hpp"
#include "server/jobs/janitor.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/worker_pool.hpp"
#include "server/platform/curl_http_client.hpp"
#include "shared/api/messages.hpp"
#include "shared/image/check.hpp"

namespace i2m {

[[nodiscard]] http::AccessSettings access_settings(const Config& config);
[[nodiscard]] access::RateLimits rate_limits(const Config& config);
[[nodiscard]] Millis session_lifetime(const Config& config);
[[nodiscard]] Millis link_lifetime(const Config& config);
/// Of cookies: the base path, else "/".
[[nodiscard]] std::string cookie_path(const Config& config);
[[nodiscard]] http::PipelineSettings pipeline_settings(const Config& config);
[[nodiscard]] http::ServerLimits server_limits(const Config& config);
[[nodiscard]] ImageLimits image_limits(const Config& config);
[[nodiscard]] api::LimitsView limits_view(const Config& config, const ImageLimits& limits);
[[nodiscard]] fal::FalSettings fal_settings(const Config& config);
/// Where the page lies: the setting, else what lies relative to the program, wherever that was put: ../share/image2model/web
/// (installed) or ../web (a build folder).
[[nodiscard]] std::string web_folder(const Config& config);
/// Throws std::runtime_error in words for addresses that cannot be read.
[[nodiscard]] HttpClientOptions http_client_options(const Config& config);
/// Throws std::runtime_error in words for a model that is not there.
[[nodiscard]] ServiceOptions service_options(const Config& config);
[[nodiscard]] HubOptions hub_options(const Config& config);
[[nodiscard]] JanitorOptions janitor_options(const Config& config);
[[nodiscard]] WorkerOptions worker_options(const Config& config);
[[nodiscard]] GateOptions gate_options(const Config& config);

}  // namespace i2m
