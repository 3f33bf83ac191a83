// job_service_reading.cpp - jobs, lists, downloads and models as people see them.
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "server/core/iso_time.hpp"
#include "server/core/job_rules.hpp"
#include "server/core/job_views.hpp"
#include "server/core/model_times.hpp"
#include "server/core/model_types.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/list_cursor.hpp"
#include "shared/api/routes.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::uint32_t kMaxListed = 200;

/// The picture as older scripts read it.
json::Value rendered_image(const FileRecord& file) {
    if (!file.preview) return {};
    return json::Object{{"url", api::path_of(api::Route::FilePreview, {file.id})},
                        {"file_size", file.preview->size_bytes},
                        {"content_type", file.preview->content_type}};
}

StoredFile source_of(const FileRecord& file, TimePoint created) {
    return {file.source_sha256, file.source_bytes, file.filename, file.content_type, created};
}

std::string_view provider_id(models::Provider provider) { return provider == models::Provider::Draft ? "draft" : "fal"; }
std::string_view provider_label(models::Provider provider) { return provider == models::Provider::Draft ? "Built in" : "FAL.AI"; }

}  // namespace

Result<JobWithFiles> JobService::load(std::string_view id, const Viewer& viewer) const {
    if (!is_uuid(id)) return Error::of(ErrorCode::InvalidId);
    const std::string wanted = to_lower(id);
    std::optional<JobWithFiles> job = parts_.store.job(wanted);
    if (!job) {
        if (const std::optional<FileRecord> file = parts_.store.file(wanted)) job = parts_.store.job(file->job_id);
    }
    if (!job || !viewer.sees(job->job.owner)) return Error::of(ErrorCode::JobNotFound);
    return *std::move(job);
}

Result<std::pair<FileRecord, JobRecord>> JobService::load_file(std::string_view file_id, const Viewer& viewer) const {
    if (!is_uuid(file_id)) return Error::of(ErrorCode::InvalidId);
    const std::optional<FileRecord> file = parts_.store.file(to_lower(file_id));
    if (!file) return Error::of(ErrorCode::FileNotFound);
    const std::optional<JobWithFiles> job = parts_.store.job(file->job_id);
    if (!job || !viewer.sees(job->job.owner)) return Error::of(ErrorCode::FileNotFound);
    return std::pair(*file, job->job);
}

api::JobView JobService::view_of(JobWithFiles job) const {
    for (FileRecord& file : job.files) {
        if (!is_running(file.state) || is_untold(file)) continue;
        const std::optional<ProgressBoard::Entry> running = parts_.progress.find(file.id);
        if (!running) continue;
        file.percent = std::max(file.percent, running->percent);
        if (!running->message.empty() && !file.cancel_asked) file.message = running->message;
    }
    const TimePoint now = parts_.clock.now();
    api::JobView view = i2m::view_of(job, options_.lanes, now);
    for (std::size_t i = 0; i < job.files.size(); ++i) {
        if (is_running(view.files[i].status)) add_outlook(view.files[i], job.files[i], now);
    }
    if (parts_.hold_of && !is_final(view.status)) view.hold = parts_.hold_of(job);
    const bool is_any_running =
        std::any_of(view.files.begin(), view.files.end(), [](const auto& file) { return is_running(file.status); });
    if (view.hold && !is_any_running) view.eta_ms.reset();  // until when it is held nobody knows
    return view;
}

/// How long a running file will take, and whether that is too long.
void JobService::add_outlook(api::FileView& view, const FileRecord& file, TimePoint now) const {
    const models::Model* const model = models::find(file.model);
    if (model == nullptr || !file.claimed_at) return;
    const std::optional<ModelStats> stats = parts_.store.model_stats(model->id);
    const std::int64_t elapsed = (now - *file.claimed_at).count();
    const std::optional<ProgressBoard::Entry> running = parts_.progress.find(file.id);
    const std::optional<double> told = running && running->is_told ? std::optional(running->percent) : std::nullopt;
    view.eta_ms = left_ms(expected_ms(stats, model->typical_ms), elapsed, told);
    if (file.is_direct) return;
    if (options_.deadline.count() > 0) view.deadline_at = iso_utc(*file.claimed_at + options_.deadline);
    if (elapsed <= slow_after_ms(stats, model->typical_ms) || file.cancel_asked) return;
    view.is_slow = true;
    view.message = "This takes longer than nearly all runs of " + model->name + ". Wait, or cancel it.";
}

/// Far behind nobody counts places.
void JobService::add_queue_positions(api::JobView& view) const {
    constexpr std::size_t kMostCounted = 1'000;
    const auto is_queued = [](const api::FileView& file) { return file.status == FileState::Queued; };
    if (std::none_of(view.files.begin(), view.files.end(), is_queued)) return;
    const std::vector<std::string> order = parts_.store.queue_order(kMostCounted);
    std::unordered_map<std::string_view, std::uint32_t> places;
    for (std::size_t i = 0; i < order.size(); ++i) places.emplace(order[i], static_cast<std::uint32_t>(i));
    for (api::FileView& file : view.files) {
        const auto place = places.find(file.file_id);
        if (is_queued(file) && place != places.end()) file.queue_position = place->second;
    }
}

