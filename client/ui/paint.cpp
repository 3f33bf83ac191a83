// paint.cpp - drawing on ImGui's draw list.
#include "client/ui/paint.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace i2m::client::ui {
namespace {

ImDrawFlags flags_of(Corners corners) {
    switch (corners) {
        case Corners::Top: return ImDrawFlags_RoundCornersTop;
        case Corners::Bottom: return ImDrawFlags_RoundCornersBottom;
        case Corners::Left: return ImDrawFlags_RoundCornersLeft;
        case Corners::Right: return ImDrawFlags_RoundCornersRight;
        case Corners::None: return ImDrawFlags_RoundCornersNone;
        case Corners::All: break;
    }
    return ImDrawFlags_RoundCornersAll;
}

/// ImGui's own path takes a pixel off a radius that reaches half the box, which makes circles square.
void round_path(ImDrawList& list, const Rect& box, float radius, Corners corners) {
    const float r = std::min(radius, std::min(box.w, box.h) / 2);
    const int steps = std::clamp(static_cast<int>(std::ceil(r * 0.75F)) + 2, 3, 16);
    const auto corner = [&](bool is_round, float x, float y, float cx, float cy, int quarter) {
        if (!is_round || r <= 0.5F) return list.PathLineTo(ImVec2(x, y));
        for (int i = 0; i <= steps; ++i) {
            const float angle = (static_cast<float>(quarter) + static_cast<float>(i) / static_cast<float>(steps)) * 1.57079633F;
            // Where two arcs meet, a point given twice would give a stroke a spike.
            const ImVec2 at(cx + r * std::cos(angle), cy + r * std::sin(angle));
            const bool is_new =
                list._Path.empty() || std::abs(list._Path.back().x - at.x) + std::abs(list._Path.back().y - at.y) > 0.01F;
            if (is_new) list.PathLineTo(at);
        }
    };
    const bool top = corners == Corners::All || corners == Corners::Top;
    const bool bottom = corners == Corners::All || corners == Corners::Bottom;
    corner(top || corners == Corners::Left, box.x, box.y, box.x + r, box.y + r, 2);
    corner(top || corners == Corners::Right, box.right(), box.y, box.right() - r, box.y + r, 3);
    corner(bottom || corners == Corners::Right, box.right(), box.bottom(), box.right() - r, box.bottom() - r, 0);
    corner(bottom || corners == Corners::Left, box.x, box.bottom(), box.x + r, box.bottom() - r, 1);
    ImVector<ImVec2>& path = list._Path;
    const ImVec2 gap(path.front().x - path.back().x, path.front().y - path.back().y);
    if (path.Size > 3 && gap.x * gap.x + gap.y * gap.y < 1e-4F) path.pop_back();
}

ImVec2 low(const Rect& box) { return {box.x, box.y}; }
ImVec2 high(const Rect& box) { return {box.right(), box.bottom()}; }

}  // namespace

std::uint32_t Ui::color(Color color, float alpha_of_color) const {
    const auto a = static_cast<std::uint32_t>(std::lround(std::clamp(alpha * alpha_of_color, 0.0F, 1.0F) * 255));
    return IM_COL32((color >> 16) & 255U, (color >> 8) & 255U, color & 255U, a);
}

void Ui::wake(double ms) {
    if (wake_in_ms < 0 || ms < wake_in_ms) wake_in_ms = ms;
}

ImDrawList& draw_list() { return *ImGui::GetWindowDrawList(); }

bool is_clipped(const Rect& box) {
    const ImRect& clip = ImGui::GetCurrentWindowRead()->ClipRect;
    return box.x >= clip.Max.x || box.right() <= clip.Min.x || box.y >= clip.Max.y || box.bottom() <= clip.Min.y;
}

void fill(Ui& ui, const Rect& box, Color color, float radius, Corners corners, float alpha) {
    if (radius < 0.5F || corners == Corners::None) return draw_list().AddRectFilled(low(box), high(box), ui.color(color, alpha));
    round_path(draw_list(), box, radius, corners);
    draw_list().PathFillConvex(ui.color(color, alpha));
}

void outline(Ui& ui, const Rect& box, Color color, float width, float radius, Corners corners, float alpha) {
    const float half = width / 2;
    ImDrawList& list = draw_list();
    round_path(list, box.inset(half), std::max(0.0F, radius - half), corners);
    list.PathStroke(ui.color(color, alpha), ImDrawFlags_Closed, width);
}

