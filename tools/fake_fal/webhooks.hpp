// webhooks.hpp - signed notices of ended jobs, delivered until they are acknowledged.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/core/clock.hpp"
#include "shared/json/value.hpp"

namespace i2m::fake {

/// An ED25519 key made from a seed. Safe from any thread.
class Signer {
public:
    explicit Signer(std::string_view seed);
    Signer(Signer&&) noexcept;
    ~Signer();
    /// 128 lower-case hexadecimal digits.
    [[nodiscard]] std::string sign(std::string_view message) const;
    /// The public key as a JWK: kty OKP, crv Ed25519, x base64url.
    [[nodiscard]] json::Value jwk(std::string_view key_id) const;

private:
    struct Key;
    std::unique_ptr<Key> key_;
};

struct WebhookHead {
    std::string request_id;
    std::string user_id;
    std::int64_t timestamp_s = 0;
};
/// "request_id \n user_id \n timestamp \n lowercase-hex(sha256(body))": what is signed.
[[nodiscard]] std::string webhook_message(const WebhookHead& head, std::string_view body);

/// Posts `body` to an http:// URL of this machine; the status of the answer, or nullopt when there is none within 15 s.
[[nodiscard]] std::optional<int> post_webhook(const std::string& url, const WebhookHead& head, const std::string& signature,
                                              const std::string& body);

/// How long after the `attempt`-th failed delivery (from 1) the next one comes.
[[nodiscard]] Millis webhook_pause(int attempt);
inline constexpr int kMostWebhookAttempts = 31;

}  // namespace i2m::fake
