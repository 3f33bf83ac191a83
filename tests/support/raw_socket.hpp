// raw_socket.hpp - a TCP connection to this machine that sends any bytes, whole or piece by piece.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "tests/support/patience.hpp"

namespace i2m::test {

/// Every wait is bounded by `patience`; a wait that runs out ends with what came so far.
class RawSocket {
public:
    explicit RawSocket(int port, std::chrono::milliseconds patience = kPatience);
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;
    ~RawSocket();

    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    /// False when the peer no longer takes bytes.
    bool send(std::string_view bytes);
    /// Says that no more comes, and still reads.
    void end_sending();
    /// All until the peer closes.
    [[nodiscard]] std::string read_all();
    /// At least up to and with `end`; less when the peer closes first.
    [[nodiscard]] std::string read_until(std::string_view end);
    /// True when the peer closes (or resets) within the patience; what came before is thrown away.
    [[nodiscard]] bool is_closed_by_peer();
    /// Waits until the connection is broken, at most for `pause`: the pace of a client that is slow.
    void rest(std::chrono::milliseconds pause) const;
    /// A small receive buffer, as of a client that does not read. Before anything is read.
    void shrink_receive_buffer();

private:
    /// Bytes read into `out`; 0 at the end, -1 for an error or no patience left.
    long read_some(std::string& out);

    int fd_ = -1;
    std::chrono::steady_clock::time_point deadline_;
    bool was_reset_ = false;
};

}  // namespace i2m::test
