// cors.cpp - the fields of an ordinary answer and of a preflight's.
#include "server/http/cors.hpp"

#include <string>
#include <string_view>

namespace i2m::http {
namespace {

constexpr std::string_view kSentFields =
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, If-Range, Last-Event-ID, Range, X-Admin-Key, X-API-Key, "
    "X-Request-Id";
constexpr std::string_view kReadFields =
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, RateLimit-Limit, RateLimit-Policy, "
    "RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id";
constexpr std::string_view kPreflightSeconds = "600";

bool is_preflight(const Request& request, const Response& response) {
    return request.method == "OPTIONS" && request.headers.has("Access-Control-Request-Method") && response.headers.has("Allow");
}

}  // namespace

void add_cors(const Access& access, const Request& request, Response& response) {
    if (!access.lists_origins()) return;
    Headers& headers = response.headers;
    // Also without permission: a cache must not give one origin's answer to another.
    headers.add("Vary",
                request.method == "OPTIONS" ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" : "Origin");
    const std::string_view origin = request.headers.get("Origin");
    if (!access.is_listed_origin(origin)) return;
    headers.add("Access-Control-Allow-Origin", std::string(origin));
    if (!is_preflight(request, response)) {
        headers.add("Access-Control-Expose-Headers", std::string(kReadFields));
        return;
    }
    headers.add("Access-Control-Allow-Methods", std::string(headers.get("Allow")));
    headers.add("Access-Control-Allow-Headers", std::string(kSentFields));
    headers.add("Access-Control-Max-Age", std::string(kPreflightSeconds));
}

}  // namespace i2m::http
