// scripted_generator.hpp - a provider that answers what a test tells it to.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "server/core/generator.hpp"

namespace i2m::test {

/// Answers each call with the next scripted answer of its kind, and with success when there is none. Counts its calls.
class ScriptedGenerator final : public Generator {
public:
    explicit ScriptedGenerator(bool is_direct) : is_direct_(is_direct) {}

    // The script: answers in order; a function may also throw, wait or look around.
    std::deque<std::function<Outcome<std::string>()>> prepares;
    std::deque<std::function<Outcome<Submission>()>> submits;
    std::deque<std::function<Outcome<PollAnswer>()>> polls;
    std::deque<std::function<Outcome<RunResult>()>> results;
    std::deque<std::function<Outcome<Fetched>(BlobWriter&, std::stop_token)>> fetches;
    CancelAnswer cancel_answer = CancelAnswer::Cancelled;
    std::optional<std::string> reason;
    bool knows_ids = true;  ///< submission_of() makes a submission of any id

    [[nodiscard]] models::Provider provider() const override {
        return is_direct_ ? models::Provider::Draft : models::Provider::Fal;
    }
    [[nodiscard]] std::optional<std::string> unavailable_reason() const override { return reason; }
    [[nodiscard]] bool is_direct() const override { return is_direct_; }
    [[nodiscard]] Outcome<std::string> prepare(const GenerateInput& input, std::stop_token stop) override;
    [[nodiscard]] Outcome<Submission> submit(const GenerateInput& input, std::stop_token stop) override;
    [[nodiscard]] Outcome<PollAnswer> poll(const Submission& submission, std::stop_token stop) override;
    [[nodiscard]] Outcome<RunResult> result(const GenerateInput& input, const Submission& submission,
                                            std::stop_token stop) override;
    [[nodiscard]] Outcome<Fetched> fetch(const GenerateInput& input, const Submission* submission, BlobWriter& out,
                                         std::stop_token stop) override;
    [[nodiscard]] CancelAnswer cancel(const Submission& submission, std::stop_token stop) override;

    [[nodiscard]] std::optional<Submission> submission_of(const models::Model& model, std::string_view request_id) const override;

    /// What the last submit() was given by prepare().
    [[nodiscard]] std::string prepared() const;
    /// What the last fetch() was given by result().
    [[nodiscard]] std::string result_json() const;
    /// "submit", "poll", "result", "fetch", "cancel" in the order of the calls.
    [[nodiscard]] std::vector<std::string> calls() const;

private:
    void note(const char* call);

    const bool is_direct_;
    mutable std::mutex mutex_;
    std::vector<std::string> calls_;  ///< guarded by mutex_
    std::string prepared_;            ///< guarded by mutex_
    std::string result_json_;         ///< guarded by mutex_
};

/// A small valid GLB (one triangle).
[[nodiscard]] const Bytes& small_glb();

}  // namespace i2m::test
