// gesture.hpp - two fingers on the 3D view: ImGui knows only one pointer.
#pragma once

namespace i2m::client {

/// What two fingers did since the last frame.
struct PinchInput {
    float x = 0, y = 0;          ///< middle between the fingers, CSS pixels
    float zoom_steps = 0;        ///< positive: fingers moved apart; one step is 10 %
    float pan_x = 0, pan_y = 0;  ///< how far the middle moved
};

}  // namespace i2m::client
