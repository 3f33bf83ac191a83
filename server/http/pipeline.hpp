// pipeline.hpp - what happens to every request, in one ordered list: checks of the head, the handler, the answer's headers.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/access/attempts.hpp"
#include "server/access/rate_limiter.hpp"
#include "server/access/signed_links.hpp"
#include "server/core/log.hpp"
#include "server/core/net_address.hpp"
#include "server/http/access.hpp"
#include "server/http/router.hpp"
#include "server/http/server.hpp"

namespace i2m::http {

struct PipelineSettings {
    std::uint64_t max_json_bytes = 65'536;
    std::uint64_t max_upload_bytes = 270'000'000;   ///< of one upload request, form fields included
    std::string base_path = {};                     ///< taken off a request's path when it begins with it; "": none
    std::chrono::milliseconds slow_request{1'000};  ///< one that takes longer is logged in any case
    AddressList trusted_proxies = {};               ///< whose X-Forwarded-For and X-Forwarded-Proto are believed
};

/// Who decides about requests; all outlive the pipeline.
struct Gatekeepers {
    const Access& access;
    i2m::access::RateLimiter* uploads = nullptr;      ///< of uploads; nullptr: no limit
    const i2m::access::SignedLinks* links = nullptr;  ///< nullptr: no link opens anything
    i2m::access::Attempts* attempts = nullptr;        ///< at keys; nullptr: nobody has to wait
};

/// Safe from any thread. The references must outlive it.
class Pipeline final : public RequestHandler {
public:
    /// `page` answers GET and HEAD of what is no route of the table.
    Pipeline(const Router& router, Handler page, const Gatekeepers& keepers, const PipelineSettings& settings, Log& log);

    bool is_quick(std::string_view path) const override;
    std::optional<Response> admit(Request& request) override;
    Response handle(Request& request) override;
    Response refuse(Request& request, int status) override;
    void finished(const Request& request, int status, std::uint64_t body_bytes, std::chrono::microseconds took) override;

private:
    using Step = std::optional<Response> (Pipeline::*)(Request&);
    static const Step kSteps[];

    std::optional<Response> give_id(Request& request);
    std::optional<Response> check_characters(Request& request);
    std::optional<Response> strip_base(Request& request);
    std::optional<Response> find_client(Request& request);
    std::optional<Response> check_host(Request& request);
    std::optional<Response> check_encoding(Request& request);
    std::optional<Response> find_route(Request& request);
    std::optional<Response> check_link(Request& request);
    std::optional<Response> check_access(Request& request);
    std::optional<Response> check_origin(Request& request);
    std::optional<Response> check_rate(Request& request);
    std::optional<Response> check_length(Request& request);

    /// `path` without settings_.base_path.
    std::string_view below_base(std::string_view path) const;
    Response refusal(const Request& request, const Error& error) const;
    void count_wrong_keys(const Request& request, const Result<Identity>& who);
    Result<void> read_body(Request& request) const;
    void decorate(const Request& request, Response& response) const;

    const Router& router_;
    const Handler page_;
    const Gatekeepers keepers_;
    const PipelineSettings settings_;
    Log& log_;
    const std::string id_prefix_;
    std::atomic<std::uint64_t> last_id_{0};
};

}  // namespace i2m::http
