// http_client.hpp - seam: how this program asks other servers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/core/blob_store.hpp"
#include "server/core/clock.hpp"

namespace i2m {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// Who may be asked.
enum class HttpReach : std::uint8_t {
    Configured,  ///< an address from our own settings: any
    Public,      ///< an address from somebody's answer: https to public addresses, and what the settings let through besides
};

/// Takes a piece of the body; false ends the transfer. May throw: the exception reaches the caller of send().
using HttpSink = std::function<bool(ByteView)>;

struct HttpRequest {
    std::string method = "GET";  ///< GET, POST or PUT
    std::string url;
    HttpHeaders headers = {};
    std::string body = {};               ///< POST and PUT
    const BlobReader* upload = nullptr;  ///< PUT: sent instead of `body`, read while it is sent
    HttpReach reach = HttpReach::Public;
    bool is_once = false;                     ///< arrives at most once: its own connection, never repeated by the library
    bool takes_gzip = false;                  ///< the limits count unpacked bytes
    int max_redirects = 0;                    ///< of GETs; each new address is judged like the first, headers stay behind
    std::uint64_t max_body_bytes = 1U << 20;  ///< of a good answer
    Millis connect_timeout{10'000};
    Millis timeout{30'000};        ///< for all of it; 0: as long as bytes come
    Millis stall_timeout{30'000};  ///< without a byte to speak of (16 a second); whole seconds
    Millis stop_grace{0};          ///< how long a request to stop waits for an answer that is worth it
};

struct HttpAnswer {
    int status = 0;
    HttpHeaders headers = {};                ///< names in lower case
    std::string body = {};                   ///< empty when a sink took it; of other than 2xx at most 256 KB
    std::optional<Millis> retry_after = {};  ///< Retry-After, in either form

    /// The first header of that name (lower case), or "".
    [[nodiscard]] std::string_view header(std::string_view name) const {
        for (const auto& [known, value] : headers) {
            if (known == name) return value;
        }
        return {};
    }
    [[nodiscard]] bool is_good() const { return status >= 200 && status < 300; }
};

enum class HttpTrouble : std::uint8_t {
    Unreachable,  ///< no connection: name, route, TLS
    Broken,       ///< the connection ended too early
    Stalled,      ///< too slow, or no answer in time
    TooLarge,
    Forbidden,  ///< an address that must not be asked
    Stopped,
    SinkEnded,
};

struct HttpFailure {
    HttpTrouble trouble = HttpTrouble::Unreachable;
    bool is_sent_whole = false;  ///< the last byte of the request was handed to the network: it may have arrived
    std::string words = {};      ///< what happened, with the host but without path, query or key; for the log
};

using HttpOutcome = std::variant<HttpAnswer, HttpFailure>;

/// Safe from several threads at once. Headers and URLs with control characters are Forbidden.
class HttpClient {
public:
    virtual ~HttpClient() = default;

    /// Sends one request and waits for the whole answer. A sink takes the body of a 2xx answer piece by piece.
    [[nodiscard]] virtual HttpOutcome send(const HttpRequest& request, const HttpSink& sink, std::stop_token stop) = 0;
    [[nodiscard]] HttpOutcome send(const HttpRequest& request, std::stop_token stop) {
        return send(request, HttpSink(), std::move(stop));
    }
};

}  // namespace i2m
