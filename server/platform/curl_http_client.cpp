// curl_http_client.cpp - a pool of libcurl handles, and redirects followed by hand.
#include "server/platform/curl_http_client.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "server/core/url.hpp"
#include "server/platform/curl_transfer.hpp"

namespace i2m {
namespace {

constexpr std::size_t kMaxIdleHandles = 16;

bool is_clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

bool are_clean(const HttpHeaders& headers) {
    return std::all_of(headers.begin(), headers.end(),
                       [](const auto& header) { return is_clean(header.first) && is_clean(header.second); });
}

bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

class CurlHttpClient final : public HttpClient {
public:
    explicit CurlHttpClient(HttpClientOptions options) : options_(std::move(options)) {
        static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);  // once a program
        static_cast<void>(kReady);
    }

    using HttpClient::send;
    [[nodiscard]] HttpOutcome send(const HttpRequest& request, const HttpSink& sink, std::stop_token stop) override {
        if (!are_clean(request.headers)) return HttpFailure{HttpTrouble::Forbidden, false, "A header holds control characters."};
        std::string address = request.url;
        HttpRequest hop = request;
        for (int hops = 0;; ++hops) {
            const std::optional<Url> url = parse_url(address);
            if (!url) return HttpFailure{HttpTrouble::Forbidden, false, "An address is none that may be asked."};
            std::string next;
            HttpOutcome outcome = send_one(hop, *url, address, sink, stop, next);
            const auto* const answer = std::get_if<HttpAnswer>(&outcome);
            if (answer == nullptr || request.max_redirects == 0 || !is_redirect(answer->status)) return outcome;
            if (hops >= request.max_redirects || next.empty()) {
                return HttpFailure{HttpTrouble::Forbidden, false, url->host + " sends on to elsewhere too often."};
            }
            address = std::move(next);
            hop.reach = HttpReach::Public;
            hop.headers.clear();
        }
    }

private:
    HttpOutcome send_one(const HttpRequest& request, const Url& url, const std::string& address, const HttpSink& sink,
                         const std::stop_token& stop, std::string& next) {
        std::unique_ptr<CurlHandle> handle = take();
        std::optional<HttpOutcome> outcome;
        {
            CurlTransfer transfer(*handle, options_, request, url, address, sink);
            outcome = transfer.run(stop);
            next = transfer.redirect_address();
        }
        give_back(std::move(handle));
        return *std::move(outcome);
    }

    std::unique_ptr<CurlHandle> take() {
        const std::scoped_lock lock(mutex_);
        if (idle_.empty()) return std::make_unique<CurlHandle>();
        std::unique_ptr<CurlHandle> handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
    }

    void give_back(std::unique_ptr<CurlHandle> handle) {
        const std::scoped_lock lock(mutex_);
        if (idle_.size() < kMaxIdleHandles) idle_.push_back(std::move(handle));
    }

    const HttpClientOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<CurlHandle>> idle_;  ///< guarded by mutex_
};

}  // namespace

std::unique_ptr<HttpClient> make_curl_http_client(HttpClientOptions options) {
    return std::make_unique<CurlHttpClient>(std::move(options));
}

}  // namespace i2m
