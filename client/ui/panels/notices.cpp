// notices.cpp - the words of holds and of unknown files.
#include "client/ui/panels/notices.hpp"

#include <string>

#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/widgets/notice.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

struct Look {
    const char* icon;
    Tone tone;
};
Look look_of(const api::Hold& hold) {
    if (hold.code == api::kHoldPaused) return {icons::kCirclePause, Tone::Info};
    if (hold.code == api::kHoldBudget) return {icons::kWallet, Tone::Warn};
    if (hold.code == api::kHoldResting) return {icons::kTimer, Tone::Warn};
    if (hold.code == error_info(ErrorCode::ProviderKey).wire_name) return {icons::kKeyRound, Tone::Danger};
    if (hold.code == error_info(ErrorCode::ProviderCredit).wire_name) return {icons::kCoins, Tone::Danger};
    return {icons::kHourglass, Tone::Warn};
}

bool put(PageView& view, Rect& area, const NoticeSpec& spec) {
    Ui& ui = view.ui;
    const float margin = page_margin(ui);
    const float width = area.w - 2 * margin;
    const Rect strip = area.cut_top(notice_height(ui, width, spec) + 16);
    return notice(ui, {area.x + margin, strip.y + 16, width, strip.h - 16}, spec);
}

void draw_hold(PageView& view, Rect& area, const api::Hold& hold) {
    const Look look = look_of(hold);
    const std::string title = hold_title(hold);
    std::string text = hold.message;
    if (const std::string end = hold_end_words(hold, view.state.now_ms); !end.empty()) text += (text.empty() ? "" : " ") + end;
    put(view, area, {.icon = look.icon, .tone = look.tone, .title = title, .text = text});
}

void draw_unknown(PageView& view, Rect& area) {
    const std::size_t n = count_unknown(view.state.job);
    const std::string title = format_many(n, "image") + " may have been charged";
    const std::string text = "The request left and no answer came. Nothing more happens until you decide.";
    const NoticeSpec spec{.icon = icons::kCircleHelp,
                          .tone = Tone::Warn,
                          .title = title,
                          .text = text,
                          .deed = "Decide",
                          .is_busy = view.state.job.is_resolving};
    if (put(view, area, spec)) view.actions.push(SheetOpened{SheetKind::Decide, ""});
}

}  // namespace

void draw_notices(PageView& view, Rect& area) {
    const State& state = view.state;
    if (const api::Hold* hold = shown_hold(state)) draw_hold(view, area, *hold);
    const bool is_on_job = state.location.page == Page::Processing && state.job.phase == LoadPhase::Ready;
    if (is_on_job && count_unknown(state.job) > 0) draw_unknown(view, area);
}

}  // namespace i2m::client::ui
