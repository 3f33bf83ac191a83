// curl_transfer.cpp - libcurl's options and callbacks. Each option stands here for a reason, told where it is not plain.
#include "server/platform/curl_transfer.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;
constexpr std::size_t kMaxErrorBody = 256 * 1024;
constexpr long kStallBytesPerSecond = 16;
constexpr Millis kLook{1'000};  ///< only a safety net: libcurl and a stop wake the wait

bool is_good(long status) { return status >= 200 && status < 300; }

long whole_seconds(Millis time) { return std::max<long>(1, static_cast<long>((time.count() + 999) / 1'000)); }

/// Both forms of Retry-After, by libcurl's own reader.
std::optional<Millis> retry_after_of(CURL* easy) {
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds <= 0) return std::nullopt;
    return Millis{std::min<curl_off_t>(seconds, 86'400) * 1'000};
}

}  // namespace

CurlHandle::CurlHandle() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
    if (multi_ == nullptr || easy_ == nullptr) throw std::runtime_error("libcurl has no memory");
}

CurlHandle::~CurlHandle() {
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
}

CurlTransfer::CurlTransfer(CurlHandle& handle, const HttpClientOptions& options, const HttpRequest& request, const Url& url,
                           std::string address, const HttpSink& sink)
    : handle_(handle), options_(options), request_(request), url_(url), address_(std::move(address)), sink_(sink) {}

CurlTransfer::~CurlTransfer() {
    curl_easy_reset(handle_.easy());
    curl_slist_free_all(header_list_);
}

std::string CurlTransfer::redirect_address() const {
    const char* address = nullptr;
    curl_easy_getinfo(handle_.easy(), CURLINFO_REDIRECT_URL, &address);
    return address == nullptr ? std::string() : std::string(address);
}

HttpOutcome CurlTransfer::run(const std::stop_token& stop) {
    set_up();
    const std::optional<CURLcode> code = perform(stop);
    if (thrown_) std::rethrow_exception(thrown_);
    if (!code) return failure(HttpTrouble::Stopped, "was stopped");
    if (*code != CURLE_OK && !is_enough_) return failure_of(*code);
    if (!is_head_whole_) return failure(HttpTrouble::Broken, "broke in the head of the answer");
    answer_.status = static_cast<int>(status());
    answer_.retry_after = retry_after_of(handle_.easy());
    return std::move(answer_);
}

void CurlTransfer::set_up() {
    CURL* const easy = handle_.easy();
    curl_easy_setopt(easy, CURLOPT_URL, address_.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name server that does not answer must not hold up a stop
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, whole_seconds(request_.stall_timeout));
    if (request_.takes_gzip) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    if (request_.is_once || request_.reach == HttpReach::Public) {
        // libcurl sends a request again, body and all, when a kept connection turns out dead: not with a new one.
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    }
    for (const auto& [name, value] : request_.headers) add_header(value.empty() ? name + ";" : name + ": " + value);
    add_header("Expect:");
    set_body();
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, header_list_);
}

void CurlTransfer::set_body() {
    CURL* const easy = handle_.easy();
    if (request_.upload != nullptr) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, &on_read);
        curl_easy_setopt(easy, CURLOPT_READDATA, this);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.upload->size_bytes()));
    } else if (request_.method != "GET") {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }
}

void CurlTransfer::add_header(const std::string& line) {
    curl_slist* const longer = curl_slist_append(header_list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    header_list_ = longer;
}

std::optional<CURLcode> CurlTransfer::perform(const std::stop_token& stop) {
    CURLM* const multi = handle_.multi();
    if (curl_multi_add_handle(multi, handle_.easy()) != CURLM_OK) return CURLE_FAILED_INIT;
    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    std::optional<steady_clock::time_point> stop_at;
    std::optional<CURLcode> code;
    int running = 1;
    while (running > 0 && curl_multi_perform(multi, &running) == CURLM_OK && running > 0) {
        Millis wait = kLook;
        if (stop.stop_requested()) {
            if (!stop_at) stop_at = steady_clock::now() + request_.stop_grace;
            const auto left = std::chrono::ceil<Millis>(*stop_at - steady_clock::now());
            if (left.count() <= 0) break;
            wait = std::min(wait, left);
        }
        curl_multi_poll(multi, nullptr, 0, static_cast<int>(wait.count()), nullptr);
    }
    int left_over = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi, &left_over)) {
        if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    curl_multi_remove_handle(multi, handle_.easy());
    if (!code && running > 0 && !stop.stop_requested()) return CURLE_RECV_ERROR;
    return code;
}

std::size_t CurlTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    const std::size_t bytes = size * count;
    transfer.header_bytes_ += bytes;
    if (transfer.header_bytes_ > kMaxHeaderBytes) {
        transfer.is_too_large_ = true;
        return 0;
    }
    transfer.take_header({data, bytes});
    return transfer.is_too_large_ ? 0 : bytes;
}

