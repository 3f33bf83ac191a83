// storage_error.hpp - what is thrown when the disk or the database does not do what it must.
#pragma once

#include <stdexcept>
#include <string>

#include "shared/base/error.hpp"

namespace i2m {

/// A broken machine: thrown by BlobStore and JobStore, caught in two places only, the request wrapper and the
/// worker. `code` is StorageFull (no space left, 507) or Internal (500). what() is for the log, never for the
/// wire.
class StorageError : public std::runtime_error {
public:
    StorageError(ErrorCode code, const std::string& what) : std::runtime_error(what), code_(code) {}
    [[nodiscard]] ErrorCode code() const { return code_; }

private:
    ErrorCode code_;
};

}  // namespace i2m
