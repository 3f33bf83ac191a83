// job_service.cpp - uploads in, and what people do with jobs. Reading is in job_service_reading.cpp.
#include "server/jobs/job_service.hpp"

#include <algorithm>

#include "server/core/budget.hpp"
#include "server/core/job_views.hpp"
#include "server/core/model_times.hpp"
#include "shared/base/sha256.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::size_t kMaxKeyBytes = 200;

bool is_good_key(const std::string& key) {
    return key.size() <= kMaxKeyBytes && std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

std::uint64_t size_of(const NewJob& job) {
    std::uint64_t sum = 0;
    for (const NewFile& file : job.files) sum += file.source_bytes;
    return sum;
}

NewFile new_file(const AcceptFile& file, std::string id) {
    const BlobInfo& blob = file.blob->finish();
    NewFile out;
    out.id = std::move(id);
    out.filename = clean_file_name(file.filename);
    out.content_type = std::string(content_type_of(file.report.format));
    out.source_sha256 = blob.sha256;
    out.source_bytes = blob.size_bytes;
    out.width_px = file.report.width_px;
    out.height_px = file.report.height_px;
    return out;
}

/// Everything that makes two uploads the same. Lengths are included, so no two requests share a text.
std::string fingerprint_of(const NewJob& job) {
    std::string text;
    const auto add = [&](const std::string& part) { text += std::to_string(part.size()) + ":" + part; };
    add(job.model);
    add(job.options_json);
    add(job.face_limit ? std::to_string(*job.face_limit) : "");
    for (const NewFile& file : job.files) {
        add(file.filename);
        add(file.source_sha256);
    }
    return sha256_hex(as_bytes(text));
}

api::UploadAnswer answer_of(const std::string& job_id, std::optional<std::int64_t> face_limit) {
    api::UploadAnswer answer;
    answer.batch_id = answer.job_id = answer.task_id = job_id;
    answer.face_limit = face_limit;
    return answer;
}

void add_file(api::UploadAnswer& answer, std::string id, std::string filename, std::uint64_t size, std::string content_type) {
    api::UploadedFile file;
    file.file_id = std::move(id);
    file.filename = std::move(filename);
    file.file_size = size;
    file.content_type = std::move(content_type);
    file.task_id = answer.task_id;
    answer.uploaded_files.push_back(std::move(file));
    answer.total_files = static_cast<std::uint32_t>(answer.uploaded_files.size());
    answer.message = answer.total_files == 1 ? "1 image uploaded" : std::to_string(answer.total_files) + " images uploaded";
}

api::UploadAnswer answer_of(const NewJob& job) {
    api::UploadAnswer answer = answer_of(job.id, job.face_limit);
    for (const NewFile& file : job.files) add_file(answer, file.id, file.filename, file.source_bytes, file.content_type);
    return answer;
}

api::UploadAnswer answer_of(const JobWithFiles& job) {
    api::UploadAnswer answer = answer_of(job.job.id, job.job.face_limit);
    for (const FileRecord& file : job.files) add_file(answer, file.id, file.filename, file.source_bytes, file.content_type);
    return answer;
}

api::DeleteAnswer delete_answer_of(const std::string& job_id, const RemovedJob& removed) {
    api::DeleteAnswer out;
    out.job_id = job_id;
    out.files_removed = removed.orphaned_sha256.size();
    out.freed_bytes = removed.freed_bytes;
    out.freed_space_mb = static_cast<double>(removed.freed_bytes) / (1024.0 * 1024.0);
    out.message = "Successfully deleted files for job " + job_id;
    if (!removed.is_pending) return out;
    out.status = "deleting";
    out.message = "The provider still works on this job. It was asked to stop; the job is deleted when it has.";
    return out;
}

}  // namespace

