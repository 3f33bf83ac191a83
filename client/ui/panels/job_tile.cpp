// job_tile.cpp - tiles and rows of the processing page.
#include "client/ui/panels/job_tile.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/progress.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kJobPictureHeight = 144;
constexpr float kCardAir = 8;
constexpr float kAcross = 17;  ///< 16 and the border

Tone tone_of(FileState state) { return static_cast<Tone>(look_of(state).tone); }

bool is_working(FileState state) { return is_running(state); }

struct Shown {
    Picture photo;
    Picture cut_out;
    Picture mesh;
    float left = 0, right = 1;  ///< the object's, across the picture
    bool is_preview = false;    ///< the whole model is to be seen: nothing of it is cut off
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
    Shown shown;
    if (const PictureState preview = preview_of(state, file); preview.id != 0) {
        shown.photo = {preview.id, preview.width_px, preview.height_px};
        shown.is_preview = true;
        return shown;
    }
    const PictureState picture = picture_of(state, file);
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
        const auto percent = static_cast<float>(file.progress);
        draw_split(ui, shown, inner, percent);
        return fill(ui, {split_at(ui, shown, inner, percent) - 1, box.y, 2, box.h}, p.accent);
    }
    if (shown.is_free) return picture_contain(ui, shown.cut_out, inner, alpha);
    if (shown.is_preview) {  // on a ground of its own, white for most: a card in the tile, not a hard block
        const Rect card = contained(shown.photo, box.inset(kCardAir));
        return picture_cover(ui, shown.photo, card, kRadiusMedium, Corners::All, alpha);
    }
    picture_cover(ui, shown.photo, box, radius, corners, alpha);
}

/// What can be done about a file, the most helpful first; a quiet one has no outline.
struct Deed {
    const char* label;
    const char* icon;
    std::string name;
    Action action;
    bool is_quiet = false;
};

Deed remedy_of(const api::FileView& file) {
    switch (failure_look(file).remedy) {
        case Remedy::OtherImage:
            return {"Other image", icons::kImagePlus, "Other image than " + file.filename, ReplaceClicked{file.file_id}};
        case Remedy::OtherModel:
            return {"Other model", icons::kSparkles, "Other model for " + file.filename,
                    SheetOpened{SheetKind::RunAgain, file.file_id}};
        case Remedy::Retry: break;
    }
    return {"Retry", icons::kRotateCw, "Retry " + file.filename, RetryClicked{{file.file_id}}};
}

/// True for the job's first file in line when files of others come before it.
bool can_come_first(const State& state, const api::FileView& file) {
    if (file.status != FileState::Queued || file.queue_position.value_or(0) == 0) return false;
    const auto& files = state.job.view.files;
    const auto first = std::find_if(files.begin(), files.end(), [](const auto& one) { return one.status == FileState::Queued; });
    return first->file_id == file.file_id;
}

std::vector<Deed> deeds_of(const State& state, const api::FileView& file) {
    switch (file.status) {
        case FileState::Succeeded:
            return {{"Open", icons::kRotate3d, "Open " + model_file_name(file), ResultSelected{file.file_id}}};
        case FileState::Failed:
            return {remedy_of(file),
                    {"Why?", icons::kInfo, "Why " + file.filename + " failed", SheetOpened{SheetKind::Why, file.file_id}, true}};
        case FileState::Unknown:
            return {
                {"Decide", icons::kCircleHelp, "Decide about " + file.filename, SheetOpened{SheetKind::Decide, file.file_id}}};
        case FileState::Cancelled: return {{"Retry", icons::kRotateCw, "Retry " + file.filename, RetryClicked{{file.file_id}}}};
        case FileState::Queued:
            if (can_come_first(state, file))
                return {{"Move to front", icons::kArrowUp, "Move this job to the front", MoveToFrontClicked{}, true}};
            return {};
        default: break;
    }
    if (is_working(file.status) && file.is_slow.value_or(false) && can_cancel(state.job))
        return {{"Cancel", icons::kCircleX, "Cancel, " + file.filename + " takes long", CancelClicked{}, true}};
    return {};
}

ButtonSpec spec_of(const Deed& deed, ButtonSize size) {
    return {.label = deed.label,
            .icon = deed.icon,
            .kind = deed.is_quiet ? ButtonKind::Ghost : ButtonKind::Secondary,
            .size = size,
            .name = deed.name};
}

/// From the right end of `row`; quiet ones beside another become icons where `is_tight`.
void draw_deeds(PageView& view, const std::vector<Deed>& deeds, float right, const Rect& row, bool is_tight) {
    Ui& ui = view.ui;
    const ButtonSize size = ui.is_phone() ? ButtonSize::Medium : ButtonSize::Small;  // a thumb needs 40
    for (const Deed& deed : deeds) {
        if (is_tight && deed.is_quiet && deeds.size() > 1) {
            const float side = button_height(ui, size);
            right -= side;
            const Rect box = Rect{right, row.y, side, row.h}.centered(side, side);
            if (tool(ui, box, {.icon = deed.icon, .name = deed.name})) view.actions.push(deed.action);
        } else {
            ButtonSpec spec = spec_of(deed, size);
            if (deeds.size() > 1 && deed.is_quiet) spec.icon = {};
            if (button_before(ui, right, row, spec)) view.actions.push(deed.action);
        }
        right -= 4;
    }
}

