// update_question.cpp - what a dialog asked, and what its answer does.
#include <utility>

#include "client/app/update_parts.hpp"

namespace i2m::client {

void on(State& state, const QuestionAnswered& action, Effects& effects) {
    const Question asked = std::exchange(state.question, Question::None);
    if (!action.is_yes) return;
    switch (asked) {
        case Question::CancelJob: return cancel_job(state, effects);
        case Question::ClearFiles:
            if (state.upload.phase == UploadPhase::Idle) clear_files(state, effects);
            return;
        case Question::OverBudget: return start_upload(state, effects);
        case Question::SendAgain: return resolve(state, effects, api::ResolveChoice::SendAgain);
        case Question::None: return;
    }
}

}  // namespace i2m::client
