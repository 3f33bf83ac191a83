// config_access.hpp - the settings that say who may do what.
#pragma once

#include <string>
#include <vector>

#include "server/config.hpp"
#include "server/core/net_address.hpp"

namespace i2m {

/// Adds what is wrong with them, in words.
void check_access_settings(const Config& config, std::vector<std::string>& problems);

/// The settings were checked.
[[nodiscard]] AddressList trusted_proxies_of(const Config& config);

/// Why a server with these settings would be open to others; "" when it is not. `has_user_key`: users must send a key.
[[nodiscard]] std::string open_to_others(const Config& config, bool has_user_key);

}  // namespace i2m
