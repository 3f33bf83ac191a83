// report_panel.cpp - triangles, size, materials, and the job's own facts.
#include "client/ui/panels/report_panel.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/choice.hpp"
#include "client/ui/widgets/interact.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

struct Figure {
    std::string label;
    std::string value;
};

std::vector<Figure> figures_of(const PageView& view, const api::FileView& file) {
    const auto slot = view.state.results.models.find(file.file_id);
    const bool is_loaded = slot != view.state.results.models.end() && slot->second.phase == LoadPhase::Ready;
    const glb::Stats stats = is_loaded ? view.renderer.model_stats(slot->second.model) : glb::Stats{};
    const auto count = [](std::uint64_t n) { return n == 0 ? std::string("-") : format_count(n); };
    const std::uint64_t bytes = file.result_size.value_or(stats.size_bytes);
    double longest = 0;
    for (std::size_t i = 0; i < 3; ++i)
        longest = std::max(longest, static_cast<double>(stats.bounds.max[i] - stats.bounds.min[i]));
    return {{"Triangles", count(file.triangles.value_or(stats.triangles))},
            {"Vertices", count(file.vertices.value_or(stats.vertices))},
            {"File", bytes == 0 ? "-" : format_bytes(bytes)},
            {"Materials", is_loaded ? std::to_string(stats.materials) : "-"},
            {"Textures", is_loaded ? std::to_string(stats.textures) : "-"},
            {"Real size", longest > 0 ? length_words(longest) : "-"}};
}

float draw_figures(PageView& view, const std::vector<Figure>& figures, float x, float y, float width) {
    Ui& ui = view.ui;
    const int columns = ui.text_scale > 1.5F ? 2 : 3;
    const float cell = width / static_cast<float>(columns);
    const float height = line_height(ui, kSmall) + line_height(ui, kBodyMedium) + 4;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const std::size_t row = i / static_cast<std::size_t>(columns);
        const float cx = x + cell * static_cast<float>(i % static_cast<std::size_t>(columns));
        const float cy = y + (height + 12) * static_cast<float>(row);
        text(ui, {cx, cy, cell - 8, line_height(ui, kSmall)}, kSmall, ui.palette().text2, figures[i].label);
        text(ui, {cx, cy + line_height(ui, kSmall) + 4, cell - 8, line_height(ui, kBodyMedium)}, kBodyMedium, ui.palette().text,
             figures[i].value);
    }
    const std::size_t rows = (figures.size() + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
    return y + static_cast<float>(rows) * (height + 12) - 12;
}

float draw_row(PageView& view, const Figure& row, float x, float y, float width) {
    Ui& ui = view.ui;
    const float line = line_height(ui, kBody);
    const float label = text(ui, {x, y, width / 2, line}, kBody, ui.palette().text2, row.label);
    text(ui, {x + label + 12, y, width - label - 12, line}, kBody, ui.palette().text, row.value, Align::Right);
    return y + line + 8;
}

std::vector<Figure> report_rows(const State& state, const api::FileView& file) {
    const api::JobView& job = state.job.view;
    std::vector<Figure> rows;
    if (const std::string model = model_of(state, file); !model.empty()) rows.push_back({"Model", model_name(state, model)});
    if (job.face_limit)
        rows.push_back({"Face limit", format_count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, *job.face_limit)))});
    if (file.duration_ms)
        rows.push_back(
            {"Took", *file.duration_ms < 1000 ? std::to_string(*file.duration_ms) + " ms" : format_duration(*file.duration_ms)});
    if (const std::string cost = cost_words(file.cost_usd, file.is_cost_estimated); !cost.empty()) rows.push_back({"Cost", cost});
    rows.push_back({"Image", file.filename});
    if (file.width > 0) rows.push_back({"Image size", std::to_string(file.width) + " \xC3\x97 " + std::to_string(file.height)});
    return rows;
}

