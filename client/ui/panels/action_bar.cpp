// action_bar.cpp - numbers before the click: how many, how long, how much.
#include "client/ui/panels/action_bar.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/progress.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

std::string settings_words(const State& state) {
    const api::ModelView* model = chosen_model(state);
    if (model == nullptr) return "Choose a model";
    std::string words = model->name;
    if (face_range(state.settings).is_taken)
        words += ", " + format_count(static_cast<std::uint64_t>(state.settings.face_limit)) + " faces";
    return words;
}

std::string run_price(const State& state) {
    const api::ModelView* model = chosen_model(state);
    if (model == nullptr) return "";
    const std::string provider =
        model->provider_label.empty() ? model->name : model->name + ", " + to_lower(model->provider_label);
    return total_price(state) == std::optional<double>(0) ? provider + ", free" : provider;
}

/// Below the number of images: what the budget leaves, or who makes the models.
struct Under {
    std::string words;
    bool warns = false;
};
Under under_words(const State& state) {
    const std::string budget = budget_words(state);
    if (budget.empty()) return {run_price(state), false};
    const BudgetFit fit = budget_fit(state);
    return {budget, fit.can_never_run || fit.fitting < fit.wanted};
}

ButtonSpec generate_spec(const State& state, const std::string& label, bool is_blocked) {
    ButtonSpec spec{
        .label = label, .icon = icons::kBox, .kind = ButtonKind::Primary, .size = ButtonSize::Large, .key = "generate"};
    spec.disabled = is_blocked;
    spec.loading = state.upload.phase != UploadPhase::Idle;
    return spec;
}

void draw_phone(PageView& view, const Rect& bar, bool is_blocked) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const State& state = view.state;
    const float lines = line_height(ui, kBodyMedium) + line_height(ui, kSmall);
    const Rect summary{bar.x, bar.y + 1, bar.w, lines + 24};
    const Interaction touch = interact(ui, id_of("summary"), summary);
    const std::string first = settings_words(state);
    const std::string estimate = estimate_words(state);
    const Under under = under_words(state);
    const std::string second =
        under.warns
            ? under.words
            : images_price_words(state) +
                  (estimate.empty() ? ""
                                    : ", " + std::string(1, static_cast<char>(std::tolower(estimate[0]))) + estimate.substr(1));
    mirror_item(ui, touch, Role::Button, "Settings: " + first, summary, false,
                state.shows_settings ? kMirrorExpanded : kMirrorCollapsed, {}, second);
    icon(ui, icons::kSparkles, {bar.x + 16 + 8, summary.center().y}, 18, p.accent_text);
    const float x = bar.x + 42;
    const float width = bar.right() - 48 - x;
    draw_text_in(ui, {x, summary.y + 12, width, line_height(ui, kBodyMedium)}, kBodyMedium, p.text, first);
    draw_text_in(ui, {x, summary.y + 12 + line_height(ui, kBodyMedium), width, line_height(ui, kSmall)}, kSmall,
                 under.warns ? p.warn : p.text2, second);
    icon(ui, icons::kChevronUp, {bar.right() - 25, summary.center().y}, 16, p.text);
    if (touch.focused) focus_ring(ui, summary.inset(8), kRadius);
    if (touch.clicked) view.actions.push(SettingsToggled{});
    const std::string label = generate_words(state, true);
    const Rect place{bar.x + 16, summary.bottom(), bar.w - 32, button_height(ui, ButtonSize::Large)};
    if (button(ui, place, generate_spec(state, label, is_blocked))) view.actions.push(GenerateClicked{});
}

/// The price of all images, before the click: large, and honest about being an estimate.
void draw_total(Ui& ui, const std::optional<double>& price, float right, const Rect& row) {
    const Palette& p = ui.palette();
    if (!price) return void(text(ui, {right - 160, row.y, 160, row.h}, kBody, p.text2, "Price not known", Align::Right));
    if (*price <= 0) return;
    const std::string words = dollars(*price);
    const float width = text_width(ui, kTitle, words) + 2;
    text(ui, {right - width, row.y, width, row.h}, kTitle, p.text, words, Align::Right);
    const float about = text_width(ui, kBody, "about") + 2;
    text(ui, {right - width - 8 - about, row.y + 2, about, row.h}, kBody, p.text2, "about");
}

