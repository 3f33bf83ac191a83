// sse.hpp - Server-Sent Events: writing a frame, and reading a stream that arrives in any pieces (WHATWG
// HTML, 9.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace i2m::api {

struct SseEvent {
    std::string id;    ///< "" when the frame had none
    std::string name;  ///< "message" when the frame had none
    std::string data;
    friend bool operator==(const SseEvent& a, const SseEvent& b) { return a.id == b.id && a.name == b.name && a.data == b.data; }
};

/// One frame; `id` of 0 is left out, line breaks in `data` (LF, CR, CR LF) become several data lines, read
/// back as LF.
[[nodiscard]] std::string sse_frame(std::int64_t id, std::string_view name, std::string_view data);
/// ": words" - ignored by readers, keeps a connection alive.
[[nodiscard]] std::string sse_comment(std::string_view words);
/// "retry: ms", sent once at the start.
[[nodiscard]] std::string sse_retry(int retry_ms);

/// Takes the stream in pieces of any size and gives events as they are complete. A line or an event over the
/// limit is dropped up to its end, so memory stays bounded.
class SseParser {
public:
    explicit SseParser(std::size_t max_event_bytes = 1U << 20) : max_event_bytes_(max_event_bytes) {}

    /// The events that `piece` completed.
    [[nodiscard]] std::vector<SseEvent> feed(std::string_view piece);
    /// The last `retry:` value, if any came.
    [[nodiscard]] std::optional<int> retry_ms() const { return retry_ms_; }
    /// The id to send as Last-Event-ID after a reconnect: of the last frame that came whole, so that one
    /// which broke off between its id and its end is sent again.
    [[nodiscard]] const std::string& last_id() const { return last_id_; }

private:
    void take_line(std::vector<SseEvent>& out);
    void take_field(std::string_view name, std::string_view value);
    void dispatch(std::vector<SseEvent>& out);

    std::size_t max_event_bytes_;
    std::string line_;
    std::string name_;
    std::string data_;
    std::optional<std::string> id_;
    std::string last_id_;
    std::optional<int> retry_ms_;
    bool has_data_ = false;
    bool is_oversize_ = false;
    bool is_line_empty_ = true;  ///< differs from line_.empty() once characters are dropped
    bool was_cr_ = false;
    bool is_first_ = true;
};

}  // namespace i2m::api
