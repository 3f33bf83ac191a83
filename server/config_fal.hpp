// config_fal.hpp - the settings for FAL.AI, looked at together.
#pragma once

#include <string>
#include <vector>

#include "server/config.hpp"

namespace i2m {

/// The key without the spaces and line breaks that files and shells leave around it: fal_key, else id and secret joined by a colon;
/// "" when there is none.
[[nodiscard]] std::string fal_key_of(const Config& config);

/// Adds what is wrong with them, a line each, with the setting's name.
void check_fal_settings(const Config& config, std::vector<std::string>& problems);

}  // namespace i2m
