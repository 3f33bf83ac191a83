// drop_zone.cpp - where images are dropped, browsed for or pasted.
#include "client/ui/panels/drop_zone.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "client/ui/icon_codes.hpp"
#include "client/ui/logo.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/interact.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kBracket = 24;
constexpr float kBracketLine = 2.5F;
constexpr float kBracketRadius = 8;

std::string words_of(const State& state) {
    return "JPEG or PNG, up to " + format_bytes(state.limits.max_file_bytes) +
           " each. Folders work too. One object on a plain background gives the best model.";
}

/// A floor in perspective: lines to the horizon and across.
void draw_floor(Ui& ui, const Rect& box) {
    const Clip clip(box);
    ImDrawList& list = draw_list();
    const float horizon = box.y + box.h * 0.56F;
    const float bottom = box.bottom();
    const float middle = box.center().x;
    const Color ink = ui.palette().control;
    for (int i = -9; i <= 9; ++i) {
        const float near_x = middle + static_cast<float>(i) * box.w * 0.17F;
        const float far_x = middle + static_cast<float>(i) * box.w * 0.055F;
        list.AddLine(ImVec2(far_x, horizon), ImVec2(near_x, bottom), ui.color(ink, 0.20F), 1);
    }
    for (int i = 0; i < 7; ++i) {
        const float depth = static_cast<float>(i) / 6;
        const float y = horizon + (bottom - horizon) * depth * depth;
        list.AddLine(ImVec2(box.x, y), ImVec2(box.right(), y), ui.color(ink, 0.06F + 0.18F * depth), 1);
    }
}

/// A contact shadow: ellipses that add up.
void draw_ground_shadow(Ui& ui, Point center, float radius) {
    for (int i = 12; i > 0; --i) {
        const float r = radius * static_cast<float>(i) / 12;
        draw_list().AddEllipseFilled(ImVec2(center.x, center.y), ImVec2(r, r * 0.16F), ui.color(ui.palette().shadow_tint, 0.028F),
                                     0, 48);
    }
}

/// The picture that explains the product: a flat image, and the model it becomes.
void draw_story(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    note(ui, box, Role::Image, "A flat image of a faceted stone beside the 3D model made from it");
    const Rect stage{box.x + box.w * 0.19F, box.y, box.w * 0.81F, box.h};
    gradient(ui, stage, p.view_top, p.view_bottom, kRadiusLarge);
    draw_floor(ui, stage.inset(1));
    outline(ui, stage, p.border, p.line_px, kRadiusLarge);
    const Rect body{stage.x + stage.w * 0.25F, stage.y + stage.h * 0.10F, stage.w * 0.58F, stage.h * 0.70F};
    draw_ground_shadow(ui, {body.center().x, body.bottom() - 4}, body.w * 0.46F);
    draw_solid(ui, body, false);
    const ChipSpec model_chip{.icon = icons::kBox, .label = "Model", .over_picture = true};
    chip(ui, stage.right() - 14 - chip_width(ui, model_chip), stage.bottom() - 14 - chip_height(ui), model_chip);

    const float side = std::min(160.0F, box.w * 0.34F);
    const float caption = ui.grown(20, kSmallMedium);
    const Rect print{box.x, box.y + box.h * 0.40F, side, side - 8 + caption};
    shadow(ui, print, kRadiusLarge, Elevation::Floating);
    fill(ui, print, p.surface, kRadiusLarge);
    outline(ui, print, p.border, p.line_px, kRadiusLarge);
    const Rect photo{print.x + 8, print.y + 8, side - 16, side - 16};
    gradient(ui, photo, p.tile_top, p.tile_bottom, kRadius);
    draw_solid(ui, photo.inset(24), true);
    icon(ui, icons::kImage, {print.x + 8 + 9, print.bottom() - caption / 2}, 14, p.text2);
    text(ui, {print.x + 30, print.bottom() - caption, side - 36, caption}, kSmallMedium, p.text2, "Image");
}

