// update_settings.cpp - which model makes the job, and with which options.
#include <algorithm>

#include "client/app/select.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {

namespace {

Settings& settings_of(State& state, SettingsOf of) { return of == SettingsOf::Upload ? state.settings : state.sheet.settings; }

}  // namespace

void on(State& state, const ModelChosen& action, Effects& effects) {
    const auto known =
        std::find_if(state.models.begin(), state.models.end(), [&](const auto& model) { return model.id == action.id; });
    Settings& settings = settings_of(state, action.of);
    if (known == state.models.end() || !known->available || settings.model == action.id) return;
    settings.model = action.id;
    settings.options.clear();
    on(state, FaceLimitChanged{settings.face_limit, action.of}, effects);
    if (action.of == SettingsOf::Upload) effects.push_back(effect::Store{"model", action.id});
}

void on(State& state, const FaceLimitChanged& action, Effects& effects) {
    Settings& settings = settings_of(state, action.of);
    const FaceRange range = face_range(settings);
    settings.face_limit = std::clamp(action.faces, range.min, range.max);
    if (action.of == SettingsOf::Upload) refresh_draft(state, effects);
}

void on(State& state, const OptionChanged& action, Effects& /*effects*/) {
    std::map<std::string, json::Value>& options = settings_of(state, action.of).options;
    if (action.value.is_null()) {
        options.erase(action.name);
    } else {
        options[action.name] = action.value;
    }
}

void on(State& state, const SettingsToggled& /*action*/, Effects& /*effects*/) { state.shows_settings = !state.shows_settings; }

void ask_models(State& state, Effects& effects) {
    if (!is_pending(state, Purpose::Models, "")) {
        if (state.models_phase != LoadPhase::Ready) state.models_phase = LoadPhase::Loading;
        send(state, effects, Purpose::Models, "", {api::Method::Get, api::path_of(api::Route::Models)});
    }
    if (!is_pending(state, Purpose::Limits, "")) {
        send(state, effects, Purpose::Limits, "", {api::Method::Get, api::path_of(api::Route::Limits)});
    }
}

void models_answered(State& state, const HttpAnswer& answer) {
    auto value = json::parse(answer.text);
    if (!value) return;
    // A bare list, or {"models": [...]}.
    const json::Value* list = value->as_array() != nullptr ? &*value : value->find("models");
    if (list == nullptr) return;
    auto models = json::decode<std::vector<api::ModelView>>(*list);
    if (!models) return;
    state.models = std::move(*models);
    state.models_phase = LoadPhase::Ready;
    const auto is_chosen = [&](const api::ModelView& model) { return model.id == state.settings.model && model.available; };
    if (std::any_of(state.models.begin(), state.models.end(), is_chosen)) return;
    const auto is_default = [](const api::ModelView& model) { return model.is_default && model.available; };
    auto first = std::find_if(state.models.begin(), state.models.end(), is_default);
    if (first == state.models.end()) {
        first =
            std::find_if(state.models.begin(), state.models.end(), [](const api::ModelView& model) { return model.available; });
    }
    state.settings.model = first == state.models.end() ? "" : first->id;
    state.settings.options.clear();
}

}  // namespace i2m::client
