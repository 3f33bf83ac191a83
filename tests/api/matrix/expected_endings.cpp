// expected_endings.cpp - the table: what kind of fault, at which step, leads where. It says what is right, by the provider's
// protocol; nothing here asks the program.
#include <algorithm>
#include <sstream>

#include "tests/api/matrix/fault_case.hpp"

namespace i2m::test {
namespace {

/// Faults that a client cannot, or must not, tell apart.
struct FaultKind {
    std::string_view kind;
    std::string_view faults;
};
constexpr FaultKind kKinds[] = {
    {"before", "reset_before_body"},
    {"lost", "reset_after_body reset_in_answer cut_in_answer"},
    {"stall", "stall_before_answer stall_in_answer"},
    {"harmless", "trickle wrong_content_type octet_stream no_urls foreign_urls"},
    {"unreadable", "empty_body html_body broken_json deep_json"},
    {"huge", "huge_json"},
    {"no_id", "no_request_id"},
    {"odd_state", "unknown_state"},
    {"no_mesh", "no_mesh"},
    {"private", "private_urls"},
    {"key", "key_unknown key_malformed"},
    {"credit", "balance_locked forbidden"},
    {"gone", "app_not_found not_found"},
    {"not_yet", "still_in_progress"},
    {"our_bug", "method_not_allowed http_415"},
    {"bad_request", "bad_request"},
    {"conflict", "http_408 http_409"},
    {"too_large", "http_413"},
    {"rate", "rate_limited rate_limited_seconds rate_limited_date rate_limited_model_shape"},
    {"cancelled", "client_cancelled"},
    {"disconnected", "client_disconnected"},
    {"run_500", "internal_error runner_server_error"},
    {"run_502", "runner_incomplete_response runner_disconnected"},
    {"run_503", "runner_scheduling_failure runner_connection_timeout runner_connection_refused runner_connection_error"},
    {"run_504", "request_timeout startup_timeout"},
    {"too_late", "user_timeout"},
    {"page_500", "page_500"},
    {"page_503", "page_503"},
    {"page", "page_502 page_504"},
    {"raw_500", "custom"},
    {"image", "image_load_error file_download_error file_too_large image_too_small image_too_large unsupported_image_format"},
    {"policy", "content_policy_violation"},
    {"nothing", "no_media_generated"},
    {"option",
     "missing one_of greater_than greater_than_equal less_than less_than_equal multiple_of sequence_too_short sequence_too_long "
     "feature_not_supported value_error detail_as_text"},
    {"image_field", "unheard_of_type"},  // its `loc` names the picture
    {"model_500", "internal_server_error downstream_service_error"},
    {"model_busy", "downstream_service_unavailable"},
    {"model_hopeless", "downstream_service_error_400"},
    {"model_504", "generation_timeout"},
    {"damaged", "media_truncated media_corrupt media_not_the_file media_html"},
    {"oversized", "media_oversized media_oversized_undeclared"},
    {"empty", "media_empty"},
    {"astray", "redirect_private redirect_lan redirect_ipv6 redirect_file"},
    {"loop", "redirect_loop"},
};

constexpr std::string_view kFine = "succeeded";
constexpr std::string_view kMaybeCharged = "unknown SUBMIT_UNCONFIRMED";
constexpr std::string_view kStopped = "cancelled";

/// Where a kind of fault leads; "" as `lasting`: the same as once. The first row that fits counts.
struct Row {
    std::string_view steps;
    std::string_view kinds;
    std::string_view once;
    std::string_view lasting = {};
};
constexpr Row kRows[] = {
    // A cancel is asked for until the provider has heard of it; a run that ends first has won.
    {"cancel", "lost stall harmless unreadable huge gone", kStopped},
    {"cancel",
     "before key credit our_bug bad_request conflict too_large rate cancelled disconnected run_500 run_502 run_503 run_504 "
     "too_late page_500 page_503 page raw_500",
     kStopped, kFine},

    // The one call that costs. What leaves open whether it was taken is left to a person; a request id settles it.
    {"submit", "harmless unreadable", kFine},
    {"submit", "before lost stall huge no_id", kMaybeCharged},
    {"submit", "run_500 run_502 run_503 run_504 too_late page_500 page raw_500 model_500 model_busy model_504", kMaybeCharged},
    {"submit", "page_503 conflict cancelled disconnected", kFine, "failed PROVIDER_BUSY"},
    {"submit", "rate", kFine, "failed PROVIDER_RATE_LIMIT"},
    {"submit", "gone", "failed MODEL_GONE"},
    {"submit", "our_bug bad_request model_hopeless", "failed PROVIDER_PROTOCOL"},
    {"submit", "too_large", "failed IMAGE_REFUSED"},

    // Bringing the picture there costs nothing and is done again with the next attempt.
    {"upload", "key credit", kFine, "failed PROVIDER_BUSY"},  // the signature has run out, not the account
    // Without credit or with a wrong key nothing is charged: every file waits until the account is put right.
    {"initiate submit", "key", "succeeded or failed PROVIDER_KEY_REFUSED",
     "waits PROVIDER_KEY_REFUSED or failed PROVIDER_KEY_REFUSED"},
    {"initiate submit", "credit", "succeeded or failed PROVIDER_OUT_OF_CREDIT",
     "waits PROVIDER_OUT_OF_CREDIT or failed PROVIDER_OUT_OF_CREDIT"},
    {"initiate upload", "gone our_bug bad_request", "failed PROVIDER_PROTOCOL"},
    {"initiate upload", "too_large", "failed IMAGE_REFUSED"},

    // How a run ended, which the result tells. A run that failed there is not charged: there may be another one.
    {"outcome", "gone", "failed RESULT_EXPIRED"},
    {"outcome", "raw_500", "failed PROVIDER_FAILED"},
    {"result outcome", "cancelled", kStopped},
    {"result outcome", "disconnected run_500 run_502 model_500", kFine, "failed PROVIDER_FAILED"},
    {"result outcome", "run_503 model_busy", kFine, "failed PROVIDER_BUSY"},
    {"result outcome", "run_504 model_504", kFine, "failed PROVIDER_TIMEOUT"},
    {"result outcome", "too_late", "failed PROVIDER_TIMEOUT"},
    {"result outcome", "model_hopeless", "failed PROVIDER_FAILED"},
    {"result outcome", "bad_request", "failed PROVIDER_PROTOCOL"},
    {"result outcome submit", "image image_field", "failed IMAGE_REFUSED"},
    {"result outcome submit", "policy", "failed CONTENT_POLICY"},
    {"result outcome submit", "nothing", "failed NO_MODEL_MADE"},
    {"result outcome submit", "option", "failed OPTIONS_REFUSED"},
    {"result", "no_mesh", "failed NO_MODEL_MADE"},
    {"result", "private", "failed PROVIDER_PROTOCOL"},

    // The model itself.
    {"media", "oversized", "failed MODEL_INVALID"},
    {"media", "damaged empty", kFine, "failed MODEL_INVALID"},
    {"media", "astray", "failed PROVIDER_PROTOCOL"},
    {"media", "loop", kFine, "failed PROVIDER_PROTOCOL"},
    {"media", "key credit gone", kFine, "failed RESULT_EXPIRED"},

    // Questions about a request that is paid are free: asked again for as long as it may help.
    {"status result", "key", kFine, "failed PROVIDER_KEY_REFUSED"},
    {"status result", "credit", kFine, "failed PROVIDER_OUT_OF_CREDIT"},
    {"status result", "gone", kFine, "failed RESULT_EXPIRED"},
    {"status result media", "our_bug bad_request too_large not_yet astray loop odd_state", kFine, "failed PROVIDER_PROTOCOL"},

    // Any free call.
    {"initiate upload status result media", "harmless", kFine},
    {"initiate upload status result media", "before lost stall", kFine, "failed PROVIDER_UNREACHABLE"},
    {"initiate status result", "unreadable huge", kFine, "failed PROVIDER_PROTOCOL"},
    {"initiate upload status result media", "rate", kFine, "failed PROVIDER_RATE_LIMIT"},
    {"result", "page_500 raw_500", kFine, "failed PROVIDER_FAILED"},
    {"initiate upload status result media",
     "conflict cancelled disconnected run_500 run_502 run_503 run_504 too_late page_500 raw_500 page_503 page", kFine,
     "failed PROVIDER_BUSY"},
};

bool has_word(std::string_view words, std::string_view word) {
    std::istringstream in{std::string(words)};
    for (std::string one; in >> one;) {
        if (one == word) return true;
    }
    return false;
}

std::string_view kind_of(std::string_view fault) {
    for (const FaultKind& row : kKinds) {
        if (has_word(row.faults, fault)) return row.kind;
    }
    return {};
}

/// `ending`: one, or several with " or " between them.
void add(std::vector<std::string>& endings, std::string_view ending) {
    constexpr std::string_view kOr = " or ";
    const std::size_t at = std::min(ending.find(kOr), ending.size());
    const std::string one(ending.substr(0, at));
    if (std::find(endings.begin(), endings.end(), one) == endings.end()) endings.push_back(one);
    if (at < ending.size()) add(endings, ending.substr(at + kOr.size()));
}

}  // namespace

std::vector<std::string> expected_endings(const FaultCase& wanted) {
    const std::string_view kind = kind_of(wanted.fault);
    const auto* const row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& one) {
        return has_word(one.steps, wanted.step) && has_word(one.kinds, kind);
    });
    if (row == std::end(kRows)) return {};
    std::vector<std::string> endings;
    add(endings, wanted.span == Span::Lasting && !row->lasting.empty() ? row->lasting : row->once);
    if (wanted.life == Life::Keeps) return endings;
    // The server may have died before it took note of the bad answer; then the call is made again, or the request may have left.
    const bool is_before_id = has_word("initiate upload outcome result", wanted.step);  // or before that of another run
    const bool is_run_again = row->steps == "result outcome" && row->once == kFine;
    const bool goes_on = endings.front() == kFine || wanted.step == "outcome" || is_run_again;
    if (wanted.step == "submit" || (wanted.life == Life::Killed && is_before_id && goes_on)) add(endings, kMaybeCharged);
    if (has_word("initiate upload status result media", wanted.step) && wanted.span == Span::Once) add(endings, kFine);
    return endings;
}

}  // namespace i2m::test
