// update_draft.cpp - the browser's own drafts and how the selected one is looked at.
#include <algorithm>
#include <memory>
#include <utility>

#include "client/app/select.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {

void on(State& state, const DraftReady& action, Effects& effects) {
    const auto release = [&](PictureId picture) {
        if (picture != 0) effects.push_back(effect::ReleasePicture{picture});
    };
    const auto it =
        std::find_if(state.files.begin(), state.files.end(), [&](const LocalFile& file) { return file.key == action.key; });
    if (it == state.files.end()) {
        release(action.mask_picture);
        return release(action.mesh_picture);
    }
    DraftState& draft = it->draft;
    draft.is_asked = false;
    if (!action.error.empty() && draft.glb) return;  // newer settings gave none: the older draft stays
    release(std::exchange(draft.mask, action.mask_picture));
    release(std::exchange(draft.mesh, action.mesh_picture));
    draft.left = action.left;
    draft.right = action.right;
    draft.advice = action.advice;
    draft.fill = action.fill;
    draft.triangles = action.triangles;
    draft.took_ms = action.took_ms;
    draft.error = action.error;
    draft.phase = action.error.empty() ? DraftPhase::Ready : DraftPhase::Failed;
    if (draft.phase == DraftPhase::Failed) return;
    draft.glb = std::make_shared<const Bytes>(action.glb);
    if (state.selected_file != action.key) return;
    effects.push_back(effect::LoadModel{action.key, "", draft.glb});
    refresh_draft(state, effects);
}

void ask_draft(const State& state, LocalFile& file, Effects& effects) {
    const draft::Options options = draft_options(state);
    file.draft.is_asked = true;
    file.draft.face_limit = options.face_limit;
    effects.push_back(effect::MakeDraft{file.key, options});
}

void refresh_draft(State& state, Effects& effects) {
    const auto it = std::find_if(state.files.begin(), state.files.end(),
                                 [&](const LocalFile& file) { return file.key == state.selected_file; });
    if (it == state.files.end() || it->draft.phase != DraftPhase::Ready) return;
    // While one is being made the slider may move on; the answer asks again then, so that at most one waits.
    if (!it->draft.is_asked && it->draft.face_limit != draft_options(state).face_limit) ask_draft(state, *it, effects);
}

void on(State& state, const DraftViewChosen& action, Effects& /*effects*/) { state.draft_view = action.view; }

void on(State& state, const DraftCameraMoved& action, Effects& /*effects*/) { state.draft_camera = action.camera; }

void on(State& state, const DraftReframed& /*action*/, Effects& /*effects*/) { frame_draft(state, state.draft_bounds); }

void frame_draft(State& state, const glb::Bounds& bounds) {
    state.draft_bounds = bounds;
    // A view is at least as wide as it is high, so the height decides. Controls lie over its upper edge: the model stands a
    // little lower and smaller than in the results.
    state.draft_camera = frame_bounds(bounds, 1);
    state.draft_camera.distance_m *= 1.12F;
    state.draft_camera.target[1] += 0.06F * (bounds.max[1] - bounds.min[1]);
}

}  // namespace i2m::client
