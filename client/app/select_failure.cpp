// select_failure.cpp - what holds files up and what made them fail, each in words with the step that helps.
#include <algorithm>
#include <array>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

struct FailureRow {
    ErrorCode code;
    const char* title;
    Remedy remedy;
};
constexpr FailureRow kFailures[] = {
    {ErrorCode::ImageRefused, "Image refused", Remedy::OtherImage},
    {ErrorCode::ImageUndecodable, "Image unreadable", Remedy::OtherImage},
    {ErrorCode::FileValidation, "Image refused", Remedy::OtherImage},
    {ErrorCode::DraftFailed, "No object found", Remedy::OtherImage},
    {ErrorCode::NoModelMade, "Nothing was made", Remedy::OtherImage},
    {ErrorCode::ContentPolicy, "Against the rules", Remedy::OtherImage},
    {ErrorCode::OptionsRefused, "Option refused", Remedy::OtherModel},
    {ErrorCode::InvalidOption, "Option refused", Remedy::OtherModel},
    {ErrorCode::ModelGone, "Model is gone", Remedy::OtherModel},
    {ErrorCode::ProviderProtocol, "Answer unclear", Remedy::OtherModel},
    {ErrorCode::ProviderBusy, "Provider busy", Remedy::Retry},
    {ErrorCode::ProviderRateLimit, "Too many requests", Remedy::Retry},
    {ErrorCode::ProviderTimeout, "Out of time", Remedy::Retry},
    {ErrorCode::DeadlinePassed, "Out of time", Remedy::Retry},
    {ErrorCode::ProviderFailed, "Failed at provider", Remedy::Retry},
    {ErrorCode::ProviderCredit, "Out of credit", Remedy::Retry},
    {ErrorCode::ProviderKey, "Key refused", Remedy::Retry},
    {ErrorCode::ResultExpired, "Result expired", Remedy::Retry},
    {ErrorCode::ProviderUnreachable, "No connection", Remedy::Retry},
    {ErrorCode::ProviderUnavailable, "No answer", Remedy::Retry},
    {ErrorCode::ModelInvalid, "Model damaged", Remedy::Retry},
    {ErrorCode::SubmitUnconfirmed, "Given up", Remedy::Retry},
    {ErrorCode::StorageFull, "Disk full", Remedy::Retry},
    {ErrorCode::Internal, "Our mistake", Remedy::Retry},
};

std::optional<ErrorCode> code_of(const api::FileView& file) {
    return file.error_code ? error_code_from_wire(*file.error_code) : std::nullopt;
}

bool has_waiting_files(const api::JobView& view) {
    return std::any_of(view.files.begin(), view.files.end(), [](const api::FileView& file) {
        return file.status == FileState::Queued || file.status == FileState::Retrying;
    });
}

/// The words are the error table's own: they name the step.
bool is_common(const api::FileView& file) {
    const std::optional<ErrorCode> code = code_of(file);
    return code && failure_words(file) == error_info(*code).words;
}

/// `part` without its last full stop, for comparing.
std::string_view without_stop(std::string_view part) {
    if (!part.empty() && part.back() == '.') part.remove_suffix(1);
    return part;
}

}  // namespace

const api::Hold* hold_for(const State& state, const std::string& model_id) {
    if (!state.queue) return nullptr;
    const models::Model* model = models::find(model_id);
    const bool is_paid = model != nullptr && model->provider == models::Provider::Fal;
    const auto& holds = state.queue->holds;
    const auto it = std::find_if(holds.begin(), holds.end(), [&](const api::Hold& hold) {
        if (hold.code == api::kHoldBudget || hold.provider) return is_paid && (!hold.provider || *hold.provider == "fal");
        return true;
    });
    return it == holds.end() ? nullptr : &*it;
}

const api::Hold* shown_hold(const State& state) {
    switch (state.location.page) {
        case Page::Upload: return hold_for(state, state.settings.model);
        case Page::Processing:
            if (state.job.phase != LoadPhase::Ready || !has_waiting_files(state.job.view)) return nullptr;
            return state.job.view.hold ? &*state.job.view.hold : nullptr;
        case Page::Results:
        case Page::Error: break;
    }
    return nullptr;
}

