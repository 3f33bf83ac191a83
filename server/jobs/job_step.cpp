// job_step.cpp - the steps of a file. Each ends with one commit; what lies between two commits may be done again.
#include "server/jobs/job_step.hpp"

#include <algorithm>
#include <utility>

#include "server/core/storage_error.hpp"
#include "server/jobs/job_remover.hpp"
#include "server/jobs/result_check.hpp"
#include "server/jobs/retry_policy.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

using Kind = StepOutcome::Kind;

constexpr FileEvent kStarted[] = {FileEvent::Started};
constexpr FileEvent kDisplaced[] = {FileEvent::Displaced};
constexpr FileEvent kGenerated[] = {FileEvent::Generated};
constexpr FileEvent kSubmitted[] = {FileEvent::Submitted};
constexpr FileEvent kLost[] = {FileEvent::Lost};
constexpr FileEvent kRefused[] = {FileEvent::Refused};
constexpr FileEvent kCancelConfirmed[] = {FileEvent::CancelConfirmed};
constexpr FileEvent kRetryScheduled[] = {FileEvent::RetryScheduled};

constexpr FileEvent kReleased[] = {FileEvent::Released};

constexpr Millis kFirstPoll{1'000};
constexpr Millis kLongestPoll{5'000};
constexpr Millis kShortestPoll{10};  ///< with a scale of 0: the other files get their turn
/// A provider that was asked to cancel a late run has so long to say how it ended.
constexpr Millis kCancelGrace{120'000};

json::Value parse_options(const std::string& text) {
    Result<json::Value> options = json::parse(text);
    return options ? *std::move(options) : json::Value(json::Object{});
}

GenerateInput input_of(const FileRecord& file, const models::Model& model, const BlobReader& source) {
    return {model,
            parse_options(file.options_json),
            file.filename,
            file.content_type,
            file.source_sha256,
            source,
            {},
            {},
            file.id,
            file.attempt};
}

}  // namespace

JobStep::JobStep(const StepParts& parts, Claim claim) : parts_(parts), claim_(std::move(claim)) {}

StepOutcome JobStep::next(std::stop_token stop) {
    if (stop.stop_requested()) return {Kind::Stopped};
    const FileRecord& file = claim_.file;
    const models::Model* const model = models::find(file.model);
    Generator* const generator = model == nullptr ? nullptr : parts_.generator_of(model->provider);
    if (generator == nullptr) {
        return refuse(
            {ErrorCode::ProviderUnavailable, "This server cannot run " + file.model + " any more. Retry with another model."});
    }
    const bool is_fresh = std::exchange(is_fresh_, false);
    if (!file.is_direct && file.submission) {
        if (!is_fresh) {
            const LeaseState lease = parts_.store.renew(std::span(&claim_.lease, 1), parts_.lease_time).front();
            if (lease == LeaseState::Lost) return {Kind::Ended};
            claim_.file.cancel_asked = lease == LeaseState::CancelAsked;
        }
        if (const std::optional<StepOutcome> outcome = heed_end(*generator, stop)) return *outcome;
    }
    switch (file.state) {
        case FileState::Submitting: return submit(*generator, stop);
        case FileState::Waiting: return poll(*generator, stop);
        case FileState::Generating: return file.is_direct ? fetch(*generator, stop) : poll(*generator, stop);
        case FileState::Fetching: return fetch(*generator, stop);
        default: return {Kind::Ended};
    }
}

StepOutcome JobStep::submit(Generator& generator, std::stop_token stop) {
    const Result<std::unique_ptr<BlobReader>> source = open_source();
    if (!source) return refuse(source.error());
    const models::Model& model = *models::find(claim_.file.model);
    GenerateInput input = input_of(claim_.file, model, **source);
    Outcome<std::string> prepared = generator.prepare(input, stop);
    if (const Failure* failure = std::get_if<Failure>(&prepared)) {
        return stop.stop_requested() && failure->kind != FailureKind::Permanent ? StepOutcome{Kind::Stopped}
                                                                                : fail(*failure, ProviderCall::Start);
    }
    if (stop.stop_requested()) return {Kind::Stopped};
    input.prepared = std::get<std::string>(std::move(prepared));
    // From here on a crash means "maybe charged": the note is on the disk before the request leaves.
    if (!parts_.store.mark_sent(claim_.lease).applied) return {Kind::Ended};
    claim_.file.is_sent = true;
    const Outcome<Submission> outcome = generator.submit(input, stop);
    if (const Failure* failure = std::get_if<Failure>(&outcome)) return fail(*failure, ProviderCall::Start);
    tell_success(ProviderCall::Start);
    FilePatch patch;
    patch.submission = std::get<Submission>(outcome);
    return advance(kSubmitted, patch);
}

StepOutcome JobStep::poll(Generator& generator, std::stop_token stop) {
    const bool was_running = claim_.file.state == FileState::Generating;
    const Outcome<PollAnswer> outcome = generator.watch(
        *claim_.file.submission, was_running ? PollAnswer::Stage::Running : PollAnswer::Stage::Waiting,
        [this](const PollAnswer& news) { tell_progress(news); }, stop);
    if (const Failure* failure = std::get_if<Failure>(&outcome)) {
        const bool is_cut_off = stop.stop_requested() && failure->kind == FailureKind::Transient;
        return is_cut_off ? StepOutcome{Kind::Stopped} : fail(*failure, ProviderCall::Watch);
    }
    claim_.file.failed_calls = 0;
    tell_success(ProviderCall::Watch);
    const auto& answer = std::get<PollAnswer>(outcome);
    if (answer.stage == PollAnswer::Stage::Done) {
        // A direct jump from Waiting is in the table, so no step is made up.
        return advance(kGenerated, {});
    }
    tell_progress(answer);
    const bool is_running_there = answer.stage == PollAnswer::Stage::Running;
    if (is_running_there == was_running) return {Kind::Again, next_poll_delay()};
    StepOutcome moved = advance(is_running_there ? kStarted : kDisplaced, {});
    if (moved.kind == Kind::Again) moved.wait = next_poll_delay();
    return moved;
}

void JobStep::tell_progress(const PollAnswer& answer) {
    if (answer.percent && answer.stage == PollAnswer::Stage::Running) {
        parts_.progress.advance_told(claim_.file.id, *answer.percent, answer.message);
    } else if (!answer.message.empty()) {
        parts_.progress.advance(claim_.file.id, 0, answer.message);
    }
}

StepOutcome JobStep::fetch(Generator& generator, std::stop_token stop) {
    const Result<std::unique_ptr<BlobReader>> source = open_source();
    if (!source) return refuse(source.error());
    GenerateInput input = input_of(claim_.file, *models::find(claim_.file.model), **source);
    if (const std::optional<StepOutcome> outcome = ask_result(generator, input, stop)) return *outcome;
    const Submission* const submission = claim_.file.submission ? &*claim_.file.submission : nullptr;
    if (claim_.file.run_result) input.result_json = claim_.file.run_result->json;
    std::unique_ptr<BlobWriter> written = parts_.blobs.begin();
    const Outcome<Fetched> outcome = generator.fetch(input, submission, *written, stop);
    if (const Failure* failure = std::get_if<Failure>(&outcome)) {
        return stop.stop_requested() && failure->kind != FailureKind::Permanent
                   ? StepOutcome{Kind::Stopped}
                   : fail(*failure, failure->kind == FailureKind::RunFailed ? ProviderCall::Run : ProviderCall::Watch);
    }
    tell_success(ProviderCall::Run);
    return keep(std::move(written), std::get<Fetched>(outcome));
}

std::optional<StepOutcome> JobStep::ask_result(Generator& generator, const GenerateInput& input, std::stop_token stop) {
    if (claim_.file.is_direct || claim_.file.run_result || !claim_.file.submission) return std::nullopt;
    const Outcome<RunResult> outcome = generator.result(input, *claim_.file.submission, stop);
    if (const Failure* failure = std::get_if<Failure>(&outcome)) {
        return stop.stop_requested() && failure->kind != FailureKind::Permanent
                   ? StepOutcome{Kind::Stopped}
                   : fail(*failure, failure->kind == FailureKind::RunFailed ? ProviderCall::Run : ProviderCall::Watch);
    }
    tell_success(ProviderCall::Run);
    const auto& result = std::get<RunResult>(outcome);
    // The provider forgets results within minutes, its files live for days: after this commit no crash needs the result again.
    const Charge charge = charge_of(result, claim_.file, parts_.cost_of_units);
    if (!parts_.store.keep_result(claim_.lease, result, charge).applied) return StepOutcome{Kind::Ended};
    if (parts_.meter != nullptr) parts_.meter->charged(claim_.file.model, charge, claim_.file.reserve);
    claim_.file.failed_calls = 0;
    claim_.file.run_result = result;
    return std::nullopt;
}

StepOutcome JobStep::keep(std::unique_ptr<BlobWriter> written, const Fetched& fetched) {
    const BlobInfo info = written->finish();
    FinishedModel model{std::string(stem_of(claim_.file.filename)), info.sha256, info.size_bytes};
    model.extension = fetched.extension;
    model.message = fetched.message;
    if (fetched.extension == ".glb") {
        const Result<CheckedModel> checked = check_result(written->view());
        if (!checked) return refuse_model({checked.error().code, claim_.file.filename + ": " + checked.error().message});
        model.triangles = checked->triangles;
        model.vertices = checked->vertices;
    }
    std::unique_ptr<BlobWriter> preview = keep_preview(fetched.preview, model);
    std::vector<BlobWriter*> blobs{written.get()};
    if (preview) blobs.push_back(preview.get());
    // The contents before the row: a crash between the two leaves orphans and a file that is fetched again.
    parts_.blobs.commit(blobs);
    const Change change = parts_.store.complete(claim_.lease, model);
    // Let go before anybody is told: a person may delete the job at once.
    written.reset();
    preview.reset();
    if (change.applied) {
        claim_.file.state = change.state;
        if (parts_.meter != nullptr) parts_.meter->stored_model(info.size_bytes);
        parts_.events.notify(claim_.job_id, change.last_event_id);
        return {Kind::Ended};
    }
    // Cancelled or deleted meanwhile: nobody will ask for this model.
    remove_orphan(parts_.blobs, parts_.store, info.sha256);
    if (model.preview) remove_orphan(parts_.blobs, parts_.store, model.preview->sha256);
    return {Kind::Ended};
}

StepOutcome JobStep::refuse_model(const Error& error) {
    // What was damaged on its way is whole the next time, and another run would be charged.
    if (!claim_.file.is_direct) return fail({FailureKind::Transient, error}, ProviderCall::Watch);
    return refuse(error);
}

std::unique_ptr<BlobWriter> JobStep::keep_preview(const Bytes& picture, FinishedModel& model) const {
    const std::string type = preview_type(picture);
    if (type.empty()) return nullptr;
    std::unique_ptr<BlobWriter> blob = parts_.blobs.begin();
    blob->write(picture);
    const BlobInfo& info = blob->finish();
    model.preview = StoredPreview{info.sha256, info.size_bytes, type};
    return blob;
}

std::optional<StepOutcome> JobStep::heed_end(Generator& generator, std::stop_token stop) {
    // What is ready there is fetched, however late: it is paid.
    const bool is_over_time = claim_.file.state != FileState::Fetching && is_late();
    if ((claim_.file.cancel_asked || is_over_time) && !claim_.file.is_cancel_sent) {
        if (std::optional<StepOutcome> outcome = cancel(generator, std::move(stop))) return outcome;
    }
    if (is_over_time && is_late(scaled(kCancelGrace))) return end_cancelled();
    return std::nullopt;
}

std::optional<StepOutcome> JobStep::cancel(Generator& generator, std::stop_token stop) {
    const CancelAnswer answer = generator.cancel(*claim_.file.submission, std::move(stop));
    if (answer == CancelAnswer::NotReached) return std::nullopt;  // asked again at the next step; meanwhile the run goes on
    claim_.file.is_cancel_sent = true;
    if (answer == CancelAnswer::Cancelled) return end_cancelled();
    return StepOutcome{Kind::Again};
}

StepOutcome JobStep::end_cancelled(const std::optional<Charge>& charge) {
    if (!claim_.file.cancel_asked && is_late()) return refuse(Error::of(ErrorCode::DeadlinePassed), charge);
    FilePatch patch;
    patch.charge = charge;
    return advance(kCancelConfirmed, patch);
}

bool JobStep::is_late(Millis grace) const {
    if (parts_.deadline.count() == 0 || !claim_.file.claimed_at) return false;
    return parts_.clock.now() >= *claim_.file.claimed_at + parts_.deadline + grace;
}

void JobStep::tell_success(ProviderCall call) {
    const models::Model* const model = models::find(claim_.file.model);
    if (parts_.gate != nullptr && model != nullptr) parts_.gate->succeeded(model->provider, call);
}

StepOutcome JobStep::fail(const Failure& failure, ProviderCall call) {
    const models::Model* const model = models::find(claim_.file.model);
    const bool is_of_account =
        parts_.gate != nullptr && model != nullptr && parts_.gate->failed(model->provider, call, claim_.file.id, failure);
    const std::optional<Charge> charge = charge_after(failure, claim_.file, parts_.cost_of_units);
    // A run that was cancelled and has no result is cancelled, whatever the provider calls it.
    const bool is_ended = failure.kind == FailureKind::Permanent || failure.kind == FailureKind::RunFailed ||
                          failure.error.code == ErrorCode::ResultExpired;
    if (failure.kind == FailureKind::Cancelled || (claim_.file.is_cancel_sent && is_ended)) return end_cancelled(charge);
    FilePatch patch;
    patch.charge = charge;
    if (is_of_account && !claim_.file.submission) {
        // Nothing was taken and nothing is charged: it waits for the account like every other file, and loses no try.
        patch.gives_attempt_back = true;
        return advance(kReleased, patch);
    }
    patch.error = failure.error;
    if (failure.kind == FailureKind::Ambiguous) {
        patch.submission = failure.trace;
        return advance(kLost, patch);
    }
    const bool is_call = failure.kind != FailureKind::Permanent && failure.kind != FailureKind::RunFailed;
    // With a request id the same question may be asked again for nothing; without one a try is a new run.
    if (claim_.file.submission && is_call) return ask_again(failure, charge);
    const std::uint32_t tries = claim_.file.attempt - claim_.file.attempts_before;
    const auto delay = retry_delay(failure.kind, tries, failure.retry_after, claim_.file.id);
    if (!delay) return refuse(failure.error, charge);
    patch.retry_at = parts_.clock.now() + scaled(*delay);
    return advance(kRetryScheduled, patch);
}

StepOutcome JobStep::ask_again(const Failure& failure, const std::optional<Charge>& charge) {
    const ErrorCode code = failure.error.code;
    const bool may_come_back = code == ErrorCode::ProviderUnreachable || code == ErrorCode::ProviderBusy;
    const auto delay = retry_delay(failure.kind, ++claim_.file.failed_calls, failure.retry_after, claim_.file.id,
                                   may_come_back ? Patience::ForPaid : Patience::Usual);
    if (!delay) return refuse(failure.error, charge);
    parts_.progress.advance(claim_.file.id, 0, "Asking the provider again: it did not answer as it should");
    return {Kind::Again, scaled(*delay)};
}

bool JobStep::park(Millis wait) {
    const std::optional<ProgressBoard::Entry> shown = parts_.progress.find(claim_.file.id);
    Parking parking;
    parking.next_try_at = parts_.clock.now() + wait;
    parking.percent = shown ? shown->percent : claim_.file.percent;
    parking.message = shown && !shown->message.empty() ? shown->message : claim_.file.message;
    parking.failed_calls = claim_.file.failed_calls;
    parking.is_cancel_sent = claim_.file.is_cancel_sent;
    return parts_.store.park(claim_.lease, parking).applied;
}

StepOutcome JobStep::refuse(Error error, const std::optional<Charge>& charge) {
    FilePatch patch;
    patch.charge = charge;
    patch.error = std::move(error);
    return advance(kRefused, patch);
}

StepOutcome JobStep::recover(const Error& error) {
    const bool may_have_left = claim_.file.is_sent && !claim_.file.submission;
    // The machine failed here, not the provider: the gate hears nothing of it.
    return fail({may_have_left ? FailureKind::Ambiguous : FailureKind::Transient, error}, ProviderCall::Watch);
}

StepOutcome JobStep::advance(std::span<const FileEvent> events, const FilePatch& patch) {
    const Change change = parts_.store.advance(claim_.lease, events, patch);
    if (!change.applied) return {Kind::Ended};
    claim_.file.state = change.state;
    claim_.file.cancel_asked = change.cancel_asked;
    if (patch.submission) claim_.file.submission = patch.submission;
    if (patch.charge && parts_.meter != nullptr) parts_.meter->charged(claim_.file.model, *patch.charge, claim_.file.reserve);
    parts_.events.notify(claim_.job_id, change.last_event_id);
    return {is_running(change.state) ? Kind::Again : Kind::Ended};
}

Result<std::unique_ptr<BlobReader>> JobStep::open_source() const {
    std::unique_ptr<BlobReader> source = parts_.blobs.open(claim_.file.source_sha256);
    if (source) return source;
    return Error{ErrorCode::FileNotFound, claim_.file.filename + ": the uploaded image is gone. Upload it again.",
                 claim_.file.filename};
}

/// 1 s at first, then half of the time that has passed on top: 1.5, 2.25 ... up to 5 s. No worker has to remember it.
Millis JobStep::next_poll_delay() const {
    const Millis passed = parts_.clock.now() - claim_.file.claimed_at.value_or(parts_.clock.now());
    return std::max(kShortestPoll, std::min(scaled(kLongestPoll), scaled(kFirstPoll) + passed / 2));
}

Millis JobStep::scaled(Millis delay) const {
    return Millis{static_cast<std::int64_t>(static_cast<double>(delay.count()) * parts_.retry_scale)};
}

}  // namespace i2m
