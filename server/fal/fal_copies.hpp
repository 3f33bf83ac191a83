// fal_copies.hpp - deletes what FAL.AI keeps of a run: its JSON, and the files that came out of it.
#pragma once

#include <memory>
#include <string>

#include "server/core/copy_remover.hpp"
#include "server/fal/fal_calls.hpp"

namespace i2m::fal {

/// Asks FAL.AI's platform API at `api_url` ("https://api.fal.ai/v1"), which wants a key of scope ADMIN. The uploaded image is not among
/// what it deletes; that expires after a day. `http` and `log` outlive it.
[[nodiscard]] std::unique_ptr<CopyRemover> make_fal_copy_remover(const std::string& key, const std::string& api_url,
                                                                 HttpClient& http, Log& log);

}  // namespace i2m::fal
