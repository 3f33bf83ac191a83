// top_bar.cpp - logo, navigation, theme switch.
#include "client/ui/panels/top_bar.hpp"

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/logo.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

const Location kHome{Page::Upload, "", 0};

void theme_tool(PageView& view, float& right, const Rect& bar, float size) {
    const bool is_dark = view.ui.kind != ThemeKind::Light;
    right -= size;
    const ToolSpec spec{.icon = is_dark ? icons::kSun : icons::kMoon,
                        .name = is_dark ? "Use the light theme" : "Use the dark theme",
                        .icon_size = 18,
                        .key = "theme"};
    if (tool(view.ui, Rect{right, bar.y, size, bar.h}.centered(size, size), spec)) view.actions.push(ThemeToggled{});
}

/// What was spent today, of what; where money is at stake at all.
void draw_spent(PageView& view, float right, const Rect& bar) {
    Ui& ui = view.ui;
    const std::string words = spent_words(view.state);
    if (words.empty()) return;
    const float width = text_width(ui, kSmallMedium, words) + 2;
    text(ui, {right - width, bar.y, width, bar.h}, kSmallMedium, ui.palette().text2, words);
    icon(ui, icons::kWallet, {right - width - 16, bar.center().y}, 16, ui.palette().text2);
}

void draw_wide(PageView& view, const Rect& bar) {
    Ui& ui = view.ui;
    float x = page_margin(ui);
    draw_logo(ui, x, bar.center().y - 14, 28);
    x += 36;
    x += draw_text_in(ui, {x, bar.y, 400, bar.h}, kLeadStrong, view.palette().text, "image2model") + 24;
    const MirrorScope navigation(ui.mirror, item_of(Role::Navigation, "Pages", id_of("navigation")), bar);
    const float width = text_width(ui, kBodyMedium, "Upload") + 24;
    const float height = ui.grown(12, kBodyMedium);
    const bool is_here = view.state.location.page == Page::Upload;
    if (nav_link(ui, Rect{x, bar.y, width, bar.h}.centered(width, height), "Upload", address_of(kHome), is_here)) {
        view.actions.push(NavigateClicked{kHome});
    }
}

std::string phone_title(const State& state) {
    switch (state.location.page) {
        case Page::Processing: return state.job.phase == LoadPhase::Ready ? job_title(state.job) : "Job";
        case Page::Results: {
            const api::FileView* file = selected_result(state);
            return file == nullptr ? "Results" : model_file_name(*file);
        }
        case Page::Error: return "image2model";
        case Page::Upload: break;
    }
    if (state.files.empty()) return "image2model";
    return format_many(state.files.size(), "image");
}

void draw_phone(PageView& view, const Rect& bar) {
    Ui& ui = view.ui;
    float x = 16;
    float right = bar.right() - 8;
    theme_tool(view, right, bar, 40);
    const bool is_home = view.state.location.page == Page::Upload;
    if (is_home) {
        draw_logo(ui, x, bar.center().y - 14, 28);
        x += 40;
    } else {
        if (tool(ui, Rect{8, bar.y, 40, bar.h}.centered(40, 40),
                 {.icon = icons::kArrowLeft, .name = "Upload more images", .icon_size = 20})) {
            view.actions.push(NavigateClicked{kHome});
        }
        x = 60;
    }
    if (is_home && !view.state.files.empty()) {
        right -= 8;
        if (button_before(ui, right, bar, {.label = "Add", .icon = icons::kPlus, .name = "Add images"}))
            view.actions.push(BrowseClicked{});
    }
    heading(ui, {x, bar.y, right - x - 8, bar.h}, kLeadStrong, phone_title(view.state), 1);
}

}  // namespace

void draw_top_bar(PageView& view, const Rect& bar) {
    Ui& ui = view.ui;
    const MirrorScope banner(ui.mirror, item_of(Role::Banner, "", id_of("banner")), bar);
    fill(ui, bar, view.palette().surface);
    line_h(ui, bar.x, bar.right(), bar.bottom() - ui.palette().line_px, view.palette().border);
    if (ui.is_phone()) return draw_phone(view, bar);
    draw_wide(view, bar);
    float right = bar.right() - page_margin(ui);
    theme_tool(view, right, bar, 32);
    draw_spent(view, right - 16, bar);
}

}  // namespace i2m::client::ui
