// select_upload.cpp - what the upload page says about files, models and money.
#include <algorithm>
#include <cmath>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

bool has(const DraftState& draft, draft::Advice advice) {
    return std::find(draft.advice.begin(), draft.advice.end(), advice) != draft.advice.end();
}

std::string percent_words(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

/// "1 image", "5 images".
std::string counted(std::size_t n, const char* noun) { return std::to_string(n) + " " + noun + (n == 1 ? "" : "s"); }

Verdict draft_verdict(const DraftState& draft) {
    if (draft.phase == DraftPhase::None || draft.phase == DraftPhase::Making)
        return {VerdictKind::Ready, "Ready", "Making a draft", ""};
    if (draft.phase == DraftPhase::Failed) return {VerdictKind::Warning, "No outline", "Cut the object out first", ""};
    if (has(draft, draft::Advice::BusyBackground)) return {VerdictKind::Warning, "Busy background", "Cut it out first", ""};
    if (has(draft, draft::Advice::CutByFrame)) return {VerdictKind::Warning, "Cut off", "Show all of the object", ""};
    if (has(draft, draft::Advice::SmallObject)) {
        return {VerdictKind::Warning, "Small object", "Fills " + percent_words(draft.fill) + ", crop in", ""};
    }
    if (has(draft, draft::Advice::ThinParts)) return {VerdictKind::Ready, "Ready", "Thin parts may thicken", ""};
    if (has(draft, draft::Advice::FlatArt)) return {VerdictKind::Ready, "Ready", "Flat art, gets an edge", ""};
    return {VerdictKind::Ready, "Ready", "Whole object, clean outline", ""};
}

}  // namespace

bool is_refused(const LocalFile& file) { return file.report && file.report->refused(); }

FileCounts count_files(const State& state) {
    FileCounts counts;
    counts.total = state.files.size();
    for (const LocalFile& file : state.files) {
        ++(!file.report ? counts.checking : is_refused(file) ? counts.refused : counts.ready);
    }
    return counts;
}

const LocalFile* selected_file(const State& state) {
    const auto it =
        std::find_if(state.files.begin(), state.files.end(), [&](const LocalFile& f) { return f.key == state.selected_file; });
    return it == state.files.end() ? nullptr : &*it;
}

bool can_generate(const State& state) {
    const FileCounts counts = count_files(state);
    return counts.ready > 0 && counts.checking == 0;
}

Verdict verdict_of(const LocalFile& file) {
    if (!file.report) return {VerdictKind::Checking, "Checking", "", ""};
    if (const ImageIssue* refusal = file.report->refusal())
        return {VerdictKind::Refused, "Refused", format_bytes(file.size_bytes) + " arrived", refusal->brief};
    const auto& issues = file.report->issues;
    const auto warning =
        std::find_if(issues.begin(), issues.end(), [](const ImageIssue& issue) { return issue.severity == Severity::Warning; });
    Verdict verdict = draft_verdict(file.draft);
    if (warning != issues.end() && verdict.kind == VerdictKind::Ready)
        return {VerdictKind::Warning, "Ready, but", warning->brief, ""};
    return verdict;
}

std::string measure_words(const LocalFile& file) {
    std::string size = format_bytes(file.size_bytes);
    if (!file.report || file.report->width_px == 0) return size;
    return std::to_string(file.report->width_px) + " \xC3\x97 " + std::to_string(file.report->height_px) + ", " + size;
}

std::string counts_words(const State& state) {
    const FileCounts counts = count_files(state);
    if (counts.checking > 0) return "Checking " + counted(counts.checking, "image");
    std::string words = counts.ready == 0 ? "" : std::to_string(counts.ready) + " ready to generate";
    if (counts.refused > 0) words += (words.empty() ? "" : ", ") + std::to_string(counts.refused) + " refused";
    return words;
}

const api::ModelView* chosen_model(const State& state) { return find_model(state, state.settings.model); }

FaceRange face_range(const Settings& settings) {
    FaceRange range;
    const models::Model* model = models::find(settings.model);
    if (model == nullptr) return range;
    range.is_taken = !model->face_limit_parameter.empty();
    for (const models::Parameter& parameter : model->parameters) {
        if (parameter.name != model->face_limit_parameter) continue;
        if (parameter.min) range.min = std::max(range.min, static_cast<std::int64_t>(*parameter.min));
        if (parameter.max) range.max = std::min(range.max, static_cast<std::int64_t>(*parameter.max));
    }
    return range;
}

draft::Options draft_options(const State& state) {
    draft::Options options;
    if (face_range(state.settings).is_taken) options.face_limit = static_cast<std::uint32_t>(state.settings.face_limit);
    return options;
}

std::vector<models::Parameter> shown_parameters(const Settings& settings) {
    std::vector<models::Parameter> shown;
    const models::Model* model = models::find(settings.model);
    if (model == nullptr) return shown;
    for (const models::Parameter& parameter : model->parameters) {
        if (parameter.name != model->face_limit_parameter) shown.push_back(parameter);
    }
    return shown;
}

json::Value option_value(const Settings& settings, const models::Parameter& parameter) {
    const auto it = settings.options.find(parameter.name);
    return it == settings.options.end() ? parameter.default_value : it->second;
}

json::Value options_of(const Settings& settings) {
    json::Value options = json::Object{};
    for (const auto& [name, value] : settings.options) options.set(name, value);
    const models::Model* model = models::find(settings.model);
    if (model != nullptr && !model->face_limit_parameter.empty()) options.set(model->face_limit_parameter, settings.face_limit);
    return options;
}

std::string generate_words(const State& state, bool with_price) {
    if (state.upload.phase == UploadPhase::WaitingForServer) return "Waiting for the server";
    if (state.upload.phase != UploadPhase::Idle) return "Sending " + std::to_string(upload_percent(state.upload)) + " %";
    const std::size_t n = count_files(state).ready;
    const std::string words = "Generate " + counted(n, "model");
    const double price = total_price(state).value_or(0);
    return with_price && price > 0 ? words + " for " + about_dollars(price) : words;
}

std::string estimate_words(const State& state) {
    const api::ModelView* model = chosen_model(state);
    const std::size_t n = count_files(state).ready;
    if (model == nullptr || n == 0) return "";
    const std::size_t parallel = std::max<std::size_t>(1, state.limits.workers);
    const auto rounds = static_cast<std::int64_t>((n + parallel - 1) / parallel);
    const std::string time = "About " + format_duration(std::max<std::int64_t>(1000, rounds * model->typical_ms));
    return n == 1 ? time : time + ", " + std::to_string(std::min(n, parallel)) + " at a time";
}

int upload_percent(const UploadState& upload) {
    if (upload.total_bytes == 0) return 0;
    return static_cast<int>(std::min<std::uint64_t>(99, upload.sent_bytes * 100 / upload.total_bytes));
}

}  // namespace i2m::client
