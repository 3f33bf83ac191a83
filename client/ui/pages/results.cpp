// results.cpp - finished models: the viewer owns two thirds, tools float, the report does not.
#include <algorithm>
#include <cmath>
#include <string>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/pages/pages.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/panels/report_panel.hpp"
#include "client/ui/panels/result_strip.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/overlay.hpp"
#include "client/ui/widgets/progress.hpp"
#include "client/ui/widgets/viewport.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr std::uint32_t kResultSlot = 2;
constexpr std::uint32_t kStandInSlot = 3;

const ModelSlot* slot_of(const State& state, const api::FileView& file) {
    const auto it = state.results.models.find(file.file_id);
    return it == state.results.models.end() ? nullptr : &it->second;
}

/// What can be done about a file without a model, in the middle below its words.
void draw_ways_on(PageView& view, const api::FileView& file, float center_x, float y) {
    Ui& ui = view.ui;
    const bool has_failed = file.status == FileState::Failed;
    const bool is_unknown = file.status == FileState::Unknown;
    if (!can_retry(file) && !is_unknown) return;
    const ButtonSpec first = is_unknown ? ButtonSpec{.label = "Decide", .icon = icons::kCircleHelp}
                                        : ButtonSpec{.label = "Retry", .icon = icons::kRotateCw, .name = "Retry this image"};
    const std::string why = "Why " + file.filename + " failed";
    const ButtonSpec second{.label = "Why?", .kind = ButtonKind::Ghost, .name = why};
    const float width = button_width(ui, first) + (has_failed ? 8 + button_width(ui, second) : 0);
    float x = center_x - width / 2;
    const Rect row{x, y, width, button_height(ui, ButtonSize::Medium)};
    if (button_at(ui, x, row, first)) {
        view.actions.push(is_unknown ? Action(SheetOpened{SheetKind::Decide, file.file_id})
                                     : Action(RetryClicked{{file.file_id}}));
    }
    x += 8;
    if (has_failed && button_at(ui, x, row, second)) view.actions.push(SheetOpened{SheetKind::Why, file.file_id});
}

/// What stands in the way of seeing the model: it failed, is not done, or is on its way.
void draw_absence(PageView& view, const Rect& box, const api::FileView& file) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const ModelSlot* slot = slot_of(view.state, file);
    const bool is_done = file.status == FileState::Succeeded;
    if (is_done && slot != nullptr && slot->phase == LoadPhase::Loading && slot->draft != 0) {
        const float width = text_width(ui, kSmallMedium, "Draft, loading the model") + 48;
        const Rect chip_box = Rect{box.x, box.bottom() - 48, box.w, 32}.centered(width, 32);
        fill(ui, chip_box, p.raised, kRadius);
        outline(ui, chip_box, p.border, p.line_px, kRadius);
        spinner(ui, {chip_box.x + 20, chip_box.center().y}, 16, p.accent_text);
        text(ui, {chip_box.x + 36, chip_box.y, chip_box.w - 40, chip_box.h}, kSmallMedium, p.text2, "Draft, loading the model");
        return;
    }
    if (is_done && slot != nullptr && slot->phase == LoadPhase::Loading) {
        spinner(ui, {box.center().x, box.center().y - 20}, 32, p.accent_text);
        text(ui, {box.x, box.center().y + 8, box.w, 24}, kBody, p.text2, "Loading the model", Align::Center);
        return;
    }
    const bool has_failed = file.status == FileState::Failed;
    const std::string step = has_failed ? next_step_words(file) : "";
    const std::string words = is_done      ? (slot == nullptr ? "" : slot->error)
                              : has_failed ? failure_words(file) + (step.empty() ? "" : " " + step)
                                           : tile_words(view.state, file).detail;
    const std::string title = is_done      ? is_viewable(file) ? "The model cannot be shown" : "Kept for download"
                              : has_failed ? failure_look(file).title
                                           : state_words(file.status);
    const float width = std::min(360.0F, box.w - 48);
    float y = box.center().y - 72;
    icon(ui, is_done ? icons::kFileWarning : icons::kCircleAlert, {box.center().x, y}, 32, p.text3);
    y += 32;
    text(ui, {box.center().x - width / 2, y, width, line_height(ui, kSub)}, kSub, p.text, title, Align::Center);
    y += line_height(ui, kSub) + 4;
    y += paragraph(ui, box.center().x - width / 2, y, width, kBody, p.text2, words, 5, Align::Center) + 16;
    draw_ways_on(view, file, box.center().x, y);
}

