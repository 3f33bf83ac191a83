// retry_policy.hpp - whether and when something that failed is tried again; a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/core/clock.hpp"
#include "server/core/generator.hpp"

namespace i2m {

enum class Patience : std::uint8_t { Usual, ForPaid };

/// The wait before try number `tries` + 1, or nullopt when it is given up. Doubles from a first wait to a longest one, spread by
/// up to a fifth either way so that files that failed together do not come back together; never sooner than
/// `retry_after`, which counts up to a quarter of an hour.
///
///   kind         first   longest   tries
///   Transient      2 s      60 s       6
///   RateLimited   60 s    15 min       8
///   Timeout       30 s     5 min       5
///   RunFailed      5 s      60 s       3
///   others: never
///
/// A result that is paid for is asked for about an hour long: as long as it lives.
///
/// `salt` makes the spread: the file's id. `tries` counts from 1.
[[nodiscard]] std::optional<Millis> retry_delay(FailureKind kind, std::uint32_t tries, std::optional<Millis> retry_after,
                                                std::string_view salt, Patience patience = Patience::Usual);

}  // namespace i2m
