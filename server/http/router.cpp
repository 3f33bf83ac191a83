// router.cpp - the table of handlers.
#include "server/http/router.hpp"

#include <cassert>
#include <cstddef>

namespace i2m::http {

Router::Router() : handlers_(api::routes().size()) {}

void Router::set(api::Route route, Handler handler) {
    Handler& place = handlers_[static_cast<std::size_t>(route)];
    assert(!place && handler);
    place = std::move(handler);
}

const Handler* Router::find(api::Route route) const {
    const Handler& handler = handlers_[static_cast<std::size_t>(route)];
    return handler ? &handler : nullptr;
}

std::vector<std::string> Router::missing() const {
    std::vector<std::string> out;
    for (const api::RouteInfo& row : api::routes()) {
        if (find(row.route) == nullptr) out.push_back(std::string(api::method_name(row.method)) + " " + std::string(row.path));
    }
    return out;
}

}  // namespace i2m::http