void draw_tools(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const float side = ui.is_phone() ? 40.0F : 32.0F;
    const float height = 3 * side + 2 * 4 + 6;
    const Rect bar = ui.is_phone() ? Rect{box.right() - 12 - side - 6, box.y + 12, side + 6, height}
                                   : Rect{box.x + 16, box.y + 64, side + 6, height};
    shadow(ui, bar, kRadiusMedium, Elevation::Floating);
    fill(ui, bar, p.raised, kRadiusMedium);
    outline(ui, bar, p.border, p.line_px, kRadiusMedium);
    const MirrorScope tools(ui.mirror, item_of(Role::Toolbar, "View", id_of("tools")), bar);
    float y = bar.y + 3;
    const ToolSpec grid{
        .icon = icons::kGrid3x3, .name = "Ground grid", .icon_size = 18, .on = view.state.results.shows_grid, .is_toggle = true};
    if (tool(ui, {bar.x + 3, y, side, side}, grid)) view.actions.push(GridToggled{});
    y += side + 4;
    const ToolSpec turntable{
        .icon = icons::kRotate3d, .name = "Turntable", .icon_size = 18, .on = view.state.turntable, .is_toggle = true};
    if (tool(ui, {bar.x + 3, y, side, side}, turntable)) view.actions.push(TurntableToggled{});
    y += side + 4;
    if (tool(ui, {bar.x + 3, y, side, side}, {.icon = icons::kScan, .name = "Fit to view", .icon_size = 18}))
        view.actions.push(ResultReframed{});
}

/// The draft on its way out: it waits until the model has all its textures.
ViewportSpec::Over stand_in(PageView& view, const api::FileView& file, const ModelSlot& slot) {
    const IdScope scope(file.file_id);
    const bool is_complete = view.renderer.model_state(slot.model) == ModelState::Ready;
    const float faded = view.ui.motion.to(id_of("stand-in"), is_complete ? 1.0F : 0.0F, kFadeMs, 0, Motion::Curve::Linear);
    if (faded >= 1) view.actions.push(StandInFaded{file.file_id});
    const Camera camera = carried_over(view.state.results.camera, slot.bounds, slot.draft_bounds);
    return {kStandInSlot, slot.draft, camera, 1 - faded};
}

void draw_viewer(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const api::FileView* file = selected_result(view.state);
    if (file == nullptr) return gradient(ui, box, p.view_top, p.view_bottom);
    const MirrorScope region(ui.mirror, item_of(Role::Region, "Viewer", id_of("viewer")), box);
    const ModelSlot* slot = slot_of(view.state, *file);
    const bool is_ready = slot != nullptr && slot->phase == LoadPhase::Ready;
    const std::string file_name = model_file_name(*file);
    const std::string name = "3D view of " + file_name;
    const std::string about = is_ready ? tile_words(view.state, *file).detail + ". Arrow keys turn it, plus and minus zoom."
                                       : "The model is not loaded.";
    const ModelId shown = is_ready ? slot->model : slot != nullptr ? slot->draft : 0;
    ViewportSpec spec{kResultSlot, shown,         view.state.results.camera, view.state.results.shows_grid, name, about,
                      0,           Corners::None, view.state.turntable};
    if (is_ready && slot->draft != 0) spec.over = stand_in(view, *file, *slot);
    if (const auto moved = viewport(ui, view.renderer, box, spec)) {
        view.actions.push(ResultCameraMoved{moved->camera});
        if (moved->by_hand && view.state.turntable) view.actions.push(TurntableToggled{});
    }
    if (!is_ready) draw_absence(view, box, *file);
    if (!ui.is_phone()) {
        const float x = box.x + page_margin(ui);
        const float title = heading(ui, {x, box.y + 18, box.w * 0.6F, line_height(ui, kHeading)}, kHeading, file_name, 2);
        if (file->status == FileState::Succeeded) {
            chip(ui, x + title + 8, box.y + 18 + (line_height(ui, kHeading) - chip_height(ui)) / 2,
                 {.icon = icons::kCheck, .label = "Ready", .tone = Tone::Ok});
        }
    }
    if (is_ready) draw_tools(view, box);
}

ButtonSpec download_spec(const State& state, bool is_phone) {
    const api::FileView* file = selected_result(state);
    const bool is_other = file != nullptr && file->status == FileState::Succeeded && !is_viewable(*file);
    ButtonSpec spec{.label = is_other   ? "Download it"
                             : is_phone ? "Download GLB"
                                        : "Download",
                    .icon = icons::kDownload,
                    .kind = ButtonKind::Primary,
                    .key = "download"};
    if (is_phone) spec.size = ButtonSize::Large;
    spec.disabled = file == nullptr || file->status != FileState::Succeeded;
    return spec;
}

