// system_figures.hpp - figures of the machine and of this process, from /proc and statvfs.
#pragma once

#include <optional>
#include <string>

#include "server/core/health.hpp"

namespace i2m {

/// Of the file system that `folder` lies on; nullopt when it cannot be asked. May take long on a network disk.
[[nodiscard]] std::optional<DiskFigures> read_disk(const std::string& folder);

/// Everything but the disk. `cpu_percent` is over the time since the last read(). For one thread.
class SystemReader {
public:
    [[nodiscard]] SystemFigures read();

private:
    std::uint64_t last_busy_ = 0;
    std::uint64_t last_total_ = 0;
};

/// "Linux 6.1.0 x86_64".
[[nodiscard]] std::string platform_words();

}  // namespace i2m
