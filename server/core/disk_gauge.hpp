// disk_gauge.hpp - seam: how full the disk is that the data lie on.
#pragma once

#include <cstdint>

namespace i2m {

/// Bytes of a file system.
struct DiskSpace {
    std::uint64_t total = 0;
    std::uint64_t used = 0;
    std::uint64_t free = 0;  ///< what this program may still write; what is kept for root is neither used nor free

    /// As df tells it: of what is used and what can still be written.
    [[nodiscard]] double used_percent() const {
        const std::uint64_t usable = used + free;
        return usable == 0 ? 0 : 100.0 * static_cast<double>(used) / static_cast<double>(usable);
    }
};

/// Safe from any thread. Throws StorageError when the disk does not answer.
class DiskGauge {
public:
    virtual ~DiskGauge() = default;
    [[nodiscard]] virtual DiskSpace space() const = 0;
};

}  // namespace i2m
