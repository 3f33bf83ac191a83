// sse_fuzz.cpp - however a stream is cut, the same events come out; and what a frame carries comes back from it.
// The first byte chooses where to cut, the second the size limit; the rest is the stream.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "shared/api/sse.hpp"

namespace {

using i2m::api::SseEvent;
using i2m::api::SseParser;

void require(bool holds) {
    if (!holds) std::abort();
}

std::vector<SseEvent> read_in_pieces(SseParser& parser, std::string_view stream, std::size_t piece) {
    std::vector<SseEvent> all;
    for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
        for (SseEvent& event : parser.feed(stream.substr(0, piece))) all.push_back(std::move(event));
    }
    return all;
}

void check_frame_comes_back(std::string_view data) {
    // Line breaks of any kind are read back as LF.
    std::string wanted;
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] == '\n' && i > 0 && data[i - 1] == '\r') continue;
        wanted += data[i] == '\r' ? '\n' : data[i];
    }
    SseParser parser;
    const auto events = parser.feed(i2m::api::sse_frame(7, "name", data));
    require(events == std::vector<SseEvent>{{"7", "name", wanted}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2 || size > 100'000) return 0;
    const std::size_t piece = data[0] % 40U + 1;
    const std::size_t limit = data[1] * 8U + 16;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 2, size - 2);
    SseParser at_once(limit);
    SseParser in_pieces(limit);
    const auto events = at_once.feed(stream);
    require(read_in_pieces(in_pieces, stream, piece) == events);
    require(in_pieces.last_id() == at_once.last_id() && in_pieces.retry_ms() == at_once.retry_ms());
    for (const SseEvent& event : events) require(event.data.size() <= limit && !event.name.empty());
    check_frame_comes_back(stream);
    return 0;
}
