// hub.cpp - notes from other threads become frames on sockets.
#include "server/events/hub.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <exception>
#include <set>
#include <system_error>
#include <utility>

#include "shared/api/sse.hpp"

namespace i2m {
namespace {

using std::chrono::milliseconds;
using Frame = std::shared_ptr<const std::string>;

constexpr std::uint64_t kWakeId = 0;  // streams are numbered from 1
constexpr std::size_t kRowsAtOnce = 200;
constexpr milliseconds kTendEvery{500};
constexpr milliseconds kRetryReading{250};

int checked(int fd, const char* what) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

Frame frame_of(std::int64_t id, std::string_view name, std::string_view data) {
    return std::make_shared<const std::string>(api::sse_frame(id, name, data));
}

/// How far a job is; the same fields as the stored event of that name.
api::EventData tick_of(const api::JobView& job) {
    api::EventData out;
    out.job_id = job.job_id;
    out.task_id = job.task_id;
    out.status = name_of(job.status);
    out.progress = job.progress;
    out.message = job.message;
    out.timestamp = job.timestamp;
    out.current = job.successful_files + job.failed_files + job.cancelled_files;
    out.total = out.total_files = job.total_files;
    if (job.eta_ms) out.eta_seconds = (*job.eta_ms + 999) / 1000;
    return out;
}

/// How far one file is: status, progress and message are the file's own.
api::EventData tick_of(const api::JobView& job, const api::FileView& file) {
    api::EventData out;
    out.job_id = job.job_id;
    out.task_id = job.task_id;
    out.status = name_of(file.status);
    out.progress = static_cast<int>(file.progress);
    out.message = file.message;
    out.timestamp = job.timestamp;
    out.file_id = file.file_id;
    out.filename = file.filename;
    out.file = file;
    return out;
}

}  // namespace

/// One open stream.
struct EventHub::Stream {
    std::uint64_t id = 0;
    int fd = -1;
    StreamSlot slot = {};
    Channel* channel = nullptr;
    std::int64_t cursor = 0;  ///< highest event id sent
    std::deque<Frame> pending = {};
    std::size_t pending_bytes = 0;
    std::size_t sent_of_first = 0;
    SteadyTime ends = {};
    SteadyTime last_sign = {};
    bool owes_event = false;  ///< the last sign of life was a comment
    bool ends_when_sent = false;
    bool is_closed = false;
    bool waits_for_room = false;
};

/// The streams of one job (or of all) and what is known of it.
struct EventHub::Channel {
    std::string job_id;
    std::vector<Stream*> streams = {};
    bool is_dirty = false;     ///< rows may be there that not all streams have
    SteadyTime retry_at = {};  ///< when reading has failed
    std::string last_status = {};
    int last_progress = 0;
    std::set<std::string, std::less<>> ticked_files = {};
    SteadyTime next_tick = {};
};

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
};

EventHub::EventHub(const JobStore& store, const Clock& clock, Log& log, const HubOptions& options)
    : store_(store),
      clock_(clock),
      log_(log),
      options_(options),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      count_(std::make_shared<std::atomic<std::size_t>>(0)),
      notes_(std::make_unique<Notes>()) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeId;
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
}

EventHub::~EventHub() {
    stop();
    for (const auto& attached : notes_->attached) ::close(attached.fd);
    ::close(wake_);
    ::close(epoll_);
}

void EventHub::set_job_view(JobViewOf job_view) { job_view_ = std::move(job_view); }

void EventHub::start() {
    thread_ = std::thread([this] { run(); });
}

void EventHub::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake();
    if (thread_.joinable()) thread_.join();
}

void EventHub::wake() {
    const std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
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

EventHub::Notes EventHub::take_notes() {
    const std::lock_guard lock(mutex_);
    return std::exchange(*notes_, Notes{});
}

void EventHub::run() {
    std::array<epoll_event, 512> events;
    next_tend_ = std::chrono::steady_clock::now() + std::min(kTendEvery, options_.heartbeat / 4);
    while (true) {
        {
            const std::lock_guard lock(mutex_);
            if (is_stopping_) break;
        }
        const auto until =
            std::chrono::duration_cast<milliseconds>(next_tend_ - std::chrono::steady_clock::now()) + milliseconds(1);
        const int wait_ms = streams_.empty() ? -1 : static_cast<int>(std::max<std::int64_t>(until.count(), 0));
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.u64 != kWakeId) {
                handle(event.data.u64, event.events);
                continue;
            }
            std::uint64_t wakes = 0;
            (void)!::read(wake_, &wakes, sizeof wakes);
        }
        Notes notes = take_notes();
        for (auto& [fd, request, slot] : notes.attached) open(fd, std::move(request), std::move(slot));
        for (const std::string& job_id : notes.dirty) {
            for (const std::string_view key : {std::string_view(job_id), std::string_view()}) {
                if (const auto channel = channels_.find(key); channel != channels_.end()) channel->second->is_dirty = true;
            }
        }
        for (const auto& [job_id, file_id] : notes.ticks) {
            if (const auto channel = channels_.find(job_id); channel != channels_.end())
                channel->second->ticked_files.insert(file_id);
        }
        for (const std::string& job_id : notes.removed) close_channel(job_id);
        for (const auto& [job_id, channel] : channels_) {
            if (channel->is_dirty) follow(*channel);
        }
        const auto now = std::chrono::steady_clock::now();
        send_ticks(now);
        if (now >= next_tend_) tend(now);
        sweep_closed();
    }
    for (const auto& [id, stream] : streams_) ::close(stream->fd);
    streams_.clear();
    channels_.clear();
}

