// update_results.cpp - finished models: fetched, shown, looked at, downloaded.
#include <algorithm>
#include <memory>
#include <utility>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/app/update_parts.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

/// The draft of the image stands in for its model.
void show_draft(State& state, const api::FileView& file, Effects& effects) {
    const auto origin = state.job.origins.find(file.file_id);
    if (origin == state.job.origins.end() || !origin->second.draft) return;
    effects.push_back(effect::LoadModel{0, file.file_id, origin->second.draft, true});
}

void fetch_model(State& state, const api::FileView& file, Effects& effects) {
    ModelSlot& slot = state.results.models[file.file_id];
    if (slot.phase != LoadPhase::None || !file.download_url) return;
    if (!is_viewable(file)) {
        slot.phase = LoadPhase::Failed;
        slot.error =
            file.message.empty() ? "The provider gave it in a format that is not shown here. Download it." : file.message;
        return;
    }
    slot.phase = LoadPhase::Loading;
    show_draft(state, file, effects);
    send(state, effects, Purpose::Model, file.file_id, {api::Method::Get, *file.download_url, "", true});
}

void look_at(State& state, const glb::Bounds& bounds) {
    state.results.bounds = bounds;
    state.results.camera = frame_bounds(bounds, 1);
}

void ask_picture(State& state, const std::string& url, Effects& effects) {
    if (state.pictures.find(url) != state.pictures.end()) return;
    state.pictures[url] = {};
    effects.push_back(effect::LoadPicture{url});
}

/// A job that was not sent from here (a reload, a link) has no cut-outs and no meshes.
void ask_outline(State& state, const api::FileView& file, Effects& effects) {
    Origin& origin = state.job.origins[file.file_id];
    if (std::exchange(origin.is_asked, true)) return;
    effects.push_back(effect::MakeOutline{picture_address(file)});
}

void take_draft(State& state, ModelSlot& slot, const ModelLoaded& loaded, Effects& effects) {
    if (slot.phase != LoadPhase::Loading || loaded.state == ModelState::Failed) {
        if (loaded.model != 0) effects.push_back(effect::UnloadModel{loaded.model});
        return;
    }
    slot.draft = loaded.model;
    slot.draft_bounds = loaded.bounds;
    if (state.results.selected == loaded.result_of) look_at(state, loaded.bounds);
}

}  // namespace

void on(State& state, const OutlineReady& action, Effects& effects) {
    const auto& files = state.job.view.files;
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return picture_address(f) == action.url; });
    const auto origin = file == files.end() ? state.job.origins.end() : state.job.origins.find(file->file_id);
    if (origin != state.job.origins.end() && origin->second.mask == 0) {
        origin->second.mask = action.mask_picture;
        origin->second.mesh = action.mesh_picture;
        origin->second.left = action.left;
        origin->second.right = action.right;
        return;
    }
    for (const PictureId picture : {action.mask_picture, action.mesh_picture}) {
        if (picture != 0) effects.push_back(effect::ReleasePicture{picture});
    }
}

void load_job_pictures(State& state, Effects& effects) {
    for (const api::FileView& file : state.job.view.files) {
        const auto origin = state.job.origins.find(file.file_id);
        if (origin == state.job.origins.end() || origin->second.picture.id == 0)
            ask_picture(state, picture_address(file), effects);
        ask_outline(state, file, effects);
        if (file.status == FileState::Succeeded && file.preview_url) ask_picture(state, *file.preview_url, effects);
    }
}

void load_results(State& state, Effects& effects) {
    const auto& files = state.job.view.files;
    if (find_file(state.job.view, state.results.selected) == nullptr) {
        const auto done =
            std::find_if(files.begin(), files.end(), [](const auto& file) { return file.status == FileState::Succeeded; });
        if (done != files.end()) {
            state.results.selected = done->file_id;
        } else {
            state.results.selected = files.empty() ? "" : files.front().file_id;
        }
    }
    const api::FileView* selected = find_file(state.job.view, state.results.selected);
    if (selected != nullptr && selected->status == FileState::Succeeded) fetch_model(state, *selected, effects);
}

void unload_results(State& state, Effects& effects) {
    for (const auto& [id, slot] : state.results.models) {
        if (slot.model != 0) effects.push_back(effect::UnloadModel{slot.model});
        if (slot.draft != 0) effects.push_back(effect::UnloadModel{slot.draft});
    }
    const bool shows_grid = state.results.shows_grid;
    state.results = {};
    state.results.shows_grid = shows_grid;
}