void draw_head(PageView& view, const Rect& bar) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const JobState& job = view.state.job;
    fill(ui, bar, p.surface);
    line_h(ui, bar.x, bar.right(), bar.bottom() - p.line_px, p.border);
    float x = page_margin(ui) - 8;
    if (tool(ui, Rect{x, bar.y, 32, bar.h}.centered(32, 32),
             {.icon = icons::kArrowLeft, .name = "Upload more images", .icon_size = 18})) {
        view.actions.push(NavigateClicked{{Page::Upload, "", 0}});
    }
    x += 40;
    float right = bar.right() - 16;
    if (button_before(ui, right, bar, download_spec(view.state, false)))
        view.actions.push(DownloadClicked{view.state.results.selected});
    right -= 8;
    if (ui.width_class() < 1200) {
        const ToolSpec report{.icon = icons::kPanelRight,
                              .name = "Report",
                              .icon_size = 18,
                              .on = view.state.results.shows_report,
                              .is_toggle = true,
                              .key = "report toggle"};
        right -= 40;
        if (tool(ui, Rect{right, bar.y, 40, bar.h}.centered(40, 40), report)) view.actions.push(ReportToggled{});
        right -= 8;
    }
    const float lines = line_height(ui, kLeadStrong) + line_height(ui, kSmall);
    const float y = bar.center().y - lines / 2;
    const float room = right - x - 8;
    const float title = heading(ui, {x, y, room, line_height(ui, kLeadStrong)}, kLeadStrong, job_name(job), 1);
    text(ui, {x, y + line_height(ui, kLeadStrong), room, line_height(ui, kSmall)}, kSmall, p.text2, results_words(job));
    if (job.view.failed_files > 0) {
        const std::string words = std::to_string(job.view.failed_files) + " failed";
        const ChipSpec spec{.icon = icons::kCircleAlert, .label = words, .tone = Tone::Warn};
        const float chip_x = x + std::max(title, text_width(ui, kSmall, results_words(job))) + 16;
        if (chip_x + chip_width(ui, spec) < right) chip(ui, chip_x, bar.center().y - chip_height(ui) / 2, spec);
    }
}

void draw_wide(PageView& view, Rect area) {
    Ui& ui = view.ui;
    const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
    const float panel = ui.width_class() >= 1920 ? 400.0F : 344.0F;
    const bool has_panel = ui.width_class() >= 1200;
    const Rect report = has_panel ? area.cut_right(panel) : Rect{};
    draw_head(view, area.cut_top(std::max(64.0F, ui.grown(24, kLead) + 16)));
    const Rect strip = area.cut_bottom(result_strip_height(ui));
    draw_viewer(view, area);
    draw_result_strip(view, strip);
    if (has_panel) return draw_report_panel(view, report);
    if (!view.state.results.shows_report) return;
    const Rect drawer{area.right() - panel, area.y, panel, area.h};
    Overlay overlay(ui, "report drawer", drawer, true);
    draw_report_panel(view, drawer);
}

void draw_phone(PageView& view, Rect area) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const Rect foot = area.cut_bottom(button_height(ui, ButtonSize::Large) + 29);
    {
        const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
        draw_viewer(view, area.cut_top(std::floor(ui.screen.h * 0.46F)));
        draw_result_strip(view, area.cut_top(result_strip_height(ui)));
        line_h(ui, area.x, area.right(), area.y, p.border);
        fill(ui, {area.x, area.y + 1, area.w, area.h}, p.surface);
        ScrollArea scroll(ui, "report", {area.x, area.y + 1, area.w, area.h - 1});
        const api::FileView* file = selected_result(view.state);
        if (file != nullptr) scroll.content_to(draw_report(view, *file, 16, scroll.content().y + 16, area.w - 32) + 16);
    }
    ui.action_bar = foot.h;
    const MirrorScope actions(ui.mirror, item_of(Role::ContentInfo, "", id_of("action bar")), foot);
    fill(ui, foot, p.surface);
    line_h(ui, foot.x, foot.right(), foot.y, p.border);
    if (button(ui, foot.inset(16, 13), download_spec(view.state, true)))
        view.actions.push(DownloadClicked{view.state.results.selected});
}

void draw_waiting(PageView& view, const Rect& area) {
    Ui& ui = view.ui;
    MirrorItem item = item_of(Role::Main, "", id_of("main"));
    item.state = kMirrorBusy;
    const MirrorScope main(ui.mirror, std::move(item), area);
    gradient(ui, area, ui.palette().view_top, ui.palette().view_bottom);
    spinner(ui, {area.center().x, area.center().y - 20}, 32, ui.palette().accent_text);
    note(ui, area.centered(200, 24), Role::Status, "Opening the job");
    draw_text_in(ui, {area.x, area.center().y + 8, area.w, 24}, kBody, ui.palette().text2, "Opening the job", Align::Center);
}

}  // namespace

void draw_results_page(PageView& view, const Rect& area) {
    if (view.state.job.phase != LoadPhase::Ready) return draw_waiting(view, area);
    view.ui.is_phone() ? draw_phone(view, area) : draw_wide(view, area);
}

}  // namespace i2m::client::ui
