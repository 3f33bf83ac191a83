// disk_guard.cpp - the limit, the way back, and the words.
#include "server/jobs/disk_guard.hpp"

#include <cmath>
#include <string>

#include "server/core/storage_error.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr double kWayBack = 0.98;

}  // namespace

DiskGuard::DiskGuard(const DiskGauge& gauge, DiskGuardOptions options, Log& log) : gauge_(gauge), options_(options), log_(log) {}

std::optional<Error> DiskGuard::refusal() {
    DiskSpace space;
    try {
        space = gauge_.space();
    } catch (const StorageError& broken) {
        log_.error("the disk does not answer", {{"what", broken.what()}});
        return Error{ErrorCode::Unavailable, "The server's disk does not answer. Uploads are refused until it does."};
    }
    if (!is_emergency(space)) return std::nullopt;
    const auto percent = static_cast<std::int64_t>(std::floor(space.used_percent()));
    return Error{ErrorCode::StorageFull, "The server's disk is " + std::to_string(percent) + " % full, " +
                                             format_bytes(space.free) +
                                             " are free. Uploads are refused until there is room; what runs goes on. Ask the "
                                             "administrator to free space, then try again."};
}

bool DiskGuard::is_emergency(const DiskSpace& space) {
    const std::lock_guard lock(mutex_);
    const double used = space.used_percent();
    const double limit = is_on_ ? options_.limit_percent * kWayBack : options_.limit_percent;
    const std::uint64_t least = is_on_ ? options_.least_free_bytes * 2 : options_.least_free_bytes;
    const bool is_on = used >= limit || space.free < least;
    if (is_on != is_on_) {
        const json::Object fields = {{"used_percent", used}, {"free_bytes", space.free}};
        if (is_on) {
            log_.error("the disk is nearly full: uploads are refused", fields);
        } else {
            log_.info("the disk has room again: uploads are taken", fields);
        }
    }
    is_on_ = is_on;
    return is_on;
}

}  // namespace i2m
