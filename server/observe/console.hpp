// console.hpp - the log's lines on standard output, without ever waiting long for whoever reads it.
#pragma once

#include <chrono>
#include <string_view>

namespace i2m {

/// Writes to a descriptor that it does not own. A reader that stands still costs `patience` once; after that lines are left out
/// until it reads again, whole lines only. For one thread.
class Console {
public:
    explicit Console(int fd, std::chrono::milliseconds patience = std::chrono::milliseconds(100))
        : fd_(fd), patience_(patience) {}

    /// False when some of it was left out.
    bool write(std::string_view lines);

private:
    [[nodiscard]] bool is_writable(std::chrono::milliseconds wait) const;

    const int fd_;
    const std::chrono::milliseconds patience_;
    bool is_stuck_ = false;
    bool is_within_line_ = false;
    bool is_gone_ = false;  ///< the reader has closed its end
};

}  // namespace i2m
