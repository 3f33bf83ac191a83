// draft_glb.cpp - a draft as a file.
#include <utility>

#include "shared/draft/draft.hpp"
#include "shared/glb/glb.hpp"

namespace i2m::draft {

Result<Bytes> make_draft_glb(const Pixels& pixels, const Options& options) {
    Result<Draft> draft = make_draft(pixels, options);
    if (!draft) return std::move(draft).error();
    return glb::write_glb(draft->scene, {.quantize = true});
}

}  // namespace i2m::draft
