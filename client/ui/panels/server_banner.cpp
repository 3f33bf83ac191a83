// server_banner.cpp - "Server away", with a try at once.
#include "client/ui/panels/server_banner.hpp"

#include <string>

#include "client/ui/icon_codes.hpp"
#include "client/ui/widgets/progress.hpp"

namespace i2m::client::ui {
namespace {

std::string words_for(const State& state, bool is_short) {
    std::string words = state.is_online ? "Server away." : "No network.";
    if (state.upload.phase == UploadPhase::WaitingForServer)
        return words + (is_short ? " Sending later." : " Your images are sent once it is back.");
    if (is_short) return words;
    if (state.location.page == Page::Upload) return words + " Drafts still work.";
    return words + " What is shown may be old.";
}

}  // namespace

void draw_server_banner(PageView& view, Rect& area) {
    if (!view.state.server.is_away) return;
    Ui& ui = view.ui;
    const Rect strip = area.cut_top(banner_height(ui) + 16);
    const Rect box{page_margin(ui), strip.y + 16, strip.w - 2 * page_margin(ui), strip.h - 16};
    const std::string words = words_for(view.state, ui.is_phone());
    if (banner(ui, box, icons::kWifiOff, words, "Retry now", view.state.server.is_trying)) view.actions.push(ReconnectClicked{});
}

}  // namespace i2m::client::ui
