// channel.hpp - the streams of one job (or of all jobs), and what they were told.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/events/stream.hpp"
#include "shared/api/messages.hpp"

namespace i2m {

/// For the hub's thread alone. The streams are the hub's.
class EventChannel {
public:
    explicit EventChannel(std::string job_id) : job_id_(std::move(job_id)) {}

    [[nodiscard]] const std::string& job_id() const { return job_id_; }  ///< "" for the streams of all jobs
    [[nodiscard]] bool is_empty() const { return streams_.empty(); }
    /// `progress`: what the stream's opening told of the job, which then was at event `told_id`.
    void add(EventStream& stream, int progress, std::int64_t told_id = 0);
    void drop_closed();

    /// The lowest id that a following stream has; nullopt when none follows.
    [[nodiscard]] std::optional<std::int64_t> lowest_cursor() const;
    /// Sends each stream what it has not had of `rows` (ascending ids), all of it in one piece; a job's stream ends after
    /// its first final event.
    void deliver(std::span<const EventRow> rows);
    /// How far the job is, and those files of it that have ticked since.
    void send_ticks(const api::JobView& job, const std::set<std::string, std::less<>>& files);
    /// How the queue is: the fields of an event of this channel and those of the queue.
    void send_queue(const api::QueueView& queue, std::int64_t timestamp);
    void end_all();
    /// A sign of life, or of the end, as data of an event: the last that was told.
    [[nodiscard]] api::EventData last_told() const;

    bool is_dirty = true;                    ///< rows may be there that not all streams have
    EventStream::SteadyTime retry_at = {};   ///< when reading has failed
    EventStream::SteadyTime next_tick = {};  ///< no tick is sent before
    std::set<std::string, std::less<>> ticked_files = {};

private:
    [[nodiscard]] Frame frame_of(const EventRow& row);
    void send_all(const Frame& frame);

    const std::string job_id_;
    std::vector<EventStream*> streams_;
    std::string last_status_;
    int last_progress_ = 0;
    std::int64_t told_id_ = 0;  ///< the newest event that last_progress_ knows of
};

}  // namespace i2m
