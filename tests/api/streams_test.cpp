// streams_test.cpp - event streams of the running program.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

std::string stream_of(const std::string& id) { return api::path_of(api::Route::TaskStream, {id}); }

class StreamsApi : public testing::Test {
protected:
    static void SetUpTestSuite() { app_ = std::make_unique<TestApp>(TestApp::Options{{"--heartbeat-ms", "50"}}); }
    static void TearDownTestSuite() { app_.reset(); }
    static int port() { return app_->port(); }
    static std::unique_ptr<TestApp> app_;
};
std::unique_ptr<TestApp> StreamsApi::app_;

TEST_F(StreamsApi, TheHeadSaysThatItIsAStream) {
    const StreamReader stream(port(), stream_of(upload(port())));
    EXPECT_EQ(stream.head().status, 200);
    EXPECT_EQ(stream.head().header("Content-Type"), "text/event-stream");
    EXPECT_EQ(stream.head().header("Cache-Control"), "no-store");
    EXPECT_EQ(stream.head().header("X-Accel-Buffering"), "no");
    EXPECT_EQ(stream.head().header("Connection"), "close");
    EXPECT_FALSE(stream.head().has_header("Content-Length"));
}

TEST_F(StreamsApi, SnapshotFirstThenEventsInOrderUntilTheEnd) {
    StreamReader stream(port(), stream_of(upload(port(), 4)));
    const std::vector<api::SseEvent> events = stream.rest();
    ASSERT_GE(events.size(), 2U);
    EXPECT_EQ(stream.raw().find("retry: "), 0U);
    EXPECT_EQ(events.front().name, api::kEventSnapshot);
    EXPECT_EQ(events.back().name, api::kEventCompleted);
    std::int64_t last_id = 0;
    int last_progress = 0;
    for (const api::SseEvent& event : events) {
        SCOPED_TRACE(event.name);
        const auto data = json::decode_text<api::EventData>(event.data);
        ASSERT_TRUE(data.ok()) << event.data;
        if (event.name != api::kEventFile) {  // whose progress is the file's own
            EXPECT_GE(data->progress, last_progress);
            last_progress = data->progress;
        }
        if (event.id.empty()) continue;
        EXPECT_GE(std::stoll(event.id), last_id);
        last_id = std::stoll(event.id);
    }
    const auto result = json::decode_text<api::EventData>(events.back().data);
    ASSERT_TRUE(result.ok());
    ASSERT_TRUE(result->result);
    EXPECT_EQ(result->result->successful_files, 4U);
}

TEST_F(StreamsApi, AReconnectGetsExactlyWhatItMissed) {
    const std::string id = upload(port(), 3);
    (void)finished_job(port(), id);
    const auto all = StreamReader(port(), stream_of(id) + "?last_event_id=1").rest();
    std::vector<std::string> ids;
    for (const api::SseEvent& event : all) {
        if (event.name != api::kEventSnapshot) ids.push_back(event.id);
    }
    ASSERT_GE(ids.size(), 4U);
    for (std::size_t seen = 0; seen + 1 < ids.size(); ++seen) {
        SCOPED_TRACE(ids[seen]);
        StreamReader stream(port(), stream_of(id), {{"Last-Event-ID", ids[seen]}});
        std::vector<std::string> got;
        for (const api::SseEvent& event : stream.rest()) {
            if (event.name != api::kEventSnapshot) got.push_back(event.id);
        }
        EXPECT_EQ(got, std::vector<std::string>(ids.begin() + static_cast<std::ptrdiff_t>(seen) + 1, ids.end()));
    }
}

TEST_F(StreamsApi, AnEndedJobTellsItsEndAtOnce) {
    const std::string id = upload(port());
    (void)finished_job(port(), id);
    for (const std::string seen : {"", "0", "999999999", "nonsense", "-5"}) {
        SCOPED_TRACE(seen);
        const auto events =
            StreamReader(port(), stream_of(id), seen.empty() ? HeaderList{} : HeaderList{{"Last-Event-ID", seen}}).rest();
        ASSERT_EQ(events.size(), 2U);
        EXPECT_EQ(events[0].name, api::kEventSnapshot);
        EXPECT_EQ(events[1].name, api::kEventCompleted);
    }
}

