// fal_generator.hpp - FAL.AI as a provider: queue, storage, results.
#pragma once

#include <memory>

#include "server/core/generator.hpp"
#include "server/fal/fal_calls.hpp"

namespace i2m::fal {

/// Without a key it is there and says which setting is missing. `http` and `log` outlive it.
///
/// A submit is sent once, on a connection of its own. When its last byte left and no answer came, or an answer that does not say
/// whether the request was taken, it is Ambiguous; an answer that at least tells a request id is looked up first.
[[nodiscard]] std::unique_ptr<Generator> make_fal_generator(FalSettings settings, HttpClient& http, Log& log,
                                                            CallObserver* observer = nullptr);

}  // namespace i2m::fal
