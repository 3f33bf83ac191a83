// random_ids.hpp - ids from the kernel's random numbers.
#pragma once

#include "server/core/ids.hpp"

namespace i2m {

/// Reads getrandom(2); throws StorageError when the kernel has none to give.
class RandomIds final : public Ids {
public:
    [[nodiscard]] std::string uuid() override;
    [[nodiscard]] std::string token() override;
};

}  // namespace i2m
