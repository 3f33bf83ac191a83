// error.cpp - a page that says what and where next.
#include <algorithm>
#include <string>

#include "client/ui/icon_codes.hpp"
#include "client/ui/pages/pages.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {
namespace {

struct Words {
    const char* icon;
    const char* title;
    const char* text;
};

Words words_for(int code) {
    switch (code) {
        case 400: return {icons::kCircleHelp, "This address is not right", "Check the link, or start with new images."};
        case 401:
        case 403: return {icons::kLock, "This job is not yours to see", "Open it with the key it was made with."};
        case 404:
            return {icons::kSearch, "Nothing is here", "The job was deleted, or the link is wrong. Your other jobs are safe."};
        case 410: return {icons::kTrash2, "This job was deleted", "Generate it again from its images."};
        default: return {icons::kCircleAlert, "Something went wrong", "Try again. If it stays, the server's log says more."};
    }
}

}  // namespace

void draw_error_page(PageView& view, const Rect& area) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const MirrorScope main(ui.mirror, item_of(Role::Main, "", id_of("main")), area);
    const Words words = words_for(view.state.location.code);
    const float width = std::min(420.0F, area.w - 32);
    const float x = area.center().x - width / 2;
    float y = area.y + std::max(24.0F, area.h * 0.24F);
    icon(ui, words.icon, {area.center().x, y + 16}, 32, p.text3);
    y += 48;
    heading(ui, {x, y, width, line_height(ui, kTitle)}, kTitle, words.title, 1, Align::Center);
    y += line_height(ui, kTitle) + 8;
    y += paragraph(ui, x, y, width, kBody, p.text2, words.text, 0, Align::Center) + 24;
    const ButtonSpec spec{.label = "Upload images", .icon = icons::kImagePlus, .kind = ButtonKind::Primary};
    const float button_w = button_width(ui, spec);
    if (button(ui, {area.center().x - button_w / 2, y, button_w, button_height(ui, ButtonSize::Medium)}, spec)) {
        view.actions.push(NavigateClicked{{Page::Upload, "", 0}});
    }
}

}  // namespace i2m::client::ui
