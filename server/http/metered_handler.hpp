// metered_handler.hpp - passes everything on to the pipeline and counts what is answered.
#pragma once

#include "server/http/request_metrics.hpp"
#include "server/http/server.hpp"

namespace i2m::http {

/// Both outlive it. Safe from any thread.
class MeteredHandler final : public RequestHandler {
public:
    MeteredHandler(RequestHandler& inner, RequestMetrics& metrics) : inner_(inner), metrics_(metrics) {}

    bool is_quick(std::string_view path) const override { return inner_.is_quick(path); }
    std::optional<Response> admit(Request& request) override { return inner_.admit(request); }
    Response handle(Request& request) override { return inner_.handle(request); }
    Response refuse(Request& request, int status) override { return inner_.refuse(request, status); }
    void finished(const Request& request, int status, std::uint64_t body_bytes, std::chrono::microseconds took) override {
        metrics_.count(request, status, took);
        inner_.finished(request, status, body_bytes, took);
    }

private:
    RequestHandler& inner_;
    RequestMetrics& metrics_;
};

}  // namespace i2m::http
