// fake_disk.hpp - a disk that is as full as a test says.
#pragma once

#include <atomic>
#include <cstdint>

#include "server/core/disk_gauge.hpp"
#include "server/core/storage_error.hpp"

namespace i2m::test {

/// A disk of 100 GB of which `used_percent` are used.
class FakeDisk final : public DiskGauge {
public:
    static constexpr std::uint64_t kTotal = 100'000'000'000;

    [[nodiscard]] DiskSpace space() const override {
        if (is_broken_) throw StorageError(ErrorCode::Internal, "the disk is gone");
        return {kTotal, used_, kTotal - used_};
    }
    void use_percent(double percent) { used_ = static_cast<std::uint64_t>(static_cast<double>(kTotal) * percent / 100); }
    void leave_bytes(std::uint64_t free) { used_ = kTotal - free; }
    void fail(bool is_broken) { is_broken_ = is_broken; }

private:
    std::atomic<std::uint64_t> used_{0};
    std::atomic<bool> is_broken_{false};
};

}  // namespace i2m::test
