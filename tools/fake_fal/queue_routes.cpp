// queue_routes.cpp - submit, status, result and cancel, as the provider's queue answers them.
#include <cmath>

#include "shared/base/text.hpp"
#include "tools/fake_fal/billing.hpp"
#include "tools/fake_fal/call.hpp"
#include "tools/fake_fal/status_view.hpp"

namespace i2m::fake {
namespace {

constexpr json::ParseLimits kInputLimits{.max_bytes = 128U << 20};

Answer unknown_request() { return json_answer(json::Object{{"status", "NOT_FOUND"}}, 404); }

JobWishes wishes_of(const Request& request) {
    JobWishes out;
    out.webhook_url = request.query_value("fal_webhook");
    out.is_low_priority = request.headers.get("X-Fal-Queue-Priority") == "low";
    const std::string_view no_retry = request.headers.get("X-Fal-No-Retry");
    out.is_retried = no_retry != "1" && no_retry != "true";
    out.lifecycle = read_lifecycle(request.headers.get("X-Fal-Object-Lifecycle-Preference"));
    const std::string seconds(request.headers.get("X-Fal-Request-Timeout"));
    if (!seconds.empty()) out.start_within = Millis(std::llround(std::atof(seconds.c_str()) * 1'000));
    return out;
}

std::deque<Millis> phases_of(const JobSettings& settings, bool is_retried, std::uint64_t seed, std::int64_t number) {
    Dice dice(seed, "job", static_cast<std::uint64_t>(number));
    std::deque<Millis> out;
    const std::int64_t rounds = is_retried ? *settings.requeues : 0;
    for (std::int64_t round = 0; round <= rounds; ++round) {
        out.emplace_back(std::llround(draw_ms(*settings.queue, dice)));
        const double run_ms = draw_ms(*settings.run, dice);
        out.emplace_back(std::llround(round < rounds ? run_ms / 2 : run_ms));  // a lost runner is lost halfway
    }
    return out;
}

JobFailure failure_of(const Answer& answer, const json::Value& payload) {
    JobFailure out{answer, payload};
    const json::Value* const type = payload.find("error_type");
    const json::Value* const detail = payload.find("detail");
    if (type != nullptr && detail != nullptr && detail->as_string() != nullptr) {
        out.error = *detail->as_string();
        out.error_type = *type->as_string();
    }
    return out;
}

/// How the job will end badly, if it will: by the plan, or by its own input.
std::optional<JobFailure> planned_failure(World& world, const Call& call, const Job& job, const json::Array& wrong_input) {
    if (const std::optional<Fault> fault = world.faults.next(Step::Outcome, call.endpoint, call.number)) {
        FaultSubject subject = subject_of(world, call);
        subject.request_id = job.id;
        return failure_of(fault_answer(*fault, subject), fault_body(*fault, subject));
    }
    if (job.settings.requeues > 0 && !job.wishes.is_retried) {
        const Fault lost{find_fault("runner_disconnected"), {}};
        return failure_of(fault_answer(lost, {}), fault_body(lost, {}));
    }
    json::Array detail = wrong_input;
    if (detail.empty())
        detail = check_picture(
            *job.endpoint, fetch_image(world.storage, world.base_url(), image_url_of(*job.endpoint, *job.input), world.now()));
    if (detail.empty()) return std::nullopt;
    const json::Value payload = json::Object{{"detail", std::move(detail)}};
    Answer answer = json_answer(payload, 422);
    answer.headers.set("X-Fal-Retryable", "false");
    return failure_of(answer, payload);
}

/// Why the account or the queue takes no job now.
std::optional<Answer> refuse_job(World& world, const Call& call) {
    if (world.is_locked())
        return detail_answer(403, "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.");
    if (find_endpoint(call.endpoint) == nullptr)
        return detail_answer(404, "Application \"" + subject_of(world, call).app + "\" not found");
    const std::string longest(call.request.query_value("fal_max_queue_length"));
    if (!longest.empty() && world.queue.waiting(world.now()) >= std::atoll(longest.c_str())) {
        Answer answer =
            json_answer(json::Object{{"detail", "The queue is full"}, {"error_type", "concurrent_requests_limit"}}, 429);
        answer.headers.set("X-Fal-Needs-Retry", "1");
        return answer;
    }
    return std::nullopt;
}

/// Puts the job into the queue; its id, or the answer that refuses it.
std::variant<std::string, Answer> enqueue(World& world, Call& call) {
    if (std::optional<Answer> refusal = refuse_job(world, call)) return *refusal;
    const std::shared_ptr<const Scenario> scenario = world.scenario();
    const Result<json::Value> input = json::parse(call.request.body.empty() ? "{}" : call.request.body, kInputLimits);
    if (!input) {
        const json::Array detail = {detail_row("", "json_invalid", input.error().message)};
        return json_answer(json::Object{{"detail", detail}}, 422);
    }
    Job job;
    job.number = call.number;
    job.id = Dice(scenario->seed, "request", static_cast<std::uint64_t>(call.number)).uuid();
    job.endpoint = find_endpoint(call.endpoint);
    job.input = std::make_shared<const json::Value>(*input);
    job.wishes = wishes_of(call.request);
    job.settings = settings_of(*scenario, call.endpoint, call.number);
    job.phases = phases_of(job.settings, job.wishes.is_retried, scenario->seed, call.number);
    const json::Array wrong = check_input(*job.endpoint, *input, scenario->wire.reject_unknown_input);
    if (!wrong.empty() && scenario->wire.validate_at == ValidateAt::Submit)
        return json_answer(json::Object{{"detail", wrong}}, 422);
    job.failure = planned_failure(world, call, job, wrong);
    call.request_id = job.id;
    world.queue.add(std::move(job), world.now());
    world.clock.notify();
    return call.request_id;
}

Answer with_request_id(Answer answer, const std::string& id) {
    answer.headers.set("x-fal-request-id", id);
    return answer;
}

/// True when the result of a job has been kept for as long as it is kept.
bool has_expired(const Job& job, std::size_t size_bytes, TimePoint now) {
    constexpr Millis kSmallLife{3'600'000};
    constexpr Millis kLargeLife{360'000};
    const Millis life =
        job.settings.result_ttl_ms ? Millis(*job.settings.result_ttl_ms) : (size_bytes >= 10'240 ? kLargeLife : kSmallLife);
    return now >= job.ended + life;
}

Answer result_of(World& world, const Job& job) {
    if (job.failure)
        return has_expired(job, job.failure->answer.body.size(), world.now()) ? unknown_request()
                                                                              : with_request_id(job.failure->answer, job.id);
    const std::shared_ptr<const Product> product = world.products.of(job, world.now());
    if (has_expired(job, product->answer.body.size(), world.now())) return unknown_request();
    Answer answer = with_request_id(product->answer, job.id);
    if (answer.status < 300) answer.headers.set("X-Fal-Billable-Units", json::dump(units_of(job)));
    return answer;
}

}  // namespace

Answer submit(World& world, Call& call) {
    const std::variant<std::string, Answer> outcome = enqueue(world, call);
    if (const Answer* refusal = std::get_if<Answer>(&outcome)) return *refusal;
    const TimePoint now = world.now();
    const std::optional<Job> job = world.queue.find(call.request_id, now);
    if (!job) return unknown_request();  // the fake was reset in between
    json::Value body =
        json::Object{{"status", "IN_QUEUE"}, {"request_id", job->id}, {"queue_position", position_of(world, *job, now)}};
    add_urls(body, world, *job);
    return with_request_id(json_answer(body, static_cast<int>(world.scenario()->wire.submit_status)), job->id);
}

Answer run_now(World& world, Call& call) {
    const std::int64_t most = world.scenario()->account.concurrency;
    if (most > 0 && world.queue.running(world.now()) >= most) {
        Answer answer = json_answer(
            json::Object{{"detail", "Too many concurrent requests"}, {"error_type", "concurrent_requests_limit"}}, 429);
        answer.headers.set("X-Fal-needs-retry", "1");
        return answer;
    }
    const std::variant<std::string, Answer> outcome = enqueue(world, call);
    if (const Answer* refusal = std::get_if<Answer>(&outcome)) return *refusal;
    while (!world.is_stopping()) {
        const TimePoint now = world.now();
        const std::optional<Job> job = world.queue.find(call.request_id, now);
        if (!job) return unknown_request();
        if (job->is_ended()) return result_of(world, *job);
        const TimePoint next = world.queue.next_change(now).value_or(now + Millis(1'000));
        world.clock.wait_until(next, [&] { return world.is_stopping(); });
    }
    return detail_answer(503, "Stopping");
}

Answer status(World& world, Call& call) {
    const TimePoint now = world.now();
    const std::optional<Job> job = world.queue.find(call.request_id, now);
    if (!job) return unknown_request();
    const StatusView view = view_status(world, *job, now, call.request.query_flag("logs"), 0);
    const bool is_waiting = !job->is_ended() && world.scenario()->wire.status_codes == StatusCodes::Live;
    return with_request_id(json_answer(view.body, is_waiting ? 202 : 200), job->id);
}

Answer result(World& world, Call& call) {
    const std::optional<Job> job = world.queue.find(call.request_id, world.now());
    if (!job) return unknown_request();
    if (job->is_ended()) return result_of(world, *job);
    return with_request_id(
        detail_answer(static_cast<int>(world.scenario()->wire.early_result_status), "Request is still in progress"), job->id);
}

Answer cancel(World& world, Call& call) {
    const CancelOutcome outcome = world.queue.cancel(call.request_id, world.now());
    world.clock.notify();
    static constexpr std::string_view kNames[] = {"CANCELLATION_REQUESTED", "ALREADY_COMPLETED", "NOT_FOUND"};
    static constexpr int kCodes[] = {202, 400, 404};
    const auto index = static_cast<std::size_t>(outcome);
    world.journal.add("cancels", {{"request_id", call.request_id}, {"n", call.number}, {"outcome", kNames[index]}});
    if (outcome == CancelOutcome::Requested && world.scenario()->wire.cancel == CancelForm::Success)
        return json_answer(json::Object{{"success", true}});
    return json_answer(json::Object{{"status", kNames[index]}}, kCodes[index]);
}

FaultSubject subject_of(const World& world, const Call& call) {
    FaultSubject out;
    const std::string base = base_of(call.endpoint);
    out.app = base.substr(base.find('/') + 1);
    const Endpoint* const endpoint = find_endpoint(call.endpoint);
    out.image_field = endpoint == nullptr ? "image_url" : endpoint->model.image_field;
    out.request_id = call.request_id;
    out.self_url = world.base_url() + call.request.path;
    out.retry_date = http_date(world.now() + Millis(call.fault ? call.fault->rule.seconds.value_or(2) * 1'000 : 0));
    return out;
}

}  // namespace i2m::fake
