// mirror_web.hpp - gives the program's mirror to the page, when it changed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/ui/mirror.hpp"

namespace i2m::client::web {

/// A frame as mirror_roles.js unpacks it: 12 numbers an item, and name, value and description of each, ended by NUL.
struct PackedMirror {
    std::vector<double> numbers;
    std::string text;
};
[[nodiscard]] PackedMirror pack(const MirrorFrame& frame);

/// Sends frames whose hash differs from the last one's.
class MirrorSender {
public:
    void send(const MirrorFrame& frame, std::uint64_t hash);

private:
    std::uint64_t sent_hash_ = 0;
    bool has_sent_ = false;
};

}  // namespace i2m::client::web
