// fal_prices_test.cpp - the question for FAL.AI's prices, and what its answers mean.
#include "server/fal/fal_prices.hpp"

#include <gtest/gtest.h>

#include <mutex>

#include "shared/api/routes.hpp"
#include "tests/server/fal/fal_generator_bench.hpp"
#include "tests/support/scripted_server.hpp"

namespace i2m::test {
namespace {

constexpr std::string_view kTrellis = R"({"endpoint_id":"fal-ai/trellis","unit_price":0.02,"unit":"units","currency":"USD"})";

TEST(FalPrices, TakesWhatIsAPriceAndNothingElse) {
    const std::string trellis(kTrellis);
    const UnitPrices two_cents{{"fal-ai/trellis", 0.02}};
    const struct {
        const char* name;
        std::string body;
        std::optional<UnitPrices> want;
    } kCases[] = {
        {"one", R"({"prices":[)" + trellis + R"(],"next_cursor":null,"has_more":false})", two_cents},
        {"whole dollars", R"({"prices":[{"endpoint_id":"m","unit_price":2,"unit":"runs","currency":"USD"}]})",
         UnitPrices{{"m", 2}}},
        {"none", R"({"prices":[]})", UnitPrices{}},
        {"another currency", R"({"prices":[{"endpoint_id":"m","unit_price":2,"currency":"EUR"},)" + trellis + "]}", two_cents},
        {"no currency", R"({"prices":[{"endpoint_id":"m","unit_price":2}]})", UnitPrices{}},
        {"nothing for a price", R"({"prices":[{"endpoint_id":"m","unit_price":0,"currency":"USD"}]})", UnitPrices{}},
        {"a price below 0", R"({"prices":[{"endpoint_id":"m","unit_price":-1,"currency":"USD"}]})", UnitPrices{}},
        {"a price beyond belief", R"({"prices":[{"endpoint_id":"m","unit_price":1e300,"currency":"USD"}]})", UnitPrices{}},
        {"words for a price", R"({"prices":[{"endpoint_id":"m","unit_price":"2","currency":"USD"}]})", UnitPrices{}},
        {"no model", R"({"prices":[{"unit_price":2,"currency":"USD"},7,null]})", UnitPrices{}},
        {"no list", R"({"prices":{}})", std::nullopt},
        {"another object", R"({"models":[]})", std::nullopt},
        {"no JSON", "<html>", std::nullopt},
        {"empty", "", std::nullopt},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(fal::parse_prices(c.body), c.want);
    }
}

TEST(FalPrices, OneCallWithTheKeyAndHalvesWhereAModelIsGone) {
    const std::string gone = "fal-ai%2Fgone";
    ScriptedServer server([&](const SeenRequest& seen) {
        if (seen.target.find(gone) != std::string::npos) return Reply::json(R"({"detail":"Endpoint not found"})", 404);
        std::string rows;
        for (const char* id : {"a/b", "fal-ai/trellis", "tripo3d/p1/image-to-3d"}) {
            if (seen.target.find("endpoint_id=" + api::percent_encode(id)) == std::string::npos) continue;
            rows += std::string(rows.empty() ? "" : ",") + R"({"endpoint_id":")" + id + R"(","unit_price":0.5,"currency":"USD"})";
        }
        return Reply::json(R"({"prices":[)" + rows + "]}", 200);
    });
    ListLog log;
    const auto http = make_curl_http_client({*AddressList::parse({"127.0.0.1"}), "test"});
    const auto source = fal::make_fal_price_source(kFalKey, server.url() + "/v1", *http, log);

    const UnitPrices both{{"a/b", 0.5}, {"fal-ai/trellis", 0.5}};
    EXPECT_EQ(source->ask({"a/b", "fal-ai/trellis"}, {}), both);
    ASSERT_EQ(server.requests().size(), 1U);
    const SeenRequest asked = server.requests().front();
    EXPECT_EQ(asked.method, "GET");
    EXPECT_EQ(asked.target, "/v1/models/pricing?endpoint_id=a%2Fb&endpoint_id=fal-ai%2Ftrellis");
    EXPECT_EQ(asked.header("authorization"), "Key " + std::string(kFalKey));

    const UnitPrices all{{"a/b", 0.5}, {"fal-ai/trellis", 0.5}, {"tripo3d/p1/image-to-3d", 0.5}};
    EXPECT_EQ(source->ask({"a/b", "fal-ai/gone", "fal-ai/trellis", "tripo3d/p1/image-to-3d"}, {}), all);
    EXPECT_EQ(source->ask({"fal-ai/gone"}, {}), UnitPrices{});
    EXPECT_EQ(source->ask({}, {}), UnitPrices{});
    EXPECT_EQ(source->ask(std::vector<std::string>(51, "a/b"), {}), (UnitPrices{{"a/b", 0.5}})) << "50 at once at most";
    EXPECT_EQ(log.text().find("secret-2"), std::string::npos);
}

TEST(FalPrices, WithoutAListThereIsNone) {
    int status = 0;
    std::mutex mutex;
    ScriptedServer server([&](const SeenRequest&) {
        const std::scoped_lock lock(mutex);
        return Reply::json(R"({"detail":"no"})", status);
    });
    ListLog log;
    const auto http = make_curl_http_client({*AddressList::parse({"127.0.0.1"}), "test"});
    const auto source = fal::make_fal_price_source(kFalKey, server.url() + "/v1", *http, log);
    for (const int refused : {200, 401, 403, 429, 500, 503}) {
        {
            const std::scoped_lock lock(mutex);
            status = refused;
        }
        EXPECT_EQ(source->ask({"a/b"}, {}), std::nullopt) << refused;
    }
}

}  // namespace
}  // namespace i2m::test
