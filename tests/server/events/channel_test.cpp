// channel_test.cpp - which rows each stream gets, in one piece, and when a stream ends; without threads.
#include "server/events/channel.hpp"

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/api/sse.hpp"

namespace i2m {
namespace {

/// A stream of which the test holds the reading end.
class Reader {
public:
    Reader(std::uint64_t id, StreamHome& home, std::int64_t cursor) {
        std::array<int, 2> pair{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
        fd_ = pair[0];
        stream = std::make_unique<EventStream>(id, pair[1], nullptr, home);
        stream->cursor = cursor;
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { ::close(fd_); }

    /// What has come.
    std::vector<api::SseEvent> events() const {
        std::array<char, 4'096> piece;
        const ssize_t count = ::recv(fd_, piece.data(), piece.size(), MSG_DONTWAIT);
        if (count <= 0) return {};
        return api::SseParser().feed({piece.data(), static_cast<std::size_t>(count)});
    }
    /// "1,2": the ids of the events that have come.
    std::string ids() const {
        std::string out;
        for (const api::SseEvent& event : events()) out += (out.empty() ? "" : ",") + event.id;
        return out;
    }

    std::unique_ptr<EventStream> stream;

private:
    int fd_ = -1;
};

class EventChannelTest : public testing::Test {
protected:
    ~EventChannelTest() override { ::close(home_.epoll); }
    StreamHome home_{::epoll_create1(EPOLL_CLOEXEC), 1 << 20};
    /// A job that ended and was begun again.
    const std::vector<EventRow> rows_ = {{1, "job", std::string(api::kEventQueued), "{}"},
                                         {2, "job", std::string(api::kEventFile), "{}"},
                                         {3, "job", std::string(api::kEventCompleted), "{}"},
                                         {4, "job", std::string(api::kEventQueued), "{}"}};
};

TEST_F(EventChannelTest, EachStreamGetsWhatItHasNotHad) {
    const struct {
        const char* name;
        const char* job_id;
        std::int64_t cursor;
        const char* want;
        bool is_open;
    } cases[] = {
        {"a new reader of the job ends with its first end", "job", 0, "1,2,3", false},
        {"one in the middle", "job", 2, "3", false},
        {"one that saw the end before", "job", 3, "4", true},
        {"one that has all", "job", 4, "", true},
        {"a reader of all jobs goes on", "", 0, "1,2,3,4", true},
        {"a reader of all jobs in the middle", "", 2, "3,4", true},
    };
    for (const char* job_id : {"job", ""}) {
        EventChannel channel(job_id);  // all of its streams at once
        std::vector<std::unique_ptr<Reader>> readers;
        for (const auto& c : cases) {
            readers.push_back(std::make_unique<Reader>(readers.size() + 1, home_, c.cursor));
            if (std::string_view(c.job_id) == job_id) channel.add(*readers.back()->stream, 0);
        }
        channel.deliver(rows_);
        for (std::size_t i = 0; i < readers.size(); ++i) {
            if (std::string_view(cases[i].job_id) != job_id) continue;
            SCOPED_TRACE(cases[i].name);
            EXPECT_EQ(readers[i]->ids(), cases[i].want);
            EXPECT_EQ(readers[i]->stream->is_open(), cases[i].is_open);
        }
        channel.drop_closed();
        channel.deliver(rows_);
        for (const auto& reader : readers) EXPECT_EQ(reader->ids(), "") << "nothing twice";
    }
}

TEST_F(EventChannelTest, AReaderOfAllJobsIsToldOfItsOwnersOnly) {
    const std::vector<EventRow> rows = {{1, "a", std::string(api::kEventQueued), "{}", "first"},
                                        {2, "b", std::string(api::kEventQueued), "{}", "second"},
                                        {3, "a", std::string(api::kEventCompleted), "{}", "first"},
                                        {4, "b", std::string(api::kEventCompleted), "{}", "second"}};
    const struct {
        const char* name;
        std::optional<std::string> owner;
        std::int64_t cursor;
        const char* want;
    } cases[] = {
        {"everybody's", std::nullopt, 0, "1,2,3,4"},
        {"the first's", "first", 0, "1,3"},
        {"another stream of the first", "first", 0, "1,3"},
        {"the second's, in the middle", "second", 2, "4"},
        {"a third's", "third", 0, ""},
    };
    EventChannel channel("");
    std::vector<std::unique_ptr<Reader>> readers;
    for (const auto& c : cases) {
        readers.push_back(std::make_unique<Reader>(readers.size() + 1, home_, c.cursor));
        readers.back()->stream->owner = c.owner;
        channel.add(*readers.back()->stream, 0);
    }
    channel.deliver(rows);
    for (std::size_t i = 0; i < readers.size(); ++i) {
        SCOPED_TRACE(cases[i].name);
        EXPECT_EQ(readers[i]->ids(), cases[i].want);
        EXPECT_EQ(readers[i]->stream->cursor, 4) << "others' events are not read again";
    }
}

TEST_F(EventChannelTest, ReadsFromTheLowestStreamThatFollows) {
    EventChannel channel("job");
    EXPECT_EQ(channel.lowest_cursor(), std::nullopt);
    const Reader ahead(1, home_, 7);
    const Reader behind(2, home_, 3);
    channel.add(*ahead.stream, 0);
    channel.add(*behind.stream, 0);
    EXPECT_EQ(channel.lowest_cursor(), 3);
    behind.stream->close();
    EXPECT_EQ(channel.lowest_cursor(), 7);
    EXPECT_EQ(home_.closed, std::vector<std::uint64_t>{2});
    ahead.stream->end_after_flush();
    EXPECT_EQ(channel.lowest_cursor(), std::nullopt);
    channel.drop_closed();
    EXPECT_TRUE(channel.is_empty());
}

TEST_F(EventChannelTest, NeverTakesProgressBack) {
    EventChannel channel("job");
    Reader reader(1, home_, 0);
    channel.add(*reader.stream, 40, 0);
    api::EventData data;
    data.job_id = data.task_id = "job";
    data.status = "processing";
    data.progress = 25;
    const std::vector<EventRow> rows = {{1, "job", std::string(api::kEventProgress), json::encode_text(data)}};
    channel.deliver(rows);
    EXPECT_EQ(reader.ids(), "1");
    EXPECT_EQ(channel.last_told().progress, 40);
    EXPECT_EQ(channel.last_told().status, "processing");
}

TEST_F(EventChannelTest, ATickTakesNothingBackEither) {
    EventChannel channel("job");
    Reader reader(1, home_, 0);
    channel.add(*reader.stream, 0);
    api::JobView job;
    for (const int progress : {4, 0}) {
        job.progress = progress;
        channel.send_ticks(job, {});
        const std::vector<api::SseEvent> came = reader.events();
        ASSERT_EQ(came.size(), 1U);
        const auto told = json::decode_text<api::EventData>(came[0].data);
        ASSERT_TRUE(told);
        EXPECT_EQ(told->progress, 4) << "the job is at " << progress;
    }
}

TEST_F(EventChannelTest, MissedNewsOfARunBegunAnewTakeNothingBack) {
    api::EventData data;
    data.job_id = data.task_id = "job";
    const std::string text = json::encode_text(data);
    const std::vector<EventRow> rows = {{1, "job", std::string(api::kEventQueued), text},
                                        {2, "job", std::string(api::kEventRetry), text},
                                        {3, "job", std::string(api::kEventProgress), text}};
    const struct {
        const char* name;
        std::int64_t told_id;
        int want;
    } kCases[] = {{"the opening knew of the retry", 2, 54}, {"the retry came after it", 1, 0}};
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EventChannel channel("job");
        Reader reader(1, home_, 0);
        channel.add(*reader.stream, 54, c.told_id);
        channel.deliver(rows);
        EXPECT_EQ(reader.ids(), "1,2,3");
        EXPECT_EQ(channel.last_told().progress, c.want);
    }
}

TEST_F(EventChannelTest, TellsHowTheQueueIsBesideTheUsualFields) {
    const Reader reader(1, home_, 0);
    EventChannel channel("job");
    channel.add(*reader.stream, 40, 0);
    api::QueueView queue;
    queue.is_paused = true;
    queue.queued = 7;
    queue.holds = {{std::string(api::kHoldPaused), "The queue is paused.", {}, {}}};
    channel.send_queue(queue, 1'000);
    const std::vector<api::SseEvent> events = reader.events();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].name, api::kEventQueueChanged);
    EXPECT_EQ(events[0].id, "") << "it is not stored: nobody goes on from it";
    const auto usual = json::decode_text<api::EventData>(events[0].data);
    ASSERT_TRUE(usual.ok()) << usual.error().message;
    EXPECT_EQ(usual->job_id, "job");
    EXPECT_EQ(usual->progress, 40);
    EXPECT_EQ(usual->message, "The queue is paused.");
    const auto told = json::decode_text<api::QueueView>(events[0].data);
    ASSERT_TRUE(told.ok()) << told.error().message;
    EXPECT_TRUE(told->is_paused);
    EXPECT_EQ(told->queued, 7U);
    EXPECT_EQ(told->holds, queue.holds);
}

}  // namespace
}  // namespace i2m
