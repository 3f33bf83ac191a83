// disk_space.hpp - the disk's own word on how full it is.
#pragma once

#include <filesystem>
#include <memory>

#include "server/core/disk_gauge.hpp"

namespace i2m {

/// Of the file system that `folder` lies on.
[[nodiscard]] std::unique_ptr<DiskGauge> make_disk_gauge(const std::filesystem::path& folder);

}  // namespace i2m