/// An id, its first characters shown, all of it to copy. `what` is "Job id".
float draw_id(PageView& view, const std::string& what, const std::string& id, float x, float y, float width) {
    Ui& ui = view.ui;
    const float line = line_height(ui, kBody);
    text(ui, {x, y, 100, line}, kBody, ui.palette().text2, what);
    const Rect copy{x + width - 24, y + (line - 28) / 2, 28, 28};
    text(ui, {x + 100, y, copy.x - x - 104, line}, kMono, ui.palette().text, id.substr(0, 8), Align::Right);
    const std::string name = "Copy the " + to_lower(what);
    if (tool(ui, copy, {.icon = icons::kCopy, .name = name, .icon_size = 16})) view.actions.push(CopyClicked{id, what});
    return y + line + 8;
}

struct CheckLook {
    const char* icon;
    Tone tone;
};
CheckLook look_of(glb::IssueSeverity severity) {
    switch (severity) {
        case glb::IssueSeverity::Error: return {icons::kCircleAlert, Tone::Danger};
        case glb::IssueSeverity::Warning: return {icons::kTriangleAlert, Tone::Warn};
        case glb::IssueSeverity::Info: break;
    }
    return {icons::kInfo, Tone::Info};
}

float draw_check(PageView& view, CheckLook look, const std::string& title, const std::string& detail, float x, float y,
                 float width) {
    Ui& ui = view.ui;
    const float line = line_height(ui, kBody);
    icon(ui, look.icon, {x + 8, y + line / 2}, 16, tone_ink(ui.palette(), look.tone));
    y += paragraph(ui, x + 28, y, width - 28, kBody, ui.palette().text, title, 3);
    if (!detail.empty()) y += paragraph(ui, x + 28, y, width - 28, kSmall, ui.palette().text2, detail, 2);
    return y + 12;
}

/// What the check of the file itself says, once it is here.
float draw_checks(PageView& view, const api::FileView& file, float x, float y, float width) {
    constexpr std::size_t kMostShown = 6;
    Ui& ui = view.ui;
    const auto slot = view.state.results.models.find(file.file_id);
    if (slot == view.state.results.models.end() || slot->second.phase != LoadPhase::Ready) return y;
    const std::vector<glb::Issue>& issues = slot->second.issues;
    const Rect head{x, y, width, line_height(ui, kBodyStrong)};
    const float title = heading(ui, head, kBodyStrong, "Checks", 2);
    const std::string count =
        issues.empty() ? "1 passed" : std::to_string(issues.size()) + (issues.size() == 1 ? " note" : " notes");
    text(ui, {x + title + 12, y, width - title - 12, head.h}, kSmall, ui.palette().text2, count, Align::Right);
    y += head.h + 12;
    if (issues.empty())
        y = draw_check(view, {icons::kCircleCheck, Tone::Ok}, "Valid glTF 2.0", "No errors in the file, no unknown extensions", x,
                       y, width);
    for (std::size_t i = 0; i < std::min(issues.size(), kMostShown); ++i) {
        y = draw_check(view, look_of(issues[i].severity), issues[i].message, issues[i].pointer, x, y, width);
    }
    y += 8;
    line_h(ui, x, x + width, y, ui.palette().border);
    return y + 20;
}

float draw_image(PageView& view, const api::FileView& file, float x, float y, float width) {
    Ui& ui = view.ui;
    const PictureState state = picture_of(view.state, file);
    const Picture picture{state.id, state.width_px, state.height_px};
    const Rect box{x, y, width, width};
    gradient(ui, box, ui.palette().tile_top, ui.palette().tile_bottom, kRadiusMedium);
    note(ui, box, Role::Image, "The image " + file.filename);
    picture_contain(ui, picture, box.inset(8));
    outline(ui, box, ui.palette().border, ui.palette().line_px, kRadiusMedium);
    return box.bottom();
}

