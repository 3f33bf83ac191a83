// update_files.cpp - files that arrive, are checked, shown, selected and removed.
#include <algorithm>
#include <string>

#include "client/app/select.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {
namespace {

void release(const LocalFile& file, Effects& effects) {
    effects.push_back(effect::ReleaseFile{file.key});
    if (file.picture.id != 0) effects.push_back(effect::ReleasePicture{file.picture.id});
    if (file.draft.mask != 0) effects.push_back(effect::ReleasePicture{file.draft.mask});
    if (file.draft.mesh != 0) effects.push_back(effect::ReleasePicture{file.draft.mesh});
    if (file.draft.model != 0) effects.push_back(effect::UnloadModel{file.draft.model});
}

LocalFile* find(State& state, FileKey key) {
    const auto it = std::find_if(state.files.begin(), state.files.end(), [&](const LocalFile& file) { return file.key == key; });
    return it == state.files.end() ? nullptr : &*it;
}

/// The first file that can be shown, else the first.
void select_something(State& state, Effects& effects) {
    const auto usable =
        std::find_if(state.files.begin(), state.files.end(), [](const LocalFile& file) { return !is_refused(file); });
    if (usable != state.files.end()) return select_file(state, effects, usable->key);
    select_file(state, effects, state.files.empty() ? 0 : state.files.front().key);
}

}  // namespace

void select_file(State& state, Effects& effects, FileKey key) {
    if (state.selected_file == key) return;
    if (LocalFile* before = find(state, state.selected_file); before != nullptr && before->draft.model != 0) {
        effects.push_back(effect::UnloadModel{std::exchange(before->draft.model, 0)});
    }
    state.selected_file = key;
    const LocalFile* now = find(state, key);
    if (now != nullptr && now->draft.phase == DraftPhase::Ready && now->draft.glb) {
        effects.push_back(effect::LoadModel{key, "", now->draft.glb});
    }
    refresh_draft(state, effects);
}

void on(State& /*state*/, const BrowseClicked& /*action*/, Effects& effects) { effects.push_back(effect::PickFiles{}); }
void on(State& /*state*/, const PasteClicked& /*action*/, Effects& effects) { effects.push_back(effect::PasteFiles{}); }

void on(State& state, const FileSelected& action, Effects& effects) {
    if (find(state, action.key) != nullptr) select_file(state, effects, action.key);
}

void on(State& state, const FileRemoved& action, Effects& effects) {
    const auto it =
        std::find_if(state.files.begin(), state.files.end(), [&](const LocalFile& file) { return file.key == action.key; });
    if (it == state.files.end() || state.upload.phase != UploadPhase::Idle) return;
    release(*it, effects);
    const auto after = state.files.erase(it);
    if (state.selected_file != action.key) return;
    state.selected_file = 0;
    if (state.files.empty()) return;
    select_file(state, effects, after == state.files.end() ? state.files.back().key : after->key);
}

void on(State& state, const FilesCleared& /*action*/, Effects& effects) {
    if (state.upload.phase != UploadPhase::Idle || state.files.empty()) return;
    if (state.files.size() == 1) return clear_files(state, effects);  // one is dropped again as quickly as asked about
    state.question = Question::ClearFiles;
}

void clear_files(State& state, Effects& effects) {
    for (const LocalFile& file : state.files) release(file, effects);
    state.files.clear();
    state.selected_file = 0;
    state.draft_view = DraftView::Draft;
}

void on(State& state, const FileArrived& action, Effects& effects) {
    const bool is_busy = state.upload.phase != UploadPhase::Idle;
    if (is_busy || state.files.size() >= state.limits.max_files) {
        effects.push_back(effect::ReleaseFile{action.key});
        const std::string reason =
            is_busy ? "The upload is still running. Add it when it is done."
                    : "A job takes " + std::to_string(state.limits.max_files) + " images. Generate these first.";
        if (!state.toasts.empty() && state.toasts.back().text == reason) return;
        return show_toast(state, effects,
                          {0, ToastKind::Failure, action.name + " was not added", reason, ToastDeed::None, "", 0});
    }
    LocalFile file;
    file.key = action.key;
    file.name = action.name;
    file.content_type = action.content_type;
    file.size_bytes = action.size_bytes;
    state.files.push_back(std::move(file));
    effects.push_back(effect::CheckFile{action.key});
    if (state.location.page != Page::Upload) go_to(state, effects, {Page::Upload, "", 0}, false);
    if (state.selected_file == 0) select_file(state, effects, action.key);
}

void on(State& state, const FileChecked& action, Effects& effects) {
    LocalFile* file = find(state, action.key);
    if (file == nullptr || file->report) return;
    file->report = action.report;
    if (action.report.format != ImageFormat::Unknown) effects.push_back(effect::MakePicture{action.key});
    if (const ImageIssue* refusal = file->report->refusal()) {
        effects.push_back(effect::Announce{refusal->message, true});
        if (state.selected_file == action.key) select_something(state, effects);
        return;
    }
    file->draft.phase = DraftPhase::Making;
    ask_draft(state, *file, effects);
    const LocalFile* selected = find(state, state.selected_file);
    if (selected != nullptr && is_refused(*selected)) select_file(state, effects, action.key);
}

void on(State& state, const PictureReady& action, Effects& effects) {
    const PictureState picture{action.picture, action.width_px, action.height_px, action.picture == 0};
    if (action.key == 0) {
        state.pictures[action.url] = picture;
        return;
    }
    LocalFile* file = find(state, action.key);
    if (file != nullptr) {
        file->picture = picture;
    } else if (action.picture != 0) {
        effects.push_back(effect::ReleasePicture{action.picture});
    }
}

void on(State& state, const DragChanged& action, Effects& /*effects*/) {
    state.drag_over = action.is_over;
    state.drag_files = action.files;
}

void on(State& state, const PasteRefused& action, Effects& effects) {
    show_toast(state, effects, {0, ToastKind::Info, "Nothing was pasted", action.reason, ToastDeed::Browse, "", 0});
}

}  // namespace i2m::client
