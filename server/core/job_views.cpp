// job_views.cpp - records to views and events.
#include "server/core/job_views.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"
#include "server/core/job_rules.hpp"
#include "server/core/older_shapes.hpp"
#include "shared/api/routes.hpp"

namespace i2m {
namespace {

std::optional<std::string> iso_or_none(const std::optional<TimePoint>& time) {
    if (!time) return std::nullopt;
    return iso_utc(*time);
}

json::Value parse_options(const std::string& options_json) {
    Result<json::Value> options = json::parse(options_json);
    return options ? *std::move(options) : json::Value(json::Object{});
}

api::EventData data_of(std::string_view job_id, std::string_view status, int percent, std::string message, TimePoint now) {
    api::EventData data;
    data.job_id = job_id;
    data.task_id = job_id;
    data.status = status;
    data.progress = percent;
    data.message = std::move(message);
    data.timestamp = epoch_ms(now);
    return data;
}

api::EventData data_of(const FileRecord& file, TimePoint now) {
    const int percent = is_final(file.state) ? 100 : static_cast<int>(file.percent);
    api::EventData data = data_of(file.job_id, name_of(file.state), percent, file.message, now);
    data.file_id = file.id;
    data.filename = file.filename;
    data.attempt = file.attempt;
    return data;
}

/// What the job's files cost so far, and what they were to cost; the estimate only where all prices are known and one is not free.
void add_money(api::JobView& view, const std::vector<FileRecord>& files) {
    FileCost cost;
    MicroUsd estimate = 0;
    bool is_known = true;
    for (const FileRecord& file : files) {
        estimate += file.reserve;
        is_known = is_known && file.is_price_known;
        if (!file.cost) continue;
        cost.amount += file.cost->amount;
        cost.is_estimated = cost.is_estimated || file.cost->is_estimated;
        view.cost_usd = usd_of(cost.amount);
        view.is_cost_estimated = cost.is_estimated;
    }
    if (is_known && estimate > 0) view.estimate_usd = usd_of(estimate);
}

void add_figures(api::EventData& data, const JobSummary& summary, TimePoint now) {
    data.current = summary.tally.ended();
    data.total = summary.tally.total;
    data.total_files = summary.tally.total;
    if (!summary.eta_ms) return;
    data.eta_seconds = (*summary.eta_ms + 999) / 1000;
    data.estimated_completion = epoch_ms(now) + *summary.eta_ms;
}

std::string_view final_name(JobStatus status) {
    switch (status) {
        case JobStatus::Completed:
        case JobStatus::PartiallyCompleted: return api::kEventCompleted;
        case JobStatus::Cancelled: return api::kEventCancelled;
        default: return api::kEventFailed;
    }
}

}  // namespace

JobSummary summarize(std::span<const FileProgress> files, std::int64_t typical_ms, std::uint32_t parallel) {
    std::vector<FileState> states;
    states.reserve(files.size());
    for (const FileProgress& file : files) states.push_back(file.state);
    JobSummary summary;
    summary.tally = tally(states);
    summary.status = job_status(summary.tally);
    summary.percent = overall_progress(files);
    if (!is_final(summary.status) && typical_ms > 0) summary.eta_ms = eta_ms(files, typical_ms, parallel);
    return summary;
}

std::vector<FileProgress> progress_of(std::span<const FileRecord> files) {
    std::vector<FileProgress> progress;
    progress.reserve(files.size());
    for (const FileRecord& file : files) progress.push_back({is_untold(file) ? FileState::Queued : file.state, file.percent});
    return progress;
}

namespace {

/// By the files that still run or wait: after a retry with another model a job may have both kinds.
JobSummary summary_of(const JobWithFiles& job, const Lanes& lanes) {
    const bool is_direct = std::none_of(job.files.begin(), job.files.end(),
                                        [](const FileRecord& file) { return !file.is_direct && !is_final(file.state); });
    return summarize(progress_of(job.files), job.job.typical_ms, lanes.of(is_direct));
}

}  // namespace

std::string words_of(const JobSummary& summary) {
    const JobTally& tally = summary.tally;
    const std::string total = std::to_string(tally.total);
    switch (summary.status) {
        case JobStatus::Queued: return "Waiting in the queue";
        case JobStatus::Processing: return std::to_string(tally.ended()) + " of " + total + " done";
        case JobStatus::Completed: return tally.total == 1 ? "The model is ready" : "All " + total + " models are ready";
        case JobStatus::PartiallyCompleted: {
            std::string words = std::to_string(tally.succeeded) + " of " + total + " models are ready";
            if (tally.failed > 0) words += ", " + std::to_string(tally.failed) + " failed";
            if (tally.cancelled > 0) words += ", " + std::to_string(tally.cancelled) + " cancelled";
            return words;
        }
        case JobStatus::Failed: return tally.total == 1 ? "No model was made" : "None of " + total + " models was made";
        case JobStatus::Cancelled: return "Cancelled";
    }
    return {};
}

api::FileView view_of(const FileRecord& record) {
    const FileRecord file = as_shown(record);
    api::FileView view;
    view.file_id = file.id;
    view.filename = file.filename;
    view.status = file.state;
    view.progress = is_final(file.state) ? 100 : file.percent;
    view.message = file.message;
    if (file.error) {
        view.error = file.error->message;
        const ErrorInfo& info = error_info(file.error->code);
        view.error_code = std::string(info.wire_name);
        view.is_retryable = info.is_retryable;
        if (!info.next_step.empty()) view.next_step = std::string(info.next_step);
    }
    if (file.submission) view.provider_request_id = file.submission->request_id;
    view.file_size = file.source_bytes;
    view.width = file.width_px;
    view.height = file.height_px;
    view.attempt = file.attempt;
    const bool is_asked_again = file.failed_calls > 0 && is_running(file.state);
    view.retry_at = iso_or_none(is_asked_again ? file.next_try_at : file.retry_at);
    view.source_url = api::path_of(api::Route::FileSource, {file.id});
    view.model = file.model;
    view.options = parse_options(file.options_json);
    if (file.cost) {
        view.cost_usd = usd_of(file.cost->amount);
        view.is_cost_estimated = file.cost->is_estimated;
    }
    if (file.preview) view.preview_url = api::path_of(api::Route::FilePreview, {file.id});
    if (file.result) {
        view.result_filename = file.result->filename;
        view.download_url = api::path_of(api::Route::DownloadFile, {file.job_id, file.result->filename});
        view.result_size = file.result->size_bytes;
        view.triangles = file.result->triangles;
        view.vertices = file.result->vertices;
        view.duration_ms = file.result->duration_ms;
    }
    return view;
}

api::JobView view_of(const JobWithFiles& job, const Lanes& lanes, TimePoint now) {
    const JobSummary summary = summary_of(job, lanes);
    api::JobView view;
    view.job_id = job.job.id;
    view.task_id = job.job.id;
    view.status = summary.status;
    view.progress = summary.percent;
    view.message = words_of(summary);
    view.model = job.job.model;
    view.options = parse_options(job.job.options_json);
    view.face_limit = job.job.face_limit;
    view.created_at = iso_utc(job.job.created_at);
    view.ended_at = iso_or_none(job.job.ended_at);
    view.timestamp = epoch_ms(now);
    view.elapsed_ms = (job.job.ended_at.value_or(now) - job.job.created_at).count();
    view.eta_ms = summary.eta_ms;
    view.total_files = summary.tally.total;
    view.successful_files = summary.tally.succeeded;
    view.failed_files = summary.tally.failed;
    view.cancelled_files = summary.tally.cancelled;
    view.last_event_id = job.last_event_id;
    for (const FileRecord& file : job.files) view.files.push_back(view_of(file));
    add_money(view, job.files);
    return view;
}

api::EventData event_of(const api::JobView& job) {
    api::EventData data;
    data.job_id = job.job_id;
    data.task_id = job.task_id;
    data.status = name_of(job.status);
    data.progress = job.progress;
    data.message = job.message;
    data.timestamp = job.timestamp;
    return data;
}

EventDraft queued_event(const JobRecord& job, const JobSummary& summary, std::uint32_t queue_position, TimePoint now) {
    api::EventData data = data_of(job.id, name_of(summary.status), summary.percent, words_of(summary), now);
    data.queue_position = queue_position;
    data.total_files = summary.tally.total;
    return {api::kEventQueued, json::encode_text(data)};
}

EventDraft file_event(const FileRecord& file, TimePoint now) {
    api::EventData data = data_of(file, now);
    data.file = view_of(file);
    data.error = data.file->error;
    data.error_code = data.file->error_code;
    return {api::kEventFile, json::encode_text(data)};
}

EventDraft retry_event(const FileRecord& file, TimePoint now) {
    api::EventData data = data_of(file, now);
    data.retry_at = iso_or_none(file.retry_at);
    if (file.error) data.reason = file.error->message;
    return {api::kEventRetry, json::encode_text(data)};
}

EventDraft progress_event(std::string_view job_id, const JobSummary& summary, TimePoint now) {
    api::EventData data = data_of(job_id, name_of(summary.status), summary.percent, words_of(summary), now);
    add_figures(data, summary, now);
    return {api::kEventProgress, with_task_name(json::encode_text(data))};
}

EventDraft final_event(const JobWithFiles& job, const Lanes& lanes, TimePoint now) {
    const JobSummary summary = summary_of(job, lanes);
    api::EventData data = data_of(job.job.id, name_of(summary.status), summary.percent, words_of(summary), now);
    add_figures(data, summary, now);
    const api::JobView view = view_of(job, lanes, now);
    if (summary.status == JobStatus::Failed) {
        for (const FileRecord& file : job.files) {
            if (!file.error || data.error) continue;
            data.error = file.error->message;
            data.error_code = std::string(error_info(file.error->code).wire_name);
        }
    }
    json::Value told = json::encode(data);
    json::Value result = json::encode(view);
    result.set("results", result_rows(view));
    told.set("result", std::move(result));
    told.set("summary", counts_of(view));
    return {final_name(summary.status), with_task_name(json::dump(told))};
}

bool differs(const JobSummary& before, const JobSummary& after) {
    return before.status != after.status || before.percent != after.percent || before.tally.ended() != after.tally.ended();
}

}  // namespace i2m
