// work_signal.hpp - wakes the workers when there is something to do, or something that they need not do any more, and the janitor
// when something is due.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "server/core/clock.hpp"

namespace i2m {

/// Counts reasons to look for work, so that one given between a look and the wait is not missed. Safe from
/// any thread.
class WorkSignal {
public:
    /// There may be work.
    void notify();
    /// The count now; take it before looking for work.
    [[nodiscard]] std::uint64_t seen() const;
    /// Waits until something was notified after `seen`, or until `deadline`.
    void wait(const Clock& clock, std::uint64_t seen, TimePoint deadline);

    /// The same for leases: somebody may have lost his, by a cancel or a deletion, and should ask the store.
    void notify_revoked();
    [[nodiscard]] std::uint64_t seen_revoked() const;
    /// Waits once: may return early without a reason.
    void wait_revoked(const Clock& clock, std::uint64_t seen, TimePoint deadline);

    /// The same for times: something is due sooner than whoever waits for the next due time may know.
    void notify_due();
    [[nodiscard]] std::uint64_t seen_due() const;
    void wait_due(const Clock& clock, std::uint64_t seen, TimePoint deadline);

private:
    void raise(std::uint64_t& count);
    [[nodiscard]] std::uint64_t read(const std::uint64_t& count) const;
    void wait_for(const std::uint64_t& count, const Clock& clock, std::uint64_t seen, TimePoint deadline);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t count_ = 0;    ///< guarded by mutex_
    std::uint64_t revoked_ = 0;  ///< guarded by mutex_
    std::uint64_t due_ = 0;      ///< guarded by mutex_
};

}  // namespace i2m
