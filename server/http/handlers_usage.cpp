// handlers_usage.cpp - sums of the ledger.
#include "server/http/handlers_usage.hpp"

#include <charconv>

#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

Response usage(const Request& request, const JobService& jobs) {
    const std::string_view text = request.query_value("days").value_or("30");
    std::uint32_t days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    const bool is_number = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return respond(request, jobs.usage(is_number ? days : 0, viewer_of(request)));
}

}  // namespace

void set_usage_handlers(Router& router, const JobService& jobs) {
    router.set(api::Route::Usage, [&jobs](Request& request) { return usage(request, jobs); });
}

}  // namespace i2m::http
