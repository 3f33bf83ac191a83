// direct_generator.hpp - base of generators that do all their work in fetch(), inside this program.
#pragma once

#include "server/core/generator.hpp"

namespace i2m {

/// Leaves provider() and fetch() to the derived class. There is no request, so nothing of one is ever asked.
class DirectGenerator : public Generator {
public:
    [[nodiscard]] std::optional<std::string> unavailable_reason() const override { return std::nullopt; }
    [[nodiscard]] bool is_direct() const final { return true; }
    [[nodiscard]] Outcome<Submission> submit(const GenerateInput&, std::stop_token) final { return Submission{}; }
    [[nodiscard]] Outcome<PollAnswer> poll(const Submission&, std::stop_token) final {
        return PollAnswer{PollAnswer::Stage::Done};
    }
    [[nodiscard]] CancelAnswer cancel(const Submission&, std::stop_token) final { return CancelAnswer::Cancelled; }
};

}  // namespace i2m
