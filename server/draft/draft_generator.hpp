// draft_generator.hpp - the built-in provider: shared/draft behind the Generator seam.
#pragma once

#include <memory>

#include "server/core/generator.hpp"

namespace i2m {

/// A direct generator: decodes the image, makes the draft, writes the GLB. Always available.
[[nodiscard]] std::unique_ptr<Generator> make_draft_generator();

}  // namespace i2m
