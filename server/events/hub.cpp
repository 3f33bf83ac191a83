// hub.cpp - notes from other threads become work of the hub's thread.
#include "server/events/hub.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "shared/api/sse.hpp"

namespace i2m {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kWakeId = 0;  // streams are numbered from 1
constexpr std::size_t kRowsAtOnce = 200;
constexpr milliseconds kTendEvery{500};
constexpr milliseconds kRetryReading{250};

int checked(int fd, const char* what) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

std::int64_t steady_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

struct EventHub::Notes {
    struct Attached {
        int fd;
        StreamRequest request;
        StreamSlot slot;
    };
    std::vector<Attached> attached;
    std::set<std::string, std::less<>> dirty;
    std::set<std::string, std::less<>> removed;
    std::set<std::pair<std::string, std::string>> ticks;  ///< job id, file id
    std::optional<api::QueueView> queue;                  ///< the last one counts
};

EventHub::EventHub(const JobStore& store, const Clock& clock, Log& log, const HubOptions& options)
    : store_(store),
      clock_(clock),
      log_(log),
      options_(options),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      count_(std::make_shared<std::atomic<std::size_t>>(0)),
      notes_(std::make_unique<Notes>()),
      home_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1"), options.max_pending_bytes} {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeId;
    checked(::epoll_ctl(home_.epoll, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
}

EventHub::~EventHub() {
    stop();
    for (const auto& attached : notes_->attached) ::close(attached.fd);
    ::close(wake_);
    ::close(home_.epoll);
}

void EventHub::set_job_view(JobViewOf job_view) { job_view_ = std::move(job_view); }

void EventHub::start() {
    thread_ = std::thread([this] { run(); });
}

void EventHub::stop() {
    is_stopping_ = true;
    wake();
    if (thread_.joinable()) thread_.join();
}

void EventHub::wake() {
    std::int64_t none = 0;
    woken_ms_.compare_exchange_strong(none, steady_ms(), std::memory_order_relaxed);
    const std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
}

milliseconds EventHub::lag() const {
    const std::int64_t since = woken_ms_.load(std::memory_order_relaxed);
    return milliseconds(since == 0 ? 0 : std::max<std::int64_t>(steady_ms() - since, 0));
}

void EventHub::notify(std::string_view job_id, std::int64_t) {
    if (count() == 0) return;  // a stream that attaches later looks for itself
    {
        const std::lock_guard lock(mutex_);
        notes_->dirty.emplace(job_id);
    }
    wake();
}

void EventHub::removed(std::string_view job_id) {
    if (count() == 0) return;
    {
        const std::lock_guard lock(mutex_);
        notes_->removed.emplace(job_id);
    }
    wake();
}

void EventHub::publish_progress(const ProgressTick& tick) {
    if (count() == 0) return;
    {
        const std::lock_guard lock(mutex_);
        notes_->ticks.emplace(tick.job_id, tick.file_id);
    }
    wake();
}

void EventHub::queue_changed(const api::QueueView& queue) {
    if (count() == 0) return;
    {
        const std::lock_guard lock(mutex_);
        notes_->queue = queue;
    }
    wake();
}

StreamSlot EventHub::reserve() {
    std::size_t taken = count();
    do {
        if (taken >= options_.max_streams) return nullptr;
    } while (!count_->compare_exchange_weak(taken, taken + 1, std::memory_order_acq_rel));
    return StreamSlot(count_.get(), [count = count_](void*) { count->fetch_sub(1, std::memory_order_acq_rel); });
}

void EventHub::attach(int fd, StreamRequest request, StreamSlot slot) {
    {
        const std::lock_guard lock(mutex_);
        notes_->attached.push_back({fd, std::move(request), std::move(slot)});
    }
    wake();
}

void EventHub::run() {
    next_tend_ = std::chrono::steady_clock::now() + std::min(kTendEvery, options_.heartbeat / 4);
    while (!is_stopping_) {
        await_events();
        take_notes();
        for (const auto& [job_id, channel] : channels_) {
            if (channel->is_dirty) follow(*channel);
        }
        const auto now = std::chrono::steady_clock::now();
        for (const auto& [job_id, channel] : channels_) send_ticks(*channel, now);
        if (now >= next_tend_) tend(now);
        sweep_closed();
    }
    streams_.clear();
    channels_.clear();
}

void EventHub::await_events() {
    std::array<epoll_event, 512> events;
    const auto until = std::chrono::duration_cast<milliseconds>(next_tend_ - std::chrono::steady_clock::now()) + milliseconds(1);
    const int wait_ms = streams_.empty() ? -1 : static_cast<int>(std::max<std::int64_t>(until.count(), 0));
    const int count = ::epoll_wait(home_.epoll, events.data(), static_cast<int>(events.size()), wait_ms);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.u64 == kWakeId) {
            std::uint64_t wakes = 0;
            (void)!::read(wake_, &wakes, sizeof wakes);
        } else if (const auto member = streams_.find(event.data.u64); member != streams_.end()) {
            member->second.stream->handle(event.events);
        }
    }
}

