// webhook_courier.hpp - watches jobs with a webhook and delivers their notices, again and again until they are taken.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "tools/fake_fal/webhooks.hpp"
#include "tools/fake_fal/world.hpp"

namespace i2m::fake {

/// The key that signs, and one that is published and signs nothing.
[[nodiscard]] Signer own_signer(const World& world);
[[nodiscard]] Signer other_signer(const World& world);
inline constexpr std::string_view kWebhookUser = "fake-user";

/// Runs on a thread of its own from start() until the world stops and it is destroyed.
class WebhookCourier {
public:
    explicit WebhookCourier(World& world) : world_(world) {}
    WebhookCourier(const WebhookCourier&) = delete;
    WebhookCourier& operator=(const WebhookCourier&) = delete;
    ~WebhookCourier();
    void start();

private:
    struct Parcel {
        std::string job;
        int attempts = 0;
        TimePoint due;
    };
    void run();
    void collect();
    void deliver(Parcel& parcel);
    [[nodiscard]] TimePoint next_due() const;

    World& world_;
    std::thread thread_;
    std::uint64_t generation_ = 0;  // only of the courier's thread, as all below
    std::vector<Parcel> parcels_;
};

}  // namespace i2m::fake
