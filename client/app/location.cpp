// location.cpp - addresses of the page.
#include "client/app/location.hpp"

#include <algorithm>
#include <cctype>

#include "shared/api/routes.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

/// The value of `key` in a query string, "" when it is missing or broken.
std::string query_value(std::string_view query, std::string_view key) {
    if (!query.empty() && query.front() == '?') query.remove_prefix(1);
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == key) {
            return api::percent_decode(pair.substr(equals + 1)).value_or("");
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return {};
}

Location job_page(Page page, std::string_view id) {
    if (!is_uuid(id)) return {Page::Error, "", 404};
    return {page, to_lower(id), 0};
}

int code_in(std::string_view text) {
    if (text.size() != 3 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return 404;
    return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

}  // namespace

Location location_of(std::string_view path, std::string_view query) {
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    if (path.empty() || path == "/" || path == "/upload" || path == "/index.html") return {Page::Upload, "", 0};
    const auto below = [&](std::string_view prefix) {
        return path.size() > prefix.size() && path.substr(0, prefix.size()) == prefix ? path.substr(prefix.size())
                                                                                      : std::string_view{};
    };
    if (path == "/processing") return job_page(Page::Processing, query_value(query, "taskId"));
    if (path == "/results") return job_page(Page::Results, query_value(query, "jobId"));
    if (const auto id = below("/processing/"); !id.empty()) return job_page(Page::Processing, id);
    if (const auto id = below("/results/"); !id.empty()) return job_page(Page::Results, id);
    if (const auto code = below("/error/"); !code.empty()) return {Page::Error, "", code_in(code)};
    return {Page::Error, "", 404};
}

std::string address_of(const Location& location) {
    switch (location.page) {
        case Page::Processing: return "/processing/" + location.job;
        case Page::Results: return "/results/" + location.job;
        case Page::Error: return "/error/" + std::to_string(location.code);
        case Page::Upload: break;
    }
    return "/";
}

}  // namespace i2m::client
