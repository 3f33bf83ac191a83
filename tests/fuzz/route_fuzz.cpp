// route_fuzz.cpp - a path that leads somewhere leads there again when it is built from what was found in it.
// The first byte chooses the method; the rest is the path.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "shared/api/routes.hpp"

namespace {

using namespace i2m::api;

void require(bool holds) {
    if (!holds) std::abort();
}

std::string rebuilt(const Match& match) {
    switch (match.parameters.size()) {
        case 0: return path_of(match.route);
        case 1: return path_of(match.route, {match.parameters[0].second});
        case 2: return path_of(match.route, {match.parameters[0].second, match.parameters[1].second});
        default: std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const auto method = static_cast<Method>(data[0] % 4);
    const std::string_view path(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Resolution found = resolve(method, path);
    require(!found.match || found.allowed.empty());
    for (const Method allowed : found.allowed) require(allowed != method && resolve(allowed, path).match.has_value());
    if (found.match) {
        for (const auto& [name, value] : found.match->parameters) {
            require(!value.empty() && value != "." && value != ".." &&
                    value.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos);
        }
        const std::string again = rebuilt(*found.match);
        const Resolution same = resolve(route_info(found.match->route).method, again);
        // Encoding may make a path longer than a path may be.
        require(again.size() > 2000 ||
                (same.match && same.match->route == found.match->route && same.match->parameters == found.match->parameters));
    }
    require(percent_decode(percent_encode(path)) == path);
    return 0;
}
