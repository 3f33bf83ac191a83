// curl_transfer.hpp - one request on one libcurl handle; used by the HTTP client only.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "server/core/http_client.hpp"
#include "server/core/url.hpp"
#include "server/platform/curl_http_client.hpp"

namespace i2m {

/// A libcurl handle with the connections it keeps. One thread at a time.
class CurlHandle {
public:
    CurlHandle();
    CurlHandle(const CurlHandle&) = delete;
    CurlHandle& operator=(const CurlHandle&) = delete;
    ~CurlHandle();

    [[nodiscard]] CURL* easy() const { return easy_; }
    [[nodiscard]] CURLM* multi() const { return multi_; }

private:
    CURLM* multi_;
    CURL* easy_;
};

/// Sends `request` to `url` (one hop, redirects are answers) and gathers what comes.
class CurlTransfer {
public:
    CurlTransfer(CurlHandle& handle, const HttpClientOptions& options, const HttpRequest& request, const Url& url,
                 std::string address, const HttpSink& sink);
    CurlTransfer(const CurlTransfer&) = delete;
    CurlTransfer& operator=(const CurlTransfer&) = delete;
    ~CurlTransfer();

    [[nodiscard]] HttpOutcome run(const std::stop_token& stop);
    /// Where a 3xx answer points, absolute; "" for nowhere.
    [[nodiscard]] std::string redirect_address() const;

private:
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

    void set_up();
    void set_body();
    void add_header(const std::string& line);
    [[nodiscard]] bool take_body(ByteView piece);
    void take_header(std::string_view line);
    [[nodiscard]] bool may_connect_to(const sockaddr& address) const;
    /// CURLE_OK and the rest, or nullopt when asked to stop.
    [[nodiscard]] std::optional<CURLcode> perform(const std::stop_token& stop);
    [[nodiscard]] HttpFailure failure_of(CURLcode code) const;
    [[nodiscard]] HttpFailure failure(HttpTrouble trouble, const std::string& what) const;
    [[nodiscard]] bool is_sent_whole() const;
    [[nodiscard]] long status() const;
    /// The answer's Content-Length, 0 for none.
    [[nodiscard]] std::uint64_t stated_length() const;

    CurlHandle& handle_;
    const HttpClientOptions& options_;
    const HttpRequest& request_;
    const Url& url_;
    const std::string address_;
    const HttpSink& sink_;
    curl_slist* header_list_ = nullptr;
    HttpAnswer answer_;
    std::size_t header_bytes_ = 0;
    std::uint64_t body_bytes_ = 0;
    std::uint64_t upload_at_ = 0;
    std::exception_ptr thrown_;
    bool is_head_whole_ = false;
    bool was_refused_ = false;  ///< the address guard said no
    bool is_too_large_ = false;
    bool is_enough_ = false;  ///< the rest of an error page is not needed
    bool has_sink_ended_ = false;
};

}  // namespace i2m
