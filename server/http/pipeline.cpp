// pipeline.cpp - the steps that every request goes through.
#include "server/http/pipeline.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>

#include "server/core/log_scope.hpp"
#include "server/core/storage_error.hpp"
#include "server/http/content_coding.hpp"
#include "server/http/cors.hpp"
#include "server/http/forwarded.hpp"
#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

constexpr std::size_t kMaxForeignIdChars = 64;
constexpr std::size_t kMaxLoggedPathChars = 300;

std::string random_prefix() {
    std::uint8_t bytes[6] = {};
    (void)!::getrandom(bytes, sizeof bytes, 0);
    return to_hex(bytes, sizeof bytes);
}

bool is_sane_id(std::string_view id) {
    return !id.empty() && id.size() <= kMaxForeignIdChars && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7). By hand: strftime asks for the locale at each answer.
std::string http_date() {
    constexpr std::string_view kDays[] = {"Sun, ", "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, "};
    constexpr std::string_view kMonths[] = {" Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ",
                                            " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec "};
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::string text;
    text.reserve(29);
    const auto put_two = [&text](int number, std::string_view behind) {
        text += static_cast<char>('0' + number / 10 % 10);
        text += static_cast<char>('0' + number % 10);
        text += behind;
    };
    text += kDays[parts.tm_wday];
    put_two(parts.tm_mday, kMonths[parts.tm_mon]);
    const int year = parts.tm_year + 1900;
    put_two(year / 100, {});
    put_two(year % 100, " ");
    put_two(parts.tm_hour, ":");
    put_two(parts.tm_min, ":");
    put_two(parts.tm_sec, " GMT");
    return text;
}

std::optional<api::Method> method_of(std::string_view name) {
    if (name == "GET" || name == "HEAD") return api::Method::Get;
    for (const api::Method method : {api::Method::Post, api::Method::Put, api::Method::Delete}) {
        if (name == api::method_name(method)) return method;
    }
    return std::nullopt;
}

/// "GET, HEAD, POST"
std::string allow_list(const std::vector<api::Method>& methods) {
    std::string out;
    for (const api::Method method : methods) {
        out += (out.empty() ? "" : ", ") + std::string(api::method_name(method));
        if (method == api::Method::Get) out += ", HEAD";
    }
    return out;
}

/// Every method that `path` takes, empty for an unknown path.
std::vector<api::Method> methods_at(std::string_view path) {
    std::vector<api::Method> out;
    for (const api::Method method : {api::Method::Get, api::Method::Post, api::Method::Put, api::Method::Delete}) {
        if (api::resolve(method, path).match) out.push_back(method);
    }
    return out;
}

bool is_of_api(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }

}  // namespace

// The order matters: nothing is decided by a header before its characters are known to be sane, and nothing is told about
// a file before the caller may know it. All of it is decided before a body byte is read.
const Pipeline::Step Pipeline::kSteps[] = {
    &Pipeline::give_id,      &Pipeline::check_characters, &Pipeline::strip_base, &Pipeline::find_client,
    &Pipeline::check_host,   &Pipeline::check_encoding,   &Pipeline::find_route, &Pipeline::check_link,
    &Pipeline::check_access, &Pipeline::check_origin,     &Pipeline::check_rate, &Pipeline::check_length,
};

Pipeline::Pipeline(const Router& router, Handler page, const Gatekeepers& keepers, const PipelineSettings& settings, Log& log)
    : router_(router), page_(std::move(page)), keepers_(keepers), settings_(settings), log_(log), id_prefix_(random_prefix()) {}

std::optional<Response> Pipeline::admit(Request& request) {
    for (const Step step : kSteps) {
        std::optional<Response> refused = (this->*step)(request);
        if (!refused) continue;
        decorate(request, *refused);
        return refused;
    }
    return std::nullopt;
}

Response Pipeline::handle(Request& request) {
    const LogScope scope({{"request_id", request.request_id}});
    Response response;
    try {
        if (const Result<void> read = read_body(request); !read) {
            response = refusal(request, read.error());
        } else {
            response = request.match ? (*router_.find(request.match->route))(request) : page_(request);
        }
    } catch (const StorageError& broken) {
        log_.error("storage failed", {{"request_id", request.request_id}, {"path", request.path}, {"reason", broken.what()}});
        response = refusal(request, Error::of(broken.code()));
    } catch (const std::exception& broken) {
        log_.error("request failed", {{"request_id", request.request_id}, {"path", request.path}, {"reason", broken.what()}});
        response = refusal(request, Error::of(ErrorCode::Internal));
    }
    pack_answer(request, response);
    decorate(request, response);
    return response;
}

Response Pipeline::refuse(Request& request, int status) {
    (void)give_id(request);
    Error error = Error::of(ErrorCode::InvalidRequest);
    if (status == 413) error = Error::of(ErrorCode::PayloadTooLarge);
    if (status == 416) error = Error::of(ErrorCode::RangeNotSatisfiable);
    if (status == 503) error = Error{ErrorCode::Unavailable, "Too many connections are open. Try again in a moment."};
    Response response = respond_error(error, request.request_id, {}, status);
    decorate(request, response);
    return response;
}

