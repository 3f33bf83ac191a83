// recording_sink.hpp - an event sink that remembers what it was told.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "server/core/event_sink.hpp"

namespace i2m::test {

class RecordingSink final : public EventSink {
public:
    void notify(std::string_view job_id, std::int64_t last_event_id) override {
        const std::scoped_lock lock(mutex_);
        notified_.emplace_back(job_id);
        last_event_id_ = std::max(last_event_id_, last_event_id);
    }
    void removed(std::string_view job_id) override {
        const std::scoped_lock lock(mutex_);
        removed_.emplace_back(job_id);
    }
    void publish_progress(const ProgressTick& tick) override {
        const std::scoped_lock lock(mutex_);
        ticks_.push_back(tick.percent);
    }

    [[nodiscard]] std::vector<std::string> notified() const { return locked(notified_); }
    [[nodiscard]] std::vector<std::string> removed_jobs() const { return locked(removed_); }
    [[nodiscard]] std::vector<double> ticks() const { return locked(ticks_); }
    [[nodiscard]] std::int64_t last_event_id() const {
        const std::scoped_lock lock(mutex_);
        return last_event_id_;
    }

private:
    template <class T>
    T locked(const T& value) const {
        const std::scoped_lock lock(mutex_);
        return value;
    }

    mutable std::mutex mutex_;
    std::vector<std::string> notified_;
    std::vector<std::string> removed_;
    std::vector<double> ticks_;
    std::int64_t last_event_id_ = 0;
};

}  // namespace i2m::test