std::string hold_title(const api::Hold& hold) {
    if (hold.code == api::kHoldPaused) return "The queue is paused";
    if (hold.code == api::kHoldBudget) return "Today's budget is spent";
    if (hold.code == api::kHoldResting) return "The provider takes a rest";
    const std::optional<ErrorCode> code = error_code_from_wire(hold.code);
    if (code == ErrorCode::ProviderCredit) return "The provider's account is out of credit";
    if (code == ErrorCode::ProviderKey) return "The provider refuses the key";
    return "The queue waits";
}

std::string hold_end_words(const api::Hold& hold, std::int64_t now_ms) {
    const std::int64_t at = hold.until ? parse_time_ms(*hold.until) : 0;
    if (at <= now_ms) return "";
    if (at - now_ms < kHourMs) return "Goes on in " + format_duration(at - now_ms) + ".";
    return "Goes on at " + hold.until->substr(11, 5) + " UTC, in " + format_duration(at - now_ms) + ".";
}

std::int64_t next_hold_change_ms(const State& state) {
    const api::Hold* hold = shown_hold(state);
    const std::int64_t at = hold != nullptr && hold->until ? parse_time_ms(*hold->until) : 0;
    if (at == 0) return 0;
    const std::int64_t left = at - state.now_ms;
    // Words change each second in the last minutes, each minute before.
    return left <= 0 ? 0 : left < 10 * kMinuteMs ? state.now_ms + 1000 : std::min(at, state.now_ms + kMinuteMs);
}

bool hold_is_over(const State& state) {
    const api::Hold* hold = shown_hold(state);
    return hold != nullptr && hold->until && parse_time_ms(*hold->until) <= state.now_ms;
}

FailureLook failure_look(const api::FileView& file) {
    const std::optional<ErrorCode> code = code_of(file);
    const auto row =
        std::find_if(std::begin(kFailures), std::end(kFailures), [&](const FailureRow& r) { return r.code == code; });
    return row == std::end(kFailures) ? FailureLook{"Failed", Remedy::Retry} : FailureLook{row->title, row->remedy};
}

std::string failure_words(const api::FileView& file) {
    std::string words = file.error.value_or(file.message.empty() ? "It failed without a reason." : file.message);
    const std::string prefix = file.filename + ": ";
    if (words.size() <= prefix.size() || words.compare(0, prefix.size(), prefix) != 0) return words;
    return words.substr(prefix.size());
}

std::string next_step_words(const api::FileView& file) {
    const std::string step = file.next_step.value_or("");
    const bool is_said = is_common(file) || failure_words(file).find(without_stop(step)) != std::string::npos;
    return is_said ? "" : step;
}

std::string failure_brief(const api::FileView& file) {
    const bool has_step = file.next_step && !file.next_step->empty() && failure_look(file).title != "Failed";
    return is_common(file) && has_step ? *file.next_step : failure_words(file);
}

const api::FileView* find_file(const api::JobView& view, std::string_view id) {
    const auto it = std::find_if(view.files.begin(), view.files.end(), [&](const auto& file) { return file.file_id == id; });
    return it == view.files.end() ? nullptr : &*it;
}

std::vector<const api::FileView*> sheet_files(const State& state) {
    std::vector<const api::FileView*> files;
    for (const api::FileView& file : state.job.view.files) {
        const bool is_meant = state.sheet.file.empty() || state.sheet.file == file.file_id;
        const bool fits = state.sheet.kind == SheetKind::Decide ? file.status == FileState::Unknown
                          : state.sheet.kind == SheetKind::Why
                              ? file.status == FileState::Failed
                              : can_retry(file) || (!state.sheet.file.empty() && file.status == FileState::Succeeded);
        if (is_meant && fits) files.push_back(&file);
    }
    return files;
}

bool runs_as_new_job(const std::vector<const api::FileView*>& files) {
    return std::any_of(files.begin(), files.end(), [](const auto* file) { return file->status == FileState::Succeeded; });
}

std::size_t count_unknown(const JobState& job) {
    return static_cast<std::size_t>(std::count_if(job.view.files.begin(), job.view.files.end(),
                                                  [](const auto& file) { return file.status == FileState::Unknown; }));
}

std::string model_of(const State& state, const api::FileView& file) { return file.model.value_or(state.job.view.model); }

std::int64_t file_time_left_ms(const State& state, const api::FileView& file) {
    if (!file.eta_ms || !is_running(file.status)) return -1;
    const auto told = state.job.told_at_ms.find(file.file_id);
    const std::int64_t passed = told == state.job.told_at_ms.end() ? 0 : state.now_ms - told->second;
    return std::max<std::int64_t>(1000, *file.eta_ms - passed);
}

}  // namespace i2m::client
