// draft_panel.cpp - the draft beside the settings.
#include "client/ui/panels/draft_panel.hpp"

#include <array>
#include <cmath>
#include <string>

#include "client/app/select.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/choice.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/viewport.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr std::uint32_t kDraftSlot = 1;
constexpr float kInset = 13;

std::string draft_words(const LocalFile& file) {
    if (is_refused(file)) return "No draft";
    switch (file.draft.phase) {
        case DraftPhase::Ready: return "Draft in " + std::to_string(std::max(1L, std::lround(file.draft.took_ms))) + " ms";
        case DraftPhase::Failed: return "No draft";
        case DraftPhase::Making: return "Making a draft";
        case DraftPhase::None: break;
    }
    return "Checking";
}

std::string caption(const LocalFile& file) {
    return file.draft.phase == DraftPhase::Ready ? file.name + ", " + format_count(file.draft.triangles) + " triangles"
                                                 : file.name;
}

/// What stands in the way of a draft, in the middle of the view.
void draw_reason(Ui& ui, const Rect& box, const LocalFile& file) {
    std::string words;
    if (is_refused(file)) words = verdict_of(file).problem;
    if (file.draft.phase == DraftPhase::Failed) words = file.draft.error;
    if (words.empty()) return;
    const float width = std::min(280.0F, box.w - 48);
    const float height = paragraph_height(ui, width, kBody, words);
    icon(ui, icons::kImageOff, {box.center().x, box.center().y - height / 2 - 20}, 24, ui.palette().text3);
    paragraph(ui, box.center().x - width / 2, box.center().y - height / 2, width, kBody, ui.palette().text2, words, 0,
              Align::Center);
}

void draw_model(PageView& view, const Rect& box, const LocalFile& file) {
    const std::string name = "3D draft of " + file.name;
    const std::string alternative =
        file.draft.phase == DraftPhase::Ready
            ? "A draft mesh of " + format_count(file.draft.triangles) + " triangles. Arrow keys turn it, plus and minus zoom."
            : "The draft is not ready.";
    ViewportSpec spec{kDraftSlot,   file.draft.model, view.state.draft_camera, true, name, alternative,
                      kRadiusLarge, Corners::All,     view.state.turntable};
    const auto moved = viewport(view.ui, view.renderer, box, spec);
    if (!moved) return;
    view.actions.push(DraftCameraMoved{moved->camera});
    if (moved->by_hand && view.state.turntable) view.actions.push(TurntableToggled{});
}

void draw_flat(PageView& view, const Rect& box, const LocalFile& file, bool as_mask) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    gradient(ui, box, p.view_top, p.view_bottom, kRadiusLarge);
    const Picture shown{as_mask && file.draft.mask != 0 ? file.draft.mask : file.picture.id, file.picture.width_px,
                        file.picture.height_px};
    Rect place = box.inset(24);
    place.cut_top(24);
    place.cut_bottom(24);
    note(ui, place, Role::Image, (as_mask ? "Cut-out of " : "Picture of ") + file.name);
    if (as_mask && file.draft.mask == 0) return draw_reason(ui, box, file);
    picture_contain(ui, shown, place);
}

void draw_controls(PageView& view, const Rect& box, const LocalFile& file) {
    Ui& ui = view.ui;
    static constexpr std::array<Segment, 3> kViews = {{{"Draft"}, {"Mask"}, {"Image"}}};
    const SegmentedSpec spec{.name = "Shown as",
                             .segments = kViews,
                             .chosen = static_cast<int>(view.state.draft_view),
                             .over_picture = true,
                             .style = &kSmallMedium};
    const float width = segmented_width(ui, spec, 12);
    const Rect place{box.right() - kInset - width, box.y + kInset, width, ui.grown(16, kSmallMedium)};
    chip(ui, box.x + kInset, place.center().y - chip_height(ui) / 2,
         {.icon = icons::kZap, .label = draft_words(file), .tone = Tone::Info, .over_picture = true},
         place.x - box.x - 2 * kInset);
    if (const int picked = segmented(ui, place, spec); picked >= 0)
        view.actions.push(DraftViewChosen{static_cast<DraftView>(picked)});
}

}  // namespace

void draw_draft_panel(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const LocalFile* file = selected_file(view.state);
    if (file == nullptr) return;
    const MirrorScope region(ui.mirror, item_of(Role::Region, "Draft", id_of("draft region")), box);
    shadow(ui, box, kRadiusLarge, Elevation::Card);
    if (view.state.draft_view == DraftView::Draft) {
        draw_model(view, box, *file);
        if (file->draft.model == 0) draw_reason(ui, box, *file);
    } else {
        draw_flat(view, box, *file, view.state.draft_view == DraftView::Mask);
    }
    outline(ui, box, p.border, p.line_px, kRadiusLarge);
    draw_controls(view, box, *file);
    if (ui.is_phone()) return;
    const Rect foot{box.x + kInset + 4, box.bottom() - kInset - 32, box.w - 2 * kInset - 4, 32};
    text(ui, {foot.x, foot.y, foot.w - 84, foot.h}, kSmall, p.text2, fitted_name(ui, kSmall, caption(*file), foot.w - 84));
    if (view.state.draft_view != DraftView::Draft) return;
    if (tool(ui, {foot.right() - 32, foot.y, 32, 32}, {.icon = icons::kScan, .name = "Fit to view", .icon_size = 18}))
        view.actions.push(DraftReframed{});
    const ToolSpec turntable{
        .icon = icons::kRotate3d, .name = "Turntable", .icon_size = 18, .on = view.state.turntable, .is_toggle = true};
    if (tool(ui, {foot.right() - 68, foot.y, 32, 32}, turntable)) view.actions.push(TurntableToggled{});
}

}  // namespace i2m::client::ui
