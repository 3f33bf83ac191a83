// processing.cpp - a job on its way: time left first, then its files.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/pages/pages.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/panels/job_tile.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/choice.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/progress.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kGap = 16;

std::string left_words(const State& state) {
    const std::int64_t left = time_left_ms(state);
    if (left >= 0) return format_duration(left);
    if (is_final(state.job.view.status)) return format_duration(state.job.view.elapsed_ms);
    return is_moving(state.job) ? "Soon" : "Waiting";
}
std::string so_far_words(const State& state) { return format_duration(elapsed_ms(state)) + " so far"; }

Tone bar_tone(const api::JobView& view) {
    switch (view.status) {
        case JobStatus::Completed: return Tone::Ok;
        case JobStatus::PartiallyCompleted: return Tone::Warn;
        case JobStatus::Failed: return Tone::Danger;
        default: return Tone::Info;
    }
}

/// The button that fits the job's state: cancel while it runs, then its results, else all again. Gives its width.
struct Deed {
    ButtonSpec spec;
    Action action;
    bool is_there = false;
};
Deed deed_of(const State& state, bool is_phone) {
    const JobState& job = state.job;
    if (!is_final(job.view.status)) {
        Deed deed{{.label = is_phone ? "Cancel the rest" : "Cancel", .icon = icons::kCircleX, .key = "deed"},
                  CancelClicked{},
                  can_cancel(job)};
        deed.spec.loading = job.is_cancelling;
        return deed;
    }
    if (job.view.successful_files > 0) {
        return {{.label = "View results", .icon = icons::kRotate3d, .kind = ButtonKind::Primary, .key = "deed"},
                NavigateClicked{{Page::Results, job.id, 0}},
                true};
    }
    const bool can = std::any_of(job.view.files.begin(), job.view.files.end(), [](const auto& file) { return can_retry(file); });
    return {{.label = "Retry all", .icon = icons::kRotateCw, .kind = ButtonKind::Primary, .key = "deed"}, RetryClicked{}, can};
}

/// A large number with its label above and what belongs to it below.
struct Figure {
    std::string label;
    std::string value;
    std::string below = {};
};

float figure_width(const Ui& ui, const Figure& figure) {
    return std::max({text_width(ui, kTitle, figure.value), text_width(ui, kSmall, figure.below), 64.0F * ui.text_scale}) + 2;
}
float figure_height(const Ui& ui) { return line_height(ui, kTitle) + 2 * line_height(ui, kSmall) + 2; }

void draw_figure(Ui& ui, const Figure& figure, float x, float y) {
    const Palette& p = ui.palette();
    const float width = figure_width(ui, figure);
    text(ui, {x, y, width, line_height(ui, kSmall)}, kSmall, p.text2, figure.label);
    y += line_height(ui, kSmall);
    text(ui, {x, y + 1, width, line_height(ui, kTitle)}, kTitle, p.text, figure.value);
    y += line_height(ui, kTitle) + 2;
    if (!figure.below.empty()) text(ui, {x, y, width, line_height(ui, kSmall)}, kSmall, p.text2, figure.below);
}

Figure time_of(const State& state) {
    if (is_final(state.job.view.status)) return {"Took", left_words(state)};
    return {"Time left", left_words(state), so_far_words(state)};
}

/// What the job has cost so far, and of how much; without a value where nothing costs anything.
Figure spent_of(const State& state) {
    const api::JobView& job = state.job.view;
    const double planned = job.estimate_usd.value_or(0);
    const double spent = job.cost_usd.value_or(0);
    if (planned <= 0 && spent <= 0) return {};
    if (!is_final(job.status) && planned > 0) return {"Spent", dollars(spent), "of " + about_dollars(planned)};
    return {"Spent", dollars(spent), estimate_words(job)};
}

std::vector<Figure> figures_of(const State& state) {
    std::vector<Figure> figures = {time_of(state)};
    if (Figure spent = spent_of(state); !spent.value.empty()) figures.push_back(std::move(spent));
    return figures;
}

