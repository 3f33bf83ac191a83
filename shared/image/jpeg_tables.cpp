// jpeg_tables.cpp - bodies of DQT and DHT segments.
#include "shared/image/jpeg_tables.hpp"

#include <cstddef>

namespace i2m {

bool JpegTables::add_quantization(ByteView body) {
    while (!body.empty()) {
        const unsigned precision = body[0] >> 4, id = body[0] & 15;
        const std::size_t size = 1 + (precision == 0 ? 64U : 128U);
        if (precision > 1 || id > 3 || body.size() < size) return false;
        quantization_[id] = true;
        body = body.subspan(size);
    }
    return true;
}

bool JpegTables::add_huffman(ByteView body) {
    while (!body.empty()) {
        const unsigned kind = body[0] >> 4, id = body[0] & 15;
        if (kind > 1 || id > 3 || body.size() < 17) return false;
        std::size_t symbols = 0;
        std::uint32_t code = 0;
        for (std::size_t length = 1; length <= 16; ++length) {  // annex C: codes of one length are consecutive
            symbols += body[length];
            code += body[length];
            if (code > (1U << length)) return false;
            code <<= 1;
        }
        if (symbols > 256 || body.size() < 17 + symbols) return false;
        huffman_[kind][id] = true;
        body = body.subspan(17 + symbols);
    }
    return true;
}

}  // namespace i2m