void draw_wide(PageView& view, const Rect& bar, bool is_blocked) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const State& state = view.state;
    const Rect row = page_column(ui, bar);
    const std::string label = generate_words(state, false);
    const ButtonSpec spec = generate_spec(state, label, is_blocked);
    const float width = std::max(224.0F, button_width(ui, spec));
    const float height = button_height(ui, ButtonSize::Large);
    const Rect place = Rect{row.right() - width, row.y, width, row.h}.centered(width, height);
    const float lines = line_height(ui, kBodyMedium) + line_height(ui, kSmall);
    float y = row.center().y - lines / 2;
    const float first = text(ui, {row.x, y, 320, line_height(ui, kBodyMedium)}, kBodyMedium, p.text, images_price_words(state));
    const Under under = under_words(state);
    y += line_height(ui, kBodyMedium);
    if (!under.words.empty())
        text(ui, {row.x, y, 320, line_height(ui, kSmall)}, kSmall, under.warns ? p.warn : p.text2, under.words);
    float x = row.x + std::max(first, text_width(ui, kSmall, under.words)) + 24;
    const std::string estimate = estimate_words(state);
    if (!estimate.empty() && x + text_width(ui, kBody, estimate) + 24 < place.x - 180) {
        icon(ui, icons::kClock, {x + 8, row.center().y}, 16, p.text2);
        text(ui, {x + 24, row.y, place.x - x, row.h}, kBody, p.text2, estimate);
    }
    draw_total(ui, total_price(state), place.x - 24, row);
    if (button(ui, place, spec)) view.actions.push(GenerateClicked{});
}

}  // namespace

float action_bar_height(const Ui& ui) {
    const float lines = line_height(ui, kBodyMedium) + line_height(ui, kSmall);
    return ui.is_phone() ? lines + 25 + button_height(ui, ButtonSize::Large) + 16
                         : std::max(button_height(ui, ButtonSize::Large), lines) + 24;
}

void draw_action_bar(PageView& view, const Rect& bar) {
    Ui& ui = view.ui;
    ui.action_bar = bar.h;
    const MirrorScope foot(ui.mirror, item_of(Role::ContentInfo, "", id_of("action bar")), bar);
    fill(ui, bar, ui.palette().surface);
    line_h(ui, bar.x, bar.right(), bar.y, ui.palette().border);
    const bool is_idle = view.state.upload.phase == UploadPhase::Idle;
    const bool is_blocked = is_idle && (!can_generate(view.state) || budget_fit(view.state).can_never_run);
    ui.is_phone() ? draw_phone(view, bar, is_blocked) : draw_wide(view, bar, is_blocked);
    if (view.state.upload.phase == UploadPhase::Sending && view.state.upload.total_bytes > 0) {
        progress_bar(ui, {bar.x, bar.y, bar.w, 3}, "Sending images", upload_percent(view.state.upload));
    }
}

float footer_height(const Ui& ui) { return ui.grown(32, kSmall); }

void draw_footer(PageView& view, const Rect& bar) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    ui.action_bar = bar.h;
    const MirrorScope foot(ui.mirror, item_of(Role::ContentInfo, "", id_of("footer")), bar);
    fill(ui, bar, p.surface);
    line_h(ui, bar.x, bar.right(), bar.y, p.border);
    float x = page_margin(ui);
    const bool is_away = view.state.server.is_away;
    const bool is_known = view.state.models_phase == LoadPhase::Ready;
    const Color ink = is_away ? p.warn : is_known ? p.ok : p.text2;
    icon(ui, is_away ? icons::kWifiOff : is_known ? icons::kCircleCheck : icons::kLoaderCircle, {x + 7, bar.center().y}, 14, ink);
    x += 20;
    x += text(ui, {x, bar.y, 240, bar.h}, kSmallMedium, ink,
              is_away    ? "Server away"
              : is_known ? "Server connected"
                         : "Connecting") +
         24;
    const api::ModelView* model = chosen_model(view.state);
    if (model == nullptr) return;
    const std::string price = !model->price_usd       ? "price not known"
                              : *model->price_usd > 0 ? "about " + price_words(*model) + " per image"
                                                      : "free";
    x += text(ui, {x, bar.y, bar.right() - x - 16, bar.h}, kSmall, p.text2, model->name + ", " + price) + 24;
    const std::string time =
        model->typical_ms < 1000 ? std::to_string(model->typical_ms) + " ms" : format_duration(model->typical_ms);
    if (x + 160 < bar.right()) text(ui, {x, bar.y, bar.right() - x - 16, bar.h}, kSmall, p.text2, "Typical time " + time);
}

}  // namespace i2m::client::ui
