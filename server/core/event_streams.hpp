// event_streams.hpp - seam: who keeps event streams open once their request is answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace i2m {

/// One stream to follow.
struct StreamRequest {
    std::string job_id;                     ///< "" for all jobs
    std::optional<std::string> owner = {};  ///< of all jobs only those of this owner
    std::int64_t after_id = 0;              ///< events with a higher id are sent: first those already stored, then live ones
    std::string opening;                    ///< frames to send before them
    int progress = 0;                       ///< the job's, as the opening told it: later events tell no less
    std::int64_t told_id = 0;  ///< the last event that the opening contains: those up to it are missed news, not the present
    std::chrono::milliseconds timeout{3'600'000};  ///< after which it ends with a connection_timeout event
};

/// A place among the open streams; given back when the last copy is gone.
using StreamSlot = std::shared_ptr<void>;

/// Safe from any thread.
class EventStreams {
public:
    virtual ~EventStreams() = default;
    /// Takes a place before the answer's head is sent; nullptr when no further stream is taken.
    [[nodiscard]] virtual StreamSlot reserve() = 0;
    /// Takes over the connected socket `fd`, whose answer's head is sent, and closes it when the stream ends.
    virtual void attach(int fd, StreamRequest request, StreamSlot slot) = 0;
};

}  // namespace i2m
