// draw.cpp - places pages; draws nothing itself.
#include "client/ui/draw.hpp"

#include <imgui.h>

#include "client/ui/pages/pages.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/panels/drop_highlight.hpp"
#include "client/ui/panels/file_sheet.hpp"
#include "client/ui/panels/notices.hpp"
#include "client/ui/panels/question.hpp"
#include "client/ui/panels/server_banner.hpp"
#include "client/ui/panels/top_bar.hpp"
#include "client/ui/widgets/toast.hpp"

namespace i2m::client::ui {
namespace {

constexpr ImGuiWindowFlags kRootFlags =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse;

void draw_page(PageView& view, const Rect& area) {
    switch (view.state.location.page) {
        case Page::Upload: return draw_upload_page(view, area);
        case Page::Processing: return draw_processing_page(view, area);
        case Page::Results: return draw_results_page(view, area);
        case Page::Error: return draw_error_page(view, area);
    }
}

}  // namespace

void draw(PageView& view) {
    Ui& ui = view.ui;
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(ImVec2(ui.screen.w, ui.screen.h));
    ImGui::Begin("root", nullptr, kRootFlags);
    fill(ui, ui.screen, ui.palette().bg);
    Rect area = ui.screen;
    draw_top_bar(view, area.cut_top(ui.grown(32, kLead)));
    draw_server_banner(view, area);
    draw_notices(view, area);
    draw_page(view, area);
    ImGui::End();
    draw_file_sheet(view);
    draw_question(view);
    draw_toasts(ui, view.state, view.actions, ui.screen.h - ui.action_bar);
    draw_drop_highlight(view);
}

}  // namespace i2m::client::ui
