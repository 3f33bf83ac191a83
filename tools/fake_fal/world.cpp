// world.cpp - beginnings, money and waiting.
#include "tools/fake_fal/world.hpp"

#include <chrono>
#include <cmath>
#include <utility>

#include "tools/fake_fal/billing.hpp"

namespace i2m::fake {
namespace {

TimePoint machine_time() { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
constexpr TimePoint kManualStart = from_epoch_ms(1'767'225'600'000);  // 2026-01-01T00:00:00Z

}  // namespace

World::World() : clock(machine_time()), queue([this](const Job& job) { note_end(job); }) {}

void World::begin(Scenario scenario) {
    {
        const std::scoped_lock lock(mutex_);
        scenario_ = std::make_shared<const Scenario>(std::move(scenario));
    }
    begin_again();
}

void World::begin_again() {
    const std::shared_ptr<const Scenario> present = scenario();
    {
        const std::scoped_lock lock(mutex_);
        counts_.clear();
        ended_with_webhook_.clear();
        is_locked_ = present->account.locked;
        spent_usd_ = 0;
    }
    const ClockSettings& time = present->clock;
    clock.set_manual(time.manual);
    clock.set_speed(time.speed);
    clock.set(time.start_ms ? from_epoch_ms(*time.start_ms) : (time.manual ? kManualStart : machine_time()));
    faults.reset(present->seed, present->faults);
    queue.reset(present->account.concurrency);
    storage.reset(present->seed);
    products.reset(base_url_, present->seed);
    journal.clear();
    ++generation_;
    clock.notify();
}

void World::set_base_url(std::string url) {
    base_url_ = std::move(url);
    products.reset(base_url_, scenario()->seed);
}

std::shared_ptr<const Scenario> World::scenario() const {
    const std::scoped_lock lock(mutex_);
    return scenario_;
}

bool World::is_locked() const {
    const std::scoped_lock lock(mutex_);
    return is_locked_ || (scenario_->account.balance_usd && spent_usd_ >= *scenario_->account.balance_usd);
}

void World::lock_account(bool is_locked) {
    const std::scoped_lock lock(mutex_);
    is_locked_ = is_locked;
}

double World::spent_usd() const {
    const std::scoped_lock lock(mutex_);
    return spent_usd_;
}

std::uint64_t World::count(std::string_view purpose) {
    const std::scoped_lock lock(mutex_);
    return counts_[std::string(purpose)]++;
}

std::vector<std::string> World::take_ended_with_webhook() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(ended_with_webhook_, {});
}

void World::note_end(const Job& job) {
    if (!job.wishes.webhook_url.empty()) {
        const std::scoped_lock lock(mutex_);
        ended_with_webhook_.push_back(job.id);
    }
    if (job.failure) return;  // what fails is not billed
    const double units = units_of(job);
    const double usd = units * unit_price_usd(*job.endpoint).value_or(0);
    {
        const std::scoped_lock lock(mutex_);
        spent_usd_ += usd;
    }
    journal.add(
        "charges",
        {{"request_id", job.id}, {"n", job.number}, {"endpoint", job.endpoint->model.id}, {"units", units}, {"usd", usd}});
}

void World::wait_for_step(Step step) {
    const std::shared_ptr<const Scenario> present = scenario();
    for (const StepLatency& row : present->latency) {
        if (row.step != step_name(step)) continue;
        const std::string purpose = "latency " + row.step;
        Dice dice(present->seed, purpose, count(purpose));
        wait(Millis(std::llround(draw_ms(row.latency, dice))));
        return;
    }
}

void World::wait(Millis time) {
    if (time.count() <= 0) return;
    clock.wait_until(now() + time, [this] { return is_stopping(); });
}

void World::stop() {
    is_stopping_ = true;
    clock.notify();
}

}  // namespace i2m::fake
