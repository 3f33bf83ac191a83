// file_sheet.cpp - the three dialogs about files.
#include "client/ui/panels/file_sheet.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/panels/settings_panel.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/dialog_frame.hpp"
#include "client/ui/widgets/interact.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kSheetWidth = 520;

/// "duck.png", "3 images".
std::string subject_of(const std::vector<const api::FileView*>& files) {
    return files.size() == 1 ? files.front()->filename : format_many(files.size(), "image");
}

float head_height(const Ui& ui) { return line_height(ui, kSub) + 2 + line_height(ui, kBody); }

/// Title, and below it what the dialog is about. Gives the lowest point.
float draw_head(Ui& ui, const Rect& box, const std::string& title, const std::string& subject) {
    const float x = box.x + kDialogPadding;
    const float width = box.w - 2 * kDialogPadding;
    float y = box.y + kDialogPadding;
    heading(ui, {x, y, width, line_height(ui, kSub)}, kSub, fitted(ui, kSub, title, width), 2);
    y += line_height(ui, kSub) + 2;
    text(ui, {x, y, width, line_height(ui, kBody)}, kBody, ui.palette().text2, fitted_name(ui, kBody, subject, width));
    return y + line_height(ui, kBody);
}

// --- Why ---------------------------------------------------------------------------------------------------------

using Facts = std::vector<std::pair<std::string, std::string>>;

Facts facts_of(const State& state, const api::FileView& file) {
    Facts facts;
    if (const std::string model = model_of(state, file); !model.empty()) facts.emplace_back("Model", model_name(state, model));
    if (file.attempt > 0) facts.emplace_back("Tries", std::to_string(file.attempt));
    if (file.cost_usd) {
        const std::string cost = cost_words(file.cost_usd, file.is_cost_estimated);
        facts.emplace_back("Charged", cost.empty() ? "Nothing" : cost);
    }
    return facts;
}

struct WhyDeed {
    ButtonSpec spec;
    Action action;
};
/// The way back, then what can be done; the one that helps most is last and blue.
std::vector<WhyDeed> deeds_against(const api::FileView& file) {
    const Remedy best = failure_look(file).remedy;
    std::vector<WhyDeed> deeds = {{{.label = "Close", .kind = ButtonKind::Ghost, .key = "keep"}, SheetClosed{}}};
    std::vector<std::pair<Remedy, WhyDeed>> ways = {
        {Remedy::Retry, {{.label = "Retry"}, RetryClicked{{file.file_id}}}},
        {Remedy::OtherModel, {{.label = "Other model"}, SheetOpened{SheetKind::RunAgain, file.file_id}}},
        {Remedy::OtherImage, {{.label = "Other image"}, ReplaceClicked{file.file_id}}}};
    std::stable_partition(ways.begin(), ways.end(), [&](const auto& way) { return way.first != best; });
    for (auto& way : ways) deeds.push_back(std::move(way.second));
    deeds.back().spec.kind = ButtonKind::Primary;
    return deeds;
}

float fact_height(const Ui& ui) { return line_height(ui, kBody) + 8; }

float draw_facts(PageView& view, const api::FileView& file, const Facts& facts, float x, float y, float width) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const float line = line_height(ui, kBody);
    for (const auto& [label, value] : facts) {
        text(ui, {x, y, 120, line}, kBody, p.text2, label);
        text(ui, {x + 120, y, width - 120, line}, kBody, p.text, value, Align::Right);
        y += fact_height(ui);
    }
    if (!file.provider_request_id) return y;
    const Rect copy{x + width - 28, y + (line - 28) / 2, 28, 28};
    text(ui, {x, y, 120, line}, kBody, p.text2, "Request id");
    text(ui, {x + 120, y, copy.x - x - 128, line}, kMono, p.text, fitted(ui, kMono, *file.provider_request_id, copy.x - x - 128),
         Align::Right);
    if (tool(ui, copy, {.icon = icons::kCopy, .name = "Copy the request id"}))
        view.actions.push(CopyClicked{*file.provider_request_id, "Request id"});
    return y + fact_height(ui);
}

