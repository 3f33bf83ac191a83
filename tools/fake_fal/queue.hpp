// queue.hpp - the provider's queue as a function of time: what a job is at any moment follows from when it was submitted, its
// timings and who was before it. Nothing runs; whoever asks brings the time.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/core/clock.hpp"
#include "tools/fake_fal/endpoints.hpp"
#include "tools/fake_fal/scenario.hpp"
#include "tools/fake_fal/storage.hpp"
#include "tools/fake_fal/wire.hpp"

namespace i2m::fake {

enum class JobState : std::uint8_t { Queued, Running, Ended };

/// Why a job has no result.
struct JobFailure {
    Answer answer;           ///< to whoever asks for the result
    json::Value payload;     ///< in a webhook
    std::string error = {};  ///< beside COMPLETED; "" where only the result tells
    std::string error_type = {};
};

/// What a request asks for besides its input.
struct JobWishes {
    std::string webhook_url;
    bool is_low_priority = false;
    bool is_retried = true;  ///< X-Fal-No-Retry was not sent
    std::optional<Millis> start_within;
    Lifecycle lifecycle;
};

struct Job {
    std::int64_t number = 0;  ///< from 1, in the order of submits
    std::string id;
    const Endpoint* endpoint = nullptr;
    std::shared_ptr<const json::Value> input;
    JobWishes wishes;
    JobSettings settings;
    std::optional<JobFailure> failure;  ///< how it will end, or has ended; none: well

    JobState state = JobState::Queued;
    TimePoint submitted{};
    TimePoint since{};    ///< when the present state began
    TimePoint until{};    ///< Queued: may start from then on; Running: ends then
    TimePoint started{};  ///< of the last run
    TimePoint ended{};
    std::deque<Millis> phases = {};  ///< what is left: waiting, running, waiting, running ...
    bool is_cancelled = false;
    bool is_gone = false;  ///< answers 404 from now on
    bool was_started = false;

    [[nodiscard]] bool is_ended() const { return state == JobState::Ended; }
};

enum class CancelOutcome : std::uint8_t { Requested, TooLate, Unknown };

/// Safe from any thread.
class Queue {
public:
    /// `on_end` is told each job that ends, under the queue's lock: it must not ask the queue.
    explicit Queue(std::function<void(const Job&)> on_end) : on_end_(std::move(on_end)) {}

    /// Forgets all. At most `concurrency` jobs run at once (0: any number).
    void reset(std::int64_t concurrency);
    [[nodiscard]] std::int64_t next_number();
    void add(Job job, TimePoint now);

    /// The job as it is at `now`.
    [[nodiscard]] std::optional<Job> find(const std::string& id, TimePoint now);
    [[nodiscard]] std::vector<Job> all(TimePoint now);
    /// How many wait before it.
    [[nodiscard]] std::int64_t position(const Job& job, TimePoint now);
    [[nodiscard]] std::int64_t waiting(TimePoint now);
    [[nodiscard]] std::int64_t running(TimePoint now);
    [[nodiscard]] CancelOutcome cancel(const std::string& id, TimePoint now);
    /// Ends it well now; false when there is no such job that has not ended.
    bool finish(const std::string& id, TimePoint now);
    /// 404 from now on.
    bool vanish(const std::string& id);
    /// When something changes next by itself; nullopt when nothing does.
    [[nodiscard]] std::optional<TimePoint> next_change(TimePoint now);

private:
    struct Change {
        enum class Kind : std::uint8_t { Start, End, GiveUp } kind = Kind::Start;
        TimePoint at;
        Job* job = nullptr;
    };
    void settle_locked(TimePoint now);
    [[nodiscard]] std::optional<Change> next_locked();
    void apply_locked(const Change& change);
    void end_locked(Job& job, TimePoint at);
    [[nodiscard]] static bool is_before(const Job& a, const Job& b);

    std::function<void(const Job&)> on_end_;
    std::mutex mutex_;  // guards all below
    std::int64_t concurrency_ = 0;
    std::int64_t last_number_ = 0;
    TimePoint slot_free_{};  ///< when the last run ended
    std::unordered_map<std::string, std::unique_ptr<Job>> jobs_;
    std::vector<Job*> active_;  ///< not ended, in the order of submits
};

}  // namespace i2m::fake