Result<api::JobView> JobService::job(std::string_view id, const Viewer& viewer) const {
    Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    api::JobView view = view_of(*std::move(found));
    add_queue_positions(view);
    return view;
}

Result<api::JobListAnswer> JobService::list(const ListRequest& request) const {
    if (request.limit == 0 || request.limit > kMaxListed) {
        return Error{ErrorCode::InvalidRequest, "limit must be 1 to " + std::to_string(kMaxListed) + ".", "limit"};
    }
    Result<JobSearch> search = parse_search(request.text);
    if (!search) return search.error();
    const Result<std::optional<std::int64_t>> after = read_cursor(request);
    if (!after) return after.error();
    JobQuery query{request.owner, *std::move(search), request.status, request.model,    request.from,
                   request.to,    request.order,      *after,         request.limit + 1};
    std::vector<JobWithFiles> jobs = parts_.store.list(query);

    api::JobListAnswer answer;
    const bool has_more = jobs.size() > request.limit;
    if (has_more) jobs.resize(request.limit);
    if (has_more) answer.next_cursor = cursor_after(jobs.back().job.sequence, request);
    for (JobWithFiles& job : jobs) answer.jobs.push_back(view_of(std::move(job)));
    return answer;
}

Result<api::DownloadListAnswer> JobService::downloads(std::string_view id, const Viewer& viewer) const {
    const Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    api::DownloadListAnswer answer;
    answer.job_id = found->job.id;
    for (const FileRecord& file : found->files) {
        if (!file.result) continue;
        api::DownloadEntry entry;
        entry.filename = file.result->filename;
        entry.size = file.result->size_bytes;
        entry.mime_type = model_content_type(entry.filename);
        entry.rendered_image = rendered_image(file);
        entry.created_time = static_cast<double>(epoch_ms(file.ended_at.value_or(found->job.created_at))) / 1000;
        entry.sha256 = file.result->sha256;
        entry.file_id = file.id;
        entry.download_url = api::path_of(api::Route::DownloadFile, {found->job.id, entry.filename});
        answer.download_urls.push_back(entry.download_url);
        answer.files.push_back(std::move(entry));
    }
    answer.total_files = static_cast<std::uint32_t>(answer.files.size());
    return answer;
}

Result<StoredFile> JobService::find_download(std::string_view job_id, std::string_view filename, const Viewer& viewer) const {
    const Result<JobWithFiles> found = load(job_id, viewer);
    if (!found) return found.error();
    for (const FileRecord& file : found->files) {
        if (!file.result || file.result->filename != filename) continue;
        return StoredFile{file.result->sha256, file.result->size_bytes, file.result->filename, model_content_type(filename),
                          file.ended_at.value_or(found->job.created_at)};
    }
    return Error::of(ErrorCode::FileNotFound);
}

Result<StoredFile> JobService::source(std::string_view file_id, const Viewer& viewer) const {
    const Result<std::pair<FileRecord, JobRecord>> found = load_file(file_id, viewer);
    if (!found) return found.error();
    return source_of(found->first, found->second.created_at);
}

Result<StoredFile> JobService::preview(std::string_view file_id, const Viewer& viewer) const {
    const Result<std::pair<FileRecord, JobRecord>> found = load_file(file_id, viewer);
    if (!found) return found.error();
    const auto& [file, job] = *found;
    if (!file.preview) return source_of(file, job.created_at);
    const std::string extension = file.preview->content_type == "image/png" ? ".png" : ".jpg";
    return StoredFile{file.preview->sha256, file.preview->size_bytes, std::string(stem_of(file.filename)) + extension,
                      file.preview->content_type, file.ended_at.value_or(parts_.clock.now())};
}

std::vector<api::ModelView> JobService::models() const {
    std::vector<api::ModelView> views;
    for (const models::Model& model : models::all()) {
        api::ModelView view;
        view.id = model.id;
        view.name = model.name;
        view.provider = std::string(provider_id(model.provider));
        view.provider_label = std::string(provider_label(model.provider));
        view.description = model.description;
        view.supported_formats = {"glb", "obj", "stl", "ply", "3mf"};
        view.parameters = models::options_schema(model);
        view.price_usd = model.price_usd;
        view.price_rules = model.price_rules;
        view.typical_ms = typical_ms_of(model);
        const Generator* const generator = parts_.generator_of(model.provider);
        view.unavailable_reason = generator != nullptr ? generator->unavailable_reason()
                                                       : std::optional<std::string>("This server has no key for this provider.");
        view.available = !view.unavailable_reason;
        view.is_default = model.id == options_.default_model;
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace i2m
