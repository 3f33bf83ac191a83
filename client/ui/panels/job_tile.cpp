// job_tile.cpp - tiles and rows of the processing page.
#include "client/ui/panels/job_tile.hpp"

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

struct Shown {
    Picture photo;
    Picture cut_out;
    Picture mesh;
    float left = 0, right = 1;  ///< the object's, across the picture
    bool is_free = false;       ///< a cut-out stands in the tile; a photo bleeds to its edges
};

/// Where the line between mesh and photo stands: it moves with the percentage across the object.
float split_at(Ui& ui, const Shown& shown, const Rect& box, float percent) {
    const Rect all = contained(shown.photo, box);
    const float left = all.x + all.w * shown.left;
    return left + all.w * (shown.right - shown.left) * ui.motion.to(id_of("split"), percent / 100, kProgressMs);
}

/// Left of the line the draft's mesh, right of it the photo.
void draw_split(Ui& ui, const Shown& shown, const Rect& box, float percent) {
    const Palette& p = ui.palette();
    const float line = split_at(ui, shown, box, percent);
    const float share = (line - box.x) / box.w;
    picture_contain(ui, shown.is_free ? shown.cut_out : shown.photo, box, 1, 0xFFFFFF, share, 1);
    if (shown.mesh.id == 0) {  // its outline is not known yet, or it has none: the picture itself turns blue
        return picture_contain(ui, shown.is_free ? shown.cut_out : shown.photo, box, 1, mix(p.accent, 0xFFFFFF, 0.4F), 0, share);
    }
    picture_contain(ui, shown.mesh, box, 1, p.bar, 0, share);
}

Shown shown_of(const State& state, const api::FileView& file) {
    const PictureState picture = picture_of(state, file);
    Shown shown;
    shown.photo = {picture.id, picture.width_px, picture.height_px};
    const auto origin = state.job.origins.find(file.file_id);
    if (origin != state.job.origins.end() && origin->second.mask != 0) {
        shown.cut_out = {origin->second.mask, picture.width_px, picture.height_px};
        shown.mesh = {origin->second.mesh, picture.width_px, picture.height_px};
        shown.left = origin->second.left;
        shown.right = origin->second.right;
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
        draw_split(ui, shown, inner, percent);
        return fill(ui, {split_at(ui, shown, inner, percent) - 1, box.y, 2, box.h}, p.accent);
    }
    if (shown.is_free) return picture_contain(ui, shown.cut_out, inner, alpha);
    picture_cover(ui, shown.photo, box, radius, corners, alpha);
}

void draw_deeds(PageView& view, const api::FileView& file, float right, const Rect& row) {
    Ui& ui = view.ui;
    const ButtonSize size = ui.is_phone() ? ButtonSize::Medium : ButtonSize::Small;  // a thumb needs 40
    if (file.status == FileState::Succeeded) {
        const std::string name = "Open " + model_file_name(file);
        if (button_before(ui, right, row, {.label = "Open", .icon = icons::kRotate3d, .size = size, .name = name})) {
            view.actions.push(ResultSelected{file.file_id});
        }
        return;
    }
    if (!can_retry(file)) return;
    const std::string name = "Retry " + file.filename;
    if (button_before(ui, right, row, {.label = "Retry", .icon = icons::kRotateCw, .size = size, .name = name})) {
        view.actions.push(RetryClicked{{file.file_id}});
    }
}

Color aside_color(const Palette& p, FileState state) {
    if (is_working(state)) return p.accent_text;
    return state == FileState::Retrying ? p.warn : p.text2;
}

/// The file's entry in the mirror's list.
MirrorItem entry_of(const api::FileView& file, const TileWords& words) {
    MirrorItem item = item_of(Role::ListItem, file.filename, id_of("item"));
    item.description = state_words(file.status);
    if (!words.aside.empty()) item.description += ", " + words.aside;
    return item;
}

/// The file's name, and at its right how far it is.
void draw_name(Ui& ui, const api::FileView& file, const std::string& aside, const Rect& line) {
    const Palette& p = ui.palette();
    const float room = aside.empty() ? 0 : text_width(ui, kSmallMedium, aside) + 8;
    const Rect end{line.right() - room, line.y, room, line.h};
    if (room > 0) text(ui, end, kSmallMedium, aside_color(p, file.status), aside, Align::Right);
    const float width = line.w - room;
    text(ui, {line.x, line.y, width, line.h}, kBodyMedium, p.text, fitted_name(ui, kBodyMedium, file.filename, width));
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
    const MirrorScope entry(ui.mirror, entry_of(file, words), box);
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
    draw_name(ui, file, words.aside, {x, y, width, line});
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
    const MirrorScope entry(ui.mirror, entry_of(file, words), box);
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
    const int detail_lines = says_state && file.status != FileState::Failed ? 1 : 2;
    const float detail = paragraph_height(ui, width, kSmall, words.detail, detail_lines);
    const float height = line_height(ui, kBodyMedium) + (works ? 14 : says_state ? line : 0) + detail + 2;
    float y = box.y + (box.h - height) / 2;
    const float name_line = line_height(ui, kBodyMedium);
    draw_name(ui, file, deed_room > 0 ? "" : words.aside, {x, y, width, name_line});
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
