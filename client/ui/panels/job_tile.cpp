// job_tile.cpp - tiles and rows of the processing page.
#include "client/ui/panels/job_tile.hpp"

#include <imgui.h>

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

constexpr float kPictureHeight = 144;
constexpr float kAcross = 17;  ///< 16 and the border

Tone tone_of(FileState state) { return static_cast<Tone>(look_of(state).tone); }

bool is_working(FileState state) { return is_running(state); }

/// The triangles of a mesh in the making, over what is already behind the line.
void draw_mesh(Ui& ui, const Rect& box) {
    constexpr float kStep = 11;
    if (box.w <= 0) return;
    const Clip clip(box);
    const Palette& p = ui.palette();
    fill(ui, box, p.accent_soft, 0, Corners::None, 0.45F);
    ImDrawList& list = draw_list();
    const std::uint32_t ink = ui.color(p.accent, 0.55F);
    const float height = kStep * 0.866F;
    for (float y = box.y; y < box.bottom(); y += height) list.AddLine(ImVec2(box.x, y), ImVec2(box.right(), y), ink, 0.75F);
    const float lean = box.h / height * kStep / 2;
    for (float x = box.x - lean; x < box.right() + lean; x += kStep) {
        list.AddLine(ImVec2(x, box.y), ImVec2(x + lean, box.bottom()), ink, 0.75F);
        list.AddLine(ImVec2(x, box.y), ImVec2(x - lean, box.bottom()), ink, 0.75F);
    }
}

/// Left of the line what is made, right of it the photo; the line moves with the percentage across the object.
void draw_split(Ui& ui, const Picture& photo, const Picture& cut_out, const Rect& box, float percent) {
    const Palette& p = ui.palette();
    const Rect object = contained(photo, box);
    const float share = ui.motion.to(id_of("split"), percent / 100, kProgressMs);
    const float line = (object.x + object.w * share - box.x) / box.w;
    picture_contain(ui, photo, box, 1, 0xFFFFFF, line, 1);
    picture_contain(ui, cut_out.id != 0 ? cut_out : photo, box, 1, mix(p.accent, 0xFFFFFF, 0.5F), 0, line);
    const float left = std::max(object.x, box.x);
    draw_mesh(ui, {left, object.y, box.x + box.w * line - left, object.h});
}

void draw_split_line(Ui& ui, const Picture& photo, const Rect& inner, const Rect& box, float percent) {
    const Rect object = contained(photo, inner);
    const float share = ui.motion.to(id_of("split"), percent / 100, kProgressMs);
    fill(ui, {object.x + object.w * share - 1, box.y, 2, box.h}, ui.palette().accent);
}

struct Shown {
    Picture photo;
    Picture cut_out;
    bool is_free = false;  ///< a cut-out stands in the tile; a photo bleeds to its edges
};

Shown shown_of(const State& state, const api::FileView& file) {
    const PictureState picture = picture_of(state, file);
    Shown shown{{picture.id, picture.width_px, picture.height_px}, {}, false};
    const auto origin = state.job.origins.find(file.file_id);
    if (origin != state.job.origins.end() && origin->second.mask != 0) {
        shown.cut_out = {origin->second.mask, picture.width_px, picture.height_px};
        shown.is_free = true;
    }
    return shown;
}

void draw_picture(PageView& view, const api::FileView& file, const Rect& box, float radius, Corners corners, float air) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    gradient(ui, box, p.tile_top, p.tile_bottom, radius, corners);
    const Shown shown = shown_of(view.state, file);
    if (shown.photo.id == 0) return icon(ui, icons::kImage, box.center(), 24, p.control, 0.6F);
    const bool waits = file.status == FileState::Queued || file.status == FileState::Cancelled;
    const float alpha = waits ? 0.55F : 1.0F;
    const Rect inner = box.inset(air);
    if (is_working(file.status)) {
        const float percent = static_cast<float>(file.progress);
        draw_split(ui, shown.is_free ? shown.cut_out : shown.photo, shown.cut_out, inner, percent);
        return draw_split_line(ui, shown.photo, inner, box, percent);
    }
    if (shown.is_free) return picture_contain(ui, shown.cut_out, inner, alpha);
    picture_cover(ui, shown.photo, box, radius, corners, alpha);
}

void draw_deeds(PageView& view, const api::FileView& file, float right, const Rect& row) {
    Ui& ui = view.ui;
    if (file.status == FileState::Succeeded) {
        const std::string name = "Open " + model_file_name(file);
        if (button_before(ui, right, row, {.label = "Open", .icon = icons::kRotate3d, .size = ButtonSize::Small, .name = name})) {
            view.actions.push(ResultSelected{file.file_id});
        }
        return;
    }
    if (!can_retry(file)) return;
    const std::string name = "Retry " + file.filename;
    if (button_before(ui, right, row, {.label = "Retry", .icon = icons::kRotateCw, .size = ButtonSize::Small, .name = name})) {
        view.actions.push(RetryClicked{{file.file_id}});
    }
}

Color aside_color(const Palette& p, FileState state) {
    if (is_working(state)) return p.accent_text;
    return state == FileState::Retrying ? p.warn : p.text2;
}

std::string spoken(const api::FileView& file, const TileWords& words) {
    std::string spoken = state_words(file.status);
    if (!words.aside.empty()) spoken += ", " + words.aside;
    return spoken;
}

}  // namespace

