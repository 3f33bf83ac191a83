// result_check.hpp - what a model must be before anybody is told that it is there.
#pragma once

#include <cstdint>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"

namespace i2m {

struct CheckedModel {
    std::uint64_t triangles = 0;  ///< 0 when the geometry is packed in a way that is not read here
    std::uint64_t vertices = 0;
};

/// Looks at magic bytes, length and structure of a GLB. ModelInvalid in words when it is not a whole one.
[[nodiscard]] Result<CheckedModel> check_result(ByteView bytes);

}  // namespace i2m
