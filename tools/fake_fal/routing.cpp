// routing.cpp - paths to handlers: the queue's grammar, and a table for the rest.
#include <algorithm>

#include "tools/fake_fal/call.hpp"

namespace i2m::fake {
namespace {

struct Route {
    std::string_view method;
    std::string_view path;  ///< "*" stands for one segment
    std::optional<Step> step;
    Proof proof;
    Handler handler;
};

constexpr Route kRoutes[] = {
    {"POST", "storage/upload/initiate", Step::Initiate, Proof::Key, initiate},
    {"POST", "storage/upload/initiate-multipart", Step::InitiateMultipart, Proof::Key, initiate_multipart},
    {"PUT", "_upload/*", Step::Upload, Proof::Forbidden, upload},
    {"PUT", "_upload/*/*", Step::Part, Proof::Forbidden, upload_part},
    {"POST", "_upload/*/complete", Step::Complete, Proof::Forbidden, complete_upload},
    {"POST", "storage/auth/token", Step::Token, Proof::Key, storage_token},
    {"POST", "files/upload", Step::CdnUpload, Proof::Open, cdn_upload},
    {"GET", "files/b/*/*", Step::Media, Proof::Open, media},
    {"HEAD", "files/b/*/*", Step::Media, Proof::Open, media},
    {"GET", ".well-known/jwks.json", Step::Platform, Proof::Open, webhook_keys},
    {"GET", "v1/models/pricing", Step::Platform, Proof::Key, pricing},
    {"GET", "v1/meta", Step::Platform, Proof::Open, meta},
    {"GET", "v1/models/requests/by-endpoint", Step::Platform, Proof::Key, past_requests},
    {"DELETE", "v1/models/requests/*/payloads", Step::Platform, Proof::Key, delete_payloads},
    {"GET", "api/openapi/queue/openapi.json", Step::Platform, Proof::Open, endpoint_schema},
};

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (!part.empty()) out.emplace_back(part);
    }
    return out;
}

std::string join(const std::vector<std::string>& parts, std::size_t first, std::size_t end) {
    std::string out;
    for (std::size_t i = first; i < end; ++i) out += (i > first ? "/" : "") + parts[i];
    return out;
}

bool fits(std::string_view pattern, const std::vector<std::string>& parts) {
    const std::vector<std::string> wanted = split(pattern);
    return std::equal(wanted.begin(), wanted.end(), parts.begin(), parts.end(),
                      [](const std::string& want, const std::string& part) { return want == "*" || want == part; });
}

Answer not_found(World&, Call&) { return json_answer(json::Object{{"status", "NOT_FOUND"}}, 404); }
Answer method_not_allowed(World&, Call&) { return detail_answer(405, "Method Not Allowed"); }

void take(Call& call, const Route& route) {
    call.step = route.step;
    call.proof = route.proof;
    call.handler = route.handler;
}

/// True when a row of the table, or at least its path, fits.
bool route_by_table(Call& call) {
    bool is_known = false;
    for (const Route& route : kRoutes) {
        if (!fits(route.path, call.parts)) continue;
        is_known = true;
        if (route.method != call.request.method) continue;
        if (route.handler == upload_part && call.parts.back() == "complete") continue;
        take(call, route);
        return true;
    }
    if (is_known) call.handler = method_not_allowed;
    return is_known;
}

/// `{owner}/{alias}/requests/{id}[/...]`, or the same under the full endpoint id.
void route_job(World& world, Call& call, std::size_t requests_at) {
    call.request_id = call.parts[requests_at + 1];
    const std::string prefix = join(call.parts, 0, requests_at);
    const std::string rest = join(call.parts, requests_at + 2, call.parts.size());
    static constexpr struct {
        std::string_view rest;
        std::string_view method;
        Step step;
        Handler handler;
    } kRows[] = {{"", "GET", Step::Result, result},
                 {"response", "GET", Step::Result, result},
                 {"status", "GET", Step::Status, status},
                 {"status/stream", "GET", Step::Stream, status_stream},
                 {"cancel", "PUT", Step::Cancel, cancel}};
    call.proof = Proof::Key;
    call.handler = not_found;
    for (const auto& row : kRows) {
        if (row.rest != rest) continue;
        call.step = row.step;
        call.handler = row.method == call.request.method ? row.handler : method_not_allowed;
    }
    const std::optional<Job> job = world.queue.find(call.request_id, world.now());
    if (!job) return;
    call.number = job->number;
    call.endpoint = job->endpoint->model.id;
    if (prefix != job->endpoint->base && prefix != call.endpoint) call.handler = not_found;
}

void route_submit(World& world, Call& call, bool is_sync, std::size_t first) {
    call.endpoint = join(call.parts, first, call.parts.size());
    call.step = is_sync ? Step::Run : Step::Submit;
    call.proof = Proof::Key;
    call.handler = is_sync ? run_now : submit;
    call.number = world.queue.next_number();
}

}  // namespace

void route(World& world, Call& call) {
    call.parts = split(call.request.path);
    call.handler = not_found;
    if (call.parts.empty()) return;
    if (call.parts.front() == "_fake") {
        call.handler = control;
        return;
    }
    if (route_by_table(call)) return;
    const auto requests = std::find(call.parts.begin(), call.parts.end(), "requests");
    const auto requests_at = static_cast<std::size_t>(requests - call.parts.begin());
    if (requests_at >= 2 && requests_at + 1 < call.parts.size()) return route_job(world, call, requests_at);
    const bool is_run_path = call.parts.front() == "_run";
    const bool is_run_host = call.request.headers.get("Host").starts_with("fal.run");
    if (call.parts.size() < (is_run_path ? 3U : 2U)) return;
    if (call.request.method != "POST") {
        call.handler = method_not_allowed;
        return;
    }
    route_submit(world, call, is_run_path || is_run_host, is_run_path ? 1 : 0);
}

Answer json_answer(const json::Value& body, int status) {
    Answer out;
    out.status = status;
    out.headers.set("Content-Type", "application/json");
    out.body = json::dump(body);
    return out;
}

Answer detail_answer(int status, std::string_view words) { return json_answer(json::Object{{"detail", words}}, status); }

}  // namespace i2m::fake
