// settings_panel.cpp - controls made from the chosen model's own parameters.
#include "client/ui/panels/settings_panel.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/choice.hpp"
#include "client/ui/widgets/field.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/overlay.hpp"
#include "client/ui/widgets/progress.hpp"
#include "client/ui/widgets/select.hpp"
#include "shared/base/text.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kPadding = 21;
constexpr float kGap = 16;           ///< between controls
constexpr float kSwitchWidth = 44;   ///< of a switch before its words
constexpr float kMenuBoxWidth = 48;  ///< of a closed menu around its words
constexpr std::size_t kMostSegments = 3;

float control_height(const Ui& ui) { return ui.grown(20, kBody); }
float labelled_height(const Ui& ui) { return line_height(ui, kSmallMedium) + 6 + control_height(ui); }

std::string choice_words(const json::Value& value) {
    std::string words;
    if (const auto* text = value.as_string()) {
        words = *text;
        std::replace(words.begin(), words.end(), '_', ' ');
        if (!words.empty()) words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
    } else if (const auto* number = value.as_int()) {
        words = format_count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, *number)));
    }
    return words;
}

int index_of(const models::Parameter& parameter, const json::Value& value) {
    const auto it = std::find(parameter.choices.begin(), parameter.choices.end(), value);
    return it == parameter.choices.end() ? -1 : static_cast<int>(it - parameter.choices.begin());
}

/// Segments are of equal width; a word that would be cut makes a menu of them.
bool do_fit(const Ui& ui, const Rect& box, const std::vector<std::string>& words) {
    const float room = (box.w - 6) / static_cast<float>(words.size()) - 12;
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string& word) { return text_width(ui, kBodyMedium, word) <= room; });
}

void draw_choice(PageView& view, const SettingsTarget& target, const Rect& box, const models::Parameter& parameter) {
    std::vector<std::string> words;
    for (const json::Value& choice : parameter.choices) words.push_back(choice_words(choice));
    const int chosen = index_of(parameter, option_value(target.settings, parameter));
    int picked = -1;
    if (words.size() <= kMostSegments && do_fit(view.ui, box, words)) {
        std::vector<Segment> segments;
        segments.reserve(words.size());
        for (const std::string& word : words) segments.push_back({word});
        picked = segmented(view.ui, box, {.name = parameter.label, .segments = segments, .chosen = std::max(0, chosen)});
    } else {
        std::vector<SelectOption> options;
        options.reserve(words.size());
        for (const std::string& word : words) options.push_back({.name = word});
        picked = select(view.ui, box, {.label = parameter.label, .options = options, .chosen = chosen});
    }
    if (picked >= 0)
        view.actions.push(OptionChanged{parameter.name, parameter.choices[static_cast<std::size_t>(picked)], target.of});
}

/// A whole number in `text`, or null: the model's own default.
json::Value typed_number(const std::string& text) {
    std::int64_t value = 0;
    bool has_digit = false;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > 1'000'000'000'000) continue;
        value = value * 10 + (c - '0');
        has_digit = true;
    }
    return has_digit ? json::Value(value) : json::Value();
}

void draw_typed(PageView& view, const SettingsTarget& target, const Rect& box, const models::Parameter& parameter) {
    const json::Value value = option_value(target.settings, parameter);
    std::string shown;
    if (const auto* text = value.as_string()) shown = *text;
    if (const auto* number = value.as_int()) shown = std::to_string(*number);
    const bool is_seed = parameter.name.find("seed") != std::string::npos;
    const auto typed =
        field(view.ui, box, {.name = parameter.label, .text = shown, .placeholder = is_seed ? "Random" : "Automatic"});
    if (!typed) return;
    const bool is_text = parameter.kind == models::ParameterKind::Text;
    const json::Value changed = is_text ? (typed->empty() ? json::Value() : json::Value(*typed)) : typed_number(*typed);
    view.actions.push(OptionChanged{parameter.name, changed, target.of});
}

