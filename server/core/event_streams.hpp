// event_streams.hpp - seam: who keeps event streams open once their request is answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace i2m {

/// One stream to follow.
struct StreamRequest {
    std::string job_id;         ///< "" for all jobs
    std::int64_t after_id = 0;  ///< events with a higher id are sent: first those already stored, then live ones
    std::string opening;        ///< frames to send before them
    std::chrono::milliseconds timeout{3'600'000};  ///< after which it ends with a connection_timeout event
};

/// Safe from any thread.
class EventStreams {
public:
    virtual ~EventStreams() = default;
    /// Takes over the connected socket `fd`, whose answer's head is sent, and closes it when the stream ends.
    virtual void attach(int fd, StreamRequest request) = 0;
    /// True when no further stream is taken; asked before the answer's head is sent.
    [[nodiscard]] virtual bool is_full() const = 0;
};

}  // namespace i2m
