// upload.cpp - the upload page: an inviting target first, then the images beside their draft and the settings.
#include <algorithm>
#include <cmath>
#include <string>

#include "client/app/select.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/pages/pages.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/panels/action_bar.hpp"
#include "client/ui/panels/draft_panel.hpp"
#include "client/ui/panels/drop_zone.hpp"
#include "client/ui/panels/file_tile.hpp"
#include "client/ui/panels/settings_panel.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kGap = 16;
constexpr float kTileMin = 232;
constexpr float kTileNarrow = 160;  ///< two columns beside the draft on tablets
constexpr float kTileMax = 360;     ///< a few images do not become posters

std::string intro_words(const State& state) {
    const api::ModelView* model = chosen_model(state);
    std::string words =
        "Drop 1 to " + std::to_string(state.limits.max_files) + " images. See a draft at once, get a textured GLB";
    if (model == nullptr || model->typical_ms < 1000) return words + " in a moment.";
    if (model->typical_ms < 55'000) return words + " in under a minute each.";
    return words + " in about " + std::to_string(std::lround(static_cast<double>(model->typical_ms) / 60'000)) + " min each.";
}

void draw_promise(Ui& ui, float x, float y, float width) {
    icon(ui, icons::kShieldCheck, {x + 8, y + line_height(ui, kBody) / 2}, 16, ui.palette().text2);
    text(ui, {x + 24, y, width - 24, line_height(ui, kBody)}, kBody, ui.palette().text2, "Nothing is sent until you generate");
}

void draw_empty(PageView& view, Rect area) {
    Ui& ui = view.ui;
    const Rect foot = area.cut_bottom(footer_height(ui));
    const bool is_phone = ui.is_phone();
    {
        const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
        ScrollArea scroll(ui, "empty", area);
        const float width = std::min(1072.0F, area.w - 2 * page_margin(ui));
        const float x = area.x + (area.w - width) / 2;
        float y = scroll.content().y + (is_phone ? 24.0F : 40.0F);
        const Style& style = is_phone ? kTitle : kHero;
        if (is_phone) {
            ui.mirror.add(item_of(Role::Heading, "Turn images into 3D models"), {x, y, width, line_height(ui, style)});
            ui.mirror.last()->level = 2;
            for (const std::string& line : wrapped(ui, style, "Turn images into 3D models", width)) {
                draw_text(ui, x, y, style, ui.palette().text, line);
                y += line_height(ui, style);
            }
        } else {
            heading(ui, {x, y, width, line_height(ui, style)}, style, "Turn images into 3D models", 1);
            y += line_height(ui, style);
        }
        y += 8;
        y += paragraph(ui, x, y, width, kLead, ui.palette().text2, intro_words(view.state)) + (is_phone ? 24.0F : 32.0F);
        const Rect zone{x, y, width, drop_zone_height(ui, width)};
        draw_drop_zone(view, zone);
        y = zone.bottom() + 24;
        draw_promise(ui, x, y, width);
        scroll.content_to(y + line_height(ui, kBody) + 24);
    }
    draw_footer(view, foot);
}

void draw_head(PageView& view, const Rect& row) {
    Ui& ui = view.ui;
    const State& state = view.state;
    const std::string count = format_many(state.files.size(), "image");
    float right = row.right();
    if (button_before(ui, right, row, {.label = "Add images", .icon = icons::kPlus, .size = ButtonSize::Small}))
        view.actions.push(BrowseClicked{});
    right -= 8;
    const bool is_sending = state.upload.phase != UploadPhase::Idle;
    if (button_before(ui, right, row,
                      {.label = "Clear all", .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .disabled = is_sending})) {
        view.actions.push(FilesCleared{});
    }
    const float width = heading(ui, {row.x, row.y, right - row.x - 8, row.h}, kHeading, count, 1);
    const Rect rest{row.x + width + 16, row.y, right - row.x - width - 24, row.h};
    if (rest.w > 60) text(ui, rest, kBody, ui.palette().text2, counts_words(state));
}

/// Tiles in columns of nearly equal width; gives the lowest point.
float draw_tiles(PageView& view, float x, float y, float width) {
    Ui& ui = view.ui;
    const float least = (ui.width_class() >= 1200 ? kTileMin : kTileNarrow) * (0.5F + 0.5F * ui.text_scale);
    const int columns = std::max(1, static_cast<int>((width + kGap) / (least + kGap)));
    const float tile =
        std::min((width - kGap * static_cast<float>(columns - 1)) / static_cast<float>(columns), kTileMax * ui.text_scale);
    const float height = file_tile_height(ui);
    const MirrorScope list(ui.mirror, item_of(Role::List, "Images", id_of("images")), {x, y, width, height});
    for (std::size_t i = 0; i < view.state.files.size(); ++i) {
        const std::size_t row_index = i / static_cast<std::size_t>(columns);
        const auto column = static_cast<float>(i % static_cast<std::size_t>(columns));
        const auto row = static_cast<float>(row_index);
        draw_file_tile(view, view.state.files[i], {x + column * (tile + kGap), y + row * (height + kGap), tile, height});
    }
    const float rows = std::ceil(static_cast<float>(view.state.files.size()) / static_cast<float>(columns));
    return y + rows * (height + kGap);
}

void draw_side(PageView& view, const Rect& box) {
    Ui& ui = view.ui;
    const float settings = settings_panel_height(view, box.w);
    const float draft = std::clamp(box.h - settings - kGap, 240.0F, std::max(370.0F, box.w * 0.9F));
    ScrollArea scroll(ui, "side", box.inset(-8, -24));
    const float y = scroll.content().y + 24;
    draw_draft_panel(view, {box.x, y, box.w, draft});
    draw_settings_panel(view, {box.x, y + draft + kGap, box.w, settings});
    scroll.content_to(y + draft + kGap + settings + 24);
}

void draw_files(PageView& view, const Rect& area, const Rect& column, float right) {
    Ui& ui = view.ui;
    ScrollArea scroll(ui, "files", {area.x, area.y, right - area.x, area.h});
    const float y = scroll.content().y + 24;
    const float head = ui.grown(20, kBodyMedium);
    draw_head(view, {column.x, y, column.w, head});
    scroll.content_to(draw_tiles(view, column.x, y + head + 16, column.w) + 8);
}

void draw_wide(PageView& view, Rect area) {
    Ui& ui = view.ui;
    const Rect foot = area.cut_bottom(action_bar_height(ui));
    {
        const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
        Rect column = page_column(ui, area);
        const Rect side = column.cut_right(ui.width_class() >= 1920 ? 456.0F : ui.width_class() >= 1200 ? 408.0F : 344.0F);
        column.cut_right(24);
        draw_files(view, area, column, side.x - 9);
        draw_side(view, side.inset(0, 24));
    }
    draw_action_bar(view, foot);
}

void draw_phone(PageView& view, Rect area) {
    Ui& ui = view.ui;
    const Rect foot = area.cut_bottom(action_bar_height(ui));
    {
        const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
        ScrollArea scroll(ui, "files", area);
        const float width = area.w - 32;
        float y = scroll.content().y + 16;
        draw_draft_panel(view, {16, y, width, 200});
        y += 216;
        const float row = file_row_height(ui);
        const auto rows = static_cast<float>(view.state.files.size());
        const MirrorScope list(ui.mirror, item_of(Role::List, "Images", id_of("images")), {16, y, width, rows * (row + 8)});
        for (const LocalFile& file : view.state.files) {
            draw_file_row(view, file, {16, y, width, row});
            y += row + 8;
        }
        scroll.content_to(y + 8);
    }
    draw_action_bar(view, foot);
    draw_settings_sheet(view);
}

}  // namespace

void draw_upload_page(PageView& view, const Rect& area) {
    if (view.state.files.empty()) return draw_empty(view, area);
    view.ui.is_phone() ? draw_phone(view, area) : draw_wide(view, area);
}

}  // namespace i2m::client::ui
