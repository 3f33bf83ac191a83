// paid_paths.hpp - stand-in until the routes are there.
#pragma once
#include <string>
#include "shared/api/routes.hpp"
namespace i2m::client {
inline std::string usage_path() { return "/api/v1/usage"; }
inline std::string queue_path() { return "/api/v1/queue"; }
inline std::string resolve_path(const std::string& job) { return api::path_of(api::Route::JobGet, {job}) + "/resolve"; }
inline std::string move_path(const std::string& job) { return api::path_of(api::Route::JobGet, {job}) + "/move"; }
}  // namespace i2m::client
