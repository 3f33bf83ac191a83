// viewport.hpp - the seam between the pages and the 3D renderer: which model is shown where, and how it is looked at.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "client/viewer/camera.hpp"
#include "shared/base/bytes.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::client {

using ModelId = std::uint32_t;  ///< a model on the GPU; 0 is none

/// Colours of the surroundings, linear-free sRGB 0..1, from the theme.
struct ViewportLook {
    std::array<float, 3> background_top = {0.97F, 0.98F, 0.98F};
    std::array<float, 3> background_bottom = {0.87F, 0.9F, 0.92F};
    std::array<float, 4> grid = {0.3F, 0.34F, 0.38F, 0.25F};
    bool shows_grid = true;
};

/// How far a model has come after load_model.
enum class ModelState : std::uint8_t { None, Loading, Ready, Failed };

/// Draws models into textures that ImGui shows. The real one lives in client/viewer/gl (WebGL2), tests use a fake.
/// Main thread only.
class ViewportRenderer {
public:
    virtual ~ViewportRenderer() = default;
    /// Takes a GLB (kept for a lost context), parses it and uploads it; textures follow when the browser has decoded them.
    [[nodiscard]] virtual ModelId load_model(Bytes glb) = 0;
    virtual void unload_model(ModelId model) = 0;
    [[nodiscard]] virtual ModelState model_state(ModelId model) const = 0;
    [[nodiscard]] virtual std::string model_error(ModelId model) const = 0;
    [[nodiscard]] virtual glb::Stats model_stats(ModelId model) const = 0;
    /// Draws `model` (0: surroundings only) as seen by `camera` into view `slot` and returns its texture for
    /// ImGui::Image, `width_px` x `height_px` device pixels, v = 0 at the top. Draws only when something changed.
    [[nodiscard]] virtual std::uint64_t render(std::uint32_t slot, ModelId model, const Camera& camera, const ViewportLook& look,
                                               std::uint32_t width_px, std::uint32_t height_px) = 0;
    /// A small still picture of a model for cards; 0 while it is not ready. Kept until unload_model.
    [[nodiscard]] virtual std::uint64_t still(ModelId model, const ViewportLook& look, std::uint32_t width_px,
                                              std::uint32_t height_px) = 0;
    /// True when something is on its way (a texture being decoded) and another frame is wanted.
    [[nodiscard]] virtual bool wants_frame() const = 0;
};

}  // namespace i2m::client
