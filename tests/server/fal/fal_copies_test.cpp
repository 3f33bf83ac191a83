// fal_copies_test.cpp - the call that deletes a run at FAL.AI, and what its answers mean.
#include "server/fal/fal_copies.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/server/fal/fal_generator_bench.hpp"
#include "tests/support/scripted_server.hpp"

namespace i2m::test {
namespace {

TEST(FalCopies, SaysWhatTheAnswerMeans) {
    std::atomic<int> status{200};
    ScriptedServer server([&](const SeenRequest&) { return Reply::json(R"({"cdn_delete_results":[]})", status); });
    ListLog log;
    const auto http = make_curl_http_client({*AddressList::parse({"127.0.0.1"}), "test"});
    const auto remover = fal::make_fal_copy_remover(kFalKey, server.url() + "/v1", *http, log);
    const std::string id = "5f0c1b9e-7c1d-4a52-9b0e-2f6f4a0c9d11";
    const std::pair<int, CopyOutcome> cases[] = {
        {200, CopyOutcome::Removed},  {204, CopyOutcome::Removed},  {404, CopyOutcome::Removed},
        {401, CopyOutcome::Refused},  {403, CopyOutcome::Refused},  {422, CopyOutcome::Refused},
        {429, CopyOutcome::TryLater}, {500, CopyOutcome::TryLater}, {503, CopyOutcome::TryLater}};
    for (const auto& [answer, want] : cases) {
        status = answer;
        EXPECT_EQ(remover->remove(id, {}), want) << answer;
    }
    ASSERT_FALSE(server.requests().empty());
    const SeenRequest asked = server.requests().front();
    EXPECT_EQ(asked.method, "DELETE");
    EXPECT_EQ(asked.target, "/v1/models/requests/" + id + "/payloads");
    EXPECT_EQ(asked.header("authorization"), "Key " + std::string(kFalKey));
    const std::size_t before = server.requests().size();
    for (const char* bad : {"", "../x", "a/b", "a b"}) EXPECT_EQ(remover->remove(bad, {}), CopyOutcome::Refused) << bad;
    EXPECT_EQ(server.requests().size(), before) << "nothing is asked about what is no id";
    EXPECT_EQ(log.text().find("secret-2"), std::string::npos);
}

}  // namespace
}  // namespace i2m::test
