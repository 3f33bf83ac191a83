// gate.hpp - what may start now: the pause, each provider's limits, and what was heard of it lately.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/claim_rules.hpp"
#include "server/core/clock.hpp"
#include "server/core/generator.hpp"
#include "server/core/job_store.hpp"
#include "server/jobs/breaker.hpp"
#include "shared/api/messages_queue.hpp"

namespace i2m {

struct GateOptions {
    std::uint32_t fal_limit = 8;        ///< files at FAL.AI at once; 0: no limit
    std::uint32_t fal_model_limit = 0;  ///< of them with one model; 0: no limit of its own
    BreakerRules breaker = {};
};

/// Workers ask it before each claim and tell it how calls went. Only FAL.AI has an account that can be out of order; the built-in
/// provider starts always. Safe from any thread.
class Gate {
public:
    Gate(const Clock& clock, const GateOptions& options);

    /// Called after something changed that people see, on the thread that changed it and without a lock. Before the workers start.
    void on_change(std::function<void()> told) { told_ = std::move(told); }

    /// What may be claimed now. A half-open breaker gives its probe to one caller at a time: give it back by end_claim().
    [[nodiscard]] ClaimRules begin_claim();
    /// The claim that came of `rules`, or nullptr.
    void end_claim(const ClaimRules& rules, const Claim* claim);
    /// The earliest time at which a closed door opens by itself, or nullopt.
    [[nodiscard]] std::optional<TimePoint> next_opening() const;

    void succeeded(models::Provider provider, ProviderCall call);
    /// What the breaker makes of a failure; bad input and the like do not count. True when it is the account's: no credit, or the
    /// key is refused. Then nothing starts, and a file that was not sent may go back to the queue.
    bool failed(models::Provider provider, ProviderCall call, std::string_view file_id, const Failure& failure);
    /// A file has left its worker without a verdict.
    void leave(models::Provider provider, std::string_view file_id);

    void set_paused(bool is_paused, const std::string& message);
    /// A person says that the providers may be tried again.
    void resume_providers();

    struct Pause {
        bool is_paused = false;
        std::string message;
    };
    [[nodiscard]] Pause pause() const;
    [[nodiscard]] Breaker::Snapshot snapshot(models::Provider provider) const;
    [[nodiscard]] std::vector<api::Hold> holds() const;
    [[nodiscard]] const GateOptions& options() const { return options_; }

private:
    void tell_if_changed(const Breaker::Snapshot& before);

    const GateOptions options_;
    Breaker fal_;
    std::function<void()> told_;
    mutable std::mutex mutex_;
    Pause pause_;  ///< guarded by mutex_
};

/// Tells the gate about a claim, also when it throws.
class GatePass {
public:
    explicit GatePass(Gate& gate) : gate_(gate), rules_(gate.begin_claim()) {}
    GatePass(const GatePass&) = delete;
    GatePass& operator=(const GatePass&) = delete;
    ~GatePass() { gate_.end_claim(rules_, claim_); }

    [[nodiscard]] const ClaimRules& rules() const { return rules_; }
    /// `claim` outlives the pass.
    void used(const Claim& claim) { claim_ = &claim; }

private:
    Gate& gate_;
    const ClaimRules rules_;
    const Claim* claim_ = nullptr;
};

}  // namespace i2m
