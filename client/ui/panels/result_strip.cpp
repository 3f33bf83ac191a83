// result_strip.cpp - cards of models.
#include "client/ui/panels/result_strip.hpp"

#include <algorithm>
#include <string>

#include "client/app/select.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/viewport.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kThumbWidth = 80;
constexpr float kThumbHeight = 66;
constexpr float kPhoneThumb = 56;

/// The model's own picture where it is loaded, else the cut-out, else the image.
void draw_model_picture(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    gradient(ui, box, p.tile_top, p.tile_bottom, kRadiusMedium);
    const auto slot = view.state.results.models.find(file.file_id);
    if (slot != view.state.results.models.end() && slot->second.phase == LoadPhase::Ready) {
        const auto device = [&](float css) { return static_cast<std::uint32_t>(css * ui.pixel_ratio); };
        ViewportLook look = viewport_look(p, false);
        const std::uint64_t still = view.renderer.still(slot->second.model, look, device(box.w), device(box.h));
        if (still != 0) return texture(ui, still, box, kRadiusMedium);
    }
    if (const PictureState preview = preview_of(view.state, file); preview.id != 0)
        return picture_cover(ui, {preview.id, preview.width_px, preview.height_px}, box, kRadiusMedium, Corners::All);
    const auto origin = view.state.job.origins.find(file.file_id);
    const PictureState picture = picture_of(view.state, file);
    if (origin != view.state.job.origins.end() && origin->second.mask != 0) {
        return picture_contain(ui, {origin->second.mask, picture.width_px, picture.height_px}, box.inset(5));
    }
    if (picture.id == 0) return icon(ui, icons::kBox, box.center(), 20, p.control);
    picture_cover(ui, {picture.id, picture.width_px, picture.height_px}, box, kRadiusMedium, Corners::All);
}

void draw_done(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const bool is_selected = view.state.results.selected == file.file_id;
    const Interaction touch = interact(ui, id_of("card"), box, {false, true, false});
    const std::string measures = tile_words(view.state, file).detail;
    mirror_item(ui, touch, Role::Button, model_file_name(file), box, false,
                is_selected ? std::uint16_t{kMirrorChecked} : std::uint16_t{0}, {}, measures);
    draw_model_picture(view, file, box);
    if (is_selected) {
        selection(ui, box.inset(1), kRadiusMedium - 1);
    } else {
        outline(ui, box, mix(ui.palette().border, ui.palette().control, touch.hover), ui.palette().line_px, kRadiusMedium);
    }
    if (touch.focused) focus_ring(ui, box, kRadiusMedium);
    if (touch.clicked) view.actions.push(ResultSelected{file.file_id});
    if (ui.is_phone()) return;  // too small for a thumb: the report lists a download for each
    const std::string name = "Download " + model_file_name(file);
    const Rect place{box.right() - 27, box.bottom() - 27, 24, 24};
    if (tool(ui, place, {.icon = icons::kDownload, .name = name, .icon_size = 14, .framed = true}))
        view.actions.push(DownloadClicked{file.file_id});
}

void draw_undone(PageView& view, const api::FileView& file, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const bool is_again = can_retry(file);
    const TileWords words = tile_words(view.state, file);
    const Interaction touch = interact(ui, id_of("card"), box, {!is_again, false, false});
    const std::string name = is_again ? "Retry " + file.filename : file.filename;
    mirror_item(ui, touch, Role::Button, name, box, !is_again, 0, {}, state_words(file.status) + ". " + words.detail);
    const bool has_failed = file.status == FileState::Failed;
    fill(ui, box, has_failed ? p.danger_soft : p.sunken, kRadiusMedium);
    outline(ui, box, mix(p.border, p.danger, touch.hover), p.line_px, kRadiusMedium);
    if (touch.focused) focus_ring(ui, box, kRadiusMedium);
    const Color ink = has_failed ? p.danger : p.text2;
    if (!is_again)
        return draw_text_in(ui, box, kSmallMedium, ink, words.aside.empty() ? state_words(file.status) : words.aside,
                            Align::Center),
               void();
    if (touch.clicked) view.actions.push(RetryClicked{{file.file_id}});
    const float width = 20 + text_width(ui, kSmallMedium, "Retry");
    if (width > box.w - 8) return icon(ui, icons::kRotateCw, box.center(), 16, ink);
    icon(ui, icons::kRotateCw, {box.center().x - width / 2 + 8, box.center().y}, 16, ink);
    draw_text_in(ui, {box.center().x - width / 2 + 20, box.y, width, box.h}, kSmallMedium, ink, "Retry");
}

}  // namespace

float result_strip_height(const Ui& ui) { return ui.is_phone() ? 80.0F : kThumbHeight + 30 + line_height(ui, kSmall); }

void draw_result_strip(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    fill(ui, box, p.surface);
    line_h(ui, box.x, box.right(), box.y, p.border);
    const bool is_phone = ui.is_phone();
    const float width = is_phone ? kPhoneThumb : kThumbWidth;
    const float height = is_phone ? kPhoneThumb : kThumbHeight;
    const MirrorScope list(ui.mirror, item_of(Role::List, "Models", id_of("models")), box);
    ScrollArea scroll(ui, "strip", {box.x, box.y + 1, box.w, box.h - 1}, true);
    float x = scroll.content().x + page_margin(ui);
    const float y = box.y + (is_phone ? 12.0F : 14.0F);
    for (const api::FileView& file : view.state.job.view.files) {
        const IdScope scope(file.file_id);
        const Rect card{x, y, width, height};
        const MirrorScope item(ui.mirror, item_of(Role::ListItem, "", id_of("item")), card);
        file.status == FileState::Succeeded ? draw_done(view, file, card) : draw_undone(view, file, card);
        if (!is_phone) {
            const bool is_selected = view.state.results.selected == file.file_id;
            const std::string name(stem_of(file.filename));
            draw_text_in(ui, {x - 4, card.bottom() + 4, width + 8, line_height(ui, kSmall)}, is_selected ? kSmallMedium : kSmall,
                         is_selected ? p.text : p.text2, name, Align::Center);
        }
        x += width + (is_phone ? 8.0F : 12.0F);
    }
    scroll.content_to(x + page_margin(ui));
}

}  // namespace i2m::client::ui