void CurlTransfer::take_header(std::string_view line) {
    if (line.starts_with("HTTP/")) return answer_.headers.clear();  // after a 1xx comes the answer
    if (line == "\r\n" || line == "\n") {
        is_head_whole_ = true;
        is_too_large_ = is_good(status()) && stated_length() > request_.max_body_bytes;
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string_view value = line.substr(colon + 1);
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
    while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
    answer_.headers.emplace_back(to_lower(line.substr(0, colon)), value);
}

std::uint64_t CurlTransfer::stated_length() const {
    const std::string_view text = answer_.header("content-length");
    std::uint64_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);  // what is no number is libcurl's to refuse
    return length;
}

std::size_t CurlTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    const std::size_t bytes = size * count;
    try {
        // An empty piece must not look like an error, nor an error like an empty piece.
        return transfer.take_body(as_bytes({data, bytes})) ? bytes : bytes + 1;
    } catch (...) {
        transfer.thrown_ = std::current_exception();
        return bytes + 1;
    }
}

bool CurlTransfer::take_body(ByteView piece) {
    body_bytes_ += piece.size();
    if (!is_good(status())) {
        answer_.body += as_text(piece.first(std::min(piece.size(), kMaxErrorBody - answer_.body.size())));
        is_enough_ = body_bytes_ > kMaxErrorBody;
        return !is_enough_;
    }
    if (body_bytes_ > request_.max_body_bytes) {
        is_too_large_ = true;
        return false;
    }
    if (!sink_) {
        answer_.body += as_text(piece);
        return true;
    }
    has_sink_ended_ = !sink_(piece);
    return !has_sink_ended_;
}

std::size_t CurlTransfer::on_read(char* out, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    try {
        const std::span<std::uint8_t> room(reinterpret_cast<std::uint8_t*>(out), size * count);
        const std::size_t got = transfer.request_.upload->read(transfer.upload_at_, room);
        transfer.upload_at_ += got;
        return got;
    } catch (...) {
        transfer.thrown_ = std::current_exception();
        return CURL_READFUNC_ABORT;
    }
}

bool CurlTransfer::may_connect_to(const sockaddr& address) const {
    if (request_.reach == HttpReach::Configured) return true;
    const std::optional<NetAddress> known = net_address(address);
    if (!known) return false;
    return options_.allowed.contains(*known) || (url_.scheme == "https" && is_public(*known));
}

curl_socket_t CurlTransfer::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    // Here the name is resolved: a name that pointed elsewhere a moment ago is judged by where it points now.
    if (!transfer.may_connect_to(address->addr)) {
        transfer.was_refused_ = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

long CurlTransfer::status() const {
    long code = 0;
    curl_easy_getinfo(handle_.easy(), CURLINFO_RESPONSE_CODE, &code);
    return code;
}

bool CurlTransfer::is_sent_whole() const {
    long head_bytes = 0;
    curl_off_t sent = 0;
    curl_easy_getinfo(handle_.easy(), CURLINFO_REQUEST_SIZE, &head_bytes);
    curl_easy_getinfo(handle_.easy(), CURLINFO_SIZE_UPLOAD_T, &sent);
    const std::uint64_t wanted = request_.upload != nullptr ? request_.upload->size_bytes() : request_.body.size();
    return head_bytes > 0 && static_cast<std::uint64_t>(sent) >= wanted;
}

HttpFailure CurlTransfer::failure(HttpTrouble trouble, const std::string& what) const {
    return {trouble, is_sent_whole(), "The connection to " + url_.host + " " + what + "."};
}

HttpFailure CurlTransfer::failure_of(CURLcode code) const {
    if (was_refused_ && !is_sent_whole()) return failure(HttpTrouble::Forbidden, "leads to an address that must not be asked");
    if (is_too_large_) return failure(HttpTrouble::TooLarge, "brought more than is taken");
    if (has_sink_ended_) return failure(HttpTrouble::SinkEnded, "was ended");
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: {
            curl_off_t connected = 0;
            curl_easy_getinfo(handle_.easy(), CURLINFO_PRETRANSFER_TIME_T, &connected);
            if (connected == 0) return failure(HttpTrouble::Unreachable, "could not be made in time");
            return failure(HttpTrouble::Stalled, "brought no answer in time");
        }
        case CURLE_FILESIZE_EXCEEDED: return failure(HttpTrouble::TooLarge, "brought more than is taken");
        case CURLE_URL_MALFORMAT: return failure(HttpTrouble::Forbidden, "has an address that must not be asked");
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_FAILED_INIT:
            return failure(HttpTrouble::Unreachable, std::string("could not be made: ") + curl_easy_strerror(code));
        default: return failure(HttpTrouble::Broken, std::string("broke: ") + curl_easy_strerror(code));
    }
}

}  // namespace i2m
