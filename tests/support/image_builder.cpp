// image_builder.cpp - PNG after W3C PNG, JPEG after ITU T.81; nothing is compressed, everything is valid unless asked.
#include "tests/support/image_builder.hpp"

#include <algorithm>
#include <array>

namespace i2m::test {
namespace {

void append_be16(Bytes& out, std::uint32_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}
void append_be32(Bytes& out, std::uint32_t value) {
    append_be16(out, value >> 16);
    append_be16(out, value);
}
void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

/// Bit by bit, on purpose unlike the checksum under test.
std::uint32_t slow_crc(ByteView bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::uint32_t adler32(ByteView bytes) {
    std::uint32_t a = 1, b = 0;
    for (const std::uint8_t byte : bytes) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    return (b << 16) | a;
}

std::size_t channels_of(std::uint8_t color_type) {
    constexpr std::array<std::size_t, 7> kChannels = {1, 1, 3, 1, 2, 1, 4};
    return kChannels[std::min<std::size_t>(color_type, 6)];
}

/// Unfiltered rows: a gradient, or palette entry 0 and 1 in turns.
Bytes png_rows(const PngSpec& spec) {
    const std::size_t row = (spec.width * channels_of(spec.color_type) * spec.bits + 7) / 8;
    Bytes out;
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        out.push_back(0);
        for (std::size_t x = 0; x < row; ++x)
            out.push_back(spec.color_type == 3 ? std::uint8_t{0} : static_cast<std::uint8_t>(x + 3 * y));
    }
    return out;
}

/// Bits from the most significant on, with the stuffing that keeps FF from looking like a marker.
class BitWriter {
public:
    explicit BitWriter(Bytes& out) : out_(out) {}
    void put(unsigned bits, int count) {
        for (int i = count - 1; i >= 0; --i) {
            byte_ = static_cast<std::uint8_t>((byte_ * 2U) | ((bits >> i) & 1U));
            if (++used_ == 8) flush_byte();
        }
    }
    void flush() {
        while (used_ > 0) put(1, 1);
    }

private:
    void flush_byte() {
        out_.push_back(byte_);
        if (byte_ == 0xFF) out_.push_back(0);
        used_ = 0;
        byte_ = 0;
    }
    Bytes& out_;
    std::uint8_t byte_ = 0;
    int used_ = 0;
};

/// A Huffman table whose only code, one bit 0, means symbol 0: "no difference" for DC, "end of block" for AC.
Bytes shortest_table(std::uint8_t kind) {
    Bytes body = {static_cast<std::uint8_t>(kind << 4)};
    for (int length = 1; length <= 16; ++length) body.push_back(length == 1 ? 1 : 0);
    body.push_back(0);
    return body;
}

Bytes scan_header(const JpegSpec& spec, std::uint8_t start, std::uint8_t end, std::uint8_t approximation) {
    const std::uint8_t count = start > 0 ? std::uint8_t{1} : spec.components;
    Bytes body = {count};
    for (std::uint8_t c = 0; c < count; ++c) {
        body.push_back(static_cast<std::uint8_t>(c + 1));
        body.push_back(0);
    }
    append(body, Bytes{start, end, approximation});
    return jpeg_segment(0xDA, body);
}

void append_entropy(Bytes& out, const JpegSpec& spec, std::size_t blocks_a_unit, int bits_a_block) {
    const std::size_t units = std::size_t{(spec.width + 7U) / 8U} * ((spec.height + 7U) / 8U);
    BitWriter bits(out);
    for (std::size_t unit = 0; unit < units; ++unit) {
        if (spec.restart_interval > 0 && unit > 0 && unit % spec.restart_interval == 0) {
            bits.flush();
            append(out, Bytes{0xFF, static_cast<std::uint8_t>(0xD0 + (unit / spec.restart_interval - 1) % 8)});
        }
        for (std::size_t block = 0; block < blocks_a_unit; ++block) bits.put(0, bits_a_block);
    }
    bits.flush();
}

}  // namespace

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes out;
    for (const Bytes& part : parts) append(out, part);
    return out;
}

