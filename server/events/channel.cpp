// channel.cpp - event rows and ticks become frames, and frames go to streams.
#include "server/events/channel.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "server/core/job_views.hpp"
#include "server/core/older_shapes.hpp"
#include "shared/api/sse.hpp"

namespace i2m {
namespace {

Frame frame_of_text(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

/// How far a job is; the same fields as the stored event of that name.
api::EventData tick_of(const api::JobView& job) {
    api::EventData out = event_of(job);
    out.current = job.successful_files + job.failed_files + job.cancelled_files;
    out.total = out.total_files = job.total_files;
    if (job.eta_ms) out.eta_seconds = (*job.eta_ms + 999) / 1000;
    return out;
}

/// How far one file is: status, progress and message are the file's own.
api::EventData tick_of(const api::JobView& job, const api::FileView& file) {
    api::EventData out = event_of(job);
    out.status = name_of(file.status);
    out.progress = static_cast<int>(file.progress);
    out.message = file.message;
    out.file_id = file.file_id;
    out.filename = file.filename;
    out.file = file;
    return out;
}

}  // namespace

void EventChannel::add(EventStream& stream, int progress, std::int64_t told_id) {
    streams_.push_back(&stream);
    is_dirty = true;
    last_progress_ = std::max(last_progress_, progress);
    told_id_ = std::max(told_id_, told_id);
}

void EventChannel::drop_closed() {
    std::erase_if(streams_, [](const EventStream* stream) { return !stream->is_open(); });
}

std::optional<std::int64_t> EventChannel::lowest_cursor() const {
    std::optional<std::int64_t> lowest;
    for (const EventStream* stream : streams_) {
        if (stream->is_following()) lowest = std::min(lowest.value_or(stream->cursor), stream->cursor);
    }
    return lowest;
}

void EventChannel::deliver(std::span<const EventRow> rows) {
    std::vector<Frame> frames;
    frames.reserve(rows.size());
    for (const EventRow& row : rows) frames.push_back(frame_of(row));
    // Streams that are equally far and see the same get the same text, so a thousand of them cost one joining and a send each.
    std::map<std::pair<std::size_t, std::string_view>, Frame> joined;
    for (EventStream* stream : streams_) {
        if (!stream->is_following()) continue;
        const auto first =
            static_cast<std::size_t>(std::upper_bound(rows.begin(), rows.end(), stream->cursor,
                                                      [](std::int64_t id, const EventRow& row) { return id < row.id; }) -
                                     rows.begin());
        if (first == rows.size()) continue;
        std::size_t end = first;
        bool is_last = false;
        for (; end < rows.size() && !is_last; ++end) is_last = !job_id_.empty() && api::is_final_event(rows[end].name);
        Frame& frame = joined[{first, stream->owner ? std::string_view(*stream->owner) : std::string_view()}];
        if (!frame) {
            std::string text;
            for (std::size_t i = first; i < end; ++i) {
                if (!stream->owner || *stream->owner == rows[i].owner) text += *frames[i];
            }
            frame = frame_of_text(std::move(text));
        }
        stream->cursor = rows[end - 1].id;
        if (!frame->empty()) stream->send(frame);
        if (is_last) stream->end_after_flush();
    }
}

/// The row as it is told: overall progress that a tick or a snapshot has told already is never taken back.
Frame EventChannel::frame_of(const EventRow& row) {
    const auto as_stored = [&] { return frame_of_text(api::sse_frame(row.id, row.name, row.data)); };
    if (job_id_.empty() || row.name == api::kEventFile) return as_stored();
    const auto data = json::decode_text<api::EventData>(row.data);
    if (!data) return as_stored();
    last_status_ = data->status;
    // A run that begins anew takes progress back, once: not again when somebody who missed it reads it later.
    const bool is_news = row.id > std::exchange(told_id_, std::max(told_id_, row.id));
    if (row.name != api::kEventProgress || data->progress >= last_progress_) {
        if (is_news) last_progress_ = data->progress;
        return as_stored();
    }
    Result<json::Value> value = json::parse(row.data);
    if (!value) return as_stored();
    value->set("progress", last_progress_);
    return frame_of_text(api::sse_frame(row.id, row.name, json::dump(*value)));
}

void EventChannel::send_ticks(const api::JobView& job, const std::set<std::string, std::less<>>& files) {
    std::string text;
    for (const api::FileView& file : job.files) {
        if (files.contains(file.file_id)) text += api::sse_frame(0, api::kEventFile, json::encode_text(tick_of(job, file)));
    }
    last_progress_ = std::max(last_progress_, job.progress);
    api::EventData tick = tick_of(job);
    tick.progress = last_progress_;  // a file that went back to the queue is less far than it was told to be
    text += api::sse_frame(0, api::kEventProgress, with_task_name(json::encode_text(tick)));
    send_all(frame_of_text(std::move(text)));
}

void EventChannel::send_all(const Frame& frame) {
    for (EventStream* stream : streams_) {
        if (stream->is_following()) stream->send(frame);
    }
}

void EventChannel::send_queue(const api::QueueView& queue, std::int64_t timestamp) {
    api::EventData told = last_told();
    told.message = queue.holds.empty() ? "The queue goes on" : queue.holds.front().message;
    told.timestamp = timestamp;
    json::Value data = json::encode(told);
    json::Value of_queue = json::encode(queue);
    for (auto& [name, value] : *of_queue.as_object()) data.set(name, std::move(value));
    send_all(frame_of_text(api::sse_frame(0, api::kEventQueueChanged, json::dump(data))));
}

void EventChannel::end_all() {
    for (EventStream* stream : streams_) stream->end_after_flush();
}

api::EventData EventChannel::last_told() const {
    api::EventData data;
    data.job_id = job_id_;
    data.task_id = job_id_;
    data.status = last_status_;
    data.progress = last_progress_;
    return data;
}

}  // namespace i2m
