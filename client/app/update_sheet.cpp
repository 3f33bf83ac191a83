// update_sheet.cpp - what is done about files that failed, are unknown, or shall be made in another way.
#include <algorithm>
#include <utility>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {
namespace {

json::Array ids_of(const std::vector<const api::FileView*>& files) {
    json::Array ids;
    for (const api::FileView* file : files) ids.emplace_back(file->file_id);
    return ids;
}

/// The settings that `file` was made with, as far as its model is still there; else the first model that is.
Settings settings_for(const State& state, const api::FileView* file) {
    Settings settings;
    settings.model = file == nullptr ? state.job.view.model : model_of(state, *file);
    settings.face_limit = state.job.view.face_limit.value_or(state.settings.face_limit);
    const json::Value& options = file != nullptr && file->options ? *file->options : state.job.view.options;
    const models::Model* known = models::find(settings.model);
    if (const json::Object* fields = options.as_object(); fields != nullptr && known != nullptr) {
        for (const auto& [name, value] : *fields) {
            if (name != known->face_limit_parameter) settings.options[name] = value;
        }
    }
    const api::ModelView* offered = find_model(state, settings.model);
    if (offered != nullptr && offered->available) return settings;
    const auto first = std::find_if(state.models.begin(), state.models.end(), [](const auto& model) { return model.available; });
    settings.model = first == state.models.end() ? "" : first->id;
    settings.options.clear();
    return settings;
}

}  // namespace

void on(State& state, const SheetOpened& action, Effects& /*effects*/) {
    if (state.job.phase != LoadPhase::Ready) return;
    state.sheet = {action.kind, action.file, {}};
    if (action.kind == SheetKind::RunAgain) state.sheet.settings = settings_for(state, find_file(state.job.view, action.file));
    check_sheet(state);
}

void on(State& state, const SheetClosed& /*action*/, Effects& /*effects*/) { state.sheet = {}; }

void check_sheet(State& state) {
    if (state.sheet.kind != SheetKind::None && sheet_files(state).empty()) state.sheet = {};
    const auto is_unknown = [&](const std::string& id) {
        const api::FileView* file = find_file(state.job.view, id);
        return file != nullptr && file->status == FileState::Unknown;
    };
    auto& asked = state.asked_files;
    asked.erase(std::remove_if(asked.begin(), asked.end(), [&](const auto& id) { return !is_unknown(id); }), asked.end());
    if (state.question == Question::SendAgain && asked.empty()) state.question = Question::None;
}

void on(State& state, const ResolveClicked& action, Effects& effects) {
    if (state.sheet.kind != SheetKind::Decide || state.job.is_resolving) return;
    state.asked_files.clear();
    for (const api::FileView* file : sheet_files(state)) state.asked_files.push_back(file->file_id);
    state.sheet = {};
    if (action.choice == api::ResolveChoice::SendAgain) {
        state.question = Question::SendAgain;
        return;
    }
    resolve(state, effects, action.choice);
}

void resolve(State& state, Effects& effects, api::ResolveChoice choice) {
    if (state.asked_files.empty() || state.job.is_resolving) return;
    state.job.is_resolving = true;
    state.job.was_live = true;
    const api::ResolveRequest request{std::exchange(state.asked_files, {}), choice};
    send(state, effects, Purpose::Resolve, state.job.id,
         {api::Method::Post, api::path_of(api::Route::JobResolve, {state.job.id}), json::encode_text(request)});
}

void on(State& state, const RunAgainClicked& /*action*/, Effects& effects) {
    if (state.sheet.kind != SheetKind::RunAgain || is_pending(state, Purpose::Retry, state.job.id)) return;
    const std::vector<const api::FileView*> files = sheet_files(state);
    if (files.empty() || state.sheet.settings.model.empty()) return;
    json::Value body;
    body.set("files", json::Value(ids_of(files)));
    if (runs_as_new_job(files)) body.set("as_new_job", true);
    body.set("model", state.sheet.settings.model);
    body.set("options", options_of(state.sheet.settings));
    state.sheet = {};
    send(state, effects, Purpose::Retry, state.job.id,
         {api::Method::Post, api::path_of(api::Route::JobRetry, {state.job.id}), json::dump(body)});
}

void on(State& state, const ReplaceClicked& action, Effects& effects) {
    const api::FileView* file = find_file(state.job.view, action.file);
    if (file == nullptr) return;
    state.settings = settings_for(state, file);
    effects.push_back(effect::PickFiles{});  // first: browsers open it inside the click only
    go_to(state, effects, {Page::Upload, "", 0}, false);
}

void on(State& state, const MoveToFrontClicked& /*action*/, Effects& effects) {
    if (state.job.phase != LoadPhase::Ready || is_pending(state, Purpose::Move, state.job.id)) return;
    send(
        state, effects, Purpose::Move, state.job.id,
        {api::Method::Post, api::path_of(api::Route::JobMove, {state.job.id}), json::encode_text(api::MoveRequest{"front", ""})});
}

}  // namespace i2m::client
