// wire.hpp - HTTP by hand over loopback sockets: cheap enough that it is the server that is measured.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace i2m::bench {

/// A connected socket; closes itself.
class Socket {
public:
    explicit Socket(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("the server takes no connection");
        }
    }
    Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int fd() const { return fd_; }

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) throw std::runtime_error("the server closed the connection");
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// Appends what has come; false at the end.
    bool read_into(std::string& text) const {
        char piece[65'536];
        const ssize_t got = ::recv(fd_, piece, sizeof piece, 0);
        if (got > 0) text.append(piece, static_cast<std::size_t>(got));
        return got > 0;
    }

private:
    int fd_;
};

/// Bytes of the whole answer at the start of `text`, or 0 while it is not all there. Answers have a Content-Length.
inline std::size_t answer_size(std::string_view text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    const std::size_t at = text.find("Content-Length: ");
    if (at == std::string_view::npos || at > end) throw std::runtime_error("an answer without a length");
    const std::size_t size = end + 4 + std::strtoull(text.data() + at + 16, nullptr, 10);
    return text.size() < size ? 0 : size;
}

/// Sends one request and gives the body of its answer; throws when the status is not 200.
inline std::string ask(const Socket& socket, std::string_view request) {
    socket.send(request);
    std::string text;
    while (answer_size(text) == 0) {
        if (!socket.read_into(text)) throw std::runtime_error("no whole answer: " + text);
    }
    if (!text.starts_with("HTTP/1.1 200")) throw std::runtime_error("the server answered: " + text);
    return text.substr(text.find("\r\n\r\n") + 4);
}

inline std::string get_request(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"; }

/// A form of the given images as one upload request.
inline std::string upload_request(const std::vector<std::string>& images) {
    constexpr const char* kBoundary = "bench7d1f0c";
    std::string body;
    for (std::size_t i = 0; i < images.size(); ++i) {
        body += "--" + std::string(kBoundary) + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"image" +
                std::to_string(i) + ".png\"\r\nContent-Type: image/png\r\n\r\n" + images[i] + "\r\n";
    }
    body += "--" + std::string(kBoundary) + "--\r\n";
    return "POST /api/v1/upload/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=" +
           std::string(kBoundary) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace i2m::bench
