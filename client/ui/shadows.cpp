// shadows.cpp - blurred rounded boxes, drawn as nine slices.
#include "client/ui/shadows.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace i2m::client::ui {
namespace {

/// Where (x, y) lies in a picture of rows of `width`.
std::size_t place_of(int x, int y, int width) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
}

std::vector<float> gaussian(float sigma) {
    const int reach = std::max(1, static_cast<int>(std::ceil(sigma * 3)));
    std::vector<float> kernel(static_cast<std::size_t>(2 * reach + 1));
    float sum = 0;
    for (int i = -reach; float& weight : kernel) {
        weight = std::exp(-static_cast<float>(i * i) / (2 * sigma * sigma));
        sum += weight;
        ++i;
    }
    for (float& weight : kernel) weight /= sum;
    return kernel;
}

/// Blurs rows and turns the square, so that two calls blur both ways.
std::vector<float> blur_and_turn(const std::vector<float>& in, int size, const std::vector<float>& kernel) {
    std::vector<float> out(in.size());
    const int reach = static_cast<int>(kernel.size()) / 2;
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            float sum = 0;
            for (int from = x - reach; const float weight : kernel) {
                sum += in[place_of(std::clamp(from, 0, size - 1), y, size)] * weight;
                ++from;
            }
            out[place_of(y, x, size)] = sum;
        }
    }
    return out;
}

void write_alpha(ImTextureData& texture, const ImFontAtlasRect& place, const std::vector<float>& coverage) {
    for (int y = 0; y < place.h; ++y) {
        for (int x = 0; x < place.w; ++x) {
            const auto alpha = static_cast<unsigned char>(std::lround(coverage[place_of(x, y, place.w)] * 255));
            auto* pixel = static_cast<unsigned char*>(texture.GetPixelsAt(place.x + x, place.y + y));
            if (texture.BytesPerPixel == 4) {
                pixel[0] = pixel[1] = pixel[2] = 255;
                pixel[3] = alpha;
            } else {
                pixel[0] = alpha;
            }
        }
    }
}

}  // namespace

std::vector<float> blurred_box(int size, int margin, float radius, float sigma) {
    std::vector<float> box(static_cast<std::size_t>(size * size));
    const float low = static_cast<float>(margin) + radius;
    const float high = static_cast<float>(size - margin) - radius;
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const float px = static_cast<float>(x) + 0.5F;
            const float py = static_cast<float>(y) + 0.5F;
            const float dx = std::max({low - px, 0.0F, px - high});
            const float dy = std::max({low - py, 0.0F, py - high});
            box[place_of(x, y, size)] = std::clamp(radius - std::sqrt(dx * dx + dy * dy) + 0.5F, 0.0F, 1.0F);
        }
    }
    const std::vector<float> kernel = gaussian(sigma);
    return blur_and_turn(blur_and_turn(box, size, kernel), size, kernel);
}

const Shadows::Slice* Shadows::slice(Elevation elevation, int radius) {
    for (const Slice& known : slices_) {
        if (known.elevation == elevation && known.radius == radius) return &known;
    }
    const float blur = kShadows[static_cast<int>(elevation)].blur;
    Slice made{elevation, radius, static_cast<int>(std::ceil(blur)), 0, blur < 10 ? 2 : 1, -1};
    // The blur reaches as far into the box as out of it, so a corner holds both.
    made.slice_px = 2 * made.margin_px + radius + 1;
    const int size = (2 * made.slice_px + 2) * made.density;
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    ImFontAtlasRect place;
    made.atlas_rect = atlas.AddCustomRect(size, size, &place);
    if (made.atlas_rect < 0) return nullptr;
    const auto density = static_cast<float>(made.density);
    write_alpha(*atlas.TexData, place,
                blurred_box(size, made.margin_px * made.density, static_cast<float>(radius) * density, blur / 2 * density));
    ImFontAtlasTextureBlockQueueUpload(&atlas, atlas.TexData, place.x, place.y, place.w, place.h);
    slices_.push_back(made);
    return &slices_.back();
}

void Shadows::draw(ImDrawList& list, const Rect& box, float radius, Elevation elevation, std::uint32_t color) {
    const Slice* used = slice(elevation, static_cast<int>(radius));
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    ImFontAtlasRect place;
    if (used == nullptr || !atlas.GetCustomRect(used->atlas_rect, &place)) return;
    const auto margin = static_cast<float>(used->margin_px);
    const Rect outer = box.inset(-margin).moved(0, kShadows[static_cast<int>(elevation)].offset_y);
    const float corner_x = std::min(static_cast<float>(used->slice_px), outer.w / 2);
    const float corner_y = std::min(static_cast<float>(used->slice_px), outer.h / 2);
    const float share = static_cast<float>(used->slice_px * used->density) / static_cast<float>(place.w);
    const ImVec2 uv0 = place.uv0;
    const ImVec2 uv1 = place.uv1;
    // A box smaller than two corners shows less of each.
    const float share_x = share * corner_x / static_cast<float>(used->slice_px);
    const float share_y = share * corner_y / static_cast<float>(used->slice_px);
    const std::array<float, 4> xs = {outer.x, outer.x + corner_x, outer.right() - corner_x, outer.right()};
    const std::array<float, 4> ys = {outer.y, outer.y + corner_y, outer.bottom() - corner_y, outer.bottom()};
    const std::array<float, 4> us = {uv0.x, uv0.x + (uv1.x - uv0.x) * share_x, uv1.x - (uv1.x - uv0.x) * share_x, uv1.x};
    const std::array<float, 4> vs = {uv0.y, uv0.y + (uv1.y - uv0.y) * share_y, uv1.y - (uv1.y - uv0.y) * share_y, uv1.y};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            if (xs[column + 1] <= xs[column] || ys[row + 1] <= ys[row]) continue;
            list.AddImage(atlas.TexRef, ImVec2(xs[column], ys[row]), ImVec2(xs[column + 1], ys[row + 1]),
                          ImVec2(us[column], vs[row]), ImVec2(us[column + 1], vs[row + 1]), color);
        }
    }
}

}  // namespace i2m::client::ui
