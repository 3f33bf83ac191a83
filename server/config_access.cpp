// config_access.cpp - checks of keys, proxies and addresses.
#include "server/config_access.hpp"

#include <cstddef>

namespace i2m {
namespace {

constexpr std::size_t kShortestKey = 8;

void check_key(const std::string& key, const std::string& name, std::vector<std::string>& problems) {
    if (!key.empty() && key.size() < kShortestKey)
        problems.push_back(name + " must have at least " + std::to_string(kShortestKey) + " characters.");
}

}  // namespace

void check_access_settings(const Config& config, std::vector<std::string>& problems) {
    check_key(config.api_key, "api-key", problems);
    check_key(config.admin_api_key, "admin-api-key", problems);
    if (!config.api_key.empty() && config.api_key == config.admin_api_key)
        problems.emplace_back("api-key and admin-api-key must differ.");
    if (const Result<AddressList> proxies = AddressList::parse(split_list(config.trusted_proxies)); !proxies)
        problems.push_back("trusted-proxies: " + proxies.error().message);
}

AddressList trusted_proxies_of(const Config& config) {
    Result<AddressList> proxies = AddressList::parse(split_list(config.trusted_proxies));
    return proxies ? *std::move(proxies) : AddressList();
}

std::string open_to_others(const Config& config, bool has_user_key) {
    if (has_user_key || is_loopback_host(config.host)) return {};
    return "Listening on " + config.host +
           " lets other machines in. Set api-key (--api-key, API_KEY) or make a key (image2model keys add NAME) first, or listen "
           "on 127.0.0.1.";
}

}  // namespace i2m
