// routes_test.cpp - the route table: every row is found, nothing else is, and paths come back as they were
// built.
#include "shared/api/routes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace i2m::api {
namespace {

using Names = std::vector<std::string>;

/// The names in braces of a row's path, in order.
Names parameter_names(std::string_view path) {
    Names names;
    for (std::size_t open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
        names.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
    }
    return names;
}

/// `path` with every name in braces replaced by `value`.
std::string filled(std::string_view path, std::string_view value) {
    std::string out(path);
    for (std::size_t open = out.find('{'); open != std::string::npos; open = out.find('{')) {
        out.replace(open, out.find('}', open) - open + 1, value);
    }
    return out;
}

std::string path_with(const RouteInfo& row, std::string_view value) {
    switch (parameter_names(row.path).size()) {
        case 0: return path_of(row.route);
        case 1: return path_of(row.route, {value});
        default: return path_of(row.route, {value, value});
    }
}

void expect_match(const Resolution& got, Route route, const Names& names, std::string_view value) {
    ASSERT_TRUE(got.match.has_value());
    EXPECT_EQ(got.match->route, route);
    EXPECT_TRUE(got.allowed.empty());
    ASSERT_EQ(got.match->parameters.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(got.match->parameters[i].first, names[i]);
        EXPECT_EQ(got.match->parameters[i].second, value);
    }
}

TEST(Routes, EveryRowIsFoundByThePathBuiltForIt) {
    const std::string_view kValues[] = {
        "7c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8aa", "a b.glb", "ä%25+?#&=.glb", "...", "日本", "a;b,c"};
    for (const RouteInfo& row : routes()) {
        EXPECT_EQ(&route_info(row.route), &row);
        for (const std::string_view value : kValues) {
            const std::string path = path_with(row, value);
            SCOPED_TRACE(path);
            expect_match(resolve(row.method, path), row.route, parameter_names(row.path), value);
            expect_match(resolve(row.method, path + "/"), row.route, parameter_names(row.path), value);
        }
    }
}

TEST(Routes, EveryAliasLeadsToItsRowWithTheSameParameters) {
    for (const RouteAlias& alias : route_aliases()) {
        SCOPED_TRACE(alias.path);
        const std::string path = filled(alias.path, "some-id");
        const Names names = parameter_names(route_info(alias.route).path);
        expect_match(resolve(alias.method, path), alias.route, names, "some-id");
        expect_match(resolve(alias.method, path + "/"), alias.route, names, "some-id");
    }
}

TEST(Routes, NoPathOfOneMethodStandsTwice) {
    std::set<std::string> seen;
    const auto add = [&](Method method, std::string_view path) {
        EXPECT_TRUE(seen.insert(std::string(method_name(method)) + " " + filled(path, "*")).second) << path;
    };
    for (const RouteInfo& row : routes()) add(row.method, row.path);
    for (const RouteAlias& row : route_aliases()) add(row.method, row.path);
}

TEST(Routes, RowsSayWhatTheyDo) {
    for (const RouteInfo& row : routes()) {
        SCOPED_TRACE(row.path);
        EXPECT_FALSE(row.summary.empty());
        EXPECT_FALSE(row.path.ends_with('/'));
        EXPECT_TRUE(row.body == Body::None || row.method == Method::Post || row.method == Method::Put);
        const bool asks_itself =  // for a signature, for a key, for a cookie
            row.route == Route::WebhookFal || row.route == Route::SessionOpen || row.route == Route::SessionClose;
        EXPECT_TRUE(row.access != Access::Anonymous || row.method == Method::Get || asks_itself)
            << "what changes something needs a caller";
    }
}

TEST(Routes, PathsThatLeadNowhere) {
    const struct {
        const char* name;
        std::string path;
    } kCases[] = {
        {"empty", ""},
        {"root", "/"},
        {"no slash at the start", "api/v1/jobs"},
        {"unknown", "/api/v1/nothing"},
        {"half a path", "/api/v1"},
        {"too long a path", "/api/v1/jobs/1/2"},
        {"two slashes at the end", "/api/v1/jobs//"},
        {"two slashes at the start", "//api/v1/jobs"},
        {"two slashes inside", "/api/v1//jobs"},
        {"no id", "/api/v1/jobs//cancel"},
        {"other case", "/API/v1/jobs"},
        {"the braces themselves are an id, but not these", "/api/v1/files/{id}/other"},
        {"parent", "/api/v1/download/x/.."},
        {"here", "/api/v1/download/x/."},
        {"parent in escapes", "/api/v1/download/x/%2e%2E"},
        {"slash in an escape", "/api/v1/download/x/a%2Fb"},
        {"backslash", "/api/v1/download/x/a\\b"},
        {"backslash in an escape", "/api/v1/download/x/a%5cb"},
        {"NUL", "/api/v1/download/x/a%00"},
        {"line break", "/api/v1/download/x/a%0D%0ASet-Cookie:%20a"},
        {"delete character", "/api/v1/download/x/a%7f"},
        {"half an escape", "/api/v1/download/x/a%2"},
        {"no hexadecimal digits", "/api/v1/download/x/a%zz"},
        {"too long", "/api/v1/download/x/" + std::string(2000, 'a')},
        {"query and all", "/api/v1/jobs?limit=1"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Resolution got = resolve(Method::Get, c.path);
        EXPECT_FALSE(got.match.has_value());
        EXPECT_TRUE(got.allowed.empty());
    }
}

TEST(Routes, TheLongestPathIsTaken) {
    const std::string start = "/api/v1/download/x/";
    EXPECT_TRUE(resolve(Method::Get, start + std::string(2000 - start.size(), 'a')).match.has_value());
    EXPECT_FALSE(resolve(Method::Get, start + std::string(2001 - start.size(), 'a')).match.has_value());
}

TEST(Routes, AWrongMethodNamesThoseAllowed) {
    const struct {
        const char* path;
        Method method;
        std::vector<Method> allowed;
    } kCases[] = {
        {"/api/v1/jobs", Method::Post, {Method::Get}},
        {"/api/v1/jobs/x", Method::Put, {Method::Get, Method::Delete}},
        {"/api/v1/tasks/x/cancel", Method::Get, {Method::Post, Method::Delete}},
        {"/api/v1/upload", Method::Get, {Method::Post}},
        {"/livez", Method::Delete, {Method::Get}},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.path);
        const Resolution got = resolve(c.method, c.path);
        EXPECT_FALSE(got.match.has_value());
        EXPECT_EQ(std::set<Method>(got.allowed.begin(), got.allowed.end()), std::set<Method>(c.allowed.begin(), c.allowed.end()));
        EXPECT_EQ(got.allowed.size(), c.allowed.size());
    }
}

TEST(Routes, LiteralSegmentsWinOverParameters) {
    EXPECT_EQ(resolve(Method::Get, "/api/v1/download/x/all").match->route, Route::DownloadList);
    EXPECT_EQ(resolve(Method::Get, "/api/v1/download/x/all.glb").match->route, Route::DownloadFile);
    EXPECT_EQ(resolve(Method::Get, "/api/v1/status/tasks/x/stream").match->route, Route::TaskStream);
    EXPECT_EQ(resolve(Method::Get, "/api/v1/status/tasks/stream").match->route, Route::TaskStatus) << "here it is the id";
}

TEST(PercentCoding, EveryByteComesBack) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = {'a', static_cast<char>(byte), 'z'};
        const std::string coded = percent_encode(text);
        EXPECT_EQ(percent_decode(coded), text) << byte;
        EXPECT_TRUE(std::all_of(coded.begin(), coded.end(), [](char c) { return c > 0x20 && c < 0x7F; })) << byte;
    }
}

TEST(PercentCoding, Examples) {
    const struct {
        const char* name;
        const char* coded;
        std::optional<std::string> text;
    } kCases[] = {
        {"nothing", "", ""},
        {"unreserved", "AZaz09-._~", "AZaz09-._~"},
        {"either case", "%c3%A4", "ä"},
        {"a plus is a plus in a path", "a+b", "a+b"},
        {"once only", "%2525", "%25"},
        {"half an escape", "%4", std::nullopt},
        {"no escape at all", "%", std::nullopt},
        {"not hexadecimal", "%g0", std::nullopt},
        {"not hexadecimal second", "%0x", std::nullopt},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(percent_decode(c.coded), c.text);
    }
    EXPECT_EQ(percent_encode("a b/ä"), "a%20b%2F%C3%A4");
}

}  // namespace
}  // namespace i2m::api
