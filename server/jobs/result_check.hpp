// result_check.hpp - what a model must be before anybody is told that it is there.
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"

namespace i2m {

struct CheckedModel {
    std::uint64_t triangles = 0;  ///< 0 when the geometry is packed in a way that is not read here
    std::uint64_t vertices = 0;
};

/// Looks at magic bytes, length and structure of a GLB. ModelInvalid in words when it is not a whole one.
[[nodiscard]] Result<CheckedModel> check_result(ByteView bytes);

/// The content type of a provider's picture that is worth keeping: a sound JPEG or PNG, or a WebP whose container is whole;
/// within the limits of images. "" for everything else, also for no bytes.
[[nodiscard]] std::string preview_type(ByteView picture);

}  // namespace i2m
