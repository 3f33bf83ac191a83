// normals.hpp - vertex normals of a shell.
#pragma once

#include "shared/draft/march.hpp"

namespace i2m::draft {

/// Fills `shell.normals`. Rounded shapes: from the implicit surface z^2 = G, n = normalize(-grad G, 2 z) with G = 0 at the
/// sub-pixel outline; finite everywhere and in the mid plane at the rim, where z itself has an infinite slope. Others:
/// the sum of the touching triangles' normals times their areas.
void add_normals(Shell& shell, const Outline& outline, const Shape& shape);

}  // namespace i2m::draft