std::vector<std::uint8_t> exact_copy(ByteView bytes, std::size_t count) {
    std::vector<std::uint8_t> out(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
    out.shrink_to_fit();
    return out;
}

Bytes png_chunk(std::string_view type, ByteView data) {
    Bytes body(type.begin(), type.end());
    append(body, data);
    Bytes out;
    append_be32(out, static_cast<std::uint32_t>(data.size()));
    append(out, body);
    append_be32(out, slow_crc(body));
    return out;
}

Bytes png_header(const PngSpec& spec) {
    Bytes out;
    append_be32(out, spec.width);
    append_be32(out, spec.height);
    append(out, Bytes{spec.bits, spec.color_type, 0, 0, spec.interlace});
    return out;
}

Bytes png_of(const std::vector<Bytes>& parts) { return joined({{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, joined(parts)}); }

Bytes zlib_stored(ByteView data) {
    Bytes out = {0x78, 0x01};
    const std::uint32_t check = adler32(data);
    do {
        const std::size_t size = std::min<std::size_t>(data.size(), 65535);
        out.push_back(size == data.size() ? 1 : 0);
        for (const std::size_t value : {size, ~size})
            append(out, Bytes{static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8)});
        append(out, data.first(size));
        data = data.subspan(size);
    } while (!data.empty());
    append_be32(out, check);
    return out;
}

Bytes zlib_zeros(std::size_t size) {
    // One fixed-Huffman block (RFC 1951, 3.2.6): a literal 0 (8 bits 00110000), then runs of 258 at distance 1, each
    // 8 bits 11000101 and 5 bits 00000, then the end (7 zero bits). Codes are packed from the least significant bit on.
    Bytes out = {0x78, 0x01};
    std::uint32_t pending = 0;
    int used = 0;
    const auto put = [&](std::uint32_t code, int count) {
        for (int i = count - 1; i >= 0; --i) {
            pending |= ((code >> i) & 1) << used;
            if (++used == 8) {
                out.push_back(static_cast<std::uint8_t>(pending));
                pending = 0;
                used = 0;
            }
        }
    };
    put(1, 1);
    put(0b10, 2);  // block type 01, its low bit first
    put(0b00110000, 8);
    for (std::size_t made = 1; made + 258 <= size; made += 258) {
        put(0b11000101, 8);
        put(0, 5);
    }
    for (std::size_t rest = (size - 1) % 258; rest > 0; --rest) put(0b00110000, 8);
    put(0, 7);
    if (used > 0) put(0, 8 - used);
    append_be32(out, 0);  // no decoder of ours looks at the closing checksum of zeros this long
    return out;
}

Bytes make_png(const PngSpec& spec) {
    std::vector<Bytes> parts = {png_chunk("IHDR", png_header(spec))};
    if (spec.color_type == 3) parts.push_back(png_chunk("PLTE", Bytes{200, 30, 30, 30, 200, 30}));
    if (spec.animated) parts.push_back(png_chunk("acTL", Bytes{0, 0, 0, 2, 0, 0, 0, 0}));
    if (spec.orientation != 1) {
        const Bytes exif = exif_block(spec.orientation, false);
        parts.push_back(png_chunk("eXIf", ByteView(exif).subspan(6)));
    }
    for (const auto& [type, data] : spec.before_idat) parts.push_back(png_chunk(type, data));
    const Bytes data = zlib_stored(png_rows(spec));
    const std::size_t step = (data.size() + spec.idat_chunks - 1) / spec.idat_chunks;
    for (std::size_t at = 0; at < data.size(); at += step) {
        parts.push_back(png_chunk("IDAT", ByteView(data).subspan(at, std::min(step, data.size() - at))));
    }
    parts.push_back(png_chunk("IEND", {}));
    return png_of(parts);
}

Bytes make_png_rgba(std::uint32_t width, std::uint32_t height, ByteView rgba) {
    Bytes rows;
    for (std::uint32_t y = 0; y < height; ++y) {
        rows.push_back(0);
        append(rows, rgba.subspan(std::size_t{4} * width * y, std::size_t{4} * width));
    }
    PngSpec spec;
    spec.width = width;
    spec.height = height;
    spec.color_type = 6;
    return png_of({png_chunk("IHDR", png_header(spec)), png_chunk("IDAT", zlib_stored(rows)), png_chunk("IEND", {})});
}

Bytes jpeg_segment(std::uint8_t marker, ByteView body) {
    Bytes out = {0xFF, marker};
    append_be16(out, static_cast<std::uint32_t>(body.size() + 2));
    append(out, body);
    return out;
}

Bytes exif_block(std::uint8_t orientation, bool little_endian) {
    Bytes out = {'E', 'x', 'i', 'f', 0, 0};
    const Bytes little = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0};
    const Bytes big = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0};
    append(out, little_endian ? little : big);
    return out;
}

Bytes make_jpeg(const JpegSpec& spec) {
    const bool is_progressive = spec.frame_marker == 0xC2;
    Bytes out = {0xFF, 0xD8};
    if (spec.orientation != 1) append(out, jpeg_segment(0xE1, exif_block(spec.orientation)));
    if (spec.announces_pictures) append(out, jpeg_segment(0xE2, Bytes{'M', 'P', 'F', 0, 'I', 'I', 42, 0}));
    for (const auto& [marker, body] : spec.before_frame) append(out, jpeg_segment(marker, body));
    Bytes quantization = {0};
    quantization.resize(65, 1);
    append(out, jpeg_segment(0xDB, quantization));

    Bytes frame = {spec.precision};
    append_be16(frame, spec.height);
    append_be16(frame, spec.width);
    frame.push_back(spec.components);
    for (std::uint8_t c = 0; c < spec.components; ++c) append(frame, Bytes{static_cast<std::uint8_t>(c + 1), 0x11, 0});
    append(out, jpeg_segment(spec.frame_marker, frame));
    append(out, jpeg_segment(0xC4, shortest_table(0)));
    append(out, jpeg_segment(0xC4, shortest_table(1)));
    if (spec.restart_interval > 0) {
        Bytes interval;
        append_be16(interval, spec.restart_interval);
        append(out, jpeg_segment(0xDD, interval));
    }
    append(out, scan_header(spec, 0, is_progressive ? 0 : 63, 0));
    append_entropy(out, spec, spec.components, is_progressive ? 1 : 2);
    for (std::size_t scan = 1; scan < spec.scans; ++scan) {
        append(out, scan_header(spec, 1, 63, 0));
        append_entropy(out, spec, 1, 1);
    }
    append(out, Bytes{0xFF, 0xD9});
    return out;
}

}  // namespace i2m::test