void EventHub::take_notes() {
    woken_ms_.store(0, std::memory_order_relaxed);
    Notes notes;
    {
        const std::lock_guard lock(mutex_);
        std::swap(notes, *notes_);
    }
    for (auto& [fd, request, slot] : notes.attached) open(fd, request, std::move(slot));
    if (!notes.dirty.empty()) mark_dirty({});
    for (const std::string& job_id : notes.dirty) mark_dirty(job_id);
    for (const auto& [job_id, file_id] : notes.ticks) {
        if (const auto channel = channels_.find(job_id); channel != channels_.end())
            channel->second->ticked_files.insert(file_id);
    }
    if (notes.queue) {
        for (const auto& [job_id, channel] : channels_) channel->send_queue(*notes.queue, epoch_ms(clock_.now()));
    }
    for (const std::string& job_id : notes.removed) {
        if (const auto channel = channels_.find(job_id); channel != channels_.end()) channel->second->end_all();
    }
}

void EventHub::mark_dirty(std::string_view key) {
    if (const auto channel = channels_.find(key); channel != channels_.end()) channel->second->is_dirty = true;
}

void EventHub::open(int fd, const StreamRequest& request, StreamSlot slot) {
    const std::uint64_t id = ++last_stream_id_;
    auto stream = std::make_unique<EventStream>(id, fd, std::move(slot), home_);
    stream->cursor = request.after_id;
    stream->owner = request.owner;
    stream->ends = stream->last_sign + request.timeout;
    std::unique_ptr<EventChannel>& channel = channels_[request.job_id];
    if (!channel) channel = std::make_unique<EventChannel>(request.job_id);
    channel->add(*stream, request.progress, request.told_id);
    stream->send(std::make_shared<const std::string>(request.opening));
    streams_.emplace(id, Member{std::move(stream), channel.get()});
}

/// Brings all streams of a channel up to the last row.
void EventHub::follow(EventChannel& channel) {
    const auto now = std::chrono::steady_clock::now();
    if (now < channel.retry_at) return;
    try {
        while (const std::optional<std::int64_t> lowest = channel.lowest_cursor()) {
            const std::vector<EventRow> rows = store_.events_after(channel.job_id(), *lowest, kRowsAtOnce);
            channel.deliver(rows);
            if (rows.size() < kRowsAtOnce) break;
        }
        channel.is_dirty = false;
    } catch (const std::exception& broken) {
        channel.retry_at = now + kRetryReading;
        log_.error("event rows could not be read", {{"job_id", channel.job_id()}, {"reason", broken.what()}});
    }
}

void EventHub::send_ticks(EventChannel& channel, SteadyTime now) {
    if (!job_view_ || channel.ticked_files.empty() || now < channel.next_tick) return;
    const auto files = std::exchange(channel.ticked_files, {});
    channel.next_tick = now + options_.tick_interval;
    try {
        if (const std::optional<api::JobView> job = job_view_(channel.job_id())) channel.send_ticks(*job, files);
    } catch (const std::exception& broken) {
        log_.error("a job could not be read", {{"job_id", channel.job_id()}, {"reason", broken.what()}});
    }
}

/// Signs of life and ends of time.
void EventHub::tend(SteadyTime now) {
    next_tend_ = now + std::min(kTendEvery, options_.heartbeat / 4);
    for (auto& [id, member] : streams_) {
        if (member.stream->is_following()) tend(member, now);
    }
}

void EventHub::tend(Member& member, SteadyTime now) {
    static const Frame kComment = std::make_shared<const std::string>(api::sse_comment("still here"));
    EventStream& stream = *member.stream;
    const bool is_over = now >= stream.ends;
    if (!is_over && now - stream.last_sign < options_.heartbeat) return;
    if (!is_over && !stream.owes_event) {
        stream.send(kComment);
        stream.owes_event = true;
        return;
    }
    api::EventData data = member.channel->last_told();
    data.message = is_over ? "The asked time is over. Connect again to go on." : "Still here.";
    data.timestamp = epoch_ms(clock_.now());
    stream.send(std::make_shared<const std::string>(
        api::sse_frame(0, is_over ? api::kEventTimeout : api::kEventHeartbeat, json::encode_text(data))));
    if (is_over) stream.end_after_flush();
}

void EventHub::sweep_closed() {
    std::set<EventChannel*> touched;
    for (const std::uint64_t id : home_.closed) {
        const Member& member = streams_.at(id);
        if (member.stream->was_too_slow()) log_.info("slow stream cut off", {{"job_id", member.channel->job_id()}});
        touched.insert(member.channel);
    }
    for (EventChannel* channel : touched) {
        channel->drop_closed();
        if (channel->is_empty()) channels_.erase(channels_.find(channel->job_id()));
    }
    for (const std::uint64_t id : home_.closed) streams_.erase(id);
    home_.closed.clear();
}

}  // namespace i2m
