// proof.cpp - who may call: keys as the provider words their refusal.
#include <algorithm>

#include "tools/fake_fal/call.hpp"

namespace i2m::fake {

std::optional<Answer> check_proof(const World& world, const Call& call) {
    const std::string_view given = call.request.headers.get("Authorization");
    if (call.proof == Proof::Forbidden && !given.empty())
        return detail_answer(400, "InvalidArgument: a signed URL takes no Authorization header");
    if (call.proof != Proof::Key) return std::nullopt;
    constexpr std::string_view kScheme = "Key ";
    if (!given.starts_with(kScheme)) return detail_answer(401, "Authentication is required to access this application.");
    const std::string key(given.substr(kScheme.size()));
    const std::size_t colon = key.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == key.size())
        return detail_answer(401, "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'.");
    const std::vector<std::string>& known = world.scenario()->account.keys;
    if (known.empty() || std::find(known.begin(), known.end(), key) != known.end()) return std::nullopt;
    return detail_answer(401, "No user found for Key ID and Secret");
}

}  // namespace i2m::fake
