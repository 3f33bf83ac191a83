// draft.hpp - one image to a closed textured mesh in milliseconds: the browser's instant draft and the server's own provider.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/glb/scene.hpp"
#include "shared/image/pixels.hpp"

namespace i2m::draft {

/// How the shape is guessed; Auto lets the picture choose.
enum class Method : std::uint8_t { Auto, Balls, Cuboid, Extrusion, Relief };
[[nodiscard]] std::string_view method_name(Method method);  ///< "auto", "balls", "cuboid", "extrusion", "relief"

struct Options {
    Method method = Method::Auto;
    std::uint32_t grid = 256;                ///< 64..1024 samples along the long side
    std::uint32_t texture_px = 512;          ///< 128..2048
    std::uint32_t face_limit = 0;            ///< most triangles to give; 0: no limit. Met by a coarser grid.
    std::string input_sha256 = {};           ///< goes into asset.extras when known
    std::function<bool()> is_unwanted = {};  ///< asked between the steps; true ends the draft with Cancelled
};

/// What the mask says about the picture before money is spent.
enum class Advice : std::uint8_t { CleanOutline, BusyBackground, SmallObject, CutByFrame, ThinParts, FlatArt };

/// A cut-out at the size it was found at (long side at most 512): 255 inside, 0 outside, soft at the outline.
struct Mask {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint8_t> coverage;
    bool from_alpha = false;
    bool plain_background = true;  ///< false: a busy photo, the mask is the whole frame and the draft a relief
    double fill = 0;               ///< covered share of the picture, 0..1
};

struct Draft {
    glb::Scene scene;  ///< Y up, base at 0, long side 1 m; front and back are two primitives
    Method method = Method::Balls;
    Mask mask;
    std::vector<Advice> advice;
    std::uint64_t triangles = 0;
};

/// Makes a draft. Deterministic for the same pixels and options. DraftFailed, in words, when no shape is found.
/// Uses about 40 bytes a pixel of the working size (512) plus the mesh; safe from any thread.
[[nodiscard]] Result<Draft> make_draft(const Pixels& pixels, const Options& options = {});

/// make_draft, then write_glb: what the server stores and the page downloads.
[[nodiscard]] Result<Bytes> make_draft_glb(const Pixels& pixels, const Options& options = {});

}  // namespace i2m::draft
