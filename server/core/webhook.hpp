// webhook.hpp - seam: who judges the notices that a provider sends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"

namespace i2m {

/// A notice as it came in.
struct WebhookCall {
    std::string file_id;     ///< of the address that was called
    std::string attempt;     ///< the same
    std::string check;       ///< the same: proof that this server made the address
    std::string request_id;  ///< the four signed headers
    std::string user_id;
    std::string timestamp;
    std::string signature;
    std::string_view body;
};

/// A notice that is genuine.
struct WebhookNotice {
    std::string file_id;
    std::uint32_t attempt = 0;
    std::string request_id;  ///< the provider's
};

/// Safe from any thread.
class WebhookJudge {
public:
    virtual ~WebhookJudge() = default;
    /// Forbidden when it is not genuine, InvalidRequest when it makes no sense, Unavailable when it cannot be judged now (the sender
    /// tries again).
    [[nodiscard]] virtual Result<WebhookNotice> judge(const WebhookCall& call) = 0;
};

}  // namespace i2m
