// disk_space.cpp - statvfs.
#include "server/files/disk_space.hpp"

#include <sys/statvfs.h>

#include "server/files/file_descriptor.hpp"

namespace i2m {
namespace {

class StatvfsGauge final : public DiskGauge {
public:
    explicit StatvfsGauge(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] DiskSpace space() const override {
        struct statvfs status = {};
        if (::statvfs(folder_.c_str(), &status) != 0) throw_errno("statvfs", folder_);
        const std::uint64_t unit = status.f_frsize;
        return {status.f_blocks * unit, (status.f_blocks - status.f_bfree) * unit, status.f_bavail * unit};
    }

private:
    std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<DiskGauge> make_disk_gauge(const std::filesystem::path& folder) { return std::make_unique<StatvfsGauge>(folder); }

}  // namespace i2m
