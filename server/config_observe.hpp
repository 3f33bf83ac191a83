// config_observe.hpp - the settings of metrics and logs.
#pragma once

#include <string>
#include <vector>

#include "server/config.hpp"

namespace i2m {

/// Adds what is wrong with them, in words.
void check_observe_settings(const Config& config, std::vector<std::string>& problems);

/// Every setting's value that must never be seen: keys, and parts of them.
[[nodiscard]] std::vector<std::string> secrets_of(const Config& config);

}  // namespace i2m
