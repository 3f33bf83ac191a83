// job_service_doubt.cpp - files that may have been charged, the order of the queue, and running something again as a new job.
#include <algorithm>
#include <utility>

#include "server/core/job_rules.hpp"
#include "server/jobs/job_service.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

Error nothing_to_look_at(const FileRecord& file) {
    return {
        ErrorCode::Conflict,
        file.filename +
            ": the provider told no id of this request, so there is nothing to ask for. Look at its request list, then send it "
            "again or give it up.",
        file.id};
}

Error not_known(const FileRecord& file) {
    return {ErrorCode::Conflict,
            file.filename +
                ": the provider does not know this request now; most likely it was not taken. Send it again, or give it "
                "up.",
            file.id};
}

}  // namespace

Result<api::JobView> JobService::resolve(std::string_view id, const api::ResolveRequest& request, const Viewer& viewer) {
    const Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    UnknownChoice choice;
    choice.job_id = found->job.id;
    for (const std::string& file_id : request.files) {
        if (!is_uuid(file_id)) return Error::of(ErrorCode::InvalidId);
        choice.file_ids.push_back(to_lower(file_id));
    }
    if (request.choice == api::ResolveChoice::LookAgain) return look_again(*found, choice.file_ids);
    choice.event = request.choice == api::ResolveChoice::SendAgain ? FileEvent::RetryAsked : FileEvent::GivenUp;
    const Result<RetryOutcome> outcome = parts_.store.resolve(choice);
    if (!outcome) return outcome.error();
    parts_.events.notify(choice.job_id, outcome->last_event_id);
    parts_.work.notify();
    return job(choice.job_id);
}

Result<api::JobView> JobService::look_again(const JobWithFiles& found, const std::vector<std::string>& file_ids) {
    std::optional<Error> first_problem;
    std::uint32_t looked = 0;
    std::uint32_t found_again = 0;
    for (const std::string& file_id : file_ids) {
        const bool is_here =
            std::any_of(found.files.begin(), found.files.end(), [&](const FileRecord& file) { return file.id == file_id; });
        if (!is_here) return Error::of(ErrorCode::FileNotFound);
    }
    for (const FileRecord& file : found.files) {
        const bool is_named = std::find(file_ids.begin(), file_ids.end(), file.id) != file_ids.end();
        if (is_named && file.state != FileState::Unknown) return not_unknown(file);
        if (file.state != FileState::Unknown || !(is_named || file_ids.empty())) continue;
        ++looked;
        const std::optional<Error> problem = look_for(file);
        if (!problem) ++found_again;
        if (problem && !first_problem) first_problem = problem;
    }
    if (looked == 0) return none_unknown();
    if (found_again == 0) return *first_problem;
    return job(found.job.id);
}

std::optional<Error> JobService::look_for(const FileRecord& file) {
    if (!file.submission) return nothing_to_look_at(file);
    const models::Model* const model = models::find(file.model);
    Generator* const generator = model == nullptr ? nullptr : parts_.generator_of(model->provider);
    if (generator == nullptr) return nothing_to_look_at(file);
    const Outcome<PollAnswer> answer = generator->poll(*file.submission, {});
    if (const Failure* const failure = std::get_if<Failure>(&answer)) {
        return failure->error.code == ErrorCode::ResultExpired ? not_known(file) : failure->error;
    }
    note_request(file.id, file.attempt, *file.submission);
    return std::nullopt;
}

bool JobService::note_request(std::string_view file_id, std::uint32_t attempt, const Submission& request) {
    const Reconciled outcome = parts_.store.reconcile(file_id, attempt, request);
    if (outcome.is_found) parts_.events.notify(outcome.job_id, outcome.last_event_id);
    if (outcome.is_found || outcome.is_due) parts_.work.notify();
    return outcome.is_found || outcome.is_due;
}

bool JobService::hear_of_request(std::string_view file_id, std::uint32_t attempt, std::string_view request_id) {
    if (!is_uuid(file_id)) return false;
    const std::optional<FileRecord> file = parts_.store.file(to_lower(file_id));
    const models::Model* const model = file ? models::find(file->model) : nullptr;
    const Generator* const generator = model == nullptr ? nullptr : parts_.generator_of(model->provider);
    const std::optional<Submission> request = generator == nullptr ? std::nullopt : generator->submission_of(*model, request_id);
    return request && note_request(file->id, attempt, *request);
}

Result<api::JobView> JobService::move(std::string_view id, const api::MoveRequest& request, const Viewer& viewer) {
    const bool is_place = request.to == "front" || request.to == "back";
    if (request.to.empty() == request.before.empty() || (!request.to.empty() && !is_place)) {
        return Error{ErrorCode::InvalidRequest, R"(Say where: {"to":"front"}, {"to":"back"} or {"before":"<job id>"}.)", "/to"};
    }
    const Result<JobWithFiles> found = load(id, viewer);
    if (!found) return found.error();
    MoveTarget target;
    target.is_front = request.to == "front";
    if (!request.before.empty()) {
        const Result<JobWithFiles> other = load(request.before, viewer);
        if (!other) return other.error();
        if (other->job.id == found->job.id)
            return Error{ErrorCode::InvalidRequest, "A job cannot go before itself. Name another one.", "/before"};
        target.before_job = other->job.id;
    }
    if (const Result<void> moved = parts_.store.move(found->job.id, target); !moved) return moved.error();
    parts_.work.notify();
    return job(found->job.id);
}

Result<api::JobView> JobService::run_as_new_job(const JobWithFiles& old, const RunAgain& request) {
    const std::vector<std::string>& file_ids = request.file_ids;
    const bool is_as_before = request.model.empty();
    const Result<json::Value> kept = json::parse(old.job.options_json);
    const Result<ChosenModel> chosen =
        choose_model(is_as_before ? old.job.model : request.model, is_as_before && kept ? *kept : request.options, std::nullopt);
    if (!chosen) return chosen.error();
    NewJob copy;
    copy.id = parts_.ids.uuid();
    copy.owner = old.job.owner;
    copy.model = chosen->model->id;
    copy.options_json = chosen->options_json;
    copy.is_direct = chosen->is_direct;
    if (is_as_before) copy.face_limit = old.job.face_limit;
    copy.typical_ms = typical_ms_of(*chosen->model);
    copy.reserve = chosen->price.reserve;
    copy.is_price_known = chosen->price.is_known;
    for (const std::string& wanted : file_ids) {
        if (std::none_of(old.files.begin(), old.files.end(), [&](const FileRecord& file) { return file.id == wanted; })) {
            return Error::of(ErrorCode::FileNotFound);
        }
    }
    for (const FileRecord& file : old.files) {
        const bool is_named = std::find(file_ids.begin(), file_ids.end(), file.id) != file_ids.end();
        if (!is_named && !(file_ids.empty() && is_final(file.state))) continue;
        copy.files.push_back({parts_.ids.uuid(), file.filename, file.content_type, file.source_sha256, file.source_bytes,
                              file.width_px, file.height_px});
    }
    if (copy.files.empty()) return Error{ErrorCode::Conflict, "No file of this job has ended. There is nothing to run again."};
    const Result<JobStore::Created> created = parts_.store.create(copy);
    if (!created) return created.error();
    parts_.events.notify(copy.id, created->last_event_id);
    parts_.work.notify();
    return job(copy.id);
}

}  // namespace i2m
