// fal_status_test.cpp - how far a run is, told by a stream of events: what ends listening, and what is asked for instead.
#include "server/fal/fal_status.hpp"

#include <optional>
#include <string>
#include <vector>

#include "tests/server/fal/fal_generator_bench.hpp"

namespace i2m::test {
namespace {

using Stage = PollAnswer::Stage;
using Then = Reply::Then;

constexpr const char* kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
constexpr const char* kQueued = "data: {\"status\":\"IN_QUEUE\",\"queue_position\":2}\n\n";
constexpr const char* kRunning = "data: {\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"Sampling: 40%\"}]}\n\n";
constexpr const char* kDone = "data: {\"status\":\"COMPLETED\"}\n\n";
constexpr const char* kCancelled = "data: {\"status\":\"COMPLETED\",\"error_type\":\"client_cancelled\",\"error\":\"no\"}\n\n";

struct FalStatus : FalGeneratorBench {
    [[nodiscard]] fal::FalSettings streaming() const {
        fal::FalSettings out = settings();
        out.status_way = fal::StatusWay::Stream;
        return out;
    }
    /// What a stream of `events` comes to for one who knows `known`.
    [[nodiscard]] Outcome<PollAnswer> watch(Reply reply, Stage known) {
        fal_.set("stream", std::move(reply));
        news_.clear();
        return generator(streaming())->watch(submission(), known, [this](const PollAnswer& news) { news_.push_back(news); }, {});
    }
    std::vector<PollAnswer> news_;
};

TEST_F(FalStatus, ListeningEndsWithTheStageThatWasKnown) {
    const struct {
        const char* name;
        std::string events;
        Then then;
        Stage known;
        Stage want;
        std::size_t news;
    } kCases[] = {
        {"begins to run", std::string(kQueued) + kQueued + kRunning, Then::Hang, Stage::Waiting, Stage::Running, 2},
        {"is done", std::string(kRunning) + kRunning + kDone, Then::Hang, Stage::Running, Stage::Done, 2},
        {"is done at once", kDone, Then::Hang, Stage::Waiting, Stage::Done, 0},
        {"is back in the queue", std::string(kRunning) + kQueued, Then::Hang, Stage::Running, Stage::Waiting, 1},
        {"the stream ends before", kRunning, Then::Close, Stage::Running, Stage::Running, 1},
        {"the stream breaks after a word", kQueued, Then::Reset, Stage::Waiting, Stage::Waiting, 1},
        {"comments and other fields", ": hello\nid: 7\nevent: status\n" + std::string(kDone), Then::Hang, Stage::Running,
         Stage::Done, 0},
        {"what is no status is passed over", "data: {}\n\ndata: [\n\n" + std::string(kDone), Then::Hang, Stage::Running,
         Stage::Done, 0},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Outcome<PollAnswer> outcome = watch({kHead + c.events, c.then}, c.known);
        ASSERT_TRUE(std::holds_alternative<PollAnswer>(outcome)) << code_of(outcome);
        EXPECT_EQ(std::get<PollAnswer>(outcome).stage, c.want);
        EXPECT_EQ(news_.size(), c.news);
    }
    EXPECT_TRUE(fal_.seen("status").empty()) << "nothing had to be asked for";
    const SeenRequest stream = fal_.seen("stream")[0];
    EXPECT_EQ(stream.target, "/fal-ai/trellis/requests/r-1/status/stream?logs=1");
    EXPECT_EQ(stream.header("authorization"), std::string("Key ") + kFalKey);
}

TEST_F(FalStatus, NewsCarryTheProvidersWordsAndItsPercentage) {
    static_cast<void>(watch({std::string(kHead) + kRunning, Then::Close}, Stage::Running));
    ASSERT_EQ(news_.size(), 1U);
    EXPECT_EQ(news_[0].message, "Sampling: 40%");
    EXPECT_EQ(news_[0].percent, std::optional<double>(40));
}

TEST_F(FalStatus, ACancelledRunIsNoResult) {
    const Outcome<PollAnswer> outcome = watch({std::string(kHead) + kCancelled, Then::Hang}, Stage::Running);
    EXPECT_EQ(kind_of(outcome), FailureKind::Cancelled);
}

TEST_F(FalStatus, AStreamThatTellsNothingIsAskedInstead) {
    const struct {
        const char* name;
        Reply reply;
    } kCases[] = {
        {"no such route", Reply::of(405, "{}")}, {"an error", Reply::of(500, "{}")},
        {"closed", {"", Then::Close}},           {"reset", {"", Then::Reset}},
        {"a page", Reply::of(200, "<html>")},    {"an empty stream", {kHead, Then::Close}},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Outcome<PollAnswer> outcome = watch(c.reply, Stage::Waiting);
        ASSERT_TRUE(std::holds_alternative<PollAnswer>(outcome)) << code_of(outcome);
        EXPECT_EQ(std::get<PollAnswer>(outcome).stage, Stage::Done) << "the status says so";
    }
    EXPECT_EQ(fal_.seen("status").size(), std::size(kCases));
}

TEST_F(FalStatus, WithoutTheSettingNoStreamIsOpened) {
    const auto fal = generator(settings());
    const Outcome<PollAnswer> outcome = fal->watch(submission(), Stage::Waiting, [](const PollAnswer&) { FAIL(); }, {});
    EXPECT_TRUE(std::holds_alternative<PollAnswer>(outcome));
    EXPECT_TRUE(fal_.seen("stream").empty());
}

TEST_F(FalStatus, AStopEndsListening) {
    fal_.set("stream", Reply{std::string(kHead) + kQueued, Then::Hang});
    std::stop_source source;
    const auto stop_at_news = [&](const PollAnswer&) { source.request_stop(); };
    const Outcome<PollAnswer> outcome =
        generator(streaming())->watch(submission(), Stage::Waiting, stop_at_news, source.get_token());
    ASSERT_TRUE(std::holds_alternative<PollAnswer>(outcome)) << "what was told is true";
    EXPECT_EQ(std::get<PollAnswer>(outcome).stage, Stage::Waiting);
}

}  // namespace
}  // namespace i2m::test