EventHub::Channel& EventHub::channel_of(const std::string& job_id) {
    std::unique_ptr<Channel>& channel = channels_[job_id];
    if (!channel) channel = std::make_unique<Channel>(Channel{job_id});
    return *channel;
}

void EventHub::open(int fd, StreamRequest request, StreamSlot slot) {
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    auto owned = std::make_unique<Stream>();
    Stream& stream = *owned;
    stream.id = ++last_stream_id_;
    stream.fd = fd;
    stream.slot = std::move(slot);
    stream.cursor = request.after_id;
    stream.last_sign = std::chrono::steady_clock::now();
    stream.ends = stream.last_sign + request.timeout;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.u64 = stream.id;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) {
        ::close(fd);
        return;
    }
    stream.channel = &channel_of(request.job_id);
    stream.channel->streams.push_back(&stream);
    stream.channel->is_dirty = true;
    stream.channel->last_progress = std::max(stream.channel->last_progress, request.progress);
    streams_.emplace(stream.id, std::move(owned));
    send(stream, std::make_shared<const std::string>(std::move(request.opening)));
}

void EventHub::handle(std::uint64_t stream_id, std::uint32_t events) {
    const auto found = streams_.find(stream_id);
    if (found == streams_.end() || found->second->is_closed) return;
    Stream& stream = *found->second;
    if ((events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0) return close(stream_id);
    if ((events & EPOLLIN) != 0) {  // a stream's client has nothing to say; what it says is thrown away
        std::array<char, 1'024> waste;
        const ssize_t count = ::recv(stream.fd, waste.data(), waste.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return close(stream_id);
    }
    if ((events & EPOLLOUT) != 0) flush(stream);
}

/// Brings all streams of a channel up to the last row.
void EventHub::follow(Channel& channel) {
    const auto now = std::chrono::steady_clock::now();
    if (now < channel.retry_at) return;
    try {
        while (!channel.streams.empty()) {
            std::int64_t lowest = INT64_MAX;
            for (const Stream* stream : channel.streams) {
                if (!stream->is_closed && !stream->ends_when_sent) lowest = std::min(lowest, stream->cursor);
            }
            if (lowest == INT64_MAX) break;
            const std::vector<EventRow> rows = store_.events_after(channel.job_id, lowest, kRowsAtOnce);
            for (const EventRow& row : rows) deliver(channel, row);
            if (rows.size() < kRowsAtOnce) break;
        }
        channel.is_dirty = false;
    } catch (const std::exception& broken) {
        channel.retry_at = now + kRetryReading;
        log_.error("event rows could not be read", {{"job_id", channel.job_id}, {"reason", broken.what()}});
    }
}

/// The row's data; but overall progress that a tick or a snapshot has told already is never taken back.
std::string EventHub::told_data(Channel& channel, const EventRow& row) {
    if (channel.job_id.empty() || row.name == api::kEventFile) return row.data;
    const auto data = json::decode_text<api::EventData>(row.data);
    if (!data) return row.data;
    channel.last_status = data->status;
    if (row.name != api::kEventProgress || data->progress >= channel.last_progress) {
        channel.last_progress = data->progress;
        return row.data;
    }
    Result<json::Value> value = json::parse(row.data);
    if (!value) return row.data;
    value->set("progress", channel.last_progress);
    return json::dump(*value);
}

void EventHub::deliver(Channel& channel, const EventRow& row) {
    const Frame frame = frame_of(row.id, row.name, told_data(channel, row));
    const bool is_last = !channel.job_id.empty() && api::is_final_event(row.name);
    for (Stream* stream : channel.streams) {
        if (stream->is_closed || stream->ends_when_sent || stream->cursor >= row.id) continue;
        stream->cursor = row.id;
        send(*stream, frame);
        if (is_last) end_after_flush(*stream);
    }
}

void EventHub::send_ticks(SteadyTime now) {
    if (!job_view_) return;
    for (const auto& [job_id, channel] : channels_) {
        if (channel->ticked_files.empty() || now < channel->next_tick) continue;
        const auto files = std::exchange(channel->ticked_files, {});
        channel->next_tick = now + options_.tick_interval;
        std::optional<api::JobView> job;
        try {
            job = job_view_(job_id);
        } catch (const std::exception& broken) {
            log_.error("a job could not be read", {{"job_id", job_id}, {"reason", broken.what()}});
        }
        if (!job) continue;
        for (const api::FileView& file : job->files) {
            if (files.contains(file.file_id))
                send_all(*channel, frame_of(0, api::kEventFile, json::encode_text(tick_of(*job, file))));
        }
        channel->last_progress = std::max(channel->last_progress, job->progress);
        send_all(*channel, frame_of(0, api::kEventProgress, json::encode_text(tick_of(*job))));
    }
}

void EventHub::send_all(Channel& channel, const std::shared_ptr<const std::string>& frame) {
    for (Stream* stream : channel.streams) {
        if (!stream->is_closed && !stream->ends_when_sent) send(*stream, frame);
    }
}

/// Signs of life and ends of time.
void EventHub::tend(SteadyTime now) {
    next_tend_ = now + std::min(kTendEvery, options_.heartbeat / 4);
    static const Frame kComment = std::make_shared<const std::string>(api::sse_comment("still here"));
    for (const auto& [id, owned] : streams_) {
        Stream& stream = *owned;
        if (stream.is_closed || stream.ends_when_sent) continue;
        const bool is_over = now >= stream.ends;
        if (!is_over && now - stream.last_sign < options_.heartbeat) continue;
        if (!is_over && !stream.owes_event) {
            send(stream, kComment);
            stream.owes_event = true;
            continue;
        }
        api::EventData data;
        data.job_id = stream.channel->job_id;
        data.task_id = data.job_id;
        data.status = stream.channel->last_status;
        data.progress = stream.channel->last_progress;
        data.message = is_over ? "The asked time is over. Connect again to go on." : "Still here.";
        data.timestamp = epoch_ms(clock_.now());
        send(stream, frame_of(0, is_over ? api::kEventTimeout : api::kEventHeartbeat, json::encode_text(data)));
        if (is_over) end_after_flush(stream);
    }
}

void EventHub::send(Stream& stream, const Frame& frame) {
    if (stream.is_closed) return;
    stream.last_sign = std::chrono::steady_clock::now();
    stream.owes_event = false;
    stream.pending.push_back(frame);
    stream.pending_bytes += frame->size();
    if (!flush(stream) && !stream.is_closed && stream.pending_bytes > options_.max_pending_bytes) {
        log_.info("slow stream cut off", {{"job_id", stream.channel->job_id}});
        close(stream.id);
    }
}

/// Writes what the socket takes; true when nothing is left.
bool EventHub::flush(Stream& stream) {
    while (!stream.pending.empty()) {
        const std::string_view rest = std::string_view(*stream.pending.front()).substr(stream.sent_of_first);
        const ssize_t count = ::send(stream.fd, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) {
            close(stream.id);
            return false;
        }
        if (count < static_cast<ssize_t>(rest.size())) {
            if (count > 0) stream.sent_of_first += static_cast<std::size_t>(count);
            if (!std::exchange(stream.waits_for_room, true)) {
                epoll_event event{};
                event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP;
                event.data.u64 = stream.id;
                ::epoll_ctl(epoll_, EPOLL_CTL_MOD, stream.fd, &event);
            }
            return false;
        }
        stream.pending_bytes -= stream.pending.front()->size();
        stream.pending.pop_front();
        stream.sent_of_first = 0;
    }
    if (std::exchange(stream.waits_for_room, false)) {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLRDHUP;
        event.data.u64 = stream.id;
        ::epoll_ctl(epoll_, EPOLL_CTL_MOD, stream.fd, &event);
    }
    if (stream.ends_when_sent) close(stream.id);
    return true;
}

void EventHub::end_after_flush(Stream& stream) {
    if (stream.is_closed) return;
    stream.ends_when_sent = true;
    if (stream.pending.empty()) close(stream.id);
}

void EventHub::close(std::uint64_t stream_id) {
    Stream& stream = *streams_.at(stream_id);
    if (std::exchange(stream.is_closed, true)) return;
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, stream.fd, nullptr);
    ::shutdown(stream.fd, SHUT_WR);
    ::close(stream.fd);
    stream.slot.reset();
    closed_.push_back(stream_id);
}

void EventHub::close_channel(std::string_view job_id) {
    const auto channel = channels_.find(job_id);
    if (channel == channels_.end()) return;
    for (Stream* stream : channel->second->streams) end_after_flush(*stream);
}

void EventHub::sweep_closed() {
    std::set<Channel*> touched;
    for (const std::uint64_t id : closed_) {
        if (const auto stream = streams_.find(id); stream != streams_.end()) touched.insert(stream->second->channel);
    }
    for (Channel* channel : touched) {
        std::erase_if(channel->streams, [](const Stream* stream) { return stream->is_closed; });
        if (channel->streams.empty()) channels_.erase(channels_.find(channel->job_id));
    }
    for (const std::uint64_t id : closed_) streams_.erase(id);
    closed_.clear();
}

}  // namespace i2m