StateLook look_of(FileState state) {
    const auto look = [](const char* glyph, Tone tone) { return StateLook{glyph, static_cast<std::uint8_t>(tone)}; };
    switch (state) {
        case FileState::Queued:
        case FileState::Waiting: return look(icons::kHourglass, Tone::Neutral);
        case FileState::Submitting:
        case FileState::Generating:
        case FileState::Fetching: return look(icons::kLoaderCircle, Tone::Info);
        case FileState::Retrying: return look(icons::kRotateCw, Tone::Warn);
        case FileState::Unknown: return look(icons::kCircleHelp, Tone::Warn);
        case FileState::Succeeded: return look(icons::kCheck, Tone::Ok);
        case FileState::Failed: return look(icons::kCircleAlert, Tone::Danger);
        case FileState::Cancelled: return look(icons::kCircleX, Tone::Neutral);
    }
    return look(icons::kCircleHelp, Tone::Neutral);
}

float job_tile_height(const Ui& ui) {
    return kPictureHeight + 12 + line_height(ui, kBodyMedium) + 6 + 2 * line_height(ui, kSmall) + 13 + ui.grown(12, kBodyMedium) +
           13;
}
float job_row_height(const Ui& ui) {
    return std::max(88.0F, 24 + line_height(ui, kBodyMedium) + 2 * line_height(ui, kSmall) + 8);
}

void draw_job_tile(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const IdScope scope(file.file_id);
    const TileWords words = tile_words(view.state, file);
    MirrorItem item = item_of(Role::ListItem, file.filename, id_of("item"));
    item.description = spoken(file, words);
    const MirrorScope entry(ui.mirror, std::move(item), box);
    shadow(ui, box, kRadiusLarge, Elevation::Card);
    fill(ui, box, p.surface, kRadiusLarge);
    draw_picture(view, file, {box.x + 1, box.y + 1, box.w - 2, kPictureHeight}, kRadiusLarge - 1, Corners::Top, 10);
    outline(ui, box, p.border, p.line_px, kRadiusLarge);
    const bool works = is_working(file.status);
    if (!works) {
        const std::string label = state_words(file.status);
        chip(ui, box.x + 13, box.y + 13,
             {.icon = look_of(file.status).icon, .label = label, .tone = tone_of(file.status), .over_picture = true});
    }
    const float x = box.x + kAcross;
    const float width = box.w - 2 * kAcross;
    float y = box.y + kPictureHeight + 12;
    const float line = line_height(ui, kBodyMedium);
    const float aside = words.aside.empty() ? 0 : text_width(ui, kSmallMedium, words.aside) + 8;
    if (aside > 0)
        text(ui, {x + width - aside, y, aside, line}, kSmallMedium, aside_color(p, file.status), words.aside, Align::Right);
    text(ui, {x, y, width - aside, line}, kBodyMedium, p.text, fitted_name(ui, kBodyMedium, file.filename, width - aside));
    y += line + 6;
    if (works) {
        progress_bar(ui, {x, y + 4, width, 6}, file.filename, file.progress);
        y += 4 + 6 + 8;
    }
    paragraph(ui, x, y, width, kSmall, p.text2, words.detail, 2);
    const float deed = ui.grown(12, kBodyMedium);
    draw_deeds(view, file, box.right() - 13, {x, box.bottom() - 13 - deed, width, deed});
}

void draw_job_row(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const IdScope scope(file.file_id);
    const TileWords words = tile_words(view.state, file);
    MirrorItem item = item_of(Role::ListItem, file.filename, id_of("item"));
    item.description = spoken(file, words);
    const MirrorScope entry(ui.mirror, std::move(item), box);
    fill(ui, box, p.surface, kRadiusLarge);
    outline(ui, box, p.border, p.line_px, kRadiusLarge);
    const float side = 70;
    draw_picture(view, file, {box.x + 9, box.y + (box.h - side) / 2, side, side}, kRadiusMedium, Corners::All, 4);
    const float deed_room = file.status == FileState::Succeeded || can_retry(file) ? 104.0F : 0.0F;
    const float x = box.x + 9 + side + 12;
    const float width = box.right() - 13 - deed_room - x;
    const bool works = is_working(file.status);
    const bool says_state = !works && file.status != FileState::Queued;
    const float line = line_height(ui, kSmall);
    const int detail_lines = says_state ? 1 : 2;
    const float detail = paragraph_height(ui, width, kSmall, words.detail, detail_lines);
    const float height = line_height(ui, kBodyMedium) + (works ? 14 : says_state ? line : 0) + detail + 2;
    float y = box.y + (box.h - height) / 2;
    const float aside = words.aside.empty() || deed_room > 0 ? 0 : text_width(ui, kSmallMedium, words.aside) + 8;
    const float name_line = line_height(ui, kBodyMedium);
    if (aside > 0)
        text(ui, {x + width - aside, y, aside, name_line}, kSmallMedium, aside_color(p, file.status), words.aside, Align::Right);
    text(ui, {x, y, width - aside, name_line}, kBodyMedium, p.text, fitted_name(ui, kBodyMedium, file.filename, width - aside));
    y += name_line + 2;
    if (works) {
        progress_bar(ui, {x, y + 2, width, 6}, file.filename, file.progress);
        y += 14;
    } else if (says_state) {
        const Color ink = tone_ink(p, tone_of(file.status));
        icon(ui, look_of(file.status).icon, {x + 7, y + line / 2}, 14, ink);
        text(ui, {x + 18, y, width - 18, line}, kSmallMedium, ink, state_words(file.status));
        y += line;
    }
    paragraph(ui, x, y, width, kSmall, p.text2, words.detail, detail_lines);
    draw_deeds(view, file, box.right() - 13, {x, box.y, width, box.h});
}

}  // namespace i2m::client::ui
