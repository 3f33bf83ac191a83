// select.hpp - what follows from the state: counts, verdicts, words. Never stored, always asked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/app/state.hpp"
#include "shared/models/registry.hpp"

namespace i2m::client {

// The upload page.
[[nodiscard]] bool is_refused(const LocalFile& file);
struct FileCounts {
    std::size_t total = 0, ready = 0, refused = 0, checking = 0;
};
[[nodiscard]] FileCounts count_files(const State& state);
[[nodiscard]] const LocalFile* selected_file(const State& state);
/// True when at least one image is good and all are checked.
[[nodiscard]] bool can_generate(const State& state);

enum class VerdictKind : std::uint8_t { Checking, Ready, Warning, Refused };
/// What is said under a picture: a word and the next step.
struct Verdict {
    VerdictKind kind = VerdictKind::Checking;
    std::string label;
    std::string hint;
    std::string problem;  ///< of a refused file, instead of its size
};
[[nodiscard]] Verdict verdict_of(const LocalFile& file);
/// "874 x 874, 269 KB" with the right sign.
[[nodiscard]] std::string measure_words(const LocalFile& file);
/// "5 ready to generate, 1 refused".
[[nodiscard]] std::string counts_words(const State& state);

[[nodiscard]] const api::ModelView* chosen_model(const State& state);
/// What the chosen model allows as most faces.
struct FaceRange {
    bool is_taken = true;
    std::int64_t min = 1'000;
    std::int64_t max = 500'000;
};
[[nodiscard]] FaceRange face_range(const Settings& settings);
/// How the browser's own draft is made: the settings as far as the draft engine knows them.
[[nodiscard]] draft::Options draft_options(const State& state);
/// The parameters of the chosen model that the settings panel offers, in the model's order; the face limit is not among them.
[[nodiscard]] std::vector<models::Parameter> shown_parameters(const Settings& settings);
[[nodiscard]] json::Value option_value(const Settings& settings, const models::Parameter& parameter);
/// What was changed, as the server takes it: an object, with the face limit under the model's own name for it.
[[nodiscard]] json::Value options_of(const Settings& settings);
/// "Generate 5 models", "Generate 1 model for about $0.16" with `with_price`.
[[nodiscard]] std::string generate_words(const State& state, bool with_price);
/// "About 1 min 40 s, 4 at a time".
[[nodiscard]] std::string estimate_words(const State& state);
[[nodiscard]] int upload_percent(const UploadState& upload);

// The processing page.
[[nodiscard]] std::string job_title(const JobState& job);  ///< "Generating 8 models"
[[nodiscard]] std::string job_name(const JobState& job);   ///< "duck, mug and 4 more"
/// False while nothing runs and nothing will of itself: it is held, or waits for a person.
[[nodiscard]] bool is_moving(const JobState& job);
[[nodiscard]] std::string job_counts_words(const JobState& job);  ///< "3 done, 2 generating, 1 queued, 1 failed"
[[nodiscard]] std::string job_short_counts(const JobState& job);  ///< "3 of 8 done, 1 failed"
[[nodiscard]] std::int64_t elapsed_ms(const State& state);
/// Negative when unknown.
[[nodiscard]] std::int64_t time_left_ms(const State& state);
[[nodiscard]] bool can_cancel(const JobState& job);
/// An unknown file may have been charged: it is never run again without a choice of its own.
[[nodiscard]] bool can_retry(const api::FileView& file);
[[nodiscard]] std::string model_name(const State& state, const std::string& id);
/// What a tile says about a file: at the right of its name, and below.
struct TileWords {
    std::string aside;
    std::string detail;
};
[[nodiscard]] TileWords tile_words(const State& state, const api::FileView& file);
[[nodiscard]] std::string state_words(FileState state);  ///< "Queued", "Generating" ...
/// Epoch ms of ISO-8601 UTC text, 0 when it is not that.
[[nodiscard]] std::int64_t parse_time_ms(std::string_view text);
[[nodiscard]] std::string progress_words(const State& state);  ///< for announcements
[[nodiscard]] std::string end_words(const api::JobView& view);
[[nodiscard]] std::string first_failure_words(const api::JobView& view);

// The results page.
[[nodiscard]] std::string model_file_name(const api::FileView& file);
[[nodiscard]] std::string picture_address(const api::FileView& file);
[[nodiscard]] const api::FileView* selected_result(const State& state);
[[nodiscard]] std::string length_words(double metres);         ///< "299 mm", "1.25 m"
[[nodiscard]] std::string results_words(const JobState& job);  ///< "7 of 8 models, 2 min 52 s"

// Everywhere.
[[nodiscard]] PictureState picture_of(const State& state, const api::FileView& file);
/// The provider's picture of a finished model; none when it sent none.
[[nodiscard]] PictureState preview_of(const State& state, const api::FileView& file);
[[nodiscard]] bool shows_dark(const State& state);
[[nodiscard]] std::string title_of(const State& state);

}  // namespace i2m::client
