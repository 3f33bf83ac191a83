// select_job.cpp - what the processing and results pages say about a job and its files.
#include <algorithm>
#include <array>
#include <cstdio>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "shared/base/text.hpp"

namespace i2m::client {
namespace {

std::size_t count(const JobState& job, std::initializer_list<FileState> states) {
    return static_cast<std::size_t>(std::count_if(job.view.files.begin(), job.view.files.end(), [&](const api::FileView& file) {
        return std::find(states.begin(), states.end(), file.status) != states.end();
    }));
}

std::string models_words(std::size_t n) { return std::to_string(n) + (n == 1 ? " model" : " models"); }

/// Days since 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t days_from_civil(std::int64_t y, std::int64_t m, std::int64_t d) {
    y -= m <= 2 ? 1 : 0;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool is_first_queued(const JobState& job, const api::FileView& file) {
    for (const api::FileView& other : job.view.files) {
        if (other.status == FileState::Queued) return other.file_id == file.file_id;
    }
    return false;
}

TileWords retry_words(const State& state, const api::FileView& file) {
    TileWords words{"Try " + std::to_string(file.attempt + 1), file.message};
    const std::int64_t due = file.retry_at ? parse_time_ms(*file.retry_at) : 0;
    if (due > state.now_ms)
        words.detail += (words.detail.empty() ? "" : " ") + ("Tries again in " + format_duration(due - state.now_ms) + ".");
    return words;
}

void append(std::string& words, const std::string& more) {
    if (!more.empty()) words += (words.empty() ? "" : ", ") + more;
}

std::string model_measures(const api::FileView& file) {
    std::string words = file.triangles ? format_count(*file.triangles) + " triangles" : "";
    if (file.result_size) append(words, format_bytes(*file.result_size));
    append(words, cost_words(file.cost_usd, file.is_cost_estimated));
    if (!is_viewable(file)) append(words, model_kind(file) + " for download");
    return words;
}

/// Next in line, or how far from it; what it waits for is a hold's to say.
TileWords queued_words(const State& state, const api::FileView& file) {
    TileWords words;
    const bool is_next = file.queue_position ? *file.queue_position == 0 : is_first_queued(state.job, file);
    words.aside = is_next               ? "Next in line"
                  : file.queue_position ? std::to_string(*file.queue_position) + " before it"
                                        : "In line";
    words.detail = file.message.empty() ? "Starts when a place is free" : file.message;
    if (shown_hold(state) != nullptr) words.detail = hold_title(*shown_hold(state)) + ".";
    return words;
}

TileWords running_words(const State& state, const api::FileView& file) {
    TileWords words{std::to_string(static_cast<int>(file.progress)) + " %",
                    file.message.empty() ? state_words(file.status) : file.message};
    const std::int64_t left = file_time_left_ms(state, file);
    if (file.is_slow.value_or(false)) {
        words.detail += ". Longer than usual: wait, or cancel.";
    } else if (left >= 0) {
        words.detail += ", about " + format_duration(left) + " left";
    }
    return words;
}

/// Nothing was charged: worth a word where money could have been lost.
std::string failed_aside(const api::FileView& file) {
    if (!file.cost_usd) return "";
    return *file.cost_usd > 0 ? cost_words(file.cost_usd, file.is_cost_estimated) : "$0.00";
}

}  // namespace

std::string state_words(FileState state) {
    switch (state) {
        case FileState::Queued: return "Queued";
        case FileState::Submitting: return "Starting";
        case FileState::Waiting: return "Waiting";
        case FileState::Generating: return "Generating";
        case FileState::Fetching: return "Fetching";
        case FileState::Retrying: return "Retrying";
        case FileState::Unknown: return "May have been charged";
        case FileState::Succeeded: return "Done";
        case FileState::Failed: return "Failed";
        case FileState::Cancelled: return "Cancelled";
    }
    return "";
}

std::string job_title(const JobState& job) {
    const std::size_t total = job.view.files.size();
    switch (job.view.status) {
        case JobStatus::Completed: return models_words(total) + (total == 1 ? " is ready" : " are ready");
        case JobStatus::PartiallyCompleted:
            return std::to_string(job.view.successful_files) + " of " + models_words(total) +
                   (total == 1 ? " is ready" : " are ready");
        case JobStatus::Failed: return "No model was made";
        case JobStatus::Cancelled: return "The job was cancelled";
        case JobStatus::Queued:
        case JobStatus::Processing: break;
    }
    return "Generating " + models_words(total);
}

std::string job_name(const JobState& job) {
    const auto& files = job.view.files;
    if (files.empty()) return "Results";
    std::string name(stem_of(files[0].filename));
    if (files.size() == 2) name += " and " + std::string(stem_of(files[1].filename));
    if (files.size() > 2) name += ", " + std::string(stem_of(files[1].filename));
    if (files.size() > 2) name += " and " + std::to_string(files.size() - 2) + " more";
    return name;
}

bool is_moving(const JobState& job) {
    return std::any_of(job.view.files.begin(), job.view.files.end(), [&](const api::FileView& file) {
        const bool is_held = file.status == FileState::Queued && job.view.hold;
        return !is_final(file.status) && file.status != FileState::Unknown && !is_held;
    });
}

std::string job_counts_words(const JobState& job) {
    struct Row {
        std::size_t n;
        const char* words;
    };
    const std::array<Row, 7> rows = {{
        {count(job, {FileState::Succeeded}), "done"},
        {count(job, {FileState::Submitting, FileState::Generating, FileState::Fetching}), "generating"},
        {count(job, {FileState::Queued, FileState::Waiting}), "queued"},
        {count(job, {FileState::Retrying}), "retrying"},
        {count(job, {FileState::Unknown}), "to decide"},
        {count(job, {FileState::Failed}), "failed"},
        {count(job, {FileState::Cancelled}), "cancelled"},
    }};
    std::string words;
    for (const Row& row : rows) {
        if (row.n > 0) words += (words.empty() ? "" : ", ") + std::to_string(row.n) + " " + row.words;
    }
    return words;
}

std::string job_short_counts(const JobState& job) {
    std::string words =
        std::to_string(count(job, {FileState::Succeeded})) + " of " + std::to_string(job.view.files.size()) + " done";
    if (const std::size_t failed = count(job, {FileState::Failed}); failed > 0)
        words += ", " + std::to_string(failed) + " failed";
    return words;
}

std::int64_t elapsed_ms(const State& state) {
    const api::JobView& view = state.job.view;
    if (is_final(view.status)) return view.elapsed_ms;
    return view.elapsed_ms + std::max<std::int64_t>(0, state.now_ms - state.job.received_at_ms);
}

std::int64_t time_left_ms(const State& state) {
    const api::JobView& view = state.job.view;
    if (!view.eta_ms || is_final(view.status)) return -1;
    return std::max<std::int64_t>(1000, *view.eta_ms - (state.now_ms - state.job.received_at_ms));
}

bool can_cancel(const JobState& job) {
    if (is_final(job.view.status)) return false;
    return std::any_of(job.view.files.begin(), job.view.files.end(),
                       [](const api::FileView& file) { return next(file.status, FileEvent::CancelConfirmed).has_value(); });
}

bool can_retry(const api::FileView& file) {
    return file.status != FileState::Unknown && next(file.status, FileEvent::RetryAsked).has_value();
}

std::string model_name(const State& state, const std::string& id) {
    const auto it = std::find_if(state.models.begin(), state.models.end(), [&](const auto& model) { return model.id == id; });
    if (it != state.models.end()) return it->name;
    const models::Model* known = models::find(id);
    return known == nullptr ? id : known->name;
}

TileWords tile_words(const State& state, const api::FileView& file) {
    switch (file.status) {
        case FileState::Queued: return queued_words(state, file);
        case FileState::Submitting:
        case FileState::Waiting:
        case FileState::Generating:
        case FileState::Fetching: return running_words(state, file);
        case FileState::Retrying: return retry_words(state, file);
        case FileState::Unknown: return {"", "The request left and no answer came. Decide what happens."};
        case FileState::Succeeded: return {file.duration_ms ? format_duration(*file.duration_ms) : "", model_measures(file)};
        case FileState::Failed: return {failed_aside(file), failure_brief(file)};
        case FileState::Cancelled: return {"", "Cancelled before it was done."};
    }
    return {};
}

std::int64_t parse_time_ms(std::string_view text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, length = 0;
    const std::string copy(text.substr(0, 40));
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &length) != 6)
        return 0;
    int millis = 0;
    if (static_cast<std::size_t>(length) < copy.size() && copy[static_cast<std::size_t>(length)] == '.') {
        std::sscanf(copy.c_str() + length, ".%3d", &millis);
    }
    if (copy.back() != 'Z' || month < 1 || month > 12 || day < 1 || day > 31) return 0;
    return ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60'000 + std::int64_t{second} * 1000 + millis;
}

std::string progress_words(const State& state) {
    // Told in tens, so that a screen reader is not flooded.
    return std::to_string(state.job.view.progress / 10 * 10) + " percent, " + job_short_counts(state.job);
}

std::string end_words(const api::JobView& view) {
    if (view.files.size() == 1 && view.successful_files == 1) return model_file_name(view.files.front()) + " is ready";
    JobState job;
    job.view = view;
    return job_title(job);
}

std::string first_failure_words(const api::JobView& view) {
    for (const api::FileView& file : view.files) {
        if (file.status != FileState::Failed) continue;
        return file.filename + ": " + failure_words(file);
    }
    return "";
}

std::string results_words(const JobState& job) {
    const std::size_t total = job.view.files.size();
    const std::size_t done = count(job, {FileState::Succeeded});
    std::string words = done == total ? models_words(total) : std::to_string(done) + " of " + models_words(total);
    if (job.view.elapsed_ms > 0) words += ", " + format_duration(job.view.elapsed_ms);
    append(words, cost_words(job.view.cost_usd, job.view.is_cost_estimated));
    return words;
}

}  // namespace i2m::client