void draw_parameter(PageView& view, const SettingsTarget& target, const Rect& box, const models::Parameter& parameter) {
    Ui& ui = view.ui;
    const IdScope scope(parameter.name);
    const float label = line_height(ui, kSmallMedium);
    const Rect control{box.x, box.bottom() - control_height(ui), box.w, control_height(ui)};
    if (parameter.kind == models::ParameterKind::Boolean) {
        const json::Value value = option_value(target.settings, parameter);
        const bool* is_on = value.as_bool();
        const bool shown = is_on != nullptr && *is_on;
        if (toggle_switch(ui, control, parameter.label, shown))
            view.actions.push(OptionChanged{parameter.name, json::Value(!shown), target.of});
        return;
    }
    draw_text_in(ui, {box.x, box.y, box.w, label}, kSmallMedium, ui.palette().text2, parameter.label);
    if (parameter.kind == models::ParameterKind::Choice) return draw_choice(view, target, control, parameter);
    draw_typed(view, target, control, parameter);
}

/// Of the chosen model with the chosen options, of others with their defaults.
std::string shown_price(const State& state, const Settings& settings, const api::ModelView& model) {
    const std::optional<double> price = model.id == settings.model ? run_price(state, settings) : model.price_usd;
    if (!price) return price_words(model);
    return *price > 0 ? dollars(*price) : "Free";
}

void draw_model_select(PageView& view, const SettingsTarget& target, const Rect& box) {
    const State& state = view.state;
    std::vector<SelectOption> options;
    int chosen = -1;
    for (const api::ModelView& model : state.models) {
        if (model.id == target.settings.model) chosen = static_cast<int>(options.size());
        const std::string time =
            model.typical_ms < 1000 ? std::to_string(model.typical_ms) + " ms" : format_duration(model.typical_ms);
        options.push_back({.name = model.name,
                           .aside = shown_price(state, target.settings, model) + " \xC2\xB7 " + time,
                           .hint = model.provider_label,
                           .reason = model.available ? "" : model.unavailable_reason.value_or("Not available")});
    }
    const char* placeholder = state.models_phase == LoadPhase::Failed ? "Models could not be loaded" : "Loading models";
    const int picked =
        select(view.ui, box,
               {.label = "Model", .options = options, .chosen = chosen, .icon = icons::kSparkles, .placeholder = placeholder});
    if (picked >= 0) view.actions.push(ModelChosen{state.models[static_cast<std::size_t>(picked)].id, target.of});
}

std::string count_words(std::int64_t value) { return format_count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, value))); }

/// The width that a control needs for its own words; what is typed scrolls in its field.
float words_width(const Ui& ui, const models::Parameter& parameter) {
    if (parameter.kind == models::ParameterKind::Boolean) return kSwitchWidth + text_width(ui, kBody, parameter.label);
    float width = text_width(ui, kSmallMedium, parameter.label);
    if (parameter.kind != models::ParameterKind::Choice) return width;
    for (const json::Value& choice : parameter.choices)
        width = std::max(width, kMenuBoxWidth + text_width(ui, kBodyMedium, choice_words(choice)));
    return width;
}

/// Where the parameters go in a panel `width` wide, from its top left: two in a row where their words are not cut, else one.
std::vector<Rect> places_of(const Ui& ui, const std::vector<models::Parameter>& parameters, float width) {
    const float half = (width - kGap) / 2;
    const auto fits_half = [&](std::size_t i) { return i < parameters.size() && words_width(ui, parameters[i]) <= half; };
    std::vector<Rect> places;
    float y = 0;
    while (places.size() < parameters.size()) {
        const std::size_t i = places.size();
        const std::size_t count = fits_half(i) && fits_half(i + 1) ? 2 : 1;
        const bool has_label = std::any_of(parameters.begin() + static_cast<std::ptrdiff_t>(i),
                                           parameters.begin() + static_cast<std::ptrdiff_t>(i + count),
                                           [](const auto& p) { return p.kind != models::ParameterKind::Boolean; });
        const float height = has_label ? labelled_height(ui) : control_height(ui);
        places.push_back({0, y, count == 2 ? half : width, height});
        if (count == 2) places.push_back({half + kGap, y, half, height});
        y += height + kGap;
    }
    return places;
}

}  // namespace

