// console.cpp - small writes, each only when the descriptor takes it at once.
#include "server/observe/console.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace i2m {
namespace {

constexpr std::size_t kPiece = 4'096;  // what a pipe that is writable takes without waiting (pipe(7), PIPE_BUF)

}  // namespace

bool Console::is_writable(std::chrono::milliseconds wait) const {
    pollfd entry{fd_, POLLOUT, 0};
    return ::poll(&entry, 1, static_cast<int>(wait.count())) > 0 && (entry.revents & POLLOUT) != 0;
}

bool Console::write(std::string_view lines) {
    if (is_gone_) return false;
    if (is_stuck_ && !is_writable(std::chrono::milliseconds(0))) return false;
    is_stuck_ = false;
    if (is_within_line_ && ::write(fd_, "\n", 1) == 1) is_within_line_ = false;
    while (!lines.empty()) {
        if (!is_writable(patience_)) {
            is_stuck_ = true;
            return false;
        }
        const ssize_t count = ::write(fd_, lines.data(), std::min(lines.size(), kPiece));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            is_gone_ = errno == EPIPE || errno == EBADF;
            return false;
        }
        is_within_line_ = lines[static_cast<std::size_t>(count) - 1] != '\n';
        lines.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace i2m
