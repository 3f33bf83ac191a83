// handlers_models.cpp - decode, ask the service, encode.
#include "server/http/handlers_models.hpp"

#include "server/http/respond.hpp"
#include "shared/api/messages_generate.hpp"
#include "shared/models/registry.hpp"
#include "shared/models/wishes.hpp"

namespace i2m::http {
namespace {

/// What older scripts call the model that they all used.
constexpr std::string_view kOldName = "tripo3d";
constexpr std::string_view kOldModel = "tripo3d/tripo/v2.5/image-to-3d";

models::Effort effort_of(api::Quality quality) {
    if (quality == api::Quality::Low) return models::Effort::Least;
    return quality == api::Quality::High ? models::Effort::Most : models::Effort::Usual;
}

std::int64_t seconds(std::int64_t ms) { return (ms + 999) / 1000; }

/// What to run: the named model with the wishes as its options, or all as it was before.
Result<RunAgain> to_run(const api::GenerateRequest& wanted, const api::JobView& before) {
    RunAgain run{
        {wanted.file_id}, wanted.model_type == kOldName ? std::string(kOldModel) : wanted.model_type, json::Object{}, true};
    const bool is_plain = wanted.quality == api::Quality::Standard && wanted.texture_enabled;
    if (run.model.empty() && is_plain) return run;
    if (run.model.empty()) run.model = before.model;
    const models::Model* const model = models::find(run.model);
    if (model == nullptr) return run;  // the service says so in its own words
    Result<json::Value> options = models::options_for(*model, effort_of(wanted.quality), wanted.texture_enabled);
    if (!options) return options.error();
    run.options = *std::move(options);
    return run;
}

/// Under their older name the models are a list and nothing else: so older scripts read them.
Response list(const Request& request, const JobService& jobs) {
    const std::vector<api::ModelView> models = jobs.models();
    const std::string path = api::path_of(api::Route::Models);
    const bool is_by_older_name = request.path != path && request.path != path + "/";
    if (!is_by_older_name) return respond_value(api::ModelListAnswer{models});
    return respond_json(json::encode(models));
}

Response generate(const Request& request, JobService& jobs, Audit& audit) {
    const Result<api::GenerateRequest> wanted = json::decode_text<api::GenerateRequest>(request.body);
    if (!wanted) return respond_error(wanted.error(), request.request_id);
    const Viewer viewer = viewer_of(request);
    const Result<api::JobView> before = jobs.job(wanted->file_id, viewer);
    if (!before) {
        const bool is_unknown = before.error().code == ErrorCode::JobNotFound;
        return respond_error(is_unknown ? Error::of(ErrorCode::FileNotFound) : before.error(), request.request_id);
    }
    const Result<RunAgain> run = to_run(*wanted, *before);
    if (!run) return respond_error(run.error(), request.request_id);
    const Result<api::JobView> job = jobs.run_again(wanted->file_id, *run, viewer);
    if (!job) return respond_error(job.error(), request.request_id);
    if (request.caller.role == Role::Admin) audit.note(request.caller, "job.generate", job->job_id, {});
    const models::Model* const model = models::find(job->model);
    const std::int64_t expected = job->eta_ms.value_or(model == nullptr ? 0 : model->typical_ms);
    return respond_value(
        api::GenerateAnswer{job->job_id, job->job_id, job->files.at(0).file_id, "queued", job->model, seconds(expected)});
}

Response model_job(const Request& request, const JobService& jobs) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    api::ModelJobView out{job->job_id, job->job_id, job->status, job->progress, job->message, job->model, {}, {}, {}};
    if (job->eta_ms) out.estimated_remaining = seconds(*job->eta_ms);
    for (const api::FileView& file : job->files) {
        if (file.download_url && !out.result_url) out.result_url = file.download_url;
        if (file.error && !out.error) out.error = file.error;
    }
    return respond_value(out);
}

}  // namespace

void set_model_handlers(Router& router, JobService& jobs, Audit& audit) {
    router.set(api::Route::Models, [&jobs](Request& request) { return list(request, jobs); });
    router.set(api::Route::ModelGenerate, [&jobs, &audit](Request& request) { return generate(request, jobs, audit); });
    router.set(api::Route::ModelJob, [&jobs](Request& request) { return model_job(request, jobs); });
}

}  // namespace i2m::http
