// small_fal.cpp - good answers as the service gives them.
#include "tests/support/small_fal.hpp"

#include "tests/support/scripted_generator.hpp"

namespace i2m::test {

SmallFal::SmallFal() : media_(as_text(small_glb())), server_([this](const SeenRequest& request) { return answer(request); }) {}

void SmallFal::set(const std::string& call, std::function<Reply()> reply) {
    const std::scoped_lock lock(mutex_);
    replies_[call] = std::move(reply);
}

void SmallFal::set_media(std::string bytes) {
    const std::scoped_lock lock(mutex_);
    media_ = std::move(bytes);
}

std::string SmallFal::call_of(const SeenRequest& request) {
    const std::string& target = request.target;
    if (target.starts_with("/storage/")) return "initiate";
    if (target.starts_with("/up/")) return "upload";
    if (target.starts_with("/media/")) return "media";
    if (request.method == "POST") return "submit";
    if (request.method == "PUT") return "cancel";
    if (target.find("/status/stream") != std::string::npos) return "stream";
    return target.find("/status") != std::string::npos ? "status" : "result";
}

std::vector<SeenRequest> SmallFal::seen(const std::string& call) const {
    std::vector<SeenRequest> out;
    for (const SeenRequest& request : server_.requests()) {
        if (call_of(request) == call) out.push_back(request);
    }
    return out;
}

Reply SmallFal::answer(const SeenRequest& request) {
    const std::string call = call_of(request);
    std::function<Reply()> replaced;
    std::string media;
    {
        const std::scoped_lock lock(mutex_);
        replaced = replies_[call];
        media = media_;
    }
    if (replaced) return replaced();
    const std::string base = url() + "/fal-ai/trellis/requests/r-1";
    if (call == "initiate")
        return Reply::json(R"({"upload_url":")" + url() + R"(/up/1?sig=2","file_url":")" + url() + R"(/media/in.png"})");
    if (call == "submit")
        return Reply::json(R"({"status":"IN_QUEUE","request_id":"r-1","queue_position":0,"status_url":")" + base +
                           R"(/status","response_url":")" + base + R"(","cancel_url":")" + base + R"(/cancel"})");
    if (call == "status") return Reply::json(R"({"status":"COMPLETED","request_id":"r-1","logs":[]})");
    if (call == "stream") return Reply::of(405, "{}");  // until a test says what it tells
    if (call == "cancel") return Reply::json(R"({"status":"CANCELLATION_REQUESTED"})", 202);
    if (call == "result")
        return Reply::of(200, R"({"model_mesh":{"url":")" + url() + R"(/media/out.glb"},"timings":{}})",
                         "x-fal-request-id: r-1\r\nX-Fal-Billable-Units: 1\r\n");
    return Reply::of(200, media);
}

}  // namespace i2m::test