float deeds_width(const Ui& ui, const std::vector<Deed>& deeds) {
    const ButtonSize size = ui.is_phone() ? ButtonSize::Medium : ButtonSize::Small;
    float width = 0;
    for (const Deed& deed : deeds)
        width += 4 + (deed.is_quiet && deeds.size() > 1 ? button_height(ui, size) : button_width(ui, spec_of(deed, size)));
    return width;
}

/// On phones words need the row's width: what can be done stands below them, but for the one word of a finished model.
bool has_deeds_below(const Ui& ui, const api::FileView& file, const std::vector<Deed>& deeds) {
    return ui.is_phone() && !deeds.empty() && file.status != FileState::Succeeded;
}

/// The chip's word: of a failure what it was, of a slow run that it is slow.
std::string chip_words(const api::FileView& file) {
    if (file.status == FileState::Failed) return failure_look(file).title;
    return is_working(file.status) ? "Takes longer" : state_words(file.status);
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
    return kJobPictureHeight + 12 + line_height(ui, kBodyMedium) + 6 + 2 * line_height(ui, kSmall) + 13 +
           ui.grown(12, kBodyMedium) + 13;
}
float job_row_height(const PageView& view, const api::FileView& file) {
    const Ui& ui = view.ui;
    const float height = std::max(88.0F, 16 + line_height(ui, kBodyMedium) + 3 * line_height(ui, kSmall));
    const bool is_taller = has_deeds_below(ui, file, deeds_of(view.state, file));
    return is_taller ? height + button_height(ui, ButtonSize::Medium) : height;
}

void draw_job_tile(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const IdScope scope(file.file_id);
    const TileWords words = tile_words(view.state, file);
    const MirrorScope entry(ui.mirror, entry_of(file, words), box);
    shadow(ui, box, kRadiusLarge, Elevation::Card);
    fill(ui, box, p.surface, kRadiusLarge);
    draw_picture(view, file, {box.x + 1, box.y + 1, box.w - 2, kJobPictureHeight}, kRadiusLarge - 1, Corners::Top, 10);
    outline(ui, box, p.border, p.line_px, kRadiusLarge);
    const bool works = is_working(file.status);
    if (!works || file.is_slow.value_or(false)) {
        const std::string label = chip_words(file);
        const char* glyph = works ? icons::kTimer : look_of(file.status).icon;
        const Tone tone = works ? Tone::Warn : tone_of(file.status);
        chip(ui, box.x + 13, box.y + 13, {.icon = glyph, .label = label, .tone = tone, .over_picture = true}, box.w - 26);
    }
    const float x = box.x + kAcross;
    const float width = box.w - 2 * kAcross;
    float y = box.y + kJobPictureHeight + 12;
    const float line = line_height(ui, kBodyMedium);
    draw_name(ui, file, words.aside, {x, y, width, line});
    y += line + 6;
    if (works) {
        progress_bar(ui, {x, y + 4, width, 6}, file.filename, file.progress);
        y += 4 + 6 + 8;
    }
    paragraph(ui, x, y, width, kSmall, p.text2, words.detail, 2);
    const float deed = ui.grown(12, kBodyMedium);
    draw_deeds(view, deeds_of(view.state, file), box.right() - 13, {x, box.bottom() - 13 - deed, width, deed}, false);
}

void draw_job_row(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const IdScope scope(file.file_id);
    const TileWords words = tile_words(view.state, file);
    const std::vector<Deed> deeds = deeds_of(view.state, file);
    const MirrorScope entry(ui.mirror, entry_of(file, words), box);
    fill(ui, box, p.surface, kRadiusLarge);
    outline(ui, box, p.border, p.line_px, kRadiusLarge);
    Rect inner = box;
    const bool is_below = has_deeds_below(ui, file, deeds);
    const Rect foot = is_below ? inner.cut_bottom(button_height(ui, ButtonSize::Medium) + 8).moved(0, -4) : Rect{};
    const float side = 70;
    draw_picture(view, file, {inner.x + 9, inner.y + (inner.h - side) / 2, side, side}, kRadiusMedium, Corners::All, 4);
    const float deed_room = is_below || deeds.empty() ? 0 : deeds_width(ui, deeds) + 12;
    const float x = inner.x + 9 + side + 12;
    const float width = inner.right() - 13 - deed_room - x;
    const bool works = is_working(file.status);
    const bool says_state = !works && file.status != FileState::Queued;
    const float line = line_height(ui, kSmall);
    const float detail = paragraph_height(ui, width, kSmall, words.detail, 2);
    const float height = line_height(ui, kBodyMedium) + (works ? 14 : says_state ? line : 0) + detail + 2;
    float y = inner.y + (inner.h - height) / 2;
    const float name_line = line_height(ui, kBodyMedium);
    draw_name(ui, file, words.aside, {x, y, width, name_line});
    y += name_line + 2;
    if (works) {
        progress_bar(ui, {x, y + 2, width, 6}, file.filename, file.progress);
        y += 14;
    } else if (says_state) {
        const Color ink = tone_ink(p, tone_of(file.status));
        icon(ui, look_of(file.status).icon, {x + 7, y + line / 2}, 14, ink);
        text(ui, {x + 18, y, width - 18, line}, kSmallMedium, ink, chip_words(file));
        y += line;
    }
    paragraph(ui, x, y, width, kSmall, file.is_slow.value_or(false) && works ? p.warn : p.text2, words.detail, 2);
    draw_deeds(view, deeds, box.right() - 13, is_below ? foot : Rect{x, inner.y, width, inner.h}, !is_below);
}

}  // namespace i2m::client::ui
