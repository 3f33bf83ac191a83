// webhooks.cpp - signing with OpenSSL, and a POST over a plain socket.
#include "tools/fake_fal/webhooks.hpp"

#include <netdb.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "server/files/file_descriptor.hpp"
#include "shared/base/sha256.hpp"
#include "shared/base/text.hpp"

namespace i2m::fake {
namespace {

std::string base64url(const std::array<std::uint8_t, 32>& bytes) {
    std::array<unsigned char, 48> text{};
    EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
    std::string out(reinterpret_cast<const char*>(text.data()));
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    out.erase(std::find(out.begin(), out.end(), '='), out.end());
    return out;
}

struct Target {
    std::string host;
    std::string port;
    std::string path;
};

std::optional<Target> parse_url(std::string_view url) {
    constexpr std::string_view kScheme = "http://";
    if (!url.starts_with(kScheme)) return std::nullopt;
    url.remove_prefix(kScheme.size());
    const std::size_t slash = std::min(url.find('/'), url.size());
    const std::string_view authority = url.substr(0, slash);
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    Target out{std::string(authority.substr(0, colon)), "80", std::string(url.substr(slash))};
    if (colon < authority.size()) out.port = authority.substr(colon + 1);
    if (out.path.empty()) out.path = "/";
    return out;
}

FileDescriptor connect_to(const Target& target) {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(target.host.c_str(), target.port.c_str(), &hints, &found) != 0) return {};
    FileDescriptor out(::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0));
    const timeval patience{15, 0};
    ::setsockopt(out.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(out.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const bool is_connected = ::connect(out.get(), found->ai_addr, found->ai_addrlen) == 0;
    ::freeaddrinfo(found);
    return is_connected ? std::move(out) : FileDescriptor();
}

bool send_all(const FileDescriptor& socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// The status of "HTTP/1.1 200 ...".
std::optional<int> read_status(const FileDescriptor& socket) {
    std::string head;
    while (head.find("\r\n") == std::string::npos && head.size() < 4'096) {
        std::array<char, 1'024> piece;
        const ssize_t count = ::recv(socket.get(), piece.data(), piece.size(), 0);
        if (count <= 0) return std::nullopt;
        head.append(piece.data(), static_cast<std::size_t>(count));
    }
    int status = 0;
    const std::size_t space = std::min(head.find(' '), head.size());
    const auto parsed = std::from_chars(head.data() + std::min(space + 1, head.size()), head.data() + head.size(), status);
    return parsed.ec == std::errc{} ? std::optional(status) : std::nullopt;
}

}  // namespace

struct Signer::Key {
    EVP_PKEY* pkey = nullptr;
    ~Key() { EVP_PKEY_free(pkey); }
};

Signer::Signer(std::string_view seed) : key_(std::make_unique<Key>()) {
    Sha256 hash;
    hash.update(as_bytes(seed));
    const std::array<std::uint8_t, 32> secret = hash.finish();
    key_->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size());
    if (key_->pkey == nullptr) throw std::runtime_error("OpenSSL gives no ED25519 key");
}
Signer::Signer(Signer&&) noexcept = default;
Signer::~Signer() = default;

std::string Signer::sign(std::string_view message) const {
    std::array<std::uint8_t, 64> signature{};
    std::size_t size = signature.size();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    const ByteView bytes = as_bytes(message);
    const bool is_signed = EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey) == 1 &&
                           EVP_DigestSign(context.get(), signature.data(), &size, bytes.data(), bytes.size()) == 1;
    if (!is_signed) throw std::runtime_error("OpenSSL does not sign");
    return to_hex(signature.data(), size);
}

json::Value Signer::jwk(std::string_view key_id) const {
    std::array<std::uint8_t, 32> bytes{};
    std::size_t size = bytes.size();
    EVP_PKEY_get_raw_public_key(key_->pkey, bytes.data(), &size);
    return json::Object{{"kty", "OKP"},   {"crv", "Ed25519"}, {"use", "sig"},
                        {"alg", "EdDSA"}, {"kid", key_id},    {"x", base64url(bytes)}};
}

std::string webhook_message(const WebhookHead& head, std::string_view body) {
    return head.request_id + "\n" + head.user_id + "\n" + std::to_string(head.timestamp_s) + "\n" + sha256_hex(as_bytes(body));
}

std::optional<int> post_webhook(const std::string& url, const WebhookHead& head, const std::string& signature,
                                const std::string& body) {
    const std::optional<Target> target = parse_url(url);
    if (!target) return std::nullopt;
    const FileDescriptor socket = connect_to(*target);
    if (!socket.is_open()) return std::nullopt;
    const std::string request = "POST " + target->path + " HTTP/1.1\r\nHost: " + target->host + ":" + target->port +
                                "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                                "\r\nX-Fal-Webhook-Request-Id: " + head.request_id +
                                "\r\nX-Fal-Webhook-User-Id: " + head.user_id +
                                "\r\nX-Fal-Webhook-Timestamp: " + std::to_string(head.timestamp_s) +
                                "\r\nX-Fal-Webhook-Signature: " + signature + "\r\nConnection: close\r\n\r\n";
    if (!send_all(socket, request + body)) return std::nullopt;
    return read_status(socket);
}

Millis webhook_pause(int attempt) {
    constexpr int kMostDoublings = 12;
    return std::min(Millis(5'000 << std::min(attempt - 1, kMostDoublings)), Millis(3'600'000));
}

}  // namespace i2m::fake