void draw_buttons(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const ButtonSpec browse{
        .label = "Browse", .icon = icons::kFolderOpen, .kind = ButtonKind::Primary, .size = ButtonSize::Large};
    ButtonSpec paste{.label = "Paste", .icon = icons::kClipboardPaste, .size = ButtonSize::Large};
    const float height = button_height(ui, ButtonSize::Large);
    if (ui.is_phone()) {
        if (button(ui, {x, y, width, height}, browse)) view.actions.push(BrowseClicked{});
        if (button(ui, {x, y + height + 8, width, height}, paste)) view.actions.push(PasteClicked{});
        return;
    }
    paste.key_cap = "Ctrl V";
    const Rect row{x, y, width, height};
    if (button_at(ui, x, row, browse)) view.actions.push(BrowseClicked{});
    x += 12;
    if (button_at(ui, x, row, paste)) view.actions.push(PasteClicked{});
}

float words_height(const Ui& ui, const State& state, float width) {
    const float buttons = ui.is_phone() ? 2 * button_height(ui, ButtonSize::Large) + 8 : button_height(ui, ButtonSize::Large);
    return 56 + 24 + line_height(ui, kTitle) + 8 + paragraph_height(ui, width, kLead, words_of(state)) + 24 + buttons;
}

void draw_words(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    fill(ui, {x, y, 56, 56}, p.accent_soft, kRadiusMedium);
    icon(ui, icons::kImagePlus, {x + 28, y + 28}, 24, p.accent_text);
    y += 56 + 24;
    heading(ui, {x, y, width, line_height(ui, kTitle)}, ui.is_phone() ? kHeading : kTitle,
            view.state.drag_over ? "Drop them here" : "Drop images anywhere", 2);
    y += line_height(ui, kTitle) + 8;
    y += paragraph(ui, x, y, width, kLead, p.text2, words_of(view.state)) + 24;
    draw_buttons(view, x, y, width);
}

}  // namespace

void draw_brackets(Ui& ui, const Rect& box, float out) {
    ImDrawList& list = draw_list();
    const Rect b = box.inset(-out);
    const std::uint32_t ink = ui.color(ui.palette().accent);
    struct Corner {
        Point at;
        float dx, dy;
    };
    const std::array<Corner, 4> corners = {
        {{{b.x, b.y}, 1, 1}, {{b.right(), b.y}, -1, 1}, {{b.right(), b.bottom()}, -1, -1}, {{b.x, b.bottom()}, 1, -1}}};
    for (const Corner& c : corners) {
        list.PathLineTo(ImVec2(c.at.x, c.at.y + c.dy * kBracket));
        list.PathLineTo(ImVec2(c.at.x, c.at.y + c.dy * kBracketRadius));
        list.PathBezierQuadraticCurveTo(ImVec2(c.at.x, c.at.y), ImVec2(c.at.x + c.dx * kBracketRadius, c.at.y), 8);
        list.PathLineTo(ImVec2(c.at.x + c.dx * kBracket, c.at.y));
        list.PathStroke(ink, 0, kBracketLine);
    }
}

float drop_zone_height(const Ui& ui, float width) {
    if (ui.is_phone()) return words_height(ui, State{}, width - 64) + 72;
    const bool is_wide = width >= 800;
    const float words = words_height(ui, State{}, is_wide ? 356.0F : width - 128);
    return is_wide ? std::max(414.0F, words + 120) : words + 128;
}

void draw_drop_zone(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const float over = ui.motion.to(id_of("drop zone"), view.state.drag_over ? 1.0F : 0.0F, kHoverMs);
    shadow(ui, box, kRadiusLarge, Elevation::Card);
    fill(ui, box, mix(ui.palette().surface, ui.palette().accent_soft, over), kRadiusLarge);
    outline(ui, box, ui.palette().border, ui.palette().line_px, kRadiusLarge);
    draw_brackets(ui, box.inset(18), over * 4);
    const float padding = ui.is_phone() ? 32.0F : 64.0F;
    const bool has_story = !ui.is_phone() && box.w >= 800;
    const float width = has_story ? std::min(356.0F, box.w * 0.34F) : box.w - 2 * padding;
    const float top = box.y + (box.h - words_height(ui, view.state, width)) / 2;
    draw_words(view, box.x + padding, top, width);
    if (!has_story) return;
    const float left = box.x + padding + std::max(width, 384.0F) + 64;
    draw_story(view, {left, box.y + 33, box.right() - 57 - left, box.h - 66});
}

}  // namespace i2m::client::ui
