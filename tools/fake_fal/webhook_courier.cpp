// webhook_courier.cpp - what a notice says, how it can go wrong, and when it is sent again.
#include "tools/fake_fal/webhook_courier.hpp"

#include <algorithm>
#include <utility>

#include "tools/fake_fal/call.hpp"

namespace i2m::fake {
namespace {

std::string notice_of(World& world, const Job& job, const std::string& request_id) {
    json::Value body{json::Object{}};
    body.set("request_id", request_id);
    body.set("gateway_request_id", request_id);
    int status = 200;
    json::Value payload;
    if (job.failure) {
        status = job.failure->answer.status;
        payload = job.failure->payload;
    } else {
        const std::shared_ptr<const Product> product = world.products.of(job, world.now());
        status = product->answer.status;
        payload = product->payload;
    }
    body.set("status", status < 300 ? "OK" : "ERROR");
    if (status >= 300) body.set("error", "Invalid status code: " + std::to_string(status));
    body.set("payload", payload);
    if (payload.is_null()) body.set("payload_error", "Response payload is not JSON serializable.");
    return json::dump(body);
}

Signer signer_of(const World& world, std::string_view purpose) {
    return Signer("fake_fal " + std::string(purpose) + " " + std::to_string(world.scenario()->seed));
}

}  // namespace

Signer own_signer(const World& world) { return signer_of(world, "webhooks"); }
Signer other_signer(const World& world) { return signer_of(world, "older webhooks"); }

WebhookCourier::~WebhookCourier() {
    if (thread_.joinable()) thread_.join();
}

void WebhookCourier::start() {
    thread_ = std::thread([this] { run(); });
}

void WebhookCourier::run() {
    while (!world_.is_stopping()) {
        collect();
        const TimePoint now = world_.now();
        for (Parcel& parcel : parcels_) {
            if (parcel.due <= now && !world_.is_stopping()) deliver(parcel);
        }
        std::erase_if(parcels_, [](const Parcel& parcel) { return parcel.due == TimePoint::max(); });
        bool is_first_look = true;  // a notify means that something changed: look at the queue again
        world_.clock.wait_until(next_due(), [&] { return world_.is_stopping() || !std::exchange(is_first_look, false); });
    }
}

TimePoint WebhookCourier::next_due() const {
    const TimePoint now = world_.now();
    TimePoint out = world_.queue.next_change(now).value_or(now + Millis(3'600'000));
    for (const Parcel& parcel : parcels_) out = std::min(out, parcel.due);
    return out;
}

void WebhookCourier::collect() {
    const std::uint64_t present = world_.generation();
    if (std::exchange(generation_, present) != present) parcels_.clear();
    const TimePoint now = world_.now();
    (void)world_.queue.next_change(now);  // what ends by now has ended
    for (std::string& job : world_.take_ended_with_webhook()) parcels_.push_back({std::move(job), 0, now});
}

void WebhookCourier::deliver(Parcel& parcel) {
    const std::optional<Job> job = world_.queue.find(parcel.job, world_.now());
    const TimePoint never = TimePoint::max();
    if (!job) {
        parcel.due = never;
        return;
    }
    const std::optional<Fault> fault = world_.faults.next(Step::Webhook, job->endpoint->model.id, job->number);
    const Trick trick = fault ? fault->trick() : Trick::None;
    WebhookHead head{job->id, std::string(kWebhookUser), epoch_ms(world_.now()) / 1'000};
    if (trick == Trick::UnknownId) head.request_id = Dice(world_.scenario()->seed, "unknown").uuid();
    if (trick == Trick::StaleTime) head.timestamp_s -= 600;
    const std::string body = notice_of(world_, *job, head.request_id);
    const Signer signer = trick == Trick::BadSignature ? signer_of(world_, "nobody") : own_signer(world_);
    const std::string signature = signer.sign(webhook_message(head, body));
    std::optional<int> status;
    const int copies = trick == Trick::Lost ? 0 : (trick == Trick::Twice ? 2 : 1);
    for (int i = 0; i < copies; ++i) {
        status = post_webhook(job->wishes.webhook_url, head, signature, body);
        world_.journal.add("webhooks", {{"request_id", job->id},
                                        {"n", job->number},
                                        {"attempt", parcel.attempts + 1},
                                        {"answer", value_if(status.has_value(), status.value_or(0))},
                                        {"fault", value_if(fault.has_value(), fault ? fault->row->name : "")}});
    }
    ++parcel.attempts;
    const bool is_over =
        trick == Trick::Lost || (status && *status < 400) || parcel.attempts >= kMostWebhookAttempts;  // 3xx is final
    parcel.due = is_over ? never : world_.now() + webhook_pause(parcel.attempts);
}

}  // namespace i2m::fake
