// jpeg_tables.hpp - which tables of a JPEG are defined, and whether they can be used (ITU T.81, B.2.4).
#pragma once

#include <array>
#include <cstdint>

#include "shared/base/bytes.hpp"

namespace i2m {

/// The quantisation and Huffman tables that a JPEG has defined so far.
class JpegTables {
public:
    /// Take the body of a DQT or DHT segment; false when it is malformed.
    [[nodiscard]] bool add_quantization(ByteView body);
    [[nodiscard]] bool add_huffman(ByteView body);

    [[nodiscard]] bool has_quantization(unsigned id) const { return id < 4 && quantization_[id]; }
    [[nodiscard]] bool has_dc(unsigned id) const { return id < 4 && huffman_[0][id]; }
    [[nodiscard]] bool has_ac(unsigned id) const { return id < 4 && huffman_[1][id]; }

private:
    std::array<bool, 4> quantization_ = {};
    std::array<std::array<bool, 4>, 2> huffman_ = {};
};

}  // namespace i2m
