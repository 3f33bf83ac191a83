// config_fal.cpp - FAL.AI's settings: the key in its two forms, addresses, the list for tests.
#include "server/config_fal.hpp"

#include <algorithm>
#include <utility>

#include "server/core/url.hpp"
#include "server/platform/address_guard.hpp"

namespace i2m {

std::string fal_key_of(const Config& config) {
    std::string key = config.fal_key;
    if (key.empty() && !config.fal_key_id.empty()) key = config.fal_key_id + ":" + config.fal_key_secret;
    constexpr std::string_view kAround = " \t\r\n";
    const std::size_t begin = key.find_first_not_of(kAround);
    return begin == std::string::npos ? std::string() : key.substr(begin, key.find_last_not_of(kAround) - begin + 1);
}

void check_fal_settings(const Config& config, std::vector<std::string>& problems) {
    const std::string key = fal_key_of(config);
    if (key.empty() && config.provider == "fal")
        problems.emplace_back("The provider fal needs a key. Set fal-key (FAL_KEY), or use --provider auto.");
    if (config.fal_key_id.empty() != config.fal_key_secret.empty())
        problems.emplace_back("fal-key-id (FAL_KEY_ID) and fal-key-secret (FAL_KEY_SECRET) are needed both.");
    const bool is_printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; });
    if (!key.empty() && (!is_printable || key.find(':') == std::string::npos))
        problems.emplace_back("fal-key (FAL_KEY) must look like key_id:key_secret. Copy it again from fal.ai/dashboard/keys.");
    const std::pair<std::string_view, const std::string*> urls[] = {
        {"fal-queue-url", &config.fal_queue_url}, {"fal-run-url", &config.fal_run_url}, {"fal-rest-url", &config.fal_rest_url}};
    for (const auto& [name, url] : urls) {
        if (!parse_url(*url) || url->find('?') != std::string::npos || url->ends_with('/'))
            problems.push_back(std::string(name) + " must be an address like https://queue.fal.run, not \"" + *url + "\".");
    }
    if (!config.fal_api_url.empty() && (!parse_url(config.fal_api_url) || config.fal_api_url.ends_with('/')))
        problems.push_back("fal-api-url must be an address like https://api.fal.ai/v1, not \"" + config.fal_api_url + "\".");
    const std::string& here = config.public_url;
    if (!here.empty() && (!parse_url(here) || here.find('?') != std::string::npos || here.ends_with('/')))
        problems.push_back("public-url must be an address like https://models.example.org, not \"" + here + "\".");
    if (const Result<AddressList> list = AddressList::parse(split_list(config.fal_media_allow)); !list)
        problems.push_back("fal-media-allow: " + list.error().message);
    if (config.fal_image != "upload" && config.fal_image != "data-uri")
        problems.push_back("fal-image must be upload or data-uri, not \"" + config.fal_image + "\".");
    if (config.fal_status != "poll" && config.fal_status != "stream")
        problems.push_back("fal-status must be poll or stream, not \"" + config.fal_status + "\".");
}

}  // namespace i2m
