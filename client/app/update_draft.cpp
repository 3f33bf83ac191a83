// update_draft.cpp - the browser's own drafts and how the selected one is looked at.
#include <algorithm>
#include <memory>

#include "client/app/update_parts.hpp"

namespace i2m::client {

void on(State& state, const DraftReady& action, Effects& effects) {
    const auto it =
        std::find_if(state.files.begin(), state.files.end(), [&](const LocalFile& file) { return file.key == action.key; });
    if (it == state.files.end()) {
        if (action.mask_picture != 0) effects.push_back(effect::ReleasePicture{action.mask_picture});
        return;
    }
    DraftState& draft = it->draft;
    draft.advice = action.advice;
    draft.fill = action.fill;
    draft.triangles = action.triangles;
    draft.took_ms = action.took_ms;
    draft.mask = action.mask_picture;
    draft.error = action.error;
    draft.phase = action.error.empty() ? DraftPhase::Ready : DraftPhase::Failed;
    if (draft.phase == DraftPhase::Failed) return;
    draft.glb = std::make_shared<const Bytes>(action.glb);
    if (state.selected_file == action.key) effects.push_back(effect::LoadModel{action.key, "", draft.glb});
}

void on(State& state, const DraftViewChosen& action, Effects& /*effects*/) { state.draft_view = action.view; }

void on(State& state, const DraftCameraMoved& action, Effects& /*effects*/) { state.draft_camera = action.camera; }

void on(State& state, const DraftReframed& /*action*/, Effects& /*effects*/) { frame_draft(state, state.draft_bounds); }

void frame_draft(State& state, const glb::Bounds& bounds) {
    state.draft_bounds = bounds;
    // A view is at least as wide as it is high, so the height decides.
    state.draft_camera = frame_bounds(bounds, 1);
}

}  // namespace i2m::client
