// fal_copies.cpp - DELETE .../models/requests/{id}/payloads.
#include "server/fal/fal_copies.hpp"

#include "server/fal/fal_wire.hpp"

namespace i2m::fal {
namespace {

class FalCopyRemover final : public CopyRemover {
public:
    FalCopyRemover(const std::string& key, const std::string& api_url, HttpClient& http, Log& log)
        : api_url_(api_url), calls_(platform_settings(key, api_url), http, log) {}

    [[nodiscard]] CopyOutcome remove(std::string_view request_id, std::stop_token stop) override {
        if (!is_request_id(request_id)) return CopyOutcome::Refused;
        HttpRequest request;
        request.method = "DELETE";
        request.url = api_url_ + "/models/requests/" + std::string(request_id) + "/payloads";
        const HttpOutcome outcome = calls_.call("delete", std::move(request), std::move(stop));
        const auto* const answer = std::get_if<HttpAnswer>(&outcome);
        if (answer == nullptr) return CopyOutcome::TryLater;
        if (answer->is_good() || answer->status == 404 || answer->status == 410) return CopyOutcome::Removed;
        const bool is_temporary = answer->status >= 500 || answer->status == 408 || answer->status == 429;
        return is_temporary ? CopyOutcome::TryLater : CopyOutcome::Refused;
    }

private:
    const std::string api_url_;
    const FalCalls calls_;
};

}  // namespace

std::unique_ptr<CopyRemover> make_fal_copy_remover(const std::string& key, const std::string& api_url, HttpClient& http,
                                                   Log& log) {
    return std::make_unique<FalCopyRemover>(key, api_url, http, log);
}

}  // namespace i2m::fal
