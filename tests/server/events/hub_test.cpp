// hub_test.cpp - streams over real sockets, fed from a store without a disk.
#include "server/events/hub.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "shared/api/sse.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_job_store.hpp"
#include "tests/support/patience.hpp"

namespace i2m {
namespace {

using std::chrono::milliseconds;

/// The reading end of a stream that was handed to a hub.
class Listener {
public:
    Listener(EventHub& hub, StreamRequest request) {
        std::array<int, 2> pair{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
        fd_ = pair[0];
        StreamSlot slot = hub.reserve();
        EXPECT_TRUE(slot);
        hub.attach(pair[1], std::move(request), std::move(slot));
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { ::close(fd_); }

    /// The next event, or nothing when the stream ends or is silent for ten seconds.
    std::optional<api::SseEvent> next() {
        while (ready_.empty() && read_more()) {
        }
        if (ready_.empty()) return std::nullopt;
        api::SseEvent event = ready_.front();
        ready_.erase(ready_.begin());
        return event;
    }
    std::string next_name() {
        const auto event = next();
        return event ? event->name : "(end)";
    }
    bool is_ended() {
        while (read_more()) {
        }
        return is_ended_;
    }
    std::string raw;

private:
    bool read_more() {
        pollfd entry{fd_, POLLIN, 0};
        if (::poll(&entry, 1, 10'000) <= 0) return false;
        std::array<char, 4'096> piece;
        const ssize_t count = ::recv(fd_, piece.data(), piece.size(), 0);
        is_ended_ = count <= 0;
        if (is_ended_) return false;
        raw.append(piece.data(), static_cast<std::size_t>(count));
        for (api::SseEvent& event : parser_.feed({piece.data(), static_cast<std::size_t>(count)}))
            ready_.push_back(std::move(event));
        return true;
    }

    int fd_ = -1;
    bool is_ended_ = false;
    api::SseParser parser_;
    std::vector<api::SseEvent> ready_;
};

class HubTest : public testing::Test {
protected:
    void start(HubOptions options = {}) {
        hub_ = std::make_unique<EventHub>(store_, clock_, log_, options);
        hub_->start();
    }
    std::string make_job(const std::string& id) {
        NewJob job;
        job.id = id;
        job.model = "draft";
        job.is_direct = true;
        job.files = {{id + "-file", "a.png", "image/png", std::string(64, 'a'), 10, 32, 32}};
        const auto created = store_.create(job);
        EXPECT_TRUE(created.ok());
        return created ? created->job_id : "";
    }
    void notify(const std::string& job) { hub_->notify(job, store_.last_event_id()); }
    StreamRequest of(const std::string& job, std::int64_t after = 0) {
        StreamRequest request;
        request.job_id = job;
        request.after_id = after;
        return request;
    }

    test::FakeClock clock_;
    test::MemoryJobStore store_{clock_};
    NoLog log_;
    std::unique_ptr<EventHub> hub_;
};

TEST_F(HubTest, SendsTheOpeningThenWhatIsStoredThenWhatHappens) {
    start();
    const std::string job = make_job("job");
    StreamRequest request = of(job);
    request.opening = "event: snapshot\ndata: {}\n\n";
    Listener listener(*hub_, request);
    EXPECT_EQ(listener.next_name(), "snapshot");
    EXPECT_EQ(listener.next_name(), api::kEventQueued);
    ASSERT_TRUE(store_.claim_next("token", Millis(1000)));
    notify(job);
    const auto event = listener.next();
    ASSERT_TRUE(event);
    EXPECT_GT(std::stoll(event->id), 1);
}

TEST_F(HubTest, AStreamEndsAfterTheFinalEvent) {
    start();
    const std::string job = make_job("job");
    Listener listener(*hub_, of(job));
    EXPECT_EQ(listener.next_name(), api::kEventQueued);
    ASSERT_TRUE(store_.cancel(job).ok());
    notify(job);
    std::string last;
    while (const auto event = listener.next()) last = event->name;
    EXPECT_EQ(last, api::kEventCancelled);
    EXPECT_TRUE(listener.is_ended());
}

TEST_F(HubTest, ResumesBehindWhatWasSeen) {
    start();
    const std::string job = make_job("job");
    const std::int64_t seen = store_.last_event_id();
    ASSERT_TRUE(store_.cancel(job).ok());
    const auto rows = store_.events_after(job, seen, 100);
    ASSERT_FALSE(rows.empty());
    Listener listener(*hub_, of(job, seen));
    for (const EventRow& row : rows) {
        const auto event = listener.next();
        ASSERT_TRUE(event);
        EXPECT_EQ(event->id, std::to_string(row.id));
        EXPECT_EQ(event->name, row.name);
        EXPECT_EQ(event->data, row.data);
    }
}

TEST_F(HubTest, AJobsStreamHearsNothingOfOthersAndTheStreamOfAllHearsAll) {
    start();
    const std::string mine = make_job("mine");
    const std::string other = make_job("other");
    const std::int64_t now = store_.last_event_id();
    Listener of_mine(*hub_, of(mine, now));
    Listener of_all(*hub_, of("", now));
    ASSERT_TRUE(store_.cancel(other).ok());
    notify(other);
    ASSERT_TRUE(store_.cancel(mine).ok());
    notify(mine);
    while (const auto event = of_mine.next()) EXPECT_NE(event->data.find("\"mine\""), std::string::npos);
    std::string heard;
    for (std::size_t left = store_.events_after("", now, 100).size(); left > 0; --left)
        heard += of_all.next().value_or(api::SseEvent{}).data;
    EXPECT_NE(heard.find("\"mine\""), std::string::npos);
    EXPECT_NE(heard.find("\"other\""), std::string::npos);
}

TEST_F(HubTest, SaysThatItLivesAndEndsWhenTheAskedTimeIsOver) {
    HubOptions options;
    options.heartbeat = milliseconds(20);
    start(options);
    const std::string job = make_job("job");
    StreamRequest request = of(job, store_.last_event_id());
    request.timeout = milliseconds(400);
    Listener listener(*hub_, request);
    EXPECT_EQ(listener.next_name(), api::kEventHeartbeat);
    std::string last;
    while (const auto event = listener.next()) last = event->name;
    EXPECT_EQ(last, api::kEventTimeout);
    EXPECT_TRUE(listener.is_ended());
    EXPECT_NE(listener.raw.find(": still here\n\n"), std::string::npos);
}

TEST_F(HubTest, TicksAreSentAsTheFileIsNow) {
    hub_ = std::make_unique<EventHub>(store_, clock_, log_, HubOptions{});
    hub_->set_job_view([](std::string_view id) {
        api::JobView job;
        job.job_id = job.task_id = std::string(id);
        job.progress = 41;
        job.files.resize(2);
        job.files[0].file_id = "a";
        job.files[1].file_id = "b";
        job.files[1].progress = 82.5;
        return job;
    });
    hub_->start();
    const std::string job = make_job("job");
    Listener listener(*hub_, of(job));
    EXPECT_EQ(listener.next_name(), api::kEventQueued);
    hub_->publish_progress({job, "b", 82.5, ""});
    const auto event = listener.next();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->name, api::kEventFile);
    const auto data = json::decode_text<api::EventData>(event->data);
    ASSERT_TRUE(data.ok());
    EXPECT_EQ(data->progress, 82);
    EXPECT_EQ(data->file_id, "b");
    ASSERT_TRUE(data->file);
    EXPECT_DOUBLE_EQ(data->file->progress, 82.5);
    const auto whole = listener.next();
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->name, api::kEventProgress);
    EXPECT_NE(whole->data.find("\"progress\":41"), std::string::npos);
}

TEST_F(HubTest, AReaderThatDoesNotReadIsCutOffAndOthersGoOn) {
    HubOptions options;
    options.max_pending_bytes = 65'536;
    start(options);
    const std::string job = make_job("job");
    const std::int64_t now = store_.last_event_id();
    StreamRequest request = of(job, now);
    request.opening = std::string(4'000'000, ':') + "\n\n";  // more than the socket and the hub hold
    Listener slow(*hub_, request);
    Listener quick(*hub_, of(job, now));
    ASSERT_TRUE(store_.cancel(job).ok());
    notify(job);
    EXPECT_NE(quick.next_name(), "(end)");
    EXPECT_TRUE(slow.is_ended());
    EXPECT_LT(slow.raw.size(), request.opening.size());
}

TEST_F(HubTest, StreamsOfARemovedJobEnd) {
    start();
    const std::string job = make_job("job");
    Listener listener(*hub_, of(job));
    EXPECT_EQ(listener.next_name(), api::kEventQueued);
    hub_->removed(job);
    EXPECT_TRUE(listener.is_ended());
}

TEST_F(HubTest, CountsStreamsAndLetsGoOfThoseWhoLeave) {
    HubOptions options;
    options.max_streams = 2;
    start(options);
    const std::string job = make_job("job");
    Listener stays(*hub_, of(job));
    EXPECT_TRUE(hub_->reserve());
    {
        Listener leaves(*hub_, of(job));
        EXPECT_FALSE(hub_->reserve());
    }
    const auto deadline = std::chrono::steady_clock::now() + test::kPatience;
    while (!hub_->reserve() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_TRUE(hub_->reserve());
    EXPECT_EQ(hub_->count(), 1U);
}

TEST_F(HubTest, StoppingEndsAllStreams) {
    start();
    const std::string job = make_job("job");
    Listener listener(*hub_, of(job));
    EXPECT_EQ(listener.next_name(), api::kEventQueued);
    hub_->stop();
    EXPECT_TRUE(listener.is_ended());
    Listener late(*hub_, of(job));
    hub_.reset();
    EXPECT_TRUE(late.is_ended());
}

}  // namespace
}  // namespace i2m
