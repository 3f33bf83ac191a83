// disk_guard.hpp - stops taking uploads before the disk is full, so that what runs can still be finished.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "server/core/disk_gauge.hpp"
#include "server/core/log.hpp"
#include "shared/base/error.hpp"

namespace i2m {

struct DiskGuardOptions {
    double limit_percent = 95;                             ///< used; from here on uploads are refused
    std::uint64_t least_free_bytes = 64ULL * 1024 * 1024;  ///< with less they are refused too, however large the disk
};

/// The emergency begins at a limit and ends by itself, below 98 % of it and with twice the least space: so it does not come and go
/// with each file. Safe from any thread.
class DiskGuard {
public:
    DiskGuard(const DiskGauge& gauge, DiskGuardOptions options, Log& log);

    /// Why no upload is taken now, in words (StorageFull); nullopt when they are. A disk that does not answer refuses too.
    [[nodiscard]] std::optional<Error> refusal();
    [[nodiscard]] const DiskGuardOptions& options() const { return options_; }

private:
    [[nodiscard]] bool is_emergency(const DiskSpace& space);

    const DiskGauge& gauge_;
    const DiskGuardOptions options_;
    Log& log_;
    std::mutex mutex_;
    bool is_on_ = false;  ///< guarded by mutex_
};

}  // namespace i2m
