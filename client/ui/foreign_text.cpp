// foreign_text.cpp - a small cache in front of the painter: asking the browser costs far more than drawing a picture.
#include "client/ui/foreign_text.hpp"

#include <imgui.h>

#include <cmath>
#include <iterator>

namespace i2m::client::ui {
namespace {

constexpr std::size_t kMostLines = 256;  ///< about 5 MB of pictures at a pixel ratio of 2
constexpr std::size_t kMostWidths = 4096;

std::string key_of(Weight weight, float size, std::string_view text) {
    return std::to_string(static_cast<int>(weight)) + "/" + std::to_string(std::lround(size * 16)) + "/" + std::string(text);
}

}  // namespace

void ForeignText::begin() {
    ++frame_;
    if (widths_.size() > kMostWidths) widths_.clear();
    if (lines_.size() <= kMostLines) return;
    for (auto it = lines_.begin(); it != lines_.end();) {
        const bool is_shown = it->second.last_frame + 2 >= frame_;
        if (!is_shown && it->second.picture.texture != 0) painter_->release(it->second.picture.texture);
        it = is_shown ? std::next(it) : lines_.erase(it);
    }
}

float ForeignText::width(Weight weight, float size, std::string_view text) {
    if (painter_ == nullptr) return 0;
    std::string key = key_of(weight, size, text);
    const auto known = widths_.find(key);
    if (known != widths_.end()) return known->second;
    return widths_[std::move(key)] = painter_->width(weight, size, text);
}

void ForeignText::draw(ImDrawList& list, Weight weight, float size, float pixel_ratio, float pen, float baseline,
                       std::uint32_t color, std::string_view text) {
    if (painter_ == nullptr) return;
    const auto channel = [&](int shift) { return (color >> shift) & 255U; };
    const Color rgb = (channel(IM_COL32_R_SHIFT) << 16) | (channel(IM_COL32_G_SHIFT) << 8) | channel(IM_COL32_B_SHIFT);
    std::string key = std::to_string(rgb) + "@" + std::to_string(std::lround(pixel_ratio * 4096)) + key_of(weight, size, text);
    auto it = lines_.find(key);
    if (it == lines_.end())
        it = lines_.emplace(std::move(key), Line{painter_->paint(weight, size, pixel_ratio, rgb, text), 0}).first;
    it->second.last_frame = frame_;
    const PaintedText& picture = it->second.picture;
    if (picture.texture == 0) return;
    // On whole device pixels: the picture has exactly one texel for each.
    const float x = std::round(pen * pixel_ratio) / pixel_ratio + picture.x;
    const float y = std::round(baseline * pixel_ratio) / pixel_ratio + picture.y;
    list.AddImage(ImTextureRef(picture.texture), ImVec2(x, y), ImVec2(x + picture.width, y + picture.height), ImVec2(0, 0),
                  ImVec2(1, 1), IM_COL32(255, 255, 255, color >> IM_COL32_A_SHIFT));
}

}  // namespace i2m::client::ui
