// error_table.hpp - every row of the error table, for documents and tests.
#pragma once

#include <span>

#include "shared/base/error.hpp"

namespace i2m {

/// In the order of ErrorCode.
[[nodiscard]] std::span<const ErrorInfo> error_table();

}  // namespace i2m
