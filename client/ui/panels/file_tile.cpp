// file_tile.cpp - tiles and rows of the upload page.
#include "client/ui/panels/file_tile.hpp"

#include <algorithm>
#include <string>

#include "client/app/select.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/progress.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kPictureHeight = 168;
constexpr float kPadding = 13;  ///< 12 and the border
constexpr float kRemove = 28;

struct VerdictLook {
    const char* icon;
    Tone tone;
};
VerdictLook look_of(VerdictKind kind) {
    switch (kind) {
        case VerdictKind::Ready: return {icons::kCheck, Tone::Ok};
        case VerdictKind::Warning: return {icons::kTriangleAlert, Tone::Warn};
        case VerdictKind::Refused: return {icons::kBan, Tone::Danger};
        case VerdictKind::Checking: break;
    }
    return {icons::kLoaderCircle, Tone::Neutral};
}

std::string spoken(const LocalFile& file, const Verdict& verdict) {
    std::string words = verdict.label;
    if (!verdict.problem.empty()) words += ". " + verdict.problem;
    if (!verdict.hint.empty()) words += ". " + verdict.hint;
    return words + ". " + measure_words(file);
}

/// The tile as a whole selects its file.
Interaction select_by(PageView& view, const LocalFile& file, const Verdict& verdict, const Rect& box) {
    const Interaction touch = interact(view.ui, id_of("tile"), box, {false, true, false});
    const bool is_selected = view.state.selected_file == file.key;
    mirror_item(view.ui, touch, Role::Button, file.name, box, false,
                is_selected ? std::uint16_t{kMirrorChecked} : std::uint16_t{0}, {}, spoken(file, verdict));
    if (touch.clicked) view.actions.push(FileSelected{file.key});
    return touch;
}

void draw_frame(PageView& view, const Interaction& touch, const Rect& box, bool is_selected) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    if (is_selected) {
        selection(ui, box, kRadiusLarge);
    } else {
        outline(ui, box, mix(p.border, p.control, touch.hover), p.line_px, kRadiusLarge);
    }
    if (touch.focused) focus_ring(ui, box, kRadiusLarge);
}

/// A whole object stands in its tile with air around it; a photo that fills its frame bleeds to the edge.
bool stands_free(const LocalFile& file) {
    if (file.report && file.report->has_alpha) return true;
    const auto& advice = file.draft.advice;
    const bool is_busy = std::find(advice.begin(), advice.end(), draft::Advice::BusyBackground) != advice.end();
    return file.draft.mask != 0 && !is_busy;
}

void draw_missing(Ui& ui, const Rect& box, const char* glyph, std::string_view words) {
    const Palette& p = ui.palette();
    const float width = 16 + 8 + text_width(ui, kSmall, words);
    if (width > box.w - 8) return icon(ui, glyph, box.center(), 16, p.text3);
    icon(ui, glyph, {box.center().x - width / 2 + 8, box.center().y}, 16, p.text3);
    draw_text_in(ui, {box.center().x - width / 2 + 24, box.y, width, box.h}, kSmall, p.text2, words);
}

void draw_picture(PageView& view, const LocalFile& file, const Rect& box, float radius, Corners corners, float air) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    if (is_refused(file) && (file.picture.id == 0 || file.picture.is_failed)) {
        fill(ui, box, p.sunken, radius, corners);
        return draw_missing(ui, box, icons::kImageOff, "No picture in this file");
    }
    gradient(ui, box, p.tile_top, p.tile_bottom, radius, corners);
    if (file.picture.is_failed) return draw_missing(ui, box, icons::kImageOff, "Cannot be shown here");
    if (file.picture.id == 0) {
        return icon(ui, icons::kImage, box.center(), 24, p.control, 0.6F);
    }
    const Picture picture{file.picture.id, file.picture.width_px, file.picture.height_px};
    const float shown = ui.motion.to(id_of("picture"), 1, kFadeMs, 0);
    if (!stands_free(file)) return picture_cover(ui, picture, box, radius, corners, shown);
    const Picture cut_out{file.draft.mask != 0 ? file.draft.mask : picture.id, picture.width_px, picture.height_px};
    picture_contain(ui, cut_out, box.inset(air), shown);
}

void draw_verdict(Ui& ui, const Verdict& verdict, float x, float y, float width) {
    const VerdictLook look = look_of(verdict.kind);
    const float used = chip(ui, x, y, {.icon = look.icon, .label = verdict.label, .tone = look.tone}, width);
    const Rect rest{x + used + 8, y, width - used - 8, chip_height(ui)};
    // Praise may be left out where there is no room; a next step is cut at worst.
    const bool fits = text_width(ui, kSmall, verdict.hint) <= rest.w + 1;
    if (!verdict.hint.empty() && (fits || (verdict.kind != VerdictKind::Ready && rest.w > 56))) {
        text(ui, rest, kSmall, ui.palette().text2, verdict.hint);
    }
}

}  // namespace

