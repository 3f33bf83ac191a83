// fake_viewport.cpp - a painted solid in place of the 3D renderer.
#include <algorithm>
#include <array>
#include <cmath>

#include "tests/support/imgui_harness.hpp"

namespace i2m::test {
namespace {

/// A shaded ball in front of the gradient, large enough to be seen in pictures.
Canvas paint(bool has_model, const client::ViewportLook& look, std::uint32_t width, std::uint32_t height) {
    Canvas canvas{static_cast<int>(width), static_cast<int>(height), {}};
    canvas.rgba.resize(std::size_t{4} * width * height);
    const float radius = 0.3F * static_cast<float>(std::min(width, height));
    for (std::uint32_t y = 0; y < height; ++y) {
        const float t = static_cast<float>(y) / static_cast<float>(std::max(1U, height - 1));
        for (std::uint32_t x = 0; x < width; ++x) {
            std::array<float, 3> color{};
            for (std::size_t i = 0; i < 3; ++i)
                color[i] = look.background_top[i] + (look.background_bottom[i] - look.background_top[i]) * t;
            const float dx = (static_cast<float>(x) - static_cast<float>(width) / 2) / radius;
            const float dy = (static_cast<float>(y) - static_cast<float>(height) / 2) / radius;
            if (has_model && dx * dx + dy * dy < 1) {
                const float light = std::clamp(0.55F - 0.3F * dy - 0.25F * dx, 0.1F, 1.0F);
                color = {0.92F * light, 0.36F * light, 0.26F * light};
            }
            std::uint8_t* out = &canvas.rgba[(std::size_t{y} * width + x) * 4];
            for (std::size_t i = 0; i < 3; ++i)
                out[i] = static_cast<std::uint8_t>(std::lround(std::clamp(color[i], 0.0F, 1.0F) * 255));
            out[3] = 255;
        }
    }
    return canvas;
}

}  // namespace

client::ModelId FakeViewport::load_model(Bytes) {
    alive.push_back(static_cast<client::ModelId>(++loads));
    return alive.back();
}

void FakeViewport::unload_model(client::ModelId model) {
    alive.erase(std::remove(alive.begin(), alive.end(), model), alive.end());
}

client::ModelState FakeViewport::model_state(client::ModelId) const {
    return fails ? client::ModelState::Failed : client::ModelState::Ready;
}
std::string FakeViewport::model_error(client::ModelId) const {
    return fails ? "The file ends inside a mesh. Generate it again." : "";
}

glb::Stats FakeViewport::model_stats(client::ModelId) const {
    glb::Stats stats;
    stats.triangles = 46'963;
    stats.vertices = 31'570;
    stats.materials = 3;
    stats.textures = 5;
    stats.size_bytes = 2'831'155;
    stats.bounds = {{-0.1F, 0, -0.1F}, {0.1F, 0.299F, 0.1F}};
    return stats;
}

std::uint64_t FakeViewport::render(std::uint32_t slot, client::ModelId model, const client::Camera& camera,
                                   const client::ViewportLook& look, std::uint32_t width_px, std::uint32_t height_px) {
    last_camera = camera;
    const std::string key = std::to_string(slot) + "/" + std::to_string(model != 0) + "/" +
                            std::to_string(look.background_top[0]) + "/" + std::to_string(width_px) + "x" +
                            std::to_string(height_px);
    auto [it, is_new] = painted_.try_emplace(key, 0);
    if (is_new) it->second = rasterizer_.add_texture(paint(model != 0, look, width_px, height_px));
    return it->second;
}

std::uint64_t FakeViewport::still(client::ModelId model, const client::ViewportLook& look, std::uint32_t width_px,
                                  std::uint32_t height_px) {
    return render(1000, model, {}, look, width_px, height_px);
}

}  // namespace i2m::test
