// router.hpp - which function answers which route of the table.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "server/http/message.hpp"
#include "shared/api/routes.hpp"

namespace i2m::http {

/// Answers an admitted request. May throw: the pipeline turns that into a 500.
using Handler = std::function<Response(Request&)>;

/// Filled once at start, read by many threads after.
class Router {
public:
    Router();
    void set(api::Route route, Handler handler);
    /// The handler of `route`, or nullptr.
    [[nodiscard]] const Handler* find(api::Route route) const;
    /// Paths of the table that nobody answers; anything in it stops the server at start.
    [[nodiscard]] std::vector<std::string> missing() const;

private:
    std::vector<Handler> handlers_;
};

}  // namespace i2m::http