/// Title, counts, time, layout switch and cancel. Gives the lowest point.
float draw_head(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const JobState& job = view.state.job;
    const float row_h = button_height(ui, ButtonSize::Medium);
    float right = x + width;
    const Rect controls{x, y, width, row_h};
    if (Deed deed = deed_of(view.state, false); deed.is_there) {
        if (button_before(ui, right, controls, deed.spec)) view.actions.push(deed.action);
        right -= 8;
    }
    static constexpr std::array<Segment, 2> kLayouts = {{{"Grid", icons::kLayoutGrid}, {"List", icons::kList}}};
    const SegmentedSpec layout{
        .name = "Layout", .segments = kLayouts, .chosen = view.state.shows_list ? 1 : 0, .icon_only = true};
    const int picked = segmented(ui, {right - 88, y, 88, row_h}, layout);
    if (picked >= 0) view.actions.push(JobLayoutChosen{picked == 1});
    right -= 88;
    // Money and time are the largest figures; where they would cut the title off they stand below it.
    const std::vector<Figure> figures = figures_of(view.state);
    const bool is_narrow = width < 900 * ui.text_scale && figures.size() > 1;
    for (auto figure = figures.rbegin(); !is_narrow && figure != figures.rend(); ++figure) {
        right -= 32 + figure_width(ui, *figure);
        draw_figure(ui, *figure, right + 8, y);
    }
    const float room = right - x - 24;
    const float title = heading(ui, {x, y, room, line_height(ui, kTitle)}, kTitle, job_title(job), 1);
    const std::string model = model_name(view.state, job.view.model);
    const ChipSpec model_chip{.icon = "", .label = model};
    if (!model.empty() && title + 12 + chip_width(ui, model_chip) < room) {
        chip(ui, x + title + 12, y + (line_height(ui, kTitle) - chip_height(ui)) / 2, model_chip);
    }
    text(ui, {x, y + line_height(ui, kTitle) + 4, room, line_height(ui, kBody)}, kBody, ui.palette().text2,
         job_counts_words(job));
    if (!is_narrow) return y + std::max(row_h, figure_height(ui) + 2);
    y += line_height(ui, kTitle) + 4 + line_height(ui, kBody) + 16;
    for (const Figure& figure : figures) {
        draw_figure(ui, figure, x, y);
        x += figure_width(ui, figure) + 32;
    }
    return y + figure_height(ui);
}

float draw_overall(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const api::JobView& job = view.state.job.view;
    const Rect row{x, y, width, line_height(ui, kBodyStrong)};
    const std::string percent = std::to_string(job.progress) + " %";
    const float room = std::max(56.0F, text_width(ui, kBodyStrong, percent) + 16);
    progress_bar(ui, {x, row.center().y - 4, width - room, 8}, "All files", job.progress, bar_tone(job));
    text(ui, {x + width - room, y, room, row.h}, kBodyStrong, ui.palette().text, percent, Align::Right);
    return row.bottom();
}

float draw_tiles(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const auto& files = view.state.job.view.files;
    const int columns = std::max(1, static_cast<int>((width + kGap) / (248.0F * (0.5F + 0.5F * ui.text_scale) + kGap)));
    const int most = ui.width_class() >= 1920 ? 5 : 4;
    const auto n = static_cast<float>(std::min(columns, most));
    const float tile = (width - kGap * (n - 1)) / n;
    const float height = job_tile_height(ui);
    const MirrorScope list(ui.mirror, item_of(Role::List, "Files", id_of("files")), {x, y, width, height});
    for (std::size_t i = 0; i < files.size(); ++i) {
        const float column = std::fmod(static_cast<float>(i), n);
        const float row = std::floor(static_cast<float>(i) / n);
        draw_job_tile(view, files[i], {x + column * (tile + kGap), y + row * (height + kGap), tile, height});
    }
    return y + std::ceil(static_cast<float>(files.size()) / n) * (height + kGap);
}

float draw_rows(PageView& view, float x, float y, float width) {
    const MirrorScope list(view.ui.mirror, item_of(Role::List, "Files", id_of("files")), {x, y, width, 88});
    for (const api::FileView& file : view.state.job.view.files) {
        const float height = job_row_height(view, file);
        draw_job_row(view, file, {x, y, width, height});
        y += height + 8;
    }
    return y;
}