float file_tile_height(const Ui& ui) {
    return kPictureHeight + 2 * kPadding + line_height(ui, kBodyMedium) + 2 + line_height(ui, kSmall) + 8 + chip_height(ui);
}
float file_row_height(const Ui& ui) { return std::max(74.0F, 26 + line_height(ui, kBodyMedium) + line_height(ui, kSmall) + 4); }

void draw_file_tile(PageView& view, const LocalFile& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const IdScope scope(file.key);
    const MirrorScope item(ui.mirror, item_of(Role::ListItem, "", id_of("item")), box);
    const Verdict verdict = verdict_of(file);
    shadow(ui, box, kRadiusLarge, Elevation::Card);
    fill(ui, box, p.surface, kRadiusLarge);
    const Interaction touch = select_by(view, file, verdict, box);
    const float x = box.x + kPadding;
    const float width = box.w - 2 * kPadding;
    const bool has_problem = !verdict.problem.empty();
    const float meta = has_problem ? paragraph_height(ui, width, kSmall, verdict.problem, 3) : line_height(ui, kSmall);
    // A refusal may need more lines; its picture has less to show.
    const float picture = kPictureHeight + line_height(ui, kSmall) - meta;
    draw_picture(view, file, {box.x + 1, box.y + 1, box.w - 2, picture}, kRadiusLarge - 1, Corners::Top, 12);
    float y = box.y + picture + kPadding;
    draw_text_in(ui, {x, y, width, line_height(ui, kBodyMedium)}, kBodyMedium, p.text,
                 fitted_name(ui, kBodyMedium, file.name, width));
    y += line_height(ui, kBodyMedium) + 2;
    if (has_problem) {
        paragraph(ui, x, y, width, kSmall, p.danger, verdict.problem, 3);
    } else {
        text(ui, {x, y, width, meta}, kSmall, p.text3, measure_words(file));
    }
    y += meta + 8;
    draw_verdict(ui, verdict, x, y, width);
    draw_frame(view, touch, box, view.state.selected_file == file.key);
    const Rect remove{box.right() - 10 - kRemove, box.y + 10, kRemove, kRemove};
    const std::string name = "Remove " + file.name;
    if (tool(ui, remove, {.icon = icons::kX, .name = name, .icon_size = 14, .framed = true}))
        view.actions.push(FileRemoved{file.key});
}

void draw_file_row(PageView& view, const LocalFile& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const IdScope scope(file.key);
    const MirrorScope item(ui.mirror, item_of(Role::ListItem, "", id_of("item")), box);
    const Verdict verdict = verdict_of(file);
    fill(ui, box, p.surface, kRadiusLarge);
    const Interaction touch = select_by(view, file, verdict, box);
    const Rect thumb{box.x + 9, box.y + (box.h - 56) / 2, 56, 56};
    draw_picture(view, file, thumb, kRadiusMedium, Corners::All, 4);
    const float x = thumb.right() + 12;
    const float width = box.right() - 56 - x;
    float y = box.y + (box.h - line_height(ui, kBodyMedium) - 4 - line_height(ui, kSmall)) / 2;
    draw_text_in(ui, {x, y, width, line_height(ui, kBodyMedium)}, kBodyMedium, p.text,
                 fitted_name(ui, kBodyMedium, file.name, width));
    y += line_height(ui, kBodyMedium) + 4;
    const VerdictLook look = look_of(verdict.kind);
    const float line = line_height(ui, kSmall);
    icon(ui, look.icon, {x + 7, y + line / 2}, 14, tone_ink(p, look.tone));
    const float label = text(ui, {x + 18, y, width - 18, line}, kSmallMedium, tone_ink(p, look.tone), verdict.label);
    const Rect rest{x + 18 + label + 5, y, width - 23 - label, line};
    const std::string& hint = verdict.problem.empty() ? verdict.hint : verdict.problem;
    if (!hint.empty() && rest.w > 24) text(ui, rest, kSmall, p.text2, hint);
    draw_frame(view, touch, box, view.state.selected_file == file.key);
    const std::string name = "Remove " + file.name;
    const Rect remove{box.right() - 50, box.y + (box.h - 40) / 2, 40, 40};
    if (tool(ui, remove, {.icon = icons::kX, .name = name, .icon_size = 18})) view.actions.push(FileRemoved{file.key});
}

}  // namespace i2m::client::ui
