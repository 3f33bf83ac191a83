// list_cursor.cpp - sixteen digits of place, and sixteen that say of which list.
#include "server/jobs/list_cursor.hpp"

#include <charconv>

#include "shared/base/sha256.hpp"

namespace i2m {
namespace {

constexpr std::size_t kDigits = 16;

std::string hex_digits(std::uint64_t number) {
    std::string out(kDigits, '0');
    for (std::size_t i = kDigits; number > 0; number >>= 4) out[--i] = "0123456789abcdef"[number & 0xF];
    return out;
}

/// All that makes a list another one. Every text stands with its length, so that no two lists read alike.
std::string print_of(const ListRequest& request, std::string_view place) {
    std::string all;
    const auto add = [&](std::string_view text) { all.append(std::to_string(text.size())).append(":").append(text); };
    add(place);
    add(request.owner);
    add(request.text);
    add(request.status ? name_of(*request.status) : "");
    add(request.model);
    for (const std::optional<TimePoint>& time : {request.from, request.to}) add(time ? std::to_string(epoch_ms(*time)) : "");
    add(request.order == JobOrder::NewestFirst ? "newest" : "oldest");
    return sha256_hex(as_bytes(all)).substr(0, kDigits);
}

}  // namespace

std::string cursor_after(std::int64_t sequence, const ListRequest& request) {
    const std::string place = hex_digits(static_cast<std::uint64_t>(sequence));
    return place + print_of(request, place);
}

Result<std::optional<std::int64_t>> read_cursor(const ListRequest& request) {
    const std::string& cursor = request.cursor;
    if (cursor.empty()) return std::optional<std::int64_t>();
    std::int64_t sequence = 0;
    const char* const end = cursor.data() + std::min(kDigits, cursor.size());
    const auto [stop, error] = std::from_chars(cursor.data(), end, sequence, 16);
    if (cursor.size() != 2 * kDigits || error != std::errc() || stop != end || sequence < 0) {
        return Error{ErrorCode::InvalidRequest, "The cursor is malformed. Take next_cursor from the answer before.", "cursor"};
    }
    if (cursor.substr(kDigits) != print_of(request, std::string_view(cursor).substr(0, kDigits))) {
        return Error{ErrorCode::InvalidRequest,
                     "The cursor is of another list. Keep q, status, model, from, to and sort, or begin without a cursor.",
                     "cursor"};
    }
    return std::optional(sequence);
}

}  // namespace i2m
