// signals.hpp - waiting for the wish to stop (SIGINT, SIGTERM) without a signal handler.
#pragma once

namespace i2m {

/// Construct first in main(): blocks the stop signals in this thread and all that it starts, and ignores SIGPIPE.
class StopSignals {
public:
    StopSignals();
    /// Returns when the process is asked to stop. A second request while stopping ends the process at once.
    void wait() const;
};

}  // namespace i2m
