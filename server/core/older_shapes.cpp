// older_shapes.cpp - names and kinds as they were.
#include "server/core/older_shapes.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace i2m {
namespace {

/// "duck.glb" -> "glb"
std::string format_of(const std::string& filename) {
    const std::size_t dot = filename.rfind('.');
    return dot == std::string::npos ? std::string() : filename.substr(dot + 1);
}

json::Value row_of(const api::FileView& file) {
    json::Object row = {{"file_id", file.file_id},
                        {"task_id", file.file_id},
                        {"filename", file.result_filename.value_or(file.filename)},
                        {"status", file.status == FileState::Succeeded ? "completed" : std::string(name_of(file.status))}};
    if (file.download_url) {
        row.emplace_back("download_url", *file.download_url);
        row.emplace_back("model_url", *file.download_url);
        row.emplace_back("model_format", format_of(file.result_filename.value_or("")));
        row.emplace_back("rendered_image",
                         file.preview_url ? json::Value(json::Object{{"url", *file.preview_url}}) : json::Value());
    }
    if (file.result_size) row.emplace_back("file_size", *file.result_size);
    if (file.triangles) row.emplace_back("face_count", *file.triangles);
    if (file.duration_ms) row.emplace_back("processing_time", static_cast<double>(*file.duration_ms) / 1000);
    if (file.error) row.emplace_back("error", *file.error);
    return row;
}

bool has_timed_out(const api::FileView& file) {
    return file.status == FileState::Failed && file.error_code == error_info(ErrorCode::ProviderTimeout).wire_name;
}

}  // namespace

std::string_view task_state(JobStatus status) {
    switch (status) {
        case JobStatus::Queued: return "PENDING";
        case JobStatus::Processing: return "PROGRESS";
        case JobStatus::Cancelled: return "REVOKED";
        case JobStatus::Failed: return "FAILURE";
        case JobStatus::Completed:
        case JobStatus::PartiallyCompleted: break;
    }
    return "SUCCESS";
}

std::uint32_t ended_files(const api::JobView& job) { return job.successful_files + job.failed_files + job.cancelled_files; }

json::Value counts_of(const api::JobView& job) {
    return json::Object{
        {"total_files", job.total_files}, {"successful_files", job.successful_files}, {"failed_files", job.failed_files}};
}

json::Array result_rows(const api::JobView& job) {
    json::Array rows;
    for (const api::FileView& file : job.files) rows.push_back(row_of(file));
    return rows;
}

std::string with_task_name(std::string event_text) {
    event_text.pop_back();
    return std::move(event_text) + R"(,"task_name":null})";
}

json::Value result_of(const api::JobView& job) {
    json::Value out = counts_of(job);
    out.set("job_id", job.job_id);
    out.set("status", std::string(name_of(job.status)));
    out.set("timeout_files", std::count_if(job.files.begin(), job.files.end(), has_timed_out));
    out.set("face_limit", job.face_limit ? json::Value(*job.face_limit) : json::Value());
    out.set("results", result_rows(job));
    out.set("message", job.message);
    return out;
}

}  // namespace i2m