void on(State& state, const ResultSelected& action, Effects& effects) {
    const api::FileView* file = find_file(state.job.view, action.file);
    if (file == nullptr) return;
    state.results.selected = action.file;
    if (state.location.page != Page::Results) go_to(state, effects, {Page::Results, state.job.id, 0}, false);
    if (file->status != FileState::Succeeded) return;
    ModelSlot& slot = state.results.models[action.file];
    if (slot.phase == LoadPhase::Failed && slot.model == 0) slot.phase = LoadPhase::None;  // the server may answer by now
    if (slot.phase == LoadPhase::Ready) look_at(state, slot.bounds);
    if (slot.phase == LoadPhase::Loading && slot.draft != 0) look_at(state, slot.draft_bounds);
    fetch_model(state, *file, effects);
}

void model_answered(State& state, const HttpAnswer& answer, const std::string& file, Effects& effects) {
    const auto it = state.results.models.find(file);
    if (it == state.results.models.end() || it->second.phase != LoadPhase::Loading) return;
    if (answer.status < 200 || answer.status > 299) {
        it->second.phase = LoadPhase::Failed;
        it->second.error = words_of(answer);
        return;
    }
    it->second.issues = glb::check_glb(answer.bytes);
    effects.push_back(effect::LoadModel{0, file, std::make_shared<const Bytes>(answer.bytes)});
}

void on(State& state, const ModelLoaded& action, Effects& effects) {
    if (action.draft_of != 0) {
        const auto it =
            std::find_if(state.files.begin(), state.files.end(), [&](const LocalFile& f) { return f.key == action.draft_of; });
        if (it == state.files.end() || state.selected_file != action.draft_of) {
            if (action.model != 0) effects.push_back(effect::UnloadModel{action.model});
            return;
        }
        // A draft for newer settings takes the place of the older one and is looked at from the same side.
        const ModelId before = std::exchange(it->draft.model, action.model);
        if (before != 0) effects.push_back(effect::UnloadModel{before});
        before != 0 ? void(state.draft_bounds = action.bounds) : frame_draft(state, action.bounds);
        return;
    }
    const auto it = state.results.models.find(action.result_of);
    if (it == state.results.models.end()) {
        if (action.model != 0) effects.push_back(effect::UnloadModel{action.model});
        return;
    }
    ModelSlot& slot = it->second;
    if (action.is_draft) return take_draft(state, slot, action, effects);
    slot.model = action.model;
    slot.bounds = action.bounds;
    slot.phase = action.state == ModelState::Failed ? LoadPhase::Failed : LoadPhase::Ready;
    slot.error = action.error;
    if (slot.phase != LoadPhase::Ready || state.results.selected != action.result_of) return;
    if (slot.draft == 0) return look_at(state, action.bounds);
    state.results.bounds = action.bounds;
    state.results.camera = carried_over(state.results.camera, slot.draft_bounds, action.bounds);
}

void on(State& state, const StandInFaded& action, Effects& effects) {
    const auto it = state.results.models.find(action.file);
    if (it == state.results.models.end() || it->second.draft == 0) return;
    effects.push_back(effect::UnloadModel{std::exchange(it->second.draft, 0)});
}

void on(State& state, const ResultCameraMoved& action, Effects& /*effects*/) { state.results.camera = action.camera; }
void on(State& state, const ResultReframed& /*action*/, Effects& /*effects*/) { look_at(state, state.results.bounds); }
void on(State& state, const GridToggled& /*action*/, Effects& /*effects*/) {
    state.results.shows_grid = !state.results.shows_grid;
}
void on(State& state, const TurntableToggled& /*action*/, Effects& /*effects*/) { state.turntable = !state.turntable; }
void on(State& state, const ReportToggled& /*action*/, Effects& /*effects*/) {
    state.results.shows_report = !state.results.shows_report;
}
void on(State& state, const ReportTabChosen& action, Effects& /*effects*/) { state.results.tab = action.tab; }

void on(State& state, const DownloadClicked& action, Effects& effects) {
    const api::FileView* file = find_file(state.job.view, action.file);
    if (file == nullptr || !file->download_url) return;
    const std::string name = model_file_name(*file);
    effects.push_back(effect::StartDownload{*file->download_url, name});
    effects.push_back(effect::Announce{"Downloading " + name, false});
}

void on(State& state, const CopyClicked& action, Effects& effects) {
    effects.push_back(effect::CopyText{action.text});
    show_toast(state, effects, {0, ToastKind::Info, action.what + " copied", "", ToastDeed::None, "", 0});
}

}  // namespace i2m::client
