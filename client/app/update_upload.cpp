// update_upload.cpp - one submission: a key is made, files are sent with it, and sent again with the same key until the
// server has answered.
#include <algorithm>
#include <utility>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/app/update_parts.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

constexpr int kMaxServerErrors = 5;

std::vector<std::pair<std::string, std::string>> form_fields(const State& state) {
    std::vector<std::pair<std::string, std::string>> fields;
    if (!state.settings.model.empty()) fields.emplace_back("model", state.settings.model);
    if (face_range(state.settings).is_taken) fields.emplace_back("face_limit", std::to_string(state.settings.face_limit));
    if (!state.settings.options.empty()) {
        json::Object options;
        for (const auto& [name, value] : state.settings.options) options.emplace_back(name, value);
        fields.emplace_back("options", json::dump(json::Value(std::move(options))));
    }
    return fields;
}

void give_up(State& state, const HttpAnswer& answer, Effects& effects) {
    const bool can_repeat = answer.status >= 500;
    state.upload = {};
    show_toast(state, effects,
               {0, ToastKind::Failure, "The images were not taken", words_of(answer),
                can_repeat ? ToastDeed::RetryUpload : ToastDeed::None, "", 0});
}

/// Lets go of the files; their pictures stay for the tiles of the job.
std::map<std::string, Origin> hand_over(State& state, const api::UploadAnswer& answer, Effects& effects) {
    std::map<std::string, Origin> origins;
    for (std::size_t i = 0; i < state.upload.files.size() && i < answer.uploaded_files.size(); ++i) {
        const auto it = std::find_if(state.files.begin(), state.files.end(),
                                     [&](const LocalFile& f) { return f.key == state.upload.files[i]; });
        if (it == state.files.end()) continue;
        const bool has_outline = it->draft.mask != 0;
        origins[answer.uploaded_files[i].file_id] = {std::exchange(it->picture, {}),
                                                     std::exchange(it->draft.mask, 0),
                                                     std::exchange(it->draft.mesh, 0),
                                                     it->draft.left,
                                                     it->draft.right,
                                                     it->draft.glb,
                                                     has_outline};
    }
    state.upload = {};
    clear_files(state, effects);
    return origins;
}

}  // namespace

void on(State& state, const GenerateClicked& /*action*/, Effects& effects) {
    if (state.upload.phase != UploadPhase::Idle || !can_generate(state)) return;
    const BudgetFit fit = budget_fit(state);
    if (fit.can_never_run) return;
    if (fit.fitting < fit.wanted) {
        state.shows_settings = false;
        state.question = Question::OverBudget;
        return;
    }
    start_upload(state, effects);
}

void start_upload(State& state, Effects& effects) {
    if (state.upload.phase != UploadPhase::Idle || !can_generate(state)) return;
    state.upload = {};
    state.upload.phase = UploadPhase::AskingKey;
    for (const LocalFile& file : state.files) {
        if (file.report && !is_refused(file)) state.upload.files.push_back(file.key);
    }
    state.shows_settings = false;
    effects.push_back(effect::MakeUploadKey{});
}

void on(State& state, const UploadKeyMade& action, Effects& effects) {
    if (state.upload.phase != UploadPhase::AskingKey) return;
    state.upload.key = action.key;
    send_upload(state, effects);
}

void send_upload(State& state, Effects& effects) {
    UploadState& upload = state.upload;
    upload.phase = UploadPhase::Sending;
    upload.request = state.next_request++;
    upload.sent_bytes = 0;
    state.requests.push_back({upload.request, Purpose::Upload, ""});
    effects.push_back(
        effect::Upload{upload.request, {api::path_of(api::Route::UploadBatch), upload.key, form_fields(state), upload.files}});
}

void on(State& state, const UploadProgress& action, Effects& /*effects*/) {
    if (state.upload.phase != UploadPhase::Sending || action.id != state.upload.request) return;
    state.upload.sent_bytes = std::max(state.upload.sent_bytes, action.sent_bytes);
    state.upload.total_bytes = action.total_bytes;
}

void upload_answered(State& state, const HttpAnswer& answer, Effects& effects) {
    UploadState& upload = state.upload;
    if (upload.phase != UploadPhase::Sending || answer.id != upload.request) return;
    const bool may_pass = answer.status == 0 || answer.status == 429 || answer.status >= 500;
    if (may_pass && (answer.status == 0 || upload.attempt < kMaxServerErrors)) {
        upload.phase = UploadPhase::WaitingForServer;
        upload.retry_at_ms = state.now_ms + backoff_ms(++upload.attempt);
        return;
    }
    if (answer.status < 200 || answer.status > 299) return give_up(state, answer, effects);
    state.question = Question::None;
    const auto body = json::decode_text<api::UploadAnswer>(answer.text);
    if (!body) return give_up(state, answer, effects);
    std::map<std::string, Origin> origins = hand_over(state, *body, effects);
    go_to(state, effects, {Page::Processing, to_lower(body->job_id), 0}, false);
    state.job.was_live = true;
    state.job.origins = std::move(origins);
}

}  // namespace i2m::client