JobService::JobService(ServiceParts parts, ServiceOptions options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      remover_(parts_.store, parts_.blobs, parts_.events, parts_.progress, parts_.work) {}

std::vector<api::RefusedFile> JobService::refusals_of(const std::vector<AcceptFile>& files) {
    std::vector<api::RefusedFile> refused;
    for (const AcceptFile& file : files) {
        if (const ImageIssue* issue = file.report.refusal()) {
            refused.push_back({clean_file_name(file.filename), std::string(image_issue_name(issue->code)), issue->message});
        }
    }
    return refused;
}

Result<void> JobService::check_upload(const AcceptRequest& request) const {
    if (request.files.empty()) return Error::of(ErrorCode::NoFiles);
    if (request.files.size() > options_.max_files) {
        return Error{ErrorCode::TooManyFiles, std::to_string(request.files.size()) + " files are too many. Send at most " +
                                                  std::to_string(options_.max_files) + " at a time."};
    }
    if (!is_good_key(request.idempotency_key)) {
        return Error{ErrorCode::InvalidRequest, "An idempotency key has 1 to 200 printable characters without spaces.",
                     "idempotency_key"};
    }
    if (request.face_limit && *request.face_limit <= 0) {
        return Error{ErrorCode::InvalidOption, "face_limit must be a whole number above 0.", "face_limit"};
    }
    if (const std::vector<api::RefusedFile> refused = refusals_of(request.files); !refused.empty()) {
        return Error{ErrorCode::FileValidation, refused.front().message, refused.front().filename};
    }
    return {};
}

Result<JobService::ChosenModel> JobService::choose_model(const std::string& id, json::Value options,
                                                         std::optional<std::int64_t> face_limit) const {
    ChosenModel chosen;
    chosen.model = models::find(id.empty() ? options_.default_model : id);
    if (chosen.model == nullptr)
        return Error{ErrorCode::InvalidOption, "There is no model \"" + to_utf8(id) + "\". GET /api/v1/models lists them.",
                     "model"};
    const Generator* const generator = parts_.generator_of(chosen.model->provider);
    if (generator == nullptr) {
        return Error{ErrorCode::Unavailable, chosen.model->name + " needs a provider that this server does not have.", "model"};
    }
    if (const auto reason = generator->unavailable_reason()) return Error{ErrorCode::Unavailable, *reason, "model"};
    if (options.is_null()) options = json::Object{};
    const std::string& limit_name = chosen.model->face_limit_parameter;
    if (face_limit && limit_name.empty()) {
        return Error{ErrorCode::InvalidOption, chosen.model->name + " takes no face limit. Leave it out.", "face_limit"};
    }
    if (face_limit && options.as_object() != nullptr && options.find(limit_name) == nullptr) options.set(limit_name, *face_limit);
    const Result<json::Value> checked = models::check_options(*chosen.model, options);
    if (!checked) return checked.error();
    chosen.options_json = json::dump(*checked);
    chosen.is_direct = generator->is_direct();
    chosen.price = chosen.is_direct ? RunPrice{} : price_of(*chosen.model, chosen.options_json, options_.unknown_price);
    if (const Result<void> fits = check_budget(chosen.model->name, chosen.price.reserve); !fits) return fits.error();
    return chosen;
}

Result<void> JobService::check_budget(const std::string& model, MicroUsd price) const {
    if (!options_.budget.daily || price <= *options_.budget.daily) return {};
    return Error{ErrorCode::BudgetTooSmall,
                 "One run of " + model + " with these options counts " + dollars(price) + ", more than the daily budget of " +
                     dollars(*options_.budget.daily) +
                     ". Choose a cheaper model or cheaper options, or raise the budget (--daily-budget-usd).",
                 "model"};
}

std::int64_t JobService::typical_ms_of(const models::Model& model) const {
    return expected_ms(parts_.store.model_stats(model.id), model.typical_ms);
}

Result<api::UploadAnswer> JobService::accept(AcceptRequest request) {
    if (const Result<void> checked = check_upload(request); !checked) return checked.error();
    const Result<ChosenModel> chosen = choose_model(request.model, request.options, request.face_limit);
    if (!chosen) return chosen.error();

    NewJob job;
    job.id = parts_.ids.uuid();
    job.owner = request.owner;
    job.model = chosen->model->id;
    job.options_json = chosen->options_json;
    job.is_direct = chosen->is_direct;
    job.face_limit = request.face_limit;
    job.typical_ms = typical_ms_of(*chosen->model);
    job.reserve = chosen->price.reserve;
    job.is_price_known = chosen->price.is_known;
    job.idempotency_key = request.idempotency_key;
    std::vector<BlobWriter*> blobs;
    for (const AcceptFile& file : request.files) {
        job.files.push_back(new_file(file, parts_.ids.uuid()));
        blobs.push_back(file.blob.get());
    }
    job.fingerprint = fingerprint_of(job);

    // Contents before rows: a crash between the two leaves orphans, which are swept, never rows without contents.
    parts_.blobs.commit(blobs);
    if (parts_.origins != nullptr) parts_.origins->remember(job.id, request.request_id);
    const Result<JobStore::Created> created = parts_.store.create(job);
    if (!created) {
        request.files.clear();
        for (const NewFile& file : job.files) remover_.remove_orphan(file.source_sha256);
        return created.error();
    }
    if (created->is_new) {
        if (parts_.origins != nullptr) parts_.origins->accepted(job.id, request.request_id, job.model, job.files.size());
        parts_.events.notify(job.id, created->last_event_id);
        parts_.work.notify();
        if (parts_.meter != nullptr) parts_.meter->accepted(job.files.size(), size_of(job));
        return answer_of(job);
    }
    const std::optional<JobWithFiles> before = parts_.store.job(created->job_id);
    if (!before) return Error::of(ErrorCode::Gone);
    return answer_of(*before);
}

Result<api::JobView> JobService::cancel(std::string_view id, const Viewer& viewer) {
    const Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    const std::string& job_id = found->job.id;
    const Result<CancelOutcome> outcome = parts_.store.cancel(job_id);
    if (!outcome) return outcome.error();
    parts_.events.notify(job_id, outcome->last_event_id);
    parts_.work.notify_revoked();
    if (parts_.meter != nullptr) parts_.meter->cancelled(outcome->cancelled);
    // A request that runs without a worker needs one to be cancelled.
    if (outcome->asked > 0) parts_.work.notify();
    return job(job_id);
}

Result<api::JobView> JobService::retry(std::string_view id, const std::vector<std::string>& file_ids, const std::string& model,
                                       const json::Value& options) {
    return run_again(id, {file_ids, model, options, false}, Viewer::everything());
}

Result<api::JobView> JobService::run_again(std::string_view id, const RunAgain& wanted, const Viewer& viewer) {
    const Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    RunAgain asked = wanted;
    for (std::string& file_id : asked.file_ids) {
        if (!is_uuid(file_id)) return Error::of(ErrorCode::InvalidId);
        file_id = to_lower(file_id);
    }
    if (asked.is_new_job) return run_as_new_job(*found, asked);
    RetryRequest request;
    request.job_id = found->job.id;
    request.file_ids = asked.file_ids;
    if (!asked.model.empty()) {
        // The job's face limit was meant for its own model; another one may know none.
        const models::Model* const other = models::find(asked.model);
        const bool takes_limit = other == nullptr || !other->face_limit_parameter.empty();
        const Result<ChosenModel> chosen =
            choose_model(asked.model, asked.options, takes_limit ? found->job.face_limit : std::nullopt);
        if (!chosen) return chosen.error();
        request.model = chosen->model->id;
        request.options_json = chosen->options_json;
        request.is_direct = chosen->is_direct;
        request.reserve = chosen->price.reserve;
        request.is_price_known = chosen->price.is_known;
    } else {
        for (const FileRecord& file : found->files) {
            const bool is_meant = request.file_ids.empty() ||
                                  std::find(request.file_ids.begin(), request.file_ids.end(), file.id) != request.file_ids.end();
            if (!is_meant || file.is_direct) continue;
            if (const Result<void> checked = check_budget(file.model, file.reserve); !checked) return checked.error();
        }
    }
    const Result<RetryOutcome> outcome = parts_.store.retry(request);
    if (!outcome) return outcome.error();
    parts_.events.notify(request.job_id, outcome->last_event_id);
    parts_.work.notify();
    return job(request.job_id);
}

Result<api::DeleteAnswer> JobService::remove(std::string_view id, const Viewer& viewer) {
    const Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    const Result<RemovedJob> removed = remover_.remove(found->job.id);
    if (!removed) return removed.error();
    return delete_answer_of(found->job.id, *removed);
}

}  // namespace i2m