void draw_wide(PageView& view, const Rect& area) {
    Ui& ui = view.ui;
    const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
    ScrollArea scroll(ui, "job", area);
    const Rect column = page_column(ui, area);
    float y = scroll.content().y + 24;
    y = draw_head(view, column.x, y, column.w) + 16;
    y = draw_overall(view, column.x, y, column.w) + 32;
    y = view.state.shows_list ? draw_rows(view, column.x, y, column.w) : draw_tiles(view, column.x, y, column.w);
    scroll.content_to(y + 8);
}

void draw_phone(PageView& view, Rect area) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const Deed deed = deed_of(view.state, true);
    const Rect foot = deed.is_there ? area.cut_bottom(button_height(ui, ButtonSize::Large) + 29) : Rect{};
    {
        const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
        ScrollArea scroll(ui, "job", area);
        const float x = 16;
        const float width = area.w - 32;
        float y = scroll.content().y + 16;
        const bool is_over = is_final(view.state.job.view.status);
        text(ui, {x, y, width, line_height(ui, kSmall)}, kSmall, p.text2, is_over ? "Took" : "Time left");
        y += line_height(ui, kSmall);
        const float big = text(ui, {x, y, width, line_height(ui, kDisplay)}, kDisplay, p.text, left_words(view.state));
        const Rect rest{x + big + 16, y, width - big - 16, line_height(ui, kDisplay)};
        if (const Figure spent = spent_of(view.state); !spent.value.empty()) {
            text(ui, {x, y - line_height(ui, kSmall), width, line_height(ui, kSmall)}, kSmall, p.text2, "Spent", Align::Right);
            text(ui, rest, kHeading, p.text, spent.value, Align::Right);
        } else if (!is_over && rest.w > 80) {
            text(ui, rest, kSmall, p.text2, so_far_words(view.state), Align::Right);
        }
        y = draw_overall(view, x, y + line_height(ui, kDisplay) + 8, width) + 4;
        text(ui, {x, y, width, line_height(ui, kSmall)}, kSmall, p.text2, job_short_counts(view.state.job));
        y = draw_rows(view, x, y + line_height(ui, kSmall) + 16, width);
        scroll.content_to(y + 8);
    }
    if (!deed.is_there) return;
    ui.action_bar = foot.h;
    const MirrorScope actions(ui.mirror, item_of(Role::ContentInfo, "", id_of("action bar")), foot);
    fill(ui, foot, p.surface);
    line_h(ui, foot.x, foot.right(), foot.y, p.border);
    ButtonSpec spec = deed.spec;
    spec.size = ButtonSize::Large;
    if (spec.label == "Cancel the rest") spec.name = "Cancel the rest";
    if (button(ui, foot.inset(16, 13), spec)) view.actions.push(deed.action);
}

/// The shape of what comes.
void draw_waiting(PageView& view, const Rect& area) {
    Ui& ui = view.ui;
    MirrorItem main_item = item_of(Role::Main, "", id_of("main"));
    main_item.state = kMirrorBusy;
    const MirrorScope main(ui.mirror, std::move(main_item), area);
    const Rect column = page_column(ui, area);
    note(ui, {column.x, area.y + 24, 320, 32}, Role::Status, "Opening the job");
    skeleton(ui, {column.x, area.y + 26, std::min(320.0F, column.w), 28}, kRadius);
    skeleton(ui, {column.x, area.y + 64, std::min(200.0F, column.w), 16}, kRadius);
    skeleton(ui, {column.x, area.y + 112, column.w, 8}, 4);
    const int columns = std::max(1, static_cast<int>((column.w + kGap) / 264));
    const float tile = (column.w - kGap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
    for (int i = 0; i < columns; ++i) {
        skeleton(ui, {column.x + static_cast<float>(i) * (tile + kGap), area.y + 156, tile, job_tile_height(ui)}, kRadiusLarge);
    }
}

}  // namespace

void draw_processing_page(PageView& view, const Rect& area) {
    if (view.state.job.phase != LoadPhase::Ready) return draw_waiting(view, area);
    view.ui.is_phone() ? draw_phone(view, area) : draw_wide(view, area);
}

}  // namespace i2m::client::ui
