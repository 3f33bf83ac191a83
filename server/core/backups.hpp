// backups.hpp - seam: who makes, lists and removes backups.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "server/core/clock.hpp"

namespace i2m {

struct BackupInfo {
    std::string name;
    std::uint64_t size_bytes = 0;
    TimePoint created_at;
};

/// Safe from any thread. Throws StorageError.
class Backups {
public:
    virtual ~Backups() = default;
    /// Makes one as of now; whole or not there. Unavailable while another one is made, also by another program.
    virtual BackupInfo make(std::stop_token stop) = 0;
    /// Newest first.
    [[nodiscard]] virtual std::vector<BackupInfo> list() const = 0;
    virtual void remove(const std::string& name) = 0;
    /// Where they lie.
    [[nodiscard]] virtual std::string folder() const = 0;
};

}  // namespace i2m
