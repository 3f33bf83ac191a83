// ids.hpp - names that nobody can guess.
#pragma once

#include <string>

namespace i2m {

/// Random names. Safe from any thread.
class Ids {
public:
    virtual ~Ids() = default;
    /// A version 4 UUID in canonical lower case: jobs and files.
    [[nodiscard]] virtual std::string uuid() = 0;
    /// 32 lower-case hexadecimal digits (128 bits): leases.
    [[nodiscard]] virtual std::string token() = 0;
};

}  // namespace i2m
