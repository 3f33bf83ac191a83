// fal_status.hpp - how far a run at FAL.AI is: asked for, or told by its stream of events.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "server/core/generator.hpp"
#include "server/fal/fal_calls.hpp"

namespace i2m::fal {

/// Asks once, with the log lines.
[[nodiscard]] Outcome<PollAnswer> ask_status(const FalCalls& calls, const std::string& status_url, std::stop_token stop);

/// Listens to the request's stream until the stage is another one than `known`, the run is over, or a quarter of a minute has
/// passed; `news` gets every status. The last one told; nullopt when the stream told none: then asking is the way to know.
[[nodiscard]] std::optional<Outcome<PollAnswer>> follow_status(const FalCalls& calls, const std::string& status_url,
                                                               PollAnswer::Stage known, const PollNews& news,
                                                               const std::stop_token& stop);

}  // namespace i2m::fal