TEST_F(StreamsApi, TheAskedTimeEndsAStreamAndSilenceIsFilled) {
    StreamReader stream(port(), api::path_of(api::Route::AllEvents) + "?timeout=1");
    const auto events = stream.rest();
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back().name, api::kEventTimeout);
    EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const auto& event) { return event.name == api::kEventHeartbeat; }));
    EXPECT_NE(stream.raw().find("\n: "), std::string::npos);
}

TEST_F(StreamsApi, TimesOutOfRangeAreRefused) {
    const std::string id = upload(port());
    for (const char* timeout : {"0", "86401", "-1", "soon", "", "1.5"}) {
        SCOPED_TRACE(timeout);
        EXPECT_EQ(get(port(), stream_of(id) + "?timeout=" + timeout).status, 400);
    }
}

TEST_F(StreamsApi, TheStreamOfAllHearsEveryJob) {
    StreamReader all(port(), api::path_of(api::Route::AllEvents));
    const std::string one = upload(port(), 1, 20);
    const std::string two = upload(port(), 1, 21);
    std::vector<std::string> ended;
    while (ended.size() < 2) {
        const api::SseEvent event = all.next();
        ASSERT_FALSE(event.name.empty());
        if (!api::is_final_event(event.name)) continue;
        const auto data = json::decode_text<api::EventData>(event.data);
        ASSERT_TRUE(data.ok());
        if (data->job_id == one || data->job_id == two) ended.push_back(data->job_id);
    }
    EXPECT_NE(ended[0], ended[1]);
}

TEST_F(StreamsApi, AStreamEndsWhenItsJobIsDeleted) {
    // One worker and a long queue keep the last job waiting for as long as its stream is looked at.
    TestApp busy({{"--worker-concurrency", "1"}});
    for (int i = 0; i < 6; ++i) ASSERT_FALSE(upload(busy.port(), 25, i).empty());
    const std::string id = upload(busy.port(), 1, 99);
    StreamReader stream(busy.port(), stream_of(id));
    EXPECT_EQ(stream.next().name, api::kEventSnapshot);
    EXPECT_EQ(ask(busy.port(), "DELETE", api::path_of(api::Route::JobDelete, {id})).status, 200);
    EXPECT_TRUE(stream.is_closed_by_peer());
}

TEST_F(StreamsApi, FullMeansFullAndRoomComesBack) {
    TestApp small({{"--max-streams", "2"}});
    const std::string target = api::path_of(api::Route::AllEvents);
    const StreamReader first(small.port(), target);
    {
        const StreamReader second(small.port(), target);
        const Answer refused = get(small.port(), target);
        EXPECT_EQ(refused.status, 503);
        EXPECT_FALSE(refused.header("Retry-After").empty());
    }
    EXPECT_TRUE(becomes(200, [&] { return ask(small.port(), "HEAD", target).status; }));
}

TEST_F(StreamsApi, StoppingWithOpenStreamsTakesLessThanASecond) {
    TestApp app;
    std::vector<std::unique_ptr<StreamReader>> streams;
    for (int i = 0; i < 50; ++i)
        streams.push_back(std::make_unique<StreamReader>(app.port(), api::path_of(api::Route::AllEvents)));
    const RawSocket idle(app.port());
    RawSocket halfway(app.port());
    halfway.send("POST /api/v1/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n--");
    EXPECT_LT(app.stop().count(), 1'000);
    EXPECT_EQ(app.exit_code(), 0);
    for (const auto& stream : streams) EXPECT_TRUE(stream->is_closed_by_peer());
}

}  // namespace
}  // namespace i2m::test
