// message.hpp - a request and its answer as the server's own values, free of any HTTP library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/core/caller.hpp"
#include "server/core/clock.hpp"
#include "shared/api/routes.hpp"
#include "shared/base/error.hpp"
#include "shared/base/result.hpp"
#include "shared/json/value.hpp"

namespace i2m::http {

/// Header fields in the order they were written; names compare without case.
class Headers {
public:
    /// The first value of `name`, or "".
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    /// How many fields are called `name`.
    [[nodiscard]] std::size_t count(std::string_view name) const;
    void set(std::string_view name, std::string value);  ///< replaces the first of that name, else adds
    void add(std::string name, std::string value) { rows_.emplace_back(std::move(name), std::move(value)); }
    void remove(std::string_view name);
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& rows() const { return rows_; }

private:
    [[nodiscard]] const std::string* find(std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> rows_;
};

/// A body that arrives while it is read. For one thread.
class BodyReader {
public:
    virtual ~BodyReader() = default;
    /// Bytes that the sender announced.
    [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;
    /// Fills at most `size` bytes of `out` and returns how many; 0 at the end. RequestTimeout when the sender is too
    /// slow, InvalidRequest when it went away before the end.
    [[nodiscard]] virtual Result<std::size_t> read(char* out, std::size_t size) = 0;
};

/// One request. Views given out live as long as it does.
struct Request {
    std::string method;  ///< as sent: "GET", "HEAD", "OPTIONS"
    std::string path;    ///< as sent, still percent-encoded, without the query
    std::vector<std::pair<std::string, std::string>> query;
    Headers headers;
    std::string remote_address;
    std::uint64_t content_length = 0;
    BodyReader* body_reader = nullptr;

    // Filled in by the steps of the pipeline.
    std::string request_id;
    std::string client_address;  ///< remote_address, or what a trusted proxy says
    bool is_local = false;       ///< it was sent on this machine, and no proxy says otherwise
    bool is_secure = false;      ///< a trusted proxy says that it came over TLS
    std::optional<api::Match> match;
    Caller caller;
    std::optional<Millis> key_wait;  ///< its key was not looked at: too many wrong ones came from its address; so long from now
    bool is_by_cookie = false;       ///< the caller is known by a session's cookie only
    bool is_signed = false;          ///< a signed link opens what it asks for
    Headers answer_headers;          ///< for whatever the answer will be: RateLimit-*
    std::string body;                ///< whole, of routes with Body::Json

    [[nodiscard]] bool is_head() const { return method == "HEAD"; }
    [[nodiscard]] bool is_reading() const { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }
    /// The route's `{name}`, or "".
    [[nodiscard]] std::string_view param(std::string_view name) const;
    /// The first query value of `name`.
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
};

/// Whose jobs the request may see.
[[nodiscard]] inline Viewer viewer_of(const Request& request) {
    return request.is_signed ? Viewer::everything() : i2m::viewer_of(request.caller);
}

/// Where the body of an answer is read from while it is sent.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// Reads up to `out.size()` bytes from `offset`; 0 at the end or when it cannot be read.
    [[nodiscard]] virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;
};

/// An open file; closes itself.
class OpenFile final : public BodySource {
public:
    explicit OpenFile(int fd) : fd_(fd) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() override;
    [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override;

private:
    int fd_;
};

/// A stretch of a source as the body of an answer.
struct SourceBody {
    std::shared_ptr<const BodySource> source;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// One answer.
struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    std::optional<SourceBody> source;  ///< instead of `body`
    /// Instead of `body`, where its length is not known before: the next piece, "" at the end. It is sent while it is made; an
    /// exception cuts the connection, so that nobody takes a part for the whole.
    std::function<std::string()> next_piece;
    /// For event streams: called with the connected socket once the head is sent; the callee owns the socket from then on.
    std::function<void(int fd)> take_over;
};

[[nodiscard]] Response respond_json(const json::Value& value, int status = 200);
/// `json` is JSON text already.
[[nodiscard]] Response respond_json_text(std::string json, int status = 200);
[[nodiscard]] Response respond_text(std::string text, std::string_view content_type, int status = 200);
/// The error envelope. `details` are merged into its details; `status` replaces the table's when it is not 0.
[[nodiscard]] Response respond_error(const Error& error, std::string_view request_id, json::Object details = {}, int status = 0);

}  // namespace i2m::http
