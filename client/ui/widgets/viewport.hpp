// viewport.hpp - the 3D view as a widget: turned, moved and zoomed by mouse, fingers and keys.
#pragma once

#include <optional>
#include <string_view>

#include "client/ui/paint.hpp"
#include "client/ui/ui.hpp"
#include "client/viewer/viewport.hpp"

namespace i2m::client::ui {

struct ViewportSpec {
    std::uint32_t slot = 0;  ///< one per place on the screen
    ModelId model = 0;
    Camera camera;
    bool shows_grid = true;
    std::string_view name;         ///< what is shown: "3D view of teapot.png"
    std::string_view description;  ///< the text alternative
    float radius = 0;
    Corners corners = Corners::All;
    bool turns = false;  ///< by itself, 12 s a turn; never under reduced motion
    /// A second model over the first, as clear as `alpha`: what the first takes the place of.
    struct Over {
        std::uint32_t slot = 0;
        ModelId model = 0;
        Camera camera;
        float alpha = 0;
    } over = {};
};
/// Where the camera went.
struct ViewportMove {
    Camera camera;
    bool by_hand = false;
};

[[nodiscard]] ViewportLook viewport_look(const Palette& palette, bool shows_grid);
/// Draws the view; gives the camera when it moved.
[[nodiscard]] std::optional<ViewportMove> viewport(Ui& ui, ViewportRenderer& renderer, const Rect& box, const ViewportSpec& spec);

}  // namespace i2m::client::ui
