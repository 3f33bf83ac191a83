// world.hpp - everything that the fake knows, in one place: each part locks itself.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tools/fake_fal/clock.hpp"
#include "tools/fake_fal/fault_plan.hpp"
#include "tools/fake_fal/journal.hpp"
#include "tools/fake_fal/media.hpp"
#include "tools/fake_fal/product.hpp"
#include "tools/fake_fal/queue.hpp"
#include "tools/fake_fal/scenario.hpp"
#include "tools/fake_fal/storage.hpp"
#include "tools/fake_fal/webhooks.hpp"

namespace i2m::fake {

/// Safe from any thread.
class World {
public:
    World();

    /// Begins anew with `scenario`: nothing queued, stored, counted or noted.
    void begin(Scenario scenario);
    /// The same with the present scenario.
    void begin_again();
    void set_base_url(std::string url);  ///< before the first request
    [[nodiscard]] const std::string& base_url() const { return base_url_; }

    [[nodiscard]] std::shared_ptr<const Scenario> scenario() const;
    [[nodiscard]] TimePoint now() const { return clock.now(); }
    [[nodiscard]] bool is_locked() const;
    void lock_account(bool is_locked);
    [[nodiscard]] double spent_usd() const;

    /// Changes with each beginning.
    [[nodiscard]] std::uint64_t generation() const { return generation_; }
    /// Jobs with a webhook that have ended since the last call.
    [[nodiscard]] std::vector<std::string> take_ended_with_webhook();
    /// A number that counts calls of one purpose, from 0.
    [[nodiscard]] std::uint64_t count(std::string_view purpose);
    /// Waits as long as the scenario wants this step to take.
    void wait_for_step(Step step);
    /// Waits on the fake's clock, or less when the program stops.
    void wait(Millis time);
    void stop();
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }

    ScenarioClock clock;
    FaultPlan faults;
    Journal journal;
    Storage storage;
    ModelMaker maker;
    Products products{storage, maker};
    Queue queue;

private:
    void note_end(const Job& job);

    std::string base_url_;
    std::atomic<bool> is_stopping_{false};
    std::atomic<std::uint64_t> generation_{0};
    mutable std::mutex mutex_;  // guards all below
    std::shared_ptr<const Scenario> scenario_ = std::make_shared<const Scenario>();
    std::map<std::string, std::uint64_t, std::less<>> counts_;
    std::vector<std::string> ended_with_webhook_;
    bool is_locked_ = false;
    double spent_usd_ = 0;
};

}  // namespace i2m::fake
