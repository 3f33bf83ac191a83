// config_observe.cpp - who may read metrics; which values are secrets.
#include "server/config_observe.hpp"

#include "server/config_fal.hpp"

namespace i2m {

void check_observe_settings(const Config& config, std::vector<std::string>& problems) {
    const std::string& access = config.metrics_access;
    if (access != "everybody" && access != "user" && access != "admin")
        problems.push_back("metrics-access must be everybody, user or admin, not \"" + access + "\".");
    if (config.log_max_mb < config.log_rotate_mb) problems.emplace_back("log-max-mb must not be smaller than log-rotate-mb.");
}

std::vector<std::string> secrets_of(const Config& config) {
    std::vector<std::string> out;
    for (const Setting& setting : settings()) {
        const auto* const member = std::get_if<std::string Config::*>(&setting.member);
        if (setting.is_secret && member != nullptr && !(config.*(*member)).empty()) out.push_back(config.*(*member));
    }
    const std::string fal = fal_key_of(config);
    const std::size_t colon = fal.find(':');
    if (colon != std::string::npos) {
        out.push_back(fal.substr(0, colon));
        out.push_back(fal.substr(colon + 1));
    }
    return out;
}

}  // namespace i2m
