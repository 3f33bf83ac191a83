// rasterizer.hpp - draws ImGui's draw lists in software, so that pages can be looked at and compared without a browser.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

struct ImDrawData;

namespace i2m::test {

/// 8-bit RGBA, not premultiplied, top row first.
struct Canvas {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba;

    [[nodiscard]] const std::uint8_t* at(int x, int y) const {
        return rgba.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 4;
    }
};

/// Textured, alpha-blended triangles with bilinear filtering and clip rectangles, as the GL backend draws them.
class Rasterizer {
public:
    /// Registers a picture; the id is what ImGui::Image gets.
    [[nodiscard]] std::uint64_t add_texture(Canvas picture);
    /// Draws at `pixel_ratio` device pixels per CSS pixel. Also serves the textures that ImGui asks for.
    [[nodiscard]] Canvas draw(ImDrawData& data, float pixel_ratio);
    /// Only what ImGui asks of its renderer between frames, without drawing.
    void serve_textures(ImDrawData& data);

private:
    std::map<std::uint64_t, Canvas> textures_;
    std::uint64_t next_id_ = 1;
};

[[nodiscard]] bool write_png(const Canvas& canvas, const std::string& path);
/// Empty when it cannot be read.
[[nodiscard]] Canvas read_png(const std::string& path);

}  // namespace i2m::test