void Pipeline::finished(const Request& request, int status, std::uint64_t body_bytes, std::chrono::microseconds took) {
    // What only reads and succeeds is asked thousands of times by pages and probes and told in sums; everything else is worth a line.
    const bool is_plain = status < 400 && request.is_reading() && took < settings_.slow_request;
    const LogLevel level = status >= 500 ? LogLevel::Error : is_plain ? LogLevel::Debug : LogLevel::Info;
    if (!log_.is_on(level)) return;
    log_.write(level, "request",
               {{"request_id", request.request_id},
                {"method", request.method},
                {"path", std::string_view(request.path).substr(0, kMaxLoggedPathChars)},
                {"status", status},
                {"bytes", body_bytes},
                {"took_us", std::int64_t{took.count()}},
                {"client", request.client_address}});
}

std::optional<Response> Pipeline::give_id(Request& request) {
    const std::string_view sent = request.headers.get("X-Request-Id");
    if (is_sane_id(sent)) {
        request.request_id = sent;
    } else {
        request.request_id = id_prefix_ + "-" + std::to_string(last_id_.fetch_add(1, std::memory_order_relaxed) + 1);
    }
    return std::nullopt;
}

std::optional<Response> Pipeline::check_characters(Request& request) {
    for (const auto& [name, value] : request.headers.rows()) {
        if (has_control(name) || has_control(value)) return refusal(request, Error::of(ErrorCode::HeaderInvalid));
    }
    if (has_control(request.path)) return refusal(request, Error::of(ErrorCode::InvalidRequest));
    return std::nullopt;
}

std::optional<Response> Pipeline::strip_base(Request& request) {
    request.path = std::string(below_base(request.path));
    return std::nullopt;
}

std::string_view Pipeline::below_base(std::string_view path) const {
    const std::string& base = settings_.base_path;
    if (base.empty() || !path.starts_with(base)) return path;
    const std::string_view rest = path.substr(base.size());
    if (rest.empty()) return "/";
    return rest.starts_with('/') ? rest : path;
}

bool Pipeline::is_quick(std::string_view path) const {
    const api::Resolution found = api::resolve(api::Method::Get, below_base(path));
    return found.match && found.match->route == api::Route::Liveness;
}

std::optional<Response> Pipeline::find_client(Request& request) {
    http::find_client(request, settings_.trusted_proxies);
    return std::nullopt;
}

std::optional<Response> Pipeline::check_host(Request& request) {
    if (const std::optional<Error> error = keepers_.access.check_host(request)) return refusal(request, *error);
    return std::nullopt;
}

std::optional<Response> Pipeline::check_encoding(Request& request) {
    if (request.headers.has("Transfer-Encoding")) return refusal(request, Error::of(ErrorCode::LengthRequired));
    return std::nullopt;
}

std::optional<Response> Pipeline::find_route(Request& request) {
    if (request.method == "OPTIONS" || !method_of(request.method)) {
        const std::vector<api::Method> methods = methods_at(request.path);
        if (methods.empty() && is_of_api(request.path)) return refusal(request, Error::of(ErrorCode::NotFound));
        const bool is_question = request.method == "OPTIONS";
        Response out = is_question ? Response{} : refusal(request, Error::of(ErrorCode::MethodNotAllowed));
        if (is_question) out.status = 204;
        out.headers.add("Allow", methods.empty() ? "GET, HEAD" : allow_list(methods));
        return out;
    }
    const api::Method method = *method_of(request.method);
    api::Resolution found = api::resolve(method, request.path);
    if (!found.allowed.empty()) {
        Response out = refusal(request, Error::of(ErrorCode::MethodNotAllowed));
        out.headers.add("Allow", allow_list(methods_at(request.path)));
        return out;
    }
    if (!found.match) {
        if (is_of_api(request.path)) return refusal(request, Error::of(ErrorCode::NotFound));
        if (method == api::Method::Get) return std::nullopt;  // the page's
        Response out = refusal(request, Error::of(ErrorCode::MethodNotAllowed));
        out.headers.add("Allow", "GET, HEAD");
        return out;
    }
    request.match = std::move(found.match);
    return std::nullopt;
}

// A link that is wrong is refused whoever sends it, and before anything is said about the file.
std::optional<Response> Pipeline::check_link(Request& request) {
    const std::optional<std::string_view> signature = request.query_value("signature");
    if (!signature || keepers_.links == nullptr || !request.match ||
        api::route_info(request.match->route).special != api::Special::Linkable)
        return std::nullopt;
    if (const auto error = keepers_.links->check(*request.match, request.query_value("expires").value_or(""), *signature))
        return refusal(request, *error);
    request.is_signed = true;
    return std::nullopt;
}

