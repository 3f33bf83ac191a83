// scripted_server.cpp - plain sockets: what an HTTP library would not send is what tests need.
#include "tests/support/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <stdexcept>

#include "shared/base/text.hpp"

namespace i2m::test {
namespace {

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Takes the next request out of `buffer`, reading more as needed; nullopt when the peer leaves.
std::optional<SeenRequest> read_request(int fd, std::string& buffer) {
    const auto read_more = [&] {
        char piece[16'384];
        const ssize_t got = ::recv(fd, piece, sizeof piece, 0);
        if (got > 0) buffer.append(piece, static_cast<std::size_t>(got));
        return got > 0;
    };
    while (buffer.find("\r\n\r\n") == std::string::npos) {
        if (!read_more()) return std::nullopt;
    }
    SeenRequest request;
    const std::size_t head_end = buffer.find("\r\n\r\n") + 4;
    std::string_view head(buffer.data(), head_end);
    const std::string_view first = head.substr(0, head.find("\r\n"));
    request.method = std::string(first.substr(0, first.find(' ')));
    const std::string_view rest = first.substr(request.method.size() + 1);
    request.target = std::string(rest.substr(0, rest.find(' ')));
    head.remove_prefix(first.size() + 2);
    while (head.size() > 2) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t colon = std::min(line.find(':'), line.size());
        std::string_view value = line.substr(std::min(colon + 1, line.size()));
        while (value.starts_with(' ')) value.remove_prefix(1);
        request.headers.emplace_back(line.substr(0, colon), value);
        head.remove_prefix(line.size() + 2);
    }
    const auto length = static_cast<std::size_t>(std::atoll(request.header("content-length").c_str()));
    while (buffer.size() < head_end + length) {
        if (!read_more()) return std::nullopt;
    }
    request.body = buffer.substr(head_end, length);
    buffer.erase(0, head_end + length);
    return request;
}

}  // namespace

std::string SeenRequest::header(std::string_view name) const {
    for (const auto& [known, value] : headers) {
        if (to_lower(known) == to_lower(name)) return value;
    }
    return {};
}

Reply Reply::of(int status, std::string_view body, const std::string& headers) {
    Reply reply;
    reply.bytes = "HTTP/1.1 " + std::to_string(status) + " Told\r\n" + headers +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    reply.then = Then::KeepOpen;
    return reply;
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no port to listen on");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
    is_over_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::scoped_lock lock(mutex_);
        for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
}

std::string ScriptedServer::url(std::string_view target) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(target);
}

std::vector<SeenRequest> ScriptedServer::requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
}

void ScriptedServer::accept_all() {
    while (!is_over_) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        ++connection_count_;
        const std::scoped_lock lock(mutex_);
        open_.push_back(fd);
        threads_.emplace_back([this, fd] { serve(fd); });
    }
}

void ScriptedServer::serve(int fd) {
    std::string buffer;
    while (const std::optional<SeenRequest> request = read_request(fd, buffer)) {
        {
            const std::scoped_lock lock(mutex_);
            requests_.push_back(*request);
        }
        const Reply reply = script_(*request);
        perform(fd, reply);
        if (reply.then != Reply::Then::KeepOpen) break;
    }
    const std::scoped_lock lock(mutex_);
    open_.erase(std::find(open_.begin(), open_.end(), fd));
    ::close(fd);
}

void ScriptedServer::perform(int fd, const Reply& reply) {
    bool is_there = send_all(fd, reply.bytes);
    while (is_there && !reply.drip.empty()) {
        for (const char c : reply.drip) {
            pollfd entry{fd, POLLIN, 0};
            is_there = is_there && ::poll(&entry, 1, reply.drip_pause_ms) == 0 && send_all(fd, {&c, 1});
        }
    }
    if (reply.then == Reply::Then::Reset) {
        const linger at_once{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    if (reply.then == Reply::Then::Hang) {
        pollfd entry{fd, POLLIN, 0};  // until the peer or the destructor ends it
        ::poll(&entry, 1, -1);
    }
}

}  // namespace i2m::test
