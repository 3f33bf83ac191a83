// select_paid.hpp - what follows from the state about money, holds and failures: prices, budget, words and fitting deeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/app/state.hpp"
#include "shared/models/registry.hpp"

namespace i2m::client {

// Money. Amounts are US dollars; nullopt: the price is not known; 0: free.
[[nodiscard]] const api::ModelView* find_model(const State& state, const std::string& id);
/// "$0.30"; "under $0.01" for less than a cent.
[[nodiscard]] std::string dollars(double amount);
/// "about $0.30": of what is not yet, or not exactly, known.
[[nodiscard]] std::string about_dollars(double amount);
/// One run with these settings.
[[nodiscard]] std::optional<double> run_price(const State& state, const Settings& settings);
/// Every good image with the next job's settings.
[[nodiscard]] std::optional<double> total_price(const State& state);
/// "Free", "$0.30", "Price unknown": of a run with defaults.
[[nodiscard]] std::string price_words(const api::ModelView& model);
/// "5 images x $0.30", "5 images, price not known".
[[nodiscard]] std::string images_price_words(const State& state);

/// How many of the good images the rest of the day's budget pays for.
struct BudgetFit {
    std::size_t wanted = 0;
    std::size_t fitting = 0;
    bool can_never_run = false;  ///< one costs more than a whole day's budget
};
[[nodiscard]] BudgetFit budget_fit(const State& state);
/// "$7.74 left of today's budget", or what does not fit; "" without a budget.
[[nodiscard]] std::string budget_words(const State& state);
/// "at midnight UTC, in 5 h": when the budget begins anew; "" when that is not known.
[[nodiscard]] std::string budget_reset_words(const State& state);
/// "$2.74 of $10.00 today", "$2.74 today"; "" when nothing costs anything here.
[[nodiscard]] std::string spent_words(const State& state);
/// "$0.30", "about $0.30"; "" for what is free or not charged yet.
[[nodiscard]] std::string cost_words(const std::optional<double>& cost_usd, const std::optional<bool>& is_estimated);
/// "estimated" when every sum of the job's files is, "partly estimated" when some are; "" when the provider told them all.
[[nodiscard]] std::string estimate_words(const api::JobView& view);
/// Adds up a job's files; leaves the server's sum alone when no file tells its cost.
void sum_costs(api::JobView& view);

// Holds.
/// What keeps files of that model waiting, as the queue tells it, or nullptr.
[[nodiscard]] const api::Hold* hold_for(const State& state, const std::string& model);
/// What keeps the files of the open page waiting, or nullptr.
[[nodiscard]] const api::Hold* shown_hold(const State& state);
/// A few words: "Queue paused", "Out of credit".
[[nodiscard]] std::string hold_title(const api::Hold& hold);
/// "Goes on in 40 s.", "Goes on at 00:00 UTC."; "" when nobody knows.
[[nodiscard]] std::string hold_end_words(const api::Hold& hold, std::int64_t now_ms);
/// When the words of the shown hold change next; 0: never.
[[nodiscard]] std::int64_t next_hold_change_ms(const State& state);
/// True when the shown hold was to end by now.
[[nodiscard]] bool hold_is_over(const State& state);

// Failures.
/// What helps against a failure before anything else.
enum class Remedy : std::uint8_t { Retry, OtherModel, OtherImage };
struct FailureLook {
    std::string title;  ///< "Image refused", "Out of credit"; "Failed" when the code is not known
    Remedy remedy = Remedy::Retry;
};
[[nodiscard]] FailureLook failure_look(const api::FileView& file);
/// What happened, without the file's name in front.
[[nodiscard]] std::string failure_words(const api::FileView& file);
/// The step that `failure_words` does not name already; "" for none.
[[nodiscard]] std::string next_step_words(const api::FileView& file);
/// What a tile says: the words where they are the provider's own, else the next step, since the title says what happened.
[[nodiscard]] std::string failure_brief(const api::FileView& file);

// Results.
/// "GLB", "FBX": what the result is.
[[nodiscard]] std::string model_kind(const api::FileView& file);
/// False for what the provider gave in another format: kept for download, not shown.
[[nodiscard]] bool is_viewable(const api::FileView& file);

// Files that a sheet or a choice is about.
[[nodiscard]] const api::FileView* find_file(const api::JobView& view, std::string_view id);
[[nodiscard]] std::vector<const api::FileView*> sheet_files(const State& state);
/// True for models that are there already: another run of their images is a job of its own.
[[nodiscard]] bool runs_as_new_job(const std::vector<const api::FileView*>& files);
[[nodiscard]] std::size_t count_unknown(const JobState& job);
/// What sending `files` again would cost on top: "about $0.60 more"; "" when it is free or not known.
[[nodiscard]] std::string again_price_words(const State& state, std::size_t files);
/// The model that made or was to make `file`.
[[nodiscard]] std::string model_of(const State& state, const api::FileView& file);
/// Milliseconds that `file` still takes; negative when unknown.
[[nodiscard]] std::int64_t file_time_left_ms(const State& state, const api::FileView& file);

}  // namespace i2m::client
