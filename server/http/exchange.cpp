// exchange.cpp - heads by lines, bodies by pieces, targets by parts.
#include "server/http/exchange.hpp"

#include <algorithm>
#include <cstring>

#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

using std::chrono::milliseconds;

void read_query(Request& out, std::string_view text) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto decoded = [](std::string_view part) {
            std::string spaced(part);
            std::replace(spaced.begin(), spaced.end(), '+', ' ');
            return api::percent_decode(spaced).value_or(spaced);
        };
        if (!pair.empty())
            out.query.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
    }
}

}  // namespace

ssize_t SocketHead::read(char* out, std::size_t size) {
    if (at_ == line_.size()) {
        if (const ssize_t count = read_line(); count <= 0) return count;
    }
    const std::size_t count = std::min(size, line_.size() - at_);
    std::memcpy(out, line_.data() + at_, count);
    at_ += count;
    return static_cast<ssize_t>(count);
}

/// The next line, or what came of it; what the last read said when nothing came.
ssize_t SocketHead::read_line() {
    line_.clear();
    at_ = 0;
    char byte = 0;
    ssize_t count = 0;
    while ((count = io_.read(&byte, 1)) == 1) {
        line_ += byte;
        if (byte == '\n') break;
    }
    if (line_.empty()) return count;
    const std::size_t colon = std::min(line_.find(':'), line_.size());
    if (colon == kRange.size() && to_lower(line_.substr(0, colon)) == to_lower(kRange)) line_.replace(0, colon, kHiddenRange);
    return 1;
}

Result<std::size_t> SocketBody::read(char* out, std::size_t size) {
    if (left_ == size_) {
        io_.begin_phase(kTransferSlack + milliseconds(size_ * 1000 / limits_.min_bytes_per_s), limits_.stall_timeout, size_);
    }
    if (left_ == 0 || size == 0) return std::size_t{0};
    const ssize_t count = io_.read(out, static_cast<std::size_t>(std::min<std::uint64_t>(size, left_)));
    if (count <= 0) {
        if (io_.timed_out()) return Error::of(ErrorCode::RequestTimeout);
        return Error{ErrorCode::InvalidRequest, "The connection ended in the middle of the body. Send it again."};
    }
    left_ -= static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
}

void read_target(Request& out, std::string_view target) {
    const std::size_t question = std::min(target.find('?'), target.size());
    out.path = target.substr(0, question);
    read_query(out, target.substr(std::min(question + 1, target.size())));
}

}  // namespace i2m::http
