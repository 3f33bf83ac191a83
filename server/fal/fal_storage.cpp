// fal_storage.cpp - the two steps of an upload: initiate with the key, PUT to a signed address without it.
#include "server/fal/fal_storage.hpp"

#include "server/fal/fal_errors.hpp"
#include "server/fal/fal_wire.hpp"

namespace i2m::fal {
namespace {

constexpr std::string_view kLifecycle = R"({"expiration_duration_seconds":86400})";
constexpr int kMaxSignatures = 2;  ///< a signed address that is refused has run out: one more

CallContext context_of(const GenerateInput& input) { return {Step::Upload, input.filename, input.model.image_field}; }

Outcome<UploadUrls> initiate(const FalCalls& calls, const GenerateInput& input, const std::stop_token& stop) {
    const std::string name = input.content_type == "image/png" ? "image.png" : "image.jpg";
    HttpRequest request;
    request.method = "POST";
    request.url = calls.settings().rest_url + "/storage/upload/initiate?storage_type=fal-cdn-v3";
    // The service's clients disagree about the header's name; both are known.
    request.headers = {{"X-Fal-Object-Lifecycle-Preference", std::string(kLifecycle)},
                       {"X-Fal-Object-Lifecycle", std::string(kLifecycle)}};
    request.body = json::dump(json::Object{{"content_type", input.content_type}, {"file_name", name}});
    const HttpOutcome outcome = calls.call("initiate upload", std::move(request), stop);
    if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) return classify(*broken, context_of(input));
    const auto& answer = std::get<HttpAnswer>(outcome);
    if (!answer.is_good()) return classify(answer, context_of(input));
    const Result<UploadUrls> urls = parse_upload(answer.body);
    if (!urls) return Failure{FailureKind::Transient, urls.error()};
    return *urls;
}

HttpOutcome put(const FalCalls& calls, const GenerateInput& input, const std::string& url, const std::stop_token& stop) {
    HttpRequest request;
    request.method = "PUT";
    request.url = url;
    request.headers = {{"Content-Type", input.content_type}};
    request.upload = &input.source;
    request.timeout = Millis{0};
    return calls.transfer("upload", request, {}, stop);
}

}  // namespace

Outcome<std::string> bring_image(const FalCalls& calls, const GenerateInput& input, std::stop_token stop) {
    if (calls.settings().image_way == ImageWay::DataUri) {
        return "data:" + input.content_type + ";base64," + base64(read_all(input.source));
    }
    for (int signature = 1;; ++signature) {
        const Outcome<UploadUrls> initiated = initiate(calls, input, stop);
        if (const auto* const failure = std::get_if<Failure>(&initiated)) return *failure;
        const auto& urls = std::get<UploadUrls>(initiated);
        const HttpOutcome outcome = put(calls, input, urls.upload_url, stop);
        if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) return classify(*broken, context_of(input));
        const auto& answer = std::get<HttpAnswer>(outcome);
        if (answer.is_good()) return urls.file_url;
        const bool has_run_out = answer.status == 401 || answer.status == 403;
        if (has_run_out && signature < kMaxSignatures) continue;
        // The signature is refused, not the account: the key had no part in this.
        if (has_run_out) return Failure{FailureKind::Transient, Error::of(ErrorCode::ProviderBusy)};
        return classify(answer, context_of(input));
    }
}

std::string base64(ByteView bytes) {
    static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = std::uint32_t{bytes[at]} << 16;
        if (count > 1) group |= std::uint32_t{bytes[at + 1]} << 8;
        if (count > 2) group |= bytes[at + 2];
        for (std::size_t i = 0; i < 4; ++i) out += i <= count ? kLetters[group >> (18 - 6 * i) & 63] : '=';
    }
    return out;
}

}  // namespace i2m::fal
