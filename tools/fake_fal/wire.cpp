// wire.cpp - reading requests and writing answers on a blocking socket.
#include "tools/fake_fal/wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "shared/api/routes.hpp"
#include "shared/base/text.hpp"

namespace i2m::fake {
namespace {

std::string decoded(std::string_view part, bool is_query) {
    std::string spaced(part);
    if (is_query) std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return api::percent_decode(spaced).value_or(spaced);
}

void read_query(Request& out, std::string_view text) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (!pair.empty()) {
            out.query.emplace_back(decoded(pair.substr(0, equals), true),
                                   decoded(pair.substr(std::min(equals + 1, pair.size())), true));
        }
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// The head without its empty line; nullopt when it is no HTTP/1 request.
std::optional<Request> parse_head(std::string_view head) {
    const std::string_view first = trimmed(head.substr(0, head.find('\n')));
    const std::size_t method_end = first.find(' ');
    const std::size_t target_end = first.rfind(' ');
    if (method_end == std::string_view::npos || target_end <= method_end) return std::nullopt;
    if (!first.substr(target_end + 1).starts_with("HTTP/1.")) return std::nullopt;
    Request request;
    request.method = first.substr(0, method_end);
    const std::string_view target = first.substr(method_end + 1, target_end - method_end - 1);
    const std::size_t question = std::min(target.find('?'), target.size());
    request.path = decoded(target.substr(0, question), false);
    read_query(request, target.substr(std::min(question + 1, target.size())));
    head.remove_prefix(std::min(head.find('\n'), head.size() - 1) + 1);
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(line.size() + 1, head.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        request.headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    }
    return request;
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end == text.data()) return std::nullopt;
    return value;
}

}  // namespace

std::string_view Request::query_value(std::string_view name) const {
    const auto found = std::find_if(query.begin(), query.end(), [&](const auto& row) { return row.first == name; });
    return found == query.end() ? std::string_view() : std::string_view(found->second);
}

bool Request::query_flag(std::string_view name) const {
    const std::string_view value = query_value(name);
    return value == "1" || value == "true";
}

Connection::~Connection() { ::close(fd_); }

bool Connection::fill() {
    std::array<char, 65'536> piece;
    ssize_t count = 0;
    do {
        count = ::recv(fd_, piece.data(), piece.size(), 0);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

std::optional<Request> Connection::read_head() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (buffer_.size() > kMaxHeadBytes || !fill()) return std::nullopt;
    }
    std::optional<Request> request = parse_head(std::string_view(buffer_).substr(0, end + 2));
    buffer_.erase(0, end + 4);
    if (request) {
        is_over_ = to_lower(request->headers.get("Connection")) == "close";
        expects_continue_ = to_lower(request->headers.get("Expect")) == "100-continue";
    }
    return request;
}

std::optional<std::string> Connection::read_line() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
        if (buffer_.size() > kMaxHeadBytes || !fill()) return std::nullopt;
    }
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return line;
}

bool Connection::read_chunked(std::string& body) {
    while (true) {
        const std::optional<std::string> line = read_line();
        const std::optional<std::uint64_t> size = line ? number(*line, 16) : std::nullopt;
        if (!size || body.size() + *size > kMaxBodyBytes) return false;
        while (buffer_.size() < *size + 2) {
            if (!fill()) return false;
        }
        body.append(buffer_, 0, static_cast<std::size_t>(*size));
        buffer_.erase(0, static_cast<std::size_t>(*size) + 2);
        if (*size == 0) return true;
    }
}

bool Connection::read_body(Request& request) {
    const bool is_chunked = to_lower(request.headers.get("Transfer-Encoding")) == "chunked";
    const std::uint64_t size = number(request.headers.get("Content-Length"), 10).value_or(0);
    if (size > kMaxBodyBytes) return false;
    if (expects_continue_ && (is_chunked || size > 0) && !send_raw("HTTP/1.1 100 Continue\r\n\r\n")) return false;
    if (is_chunked) return read_chunked(request.body);
    request.body.swap(buffer_);
    buffer_.clear();
    if (request.body.size() > size) {
        buffer_ = request.body.substr(static_cast<std::size_t>(size));
        request.body.resize(static_cast<std::size_t>(size));
    }
    request.body.reserve(static_cast<std::size_t>(size));
    while (request.body.size() < size) {
        std::array<char, 262'144> piece;
        const std::size_t wanted = std::min<std::size_t>(piece.size(), static_cast<std::size_t>(size) - request.body.size());
        const ssize_t count = ::recv(fd_, piece.data(), wanted, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        request.body.append(piece.data(), static_cast<std::size_t>(count));
    }
    return true;
}

bool Connection::send_raw(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool Connection::send(const Answer& answer, bool is_head_only, std::optional<std::uint64_t> declared_bytes) {
    const bool has_length = !answer.stream;
    if (!has_length) is_over_ = true;
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " + std::string(reason_of(answer.status)) + "\r\n";
    for (const auto& [name, value] : answer.headers.rows()) head += name + ": " + value + "\r\n";
    if (has_length) head += "Content-Length: " + std::to_string(declared_bytes.value_or(answer.body.size())) + "\r\n";
    head += is_over_ ? "Connection: close\r\n\r\n" : "\r\n";
    if (is_head_only || answer.stream) {
        if (!send_raw(head)) return false;
        if (answer.stream && !is_head_only) answer.stream(*this);
        return true;
    }
    return send_raw(head + answer.body);
}

void Connection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);  // close() then drops what is unsent and resets
    is_over_ = true;
}

void Connection::cut() const { ::shutdown(fd_, SHUT_RDWR); }

void Connection::wait_for_end() const {
    pollfd entry{fd_, POLLRDHUP, 0};
    while (::poll(&entry, 1, -1) < 0 && errno == EINTR) {
    }
}

bool Connection::is_peer_gone() const {
    pollfd entry{fd_, POLLRDHUP, 0};
    return ::poll(&entry, 1, 0) > 0;
}

std::string_view reason_of(int status) {
    static constexpr std::pair<int, std::string_view> kReasons[] = {{200, "OK"},
                                                                    {202, "Accepted"},
                                                                    {204, "No Content"},
                                                                    {206, "Partial Content"},
                                                                    {302, "Found"},
                                                                    {400, "Bad Request"},
                                                                    {401, "Unauthorized"},
                                                                    {403, "Forbidden"},
                                                                    {404, "Not Found"},
                                                                    {405, "Method Not Allowed"},
                                                                    {408, "Request Timeout"},
                                                                    {409, "Conflict"},
                                                                    {411, "Length Required"},
                                                                    {413, "Content Too Large"},
                                                                    {415, "Unsupported Media Type"},
                                                                    {416, "Range Not Satisfiable"},
                                                                    {422, "Unprocessable Entity"},
                                                                    {429, "Too Many Requests"},
                                                                    {499, "Client Closed Request"},
                                                                    {500, "Internal Server Error"},
                                                                    {502, "Bad Gateway"},
                                                                    {503, "Service Unavailable"},
                                                                    {504, "Gateway Timeout"}};
    const auto* const found =
        std::find_if(std::begin(kReasons), std::end(kReasons), [&](const auto& row) { return row.first == status; });
    return found == std::end(kReasons) ? "Unknown" : found->second;
}

}  // namespace i2m::fake
