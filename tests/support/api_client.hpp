// api_client.hpp - the few calls that every API scenario needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/api/messages.hpp"
#include "shared/api/sse.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/raw_socket.hpp"

namespace i2m::test {

/// A form with `count` different good images.
[[nodiscard]] std::vector<FormPart> image_parts(int count, int first_seed = 0);
/// Uploads them; the job's id, or "" when it was refused.
[[nodiscard]] std::string upload(int port, int count = 1, int first_seed = 0);

/// One event stream.
class StreamReader {
public:
    explicit StreamReader(int port, const std::string& target, const HeaderList& headers = {});
    /// The head of the answer, read by the constructor.
    [[nodiscard]] const Answer& head() const { return head_; }
    /// The next event; one without a name when the stream has ended.
    [[nodiscard]] api::SseEvent next();
    /// All events up to the end.
    [[nodiscard]] std::vector<api::SseEvent> rest();
    [[nodiscard]] const std::string& raw() const { return raw_; }
    [[nodiscard]] bool is_closed_by_peer() { return socket_.is_closed_by_peer(); }

private:
    void take(std::string_view text);

    RawSocket socket_;
    Answer head_;
    api::SseParser parser_;
    std::vector<api::SseEvent> ready_;
    std::string raw_;
};

/// Follows the job's stream as a page does: connects again, after the last event seen, when a connection ends before the job
/// does. The last event's name; gives up after a whole connection without news.
[[nodiscard]] std::string last_event_of(int port, const std::string& id);
/// Follows the job's stream to its end and gives the job.
[[nodiscard]] api::JobView finished_job(int port, const std::string& id);
[[nodiscard]] api::JobView job_of(int port, const std::string& id);

}  // namespace i2m::test
