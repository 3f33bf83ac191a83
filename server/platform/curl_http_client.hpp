// curl_http_client.hpp - the HTTP client over libcurl; the only place that knows it.
#pragma once

#include <memory>
#include <string>

#include "server/core/http_client.hpp"
#include "server/platform/address_guard.hpp"

namespace i2m {

struct HttpClientOptions {
    AddressList allowed;     ///< beside public addresses, for HttpReach::Public; also by plain http
    std::string user_agent;  ///< "image2model/0.1.0"
};

/// HTTP/1.1, TLS 1.2 and up with checked certificates, no proxy, no signals, no cookies. Connections to configured hosts are kept
/// and used again; those to public addresses never, since a kept connection would not be judged again.
[[nodiscard]] std::unique_ptr<HttpClient> make_curl_http_client(HttpClientOptions options);

}  // namespace i2m
