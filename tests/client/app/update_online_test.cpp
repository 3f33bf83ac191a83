// update_online_test.cpp - what the page does when the browser says that the network went or came back.
#include <gtest/gtest.h>

#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::OnlineChanged;

struct Online : testing::Test {
    Online() {
        answer_start(harness);
        send_snapshot(harness, job_of_eight());
    }
    /// Lets every request since `from` end as one that reached nobody (0) or with `status`.
    void answer_since(std::size_t from, int status) {
        for (std::size_t i = from; i < harness.transport.sent.size(); ++i) {
            harness.push(client::HttpAnswer{harness.transport.sent[i].id, status, "", {}});
        }
    }
    ImGuiHarness harness{{}, std::string("/processing/") + kJobId};
};

TEST_F(Online, ALostNetworkIsSaidThoughTheStreamIsStillOpen) {
    const std::size_t sent = harness.transport.sent.size();
    harness.push(OnlineChanged{false});
    EXPECT_FALSE(harness.says("No network.")) << "a server on this machine needs none";
    ASSERT_GT(harness.transport.sent.size(), sent) << "it is tried at once";
    answer_since(sent, 0);
    EXPECT_TRUE(harness.says("No network."));
}

TEST_F(Online, AServerOnThisMachineIsNotAway) {
    const std::size_t sent = harness.transport.sent.size();
    harness.push(OnlineChanged{false});
    answer_since(sent, 503);
    EXPECT_FALSE(harness.state().server.is_away);
    EXPECT_FALSE(harness.says("No network."));
}

TEST_F(Online, TheNetworksReturnIsTriedAtOnce) {
    std::size_t sent = harness.transport.sent.size();
    harness.push(OnlineChanged{false});
    answer_since(sent, 0);
    sent = harness.transport.sent.size();
    harness.push(OnlineChanged{true});
    ASSERT_GT(harness.transport.sent.size(), sent);
    answer_since(sent, 503);
    EXPECT_FALSE(harness.says("No network."));
    EXPECT_FALSE(harness.says("Server away."));
}

}  // namespace
}  // namespace i2m::test