float settings_height(const Ui& ui, const Settings& settings, float width) {
    const std::vector<Rect> places = places_of(ui, shown_parameters(settings), width);
    float height = labelled_height(ui);
    if (!places.empty()) height += kGap + places.back().bottom();
    if (face_range(settings).is_taken) height += kGap + slider_height(ui);
    return height;
}

float settings_panel_height(const PageView& view, float width) {
    return 2 * kPadding + settings_height(view.ui, view.state.settings, width - 2 * kPadding);
}

void draw_settings(PageView& view, const SettingsTarget& target, const Rect& inner) {
    Ui& ui = view.ui;
    const float label = line_height(ui, kSmallMedium);
    float y = inner.y;
    draw_text_in(ui, {inner.x, y, inner.w, label}, kSmallMedium, ui.palette().text2, "Model");
    draw_model_select(view, target, {inner.x, y + label + 6, inner.w, control_height(ui)});
    y += labelled_height(ui) + kGap;
    const std::vector<models::Parameter> parameters = shown_parameters(target.settings);
    const std::vector<Rect> places = places_of(ui, parameters, inner.w);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Rect& place = places[i];
        draw_parameter(view, target, {inner.x + place.x, y + place.y, place.w, place.h}, parameters[i]);
    }
    if (!places.empty()) y += places.back().bottom() + kGap;
    const FaceRange range = face_range(target.settings);
    if (!range.is_taken) return;
    const SliderSpec spec{.label = "Face limit",
                          .value = target.settings.face_limit,
                          .min = range.min,
                          .max = range.max,
                          .is_logarithmic = true,
                          .words = count_words};
    const SliderChange change = slider(ui, {inner.x, y, inner.w, slider_height(ui)}, spec);
    if (change.has_changed) view.actions.push(FaceLimitChanged{change.value, target.of});
}

void draw_settings_panel(PageView& view, const Rect& box) {
    const MirrorScope region(view.ui.mirror, item_of(Role::Region, "Settings", id_of("settings region")), box);
    card(view.ui, box);
    draw_settings(view, {view.state.settings}, box.inset(kPadding));
}

void draw_settings_sheet(PageView& view) {
    Ui& ui = view.ui;
    const Palette& p = ui.palette();
    const float shown = ui.motion.to(id_of("sheet"), view.state.shows_settings ? 1.0F : 0.0F, kPanelMs, 0);
    if (!view.state.shows_settings) return;
    const float inner_width = ui.screen.w - 32;
    const float wanted = 2 * kPadding + settings_height(ui, view.state.settings, inner_width) + 48 + 16;
    const float height = std::min(wanted, ui.screen.h - 64);
    const Rect sheet{0, ui.screen.h - height * (0.9F + 0.1F * shown), ui.screen.w, height};
    Overlay scrim(ui, "scrim", ui.screen, true);
    fill(ui, ui.screen, 0x000000, 0, Corners::None, 0.5F * shown);
    Overlay front(ui, "sheet", sheet, true);
    MirrorItem item = item_of(Role::Dialog, "Settings", id_of("dialog"));
    item.state = kMirrorModal;
    const MirrorScope dialog(ui.mirror, std::move(item), sheet);
    fill(ui, sheet, p.raised, kRadiusLarge, Corners::Top);
    Rect inner = sheet.inset(16, 0);
    const Rect head = inner.cut_top(56);
    heading(ui, {head.x, head.y, head.w - 48, head.h}, kSub, "Settings", 2);
    const bool is_closed = tool(ui, Rect{head.right() - 40, head.y, 40, head.h}.centered(40, 40),
                                {.icon = icons::kX, .name = "Close", .icon_size = 18});
    ScrollArea area(ui, "sheet scroll", {sheet.x, inner.y, sheet.w, inner.h});
    draw_settings(view, {view.state.settings}, {inner.x, area.content().y, inner.w, wanted - 72});
    area.content_to(area.content().y + wanted - 72);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool pressed_outside = ui.open_menu == 0 && ImGui::IsMouseClicked(0) && !sheet.contains(mouse.x, mouse.y);
    if (is_closed || pressed_outside || (ui.open_menu == 0 && ImGui::IsKeyPressed(ImGuiKey_Escape)))
        view.actions.push(SettingsToggled{});
}

}  // namespace i2m::client::ui