void draw_why(PageView& view, const api::FileView& file) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const std::string title = failure_look(file).title;
    const std::string words = failure_words(file);
    const std::string step = next_step_words(file);
    const Facts facts = facts_of(view.state, file);
    std::vector<WhyDeed> deeds = deeds_against(file);
    std::vector<ButtonSpec> buttons;
    buttons.reserve(deeds.size());
    for (const WhyDeed& deed : deeds) buttons.push_back(deed.spec);

    const float width = dialog_width(ui, kSheetWidth) - 2 * kDialogPadding;
    const float step_room = width - 28;
    const float foot = dialog_buttons_height(ui, width, buttons);
    float height = 2 * kDialogPadding + head_height(ui) + 16 + paragraph_height(ui, width, kBody, words);
    if (!step.empty()) height += 12 + paragraph_height(ui, step_room, kBodyMedium, step);
    height += 20 + fact_height(ui) * static_cast<float>(facts.size() + (file.provider_request_id ? 1 : 0)) + 16 + foot;

    const DialogFrame frame(ui, {"why", title, words, kSheetWidth, height});
    const Rect& box = frame.box();
    const float x = box.x + kDialogPadding;
    float y = draw_head(ui, box, title, file.filename) + 16;
    y += paragraph(ui, x, y, width, kBody, p.text, words);
    if (!step.empty()) {
        y += 12;
        icon(ui, icons::kLightbulb, {x + 8, y + line_height(ui, kBodyMedium) / 2}, 16, p.accent_text);
        y += paragraph(ui, x + 28, y, step_room, kBodyMedium, p.text, step);
    }
    y += 10;
    line_h(ui, x, x + width, y, p.border);
    draw_facts(view, file, facts, x, y + 10, width);
    const int clicked = dialog_buttons(ui, {x, box.bottom() - kDialogPadding - foot, width, foot}, buttons);
    if (clicked >= 0) {
        if (clicked > 0) view.actions.push(SheetClosed{});
        view.actions.push(deeds[static_cast<std::size_t>(clicked)].action);
    } else if (frame.is_escaped()) {
        view.actions.push(SheetClosed{});
    }
}

// --- Decide ------------------------------------------------------------------------------------------------------

struct Way {
    api::ResolveChoice choice;
    const char* icon;
    std::string label;
    std::string consequence;
};
std::vector<Way> ways_out(const State& state, std::size_t files) {
    const std::string price = again_price_words(state, files);
    return {{api::ResolveChoice::LookAgain, icons::kSearch, "Look again",
             "Asks the provider about the request once more. Costs nothing."},
            {api::ResolveChoice::SendAgain, icons::kSend, "Send again",
             "Starts a new run. If the first request was taken too, you pay twice" + (price.empty() ? "." : ": " + price + ".")},
            {api::ResolveChoice::GiveUp, icons::kCircleX, "Give up", "Ends without a model. What was charged stays charged."}};
}

float way_height(const Ui& ui, float width, const Way& way) {
    return 24 + line_height(ui, kBodyMedium) + 2 + paragraph_height(ui, width - 60, kSmall, way.consequence);
}

bool draw_way(Ui& ui, const Rect& box, const Way& way) {
    const Palette& p = ui.palette();
    const Interaction touch = interact(ui, id_of(way.label), box);
    mirror_item(ui, touch, Role::Button, way.label, box, false, 0, {}, way.consequence);
    fill(ui, box, mix(p.raised, p.hover, touch.hover), kRadius);
    outline(ui, box, p.control, p.line_px, kRadius);
    if (touch.focused) focus_ring(ui, box, kRadius);
    icon(ui, way.icon, {box.x + 24, box.y + 12 + line_height(ui, kBodyMedium) / 2}, 18, p.text);
    const float x = box.x + 48;
    draw_text_in(ui, {x, box.y + 12, box.w - 60, line_height(ui, kBodyMedium)}, kBodyMedium, p.text, way.label);
    float y = box.y + 12 + line_height(ui, kBodyMedium) + 2;
    for (const std::string& line : wrapped(ui, kSmall, way.consequence, box.w - 60)) {
        draw_text_in(ui, {x, y, box.w - 60, line_height(ui, kSmall)}, kSmall, p.text2, line);
        y += line_height(ui, kSmall);
    }
    return touch.clicked;
}

