// advice.hpp - what the mask says about a picture before money is spent on it.
#pragma once

#include <vector>

#include "shared/draft/draft.hpp"
#include "shared/draft/workpiece.hpp"

namespace i2m::draft {

/// BusyBackground alone when no outline was found; else CleanOutline or what is wrong with it, and FlatArt where it holds.
[[nodiscard]] std::vector<Advice> advise(const Mask& mask, const Workpiece& piece, Method method);

}  // namespace i2m::draft