// While an address has to wait no key from there is looked at, right or wrong: nothing is learned meanwhile. A log-in counts for
// itself; what is open to everybody stays so, without the key.
std::optional<Response> Pipeline::check_access(Request& request) {
    const api::Access needed = request.match ? api::route_info(request.match->route).access : api::Access::Anonymous;
    const bool is_log_in = request.match && request.match->route == api::Route::SessionOpen;
    const bool is_guess = keepers_.attempts != nullptr && !is_log_in && sends_key(request);
    const std::optional<Millis> wait = is_guess ? keepers_.attempts->wait_of(request.client_address) : std::nullopt;
    if (wait) {
        request.key_wait = wait;
        request.caller.address = request.client_address;
        request.caller.request_id = request.request_id;
        const bool is_open = needed == api::Access::Anonymous || request.is_signed;
        return is_open ? std::nullopt : std::optional(must_wait(request, *wait));
    }
    const Result<Identity> who = keepers_.access.identify(request);
    if (is_guess) count_wrong_keys(request, who);
    if (who) {
        request.caller = who->caller;
        // Logging in needs no session, so one that is there proves nothing and is no reason to ask for more.
        request.is_by_cookie = who->is_by_cookie && !is_log_in;
    }
    request.caller.address = request.client_address;
    request.caller.request_id = request.request_id;
    if (needed == api::Access::Anonymous || request.is_signed) return std::nullopt;
    if (!who) return refusal(request, who.error());
    if (const std::optional<Error> error = check_role(who->caller.role, needed)) return refusal(request, *error);
    return std::nullopt;
}

// One beside a right key counts too: who may read must not guess at the administrator's.
void Pipeline::count_wrong_keys(const Request& request, const Result<Identity>& who) {
    for (const std::string_view key : who ? who->wrong_keys : keys_of(request)) {
        if (key.empty()) continue;
        const std::optional<Millis> wait = keepers_.attempts->failed(request.client_address, key);
        if (wait)
            log_.warning("keys are guessed", {{"client", request.client_address}, {"waits_ms", std::int64_t{wait->count()}}});
    }
}

std::optional<Response> Pipeline::check_origin(Request& request) {
    if (const std::optional<Error> error = keepers_.access.check_origin(request)) return refusal(request, *error);
    return std::nullopt;
}

std::optional<Response> Pipeline::check_rate(Request& request) {
    const bool is_counted = request.match && api::route_info(request.match->route).special == api::Special::StartsRuns;
    if (!is_counted || keepers_.uploads == nullptr) return std::nullopt;
    const std::string names[] = {"key " + request.caller.key_id, "address " + network_of(request.client_address)};
    const i2m::access::RateVerdict verdict = keepers_.uploads->take(names);
    if (!verdict.is_limited) return std::nullopt;
    Headers& fields = request.answer_headers;
    fields.set("RateLimit-Limit", std::to_string(verdict.limit));
    fields.set("RateLimit-Remaining", std::to_string(verdict.remaining));
    fields.set("RateLimit-Reset", std::to_string(verdict.reset_s));
    fields.set("RateLimit-Policy", keepers_.uploads->policy());
    if (verdict.is_allowed) return std::nullopt;
    const std::string seconds = std::to_string(verdict.retry_after_s);
    Response out = refusal(
        request, Error{ErrorCode::TooManyRequests, "Too many uploads and runs. Wait " + seconds + " s, then send it again."});
    out.headers.set("Retry-After", seconds);
    return out;
}

std::optional<Response> Pipeline::check_length(Request& request) {
    const std::string_view length = request.headers.get("Content-Length");
    const bool is_number = length.size() <= 18 && length.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number) return refusal(request, Error{ErrorCode::InvalidRequest, "Content-Length must be a number."});
    const api::Body kind = request.match ? api::route_info(request.match->route).body : api::Body::None;
    if (kind == api::Body::Upload && length.empty()) return refusal(request, Error::of(ErrorCode::LengthRequired));
    const std::uint64_t most = kind == api::Body::Upload ? settings_.max_upload_bytes : settings_.max_json_bytes;
    if (request.content_length > most) {
        return refusal(
            request, Error{ErrorCode::PayloadTooLarge, "The request has " + format_bytes(request.content_length) + ", at most " +
                                                           format_bytes(most) + " are taken. Send fewer or smaller files."});
    }
    return std::nullopt;
}

Response Pipeline::refusal(const Request& request, const Error& error) const { return respond_error(error, request.request_id); }

Result<void> Pipeline::read_body(Request& request) const {
    if (!request.match || api::route_info(request.match->route).body != api::Body::Json) return {};
    request.body.resize(static_cast<std::size_t>(request.content_length));
    for (std::size_t at = 0; at < request.body.size();) {
        const Result<std::size_t> count = request.body_reader->read(request.body.data() + at, request.body.size() - at);
        if (!count) return count.error();
        at += *count;
    }
    return {};
}

void Pipeline::decorate(const Request& request, Response& response) const {
    Headers& headers = response.headers;
    headers.set("X-Request-Id", request.request_id);
    headers.set("Date", http_date());
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    for (const auto& [name, value] : request.answer_headers.rows()) headers.set(name, value);
    if (!headers.has("Content-Security-Policy"))
        headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add_cors(keepers_.access, request, response);
}

}  // namespace i2m::http