void draw_decide(PageView& view, const std::vector<const api::FileView*>& files) {
    Ui& ui = view.ui;
    const std::string title = "May have been charged";
    const std::string words =
        "The request left and no answer came, so nobody here knows whether the provider took it. Its own list of requests shows "
        "that.";
    const std::vector<Way> ways = ways_out(view.state, files.size());
    const std::array<ButtonSpec, 1> buttons = {ButtonSpec{.label = "Not now", .kind = ButtonKind::Ghost, .key = "keep"}};
    const float width = dialog_width(ui, kSheetWidth) - 2 * kDialogPadding;
    const float foot = dialog_buttons_height(ui, width, buttons);
    float height = 2 * kDialogPadding + head_height(ui) + 12 + paragraph_height(ui, width, kBody, words) + 16 + foot + 8;
    for (const Way& way : ways) height += way_height(ui, width, way) + 8;

    const DialogFrame frame(ui, {"decide", title, words, kSheetWidth, height});
    const Rect& box = frame.box();
    const float x = box.x + kDialogPadding;
    float y = draw_head(ui, box, title, subject_of(files)) + 12;
    y += paragraph(ui, x, y, width, kBody, ui.palette().text, words) + 16;
    for (const Way& way : ways) {
        const float row = way_height(ui, width, way);
        if (draw_way(ui, {x, y, width, row}, way)) view.actions.push(ResolveClicked{way.choice});
        y += row + 8;
    }
    const bool is_closed = dialog_buttons(ui, {x, box.bottom() - kDialogPadding - foot, width, foot}, buttons) == 0;
    if (is_closed || frame.is_escaped()) view.actions.push(SheetClosed{});
}

// --- Run again ---------------------------------------------------------------------------------------------------

void draw_run_again(PageView& view, const std::vector<const api::FileView*>& files) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const Settings& settings = view.state.sheet.settings;
    const std::optional<double> each = run_price(view.state, settings);
    const std::string price = !each        ? "Price not known"
                              : *each <= 0 ? "Free"
                                           : "Costs " + about_dollars(*each * static_cast<double>(files.size()));
    const std::array<ButtonSpec, 2> buttons = {
        ButtonSpec{.label = "Not now", .kind = ButtonKind::Ghost, .key = "keep"},
        ButtonSpec{.label = "Run again", .icon = icons::kRotateCw, .kind = ButtonKind::Primary}};
    const float width = dialog_width(ui, kSheetWidth) - 2 * kDialogPadding;
    const float foot = dialog_buttons_height(ui, width, buttons) + line_height(ui, kBodyMedium) + 16;
    const float fixed = 2 * kDialogPadding + head_height(ui) + 16 + 16 + foot;
    const float wanted = settings_height(ui, settings, width) + 8;
    const float height = std::min(fixed + wanted, ui.screen.h - 32);
    const std::string title = "Run again with other settings";

    const DialogFrame frame(ui, {"run again", title, subject_of(files), kSheetWidth, height});
    const Rect& box = frame.box();
    const float x = box.x + kDialogPadding;
    const float y = draw_head(ui, box, title, subject_of(files)) + 16;
    {
        // Wider than its content: focus rings are not cut off.
        ScrollArea scroll(ui, "settings", {x - 8, y - 4, width + 16, height - fixed + 8});
        draw_settings(view, {settings, SettingsOf::RunAgain}, {x, scroll.content().y + 4, width, wanted});
        scroll.content_to(scroll.content().y + wanted);
    }
    const Rect row{x, box.bottom() - kDialogPadding - foot, width, foot};
    text(ui, {x, row.y, width, line_height(ui, kBodyMedium)}, kBodyMedium, p.text, price, Align::Right);
    const float top = line_height(ui, kBodyMedium) + 16;
    const int clicked = dialog_buttons(ui, {x, row.y + top, width, foot - top}, buttons);
    if (clicked == 1) view.actions.push(RunAgainClicked{});
    if (clicked == 0 || (clicked < 0 && frame.is_escaped())) view.actions.push(SheetClosed{});
}

}  // namespace

void draw_file_sheet(PageView& view) {
    if (view.state.sheet.kind == SheetKind::None || view.state.question != Question::None) return;
    const std::vector<const api::FileView*> files = sheet_files(view.state);
    if (files.empty()) return;
    switch (view.state.sheet.kind) {
        case SheetKind::Why: return draw_why(view, *files.front());
        case SheetKind::Decide: return draw_decide(view, files);
        case SheetKind::RunAgain: return draw_run_again(view, files);
        case SheetKind::None: return;
    }
}

}  // namespace i2m::client::ui