/// On phones the strip's cards are too small for a second target: every model has its row here.
float draw_downloads(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    y += 12;
    line_h(ui, x, x + width, y, p.border);
    y += 20;
    heading(ui, {x, y, width, line_height(ui, kBodyStrong)}, kBodyStrong, "All models", 2);
    y += line_height(ui, kBodyStrong) + 8;
    const float row = std::max(48.0F, ui.grown(24, kBody));
    const MirrorScope list(ui.mirror, item_of(Role::List, "Downloads", id_of("downloads")), {x, y, width, row});
    for (const api::FileView& file : view.state.job.view.files) {
        if (file.status != FileState::Succeeded) continue;
        const IdScope scope(file.file_id);
        const Rect line{x, y, width, row};
        const MirrorScope item(ui.mirror, item_of(Role::ListItem, "", id_of("item")), line);
        const std::string name = model_file_name(file);
        const std::string size = file.result_size ? format_bytes(*file.result_size) : "";
        const float aside = text_width(ui, kSmall, size) + 12;
        const float room = width - 40 - aside - 8;
        text(ui, {x, y, room, row}, kBody, p.text, fitted_name(ui, kBody, name, room));
        text(ui, {x + room, y, aside, row}, kSmall, p.text2, size, Align::Right);
        const std::string label = "Download " + name;
        if (tool(ui, Rect{x + width - 40, y, 40, row}.centered(40, 40),
                 {.icon = icons::kDownload, .name = label, .icon_size = 18}))
            view.actions.push(DownloadClicked{file.file_id});
        y += row;
    }
    return y;
}

}  // namespace

float draw_report(PageView& view, const api::FileView& file, float x, float top, float width) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    float y = draw_figures(view, figures_of(view, file), x, top, width) + 24;
    line_h(ui, x, x + width, y, p.border);
    y += 20;
    y = draw_checks(view, file, x, y, width);
    const Rect made{x, y, width, line_height(ui, kBodyStrong)};
    heading(ui, made, kBodyStrong, "Made with", 2);
    if (file.status == FileState::Succeeded) {
        float right = x + width + 12;  // its words end where the rows do
        if (button_before(ui, right, made, {.label = "Run again", .kind = ButtonKind::Ghost, .size = ButtonSize::Small}))
            view.actions.push(SheetOpened{SheetKind::RunAgain, file.file_id});
    }
    y += made.h + 12;
    for (const Figure& row : report_rows(view.state, file)) y = draw_row(view, row, x, y, width);
    y = draw_id(view, "Job id", view.state.job.id, x, y, width);
    if (file.provider_request_id) y = draw_id(view, "Request id", *file.provider_request_id, x, y, width);
    return ui.is_phone() && view.state.job.view.successful_files > 1 ? draw_downloads(view, x, y, width) : y;
}

void draw_report_panel(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const MirrorScope region(ui.mirror, item_of(Role::Region, "Report", id_of("report region")), box);
    fill(ui, box, p.surface);
    line_v(ui, box.x, box.y, box.bottom(), p.border);
    Rect inner = box.inset(24, 0);
    const Rect head = inner.cut_top(ui.grown(24, kBodyMedium));
    line_h(ui, box.x, box.right(), head.bottom() - 1, p.border);
    static constexpr std::array<std::string_view, 2> kTabs = {"Report", "Image"};
    const int picked = tabs(ui, head, "About this model", kTabs, static_cast<int>(view.state.results.tab));
    if (picked >= 0) view.actions.push(ReportTabChosen{static_cast<ReportTab>(picked)});
    const api::FileView* file = selected_result(view.state);
    if (file == nullptr) return;
    ScrollArea scroll(ui, "report", {box.x + 1, inner.y, box.w - 1, inner.h});
    const float top = scroll.content().y + 24;
    const bool shows_image = view.state.results.tab == ReportTab::Image;
    const float end =
        shows_image ? draw_image(view, *file, inner.x, top, inner.w) : draw_report(view, *file, inner.x, top, inner.w);
    scroll.content_to(end + 16);
}

}  // namespace i2m::client::ui
