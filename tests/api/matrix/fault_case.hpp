// fault_case.hpp - one cell of the matrix: a fault of the fake provider, at a step, in a life of the server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/json/value.hpp"

namespace i2m::test {

/// What becomes of the server once the fault has met it.
enum class Life : std::uint8_t {
    Keeps,      ///< it runs on
    Killed,     ///< kill -9, then started again
    Restarted,  ///< stopped in order, then started again
};
inline constexpr Life kLives[] = {Life::Keeps, Life::Killed, Life::Restarted};
[[nodiscard]] std::string_view name_of(Life life);

/// How long the fault lasts.
enum class Span : std::uint8_t { Once, Lasting };

struct FaultCase {
    std::string step;
    std::string fault;
    Span span = Span::Once;
    Life life = Life::Keeps;

    /// "submit/page_502 once, killed"
    [[nodiscard]] std::string name() const;
};

/// The steps of the provider that this program takes; the fake has more.
inline constexpr std::string_view kSteps[] = {"initiate", "upload", "submit", "status", "cancel", "outcome", "result", "media"};

/// Every fault that `table` (of GET /_fake/faults) has for `step`, once and lasting, in every life.
[[nodiscard]] std::vector<FaultCase> cases_of(const json::Value& table, std::string_view step);

/// How a file may come to rest in that case, as state and error code ("failed PROVIDER_BUSY"), the likely one first. "waits"
/// with a hold's code: until the account is put right, and then it goes on to its model. Empty when nobody has said it yet.
[[nodiscard]] std::vector<std::string> expected_endings(const FaultCase& wanted);

}  // namespace i2m::test
