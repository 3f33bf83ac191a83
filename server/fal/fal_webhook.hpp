// fal_webhook.hpp - notices of FAL.AI: the address that a submit names, and whether a call of it is genuine.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"
#include "server/core/http_client.hpp"
#include "server/core/log.hpp"
#include "server/core/webhook.hpp"
#include "server/fal/fal_calls.hpp"
#include "shared/base/bytes.hpp"

namespace i2m::fal {

/// Where FAL.AI tells about this attempt of a file; "" when no public address is set. The address carries a proof made with the
/// key, since FAL.AI signs for all its customers alike: nobody else can name a file of ours.
[[nodiscard]] std::string webhook_url(const FalSettings& settings, std::string_view file_id, std::uint32_t attempt);

using VerifyEd25519 = std::function<bool(ByteView public_key, ByteView signature, ByteView message)>;

/// Checks the proof in the address, the time (5 minutes either way), and the signature over request id, user, time and the body's
/// hash with each key of FAL.AI's list. The list is asked for at the first notice, kept for 24 h at most, and asked for once more
/// when no key fits, a minute apart. `http`, `clock` and `log` outlive it.
[[nodiscard]] std::unique_ptr<WebhookJudge> make_webhook_judge(FalSettings settings, HttpClient& http, const Clock& clock,
                                                               Log& log, VerifyEd25519 verify);

}  // namespace i2m::fal