void gradient(Ui& ui, const Rect& box, Color top, Color bottom, float radius, Corners corners) {
    ImDrawList& list = draw_list();
    const int first = list.VtxBuffer.Size;
    round_path(list, box, radius, corners);
    list.PathFillConvex(ui.color(0xFFFFFF));
    ImGui::ShadeVertsLinearColorGradientKeepAlpha(&list, first, list.VtxBuffer.Size, ImVec2(box.x, box.y),
                                                  ImVec2(box.x, box.bottom()), ui.color(top), ui.color(bottom));
}

void shadow(Ui& ui, const Rect& box, float radius, Elevation elevation) {
    if (!ui.palette().has_shadows) return;
    const Shadow& level = kShadows[static_cast<int>(elevation)];
    const float alpha = ui.kind == ThemeKind::Dark ? level.alpha_dark : level.alpha_light;
    ui.shadows.draw(draw_list(), box, radius, elevation, ui.color(ui.palette().shadow_tint, alpha));
}

void card(Ui& ui, const Rect& box, float radius) {
    shadow(ui, box, radius, Elevation::Card);
    fill(ui, box, ui.palette().surface, radius);
    outline(ui, box, ui.palette().border, ui.palette().line_px, radius);
}

void focus_ring(Ui& ui, const Rect& box, float radius) {
    ImGui::PushClipRect(ImVec2(0, 0), ImVec2(ui.screen.w, ui.screen.h), false);
    outline(ui, box.inset(-2), ui.palette().surface, 2, radius + 2);
    outline(ui, box.inset(-4), ui.palette().focus, 2, radius + 4);
    ImGui::PopClipRect();
}

void selection(Ui& ui, const Rect& box, float radius) { outline(ui, box.inset(-1), ui.palette().accent, 2, radius + 1); }

void line_h(Ui& ui, float x0, float x1, float y, Color color) { fill(ui, {x0, y, x1 - x0, ui.palette().line_px}, color); }
void line_v(Ui& ui, float x, float y0, float y1, Color color) { fill(ui, {x, y0, ui.palette().line_px, y1 - y0}, color); }

void icon(Ui& ui, std::string_view glyph, Point center, float size, Color color, float alpha) {
    // Icons grow with the words beside them, as far as their places allow.
    const float shown = size * std::clamp(ui.text_scale, 1.0F, 1.5F);
    ui.fonts.draw_icon(draw_list(), shown, center.x - shown / 2, center.y - shown / 2, ui.color(color, alpha), glyph);
}

Rect contained(const Picture& picture, const Rect& box) {
    if (picture.width_px == 0 || picture.height_px == 0) return box;
    const auto w = static_cast<float>(picture.width_px);
    const auto h = static_cast<float>(picture.height_px);
    const float scale = std::min(box.w / w, box.h / h);
    return box.centered(w * scale, h * scale);
}

void picture_cover(Ui& ui, const Picture& picture, const Rect& box, float radius, Corners corners, float alpha) {
    if (picture.id == 0 || picture.width_px == 0 || picture.height_px == 0) return;
    const auto w = static_cast<float>(picture.width_px);
    const auto h = static_cast<float>(picture.height_px);
    const float scale = std::max(box.w / w, box.h / h);
    const float cut_x = (1 - box.w / (w * scale)) / 2;
    const float cut_y = (1 - box.h / (h * scale)) / 2;
    draw_list().AddImageRounded(ImTextureRef(picture.id), low(box), high(box), ImVec2(cut_x, cut_y), ImVec2(1 - cut_x, 1 - cut_y),
                                ui.color(0xFFFFFF, alpha), radius, flags_of(corners));
}

void picture_contain(Ui& ui, const Picture& picture, const Rect& box, float alpha, Color tint, float from, float to) {
    if (picture.id == 0) return;
    const Rect place = contained(picture, box);
    const float left = std::max(place.x, box.x + box.w * from);
    const float right = std::min(place.right(), box.x + box.w * to);
    if (right <= left) return;
    draw_list().AddImage(ImTextureRef(picture.id), ImVec2(left, place.y), ImVec2(right, place.bottom()),
                         ImVec2((left - place.x) / place.w, 0), ImVec2((right - place.x) / place.w, 1), ui.color(tint, alpha));
}

void texture(Ui& ui, std::uint64_t id, const Rect& box, float radius, Corners corners) {
    if (id == 0) return;
    draw_list().AddImageRounded(ImTextureRef(id), low(box), high(box), ImVec2(0, 0), ImVec2(1, 1), ui.color(0xFFFFFF), radius,
                                flags_of(corners));
}

Clip::Clip(const Rect& box) { ImGui::PushClipRect(low(box), high(box), true); }
Clip::~Clip() { ImGui::PopClipRect(); }

}  // namespace i2m::client::ui
