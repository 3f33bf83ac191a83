// fal_calls.hpp - what all calls to FAL.AI share: settings, the key, the log.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "server/core/call_observer.hpp"
#include "server/core/http_client.hpp"
#include "server/core/log.hpp"

namespace i2m::fal {

/// How images get to FAL.AI.
enum class ImageWay : std::uint8_t {
    Upload,   ///< to its storage, then by address
    DataUri,  ///< inside the request
};

/// How it is known how far a run is.
enum class StatusWay : std::uint8_t {
    Poll,    ///< asked for, at growing intervals; no worker is held
    Stream,  ///< told as it happens; a run holds a worker
};

struct FalSettings {
    std::string key;  ///< "key_id:key_secret", trimmed; "": none
    std::string queue_url = "https://queue.fal.run";
    std::string run_url = "https://fal.run";
    std::string rest_url = "https://rest.fal.ai";
    ImageWay image_way = ImageWay::Upload;
    StatusWay status_way = StatusWay::Poll;
    std::string public_url = {};  ///< where FAL.AI reaches this server, without a slash behind; "": no notices
};

/// Of calls to FAL.AI's platform API, which is none of the three hosts: the key goes to `api_url` and nowhere else.
[[nodiscard]] FalSettings platform_settings(const std::string& key, const std::string& api_url);

/// Makes the calls. The key goes with call() only, and call() asks the three configured hosts only; everything else is asked by
/// client(). Safe from several threads.
class FalCalls {
public:
    /// `observer` is told how each call went; nullptr: nobody is.
    FalCalls(FalSettings settings, HttpClient& http, Log& log, CallObserver* observer = nullptr);

    [[nodiscard]] const FalSettings& settings() const { return settings_; }

    /// A call to FAL.AI's API; `request.url` must lie on a configured origin, else Forbidden and nothing is sent. Adds the key and
    /// the JSON headers. `what` names the call in the log.
    [[nodiscard]] HttpOutcome call(std::string_view what, HttpRequest request, std::stop_token stop) const;
    /// A call whose answer `sink` takes while it comes; how it ends is no trouble worth a warning.
    [[nodiscard]] HttpOutcome listen(std::string_view what, HttpRequest request, const HttpSink& sink,
                                     std::stop_token stop) const;
    /// A transfer to or from an address of an answer: without the key.
    [[nodiscard]] HttpOutcome transfer(std::string_view what, const HttpRequest& request, const HttpSink& sink,
                                       std::stop_token stop) const;
    [[nodiscard]] Log& log() const { return log_; }

private:
    [[nodiscard]] bool is_api_address(std::string_view url) const;
    /// Adds the key and what every call has, and what kind of answer it takes; false when the address is none of the configured hosts'.
    [[nodiscard]] bool complete(HttpRequest& request, std::string_view accept) const;
    void write_down(std::string_view what, const HttpOutcome& outcome, Millis took) const;
    void tell_observer(std::string_view what, const HttpOutcome& outcome, Millis took) const;

    const FalSettings settings_;
    HttpClient& http_;
    Log& log_;
    CallObserver* observer_;
};

}  // namespace i2m::fal
