// probe.hpp - one small GET to a server of this machine, for `image2model healthcheck`.
#pragma once

#include <chrono>
#include <string>

#include "shared/base/result.hpp"

namespace i2m::http {

/// The status of GET http://`host`:`port``path`, within `timeout`. Network when nobody answers.
[[nodiscard]] Result<int> probe(const std::string& host, int port, const std::string& path, std::chrono::milliseconds timeout);

}  // namespace i2m::http
