// png.cpp - the walk over the chunks of a PNG; section numbers are those of W3C PNG, third edition.
#include <algorithm>
#include <array>

#include "shared/image/crc32.hpp"
#include "shared/image/structure.hpp"

namespace i2m {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::uint32_t kMaxChunkBytes = 0x7FFFFFFF;
constexpr std::uint32_t kMostSidePx = 1U << 24;
constexpr std::uint64_t kDeflateMostRatio = 1032;     // RFC 1951: 258 bytes from 2 bits
constexpr std::uint64_t kMostSpareBytes = 64 * 1024;  // compressed data beyond twice the picture: a bomb, not a picture

struct Chunk {
    std::string_view type;
    ByteView data;
    bool is_intact = true;
    [[nodiscard]] bool is_critical() const { return (type[0] & 0x20) == 0; }
};

/// Samples a pixel of a colour type (section 11.2.1), 0 for an unknown type.
constexpr std::uint8_t channels_of(std::uint8_t color_type) {
    switch (color_type) {
        case 0:
        case 3: return 1;
        case 2: return 3;
        case 4: return 2;
        case 6: return 4;
        default: return 0;
    }
}

constexpr bool allows_bits(std::uint8_t color_type, std::uint8_t bits) {
    if (bits == 8) return true;
    if (bits == 16) return color_type != 3;
    return (bits == 1 || bits == 2 || bits == 4) && (color_type == 0 || color_type == 3);
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

class PngWalk {
public:
    PngWalk(ByteView bytes, const ImageLimits& limits) : bytes_(bytes), limits_(limits) {}

    Structure run() {
        at_ = kSignature.size();
        for (std::uint32_t count = 0; !done_ && !out_.fault; ++count) {
            if (count >= limits_.max_chunks)
                fail(ImageIssueCode::TooManyChunks);
            else if (const std::optional<Chunk> chunk = next_chunk())
                take(*chunk, count);
        }
        if (!out_.fault) finish();
        return out_;
    }

private:
    void fail(ImageIssueCode code, std::string_view detail = {}) {
        if (!out_.fault) out_.fault = Fault{code, detail};
    }
    void damaged(std::string_view detail) { fail(ImageIssueCode::Damaged, detail); }

    std::optional<Chunk> next_chunk() {
        const auto size = read_be32(bytes_, at_);
        if (!size || !has_bytes(bytes_, at_ + 4, 4)) return cut();
        Chunk chunk;
        chunk.type = as_text(bytes_.subspan(at_ + 4, 4));
        if (*size > kMaxChunkBytes || !std::all_of(chunk.type.begin(), chunk.type.end(), is_letter)) {
            damaged("it holds something that is not a part of a PNG");
            return std::nullopt;
        }
        if (!has_bytes(bytes_, at_ + 8, *size)) return cut();
        chunk.data = bytes_.subspan(at_ + 8, *size);
        const auto checksum = read_be32(bytes_, at_ + 8 + *size);
        if (!checksum) return cut();
        chunk.is_intact = crc32(bytes_.subspan(at_ + 4, 4 + std::size_t{*size})) == *checksum;
        at_ += 12 + std::size_t{*size};
        return chunk;
    }

    std::nullopt_t cut() {
        fail(ImageIssueCode::Truncated);
        return std::nullopt;
    }

    void take(const Chunk& chunk, std::uint32_t index) {
        if (!chunk.is_intact && chunk.is_critical()) return damaged("a checksum is wrong");
        if (!chunk.is_intact && chunk.type != "tRNS") {  // tRNS changes the picture, other side parts do not
            out_.has_bad_side_part = true;
            return;
        }
        if (!chunk.is_intact) return damaged("a checksum is wrong");
        if ((chunk.type == "IHDR") != (index == 0)) return damaged("its header is not where it belongs");
        if (chunk.type != "IDAT" && has_idat_) idat_ended_ = true;
        if (chunk.type == "IHDR")
            header(chunk.data);
        else if (chunk.type == "PLTE")
            palette(chunk.data);
        else if (chunk.type == "tRNS")
            transparency(chunk.data);
        else if (chunk.type == "IDAT")
            image_data(chunk.data);
        else if (chunk.type == "IEND")
            done_ = true;
        else if (chunk.is_critical())
            damaged("it has a part that no reader knows");
        else
            side_part(chunk);
    }

    void header(ByteView data) {
        if (data.size() != 13) return damaged("its header has a wrong length");
        out_.width_px = read_be32(data, 0).value_or(0);
        out_.height_px = read_be32(data, 4).value_or(0);
        out_.bits = data[8];
        color_type_ = data[9];
        out_.channels = color_type_ == 3 ? std::uint8_t{3} : channels_of(color_type_);
        out_.has_alpha = color_type_ == 4 || color_type_ == 6;
        const bool is_sized =
            out_.width_px > 0 && out_.height_px > 0 && out_.width_px <= kMaxChunkBytes && out_.height_px <= kMaxChunkBytes;
        if (!is_sized) return damaged("its width or height is not valid");
        if (channels_of(color_type_) == 0) return damaged("its colour type does not exist");
        if (!allows_bits(color_type_, out_.bits)) return damaged("its bit depth does not exist");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1) damaged("its compression or interlacing does not exist");
    }

    void palette(ByteView data) {  // section 11.2.2
        if (palette_entries_ > 0 || has_idat_) return damaged("its palette is not where it belongs");
        if (color_type_ == 0 || color_type_ == 4) return damaged("it is grey but has a palette");
        if (data.empty() || data.size() % 3 != 0 || data.size() > 768) return damaged("its palette has a wrong length");
        palette_entries_ = data.size() / 3;
    }

    void transparency(ByteView data) {  // section 11.3.1.1
        if (has_idat_ || out_.has_alpha) return damaged("its transparency is not where it belongs");
        const bool fits = color_type_ == 0   ? data.size() == 2
                          : color_type_ == 2 ? data.size() == 6
                                             : !data.empty() && data.size() <= palette_entries_;
        if (!fits) return damaged("its transparency has a wrong length");
        out_.has_alpha = true;
    }

    void image_data(ByteView data) {
        if (color_type_ == 3 && palette_entries_ == 0) return damaged("its palette is missing");
        if (idat_ended_) return damaged("its image data is torn apart");
        for (std::size_t i = 0; i < data.size() && idat_bytes_ + i < 2; ++i)
            zlib_header_[static_cast<std::size_t>(idat_bytes_) + i] = data[i];
        idat_bytes_ += data.size();
        has_idat_ = true;
    }

    void side_part(const Chunk& chunk) {
        if (chunk.type == "acTL" && !has_idat_)
            out_.is_animated = true;
        else if (chunk.type == "eXIf")
            out_.orientation = exif_orientation(chunk.data);
        else if (chunk.type == "tEXt" || chunk.type == "iTXt")
            out_.has_script = out_.has_script || has_script(chunk.data);
    }

    void finish() {
        out_.end = at_;
        if (!has_idat_ || idat_bytes_ == 0) return damaged("it holds no image data");
        const unsigned header = zlib_header_[0] * 256U + zlib_header_[1];  // RFC 1950, section 2.2
        if ((zlib_header_[0] & 15) != 8 || (zlib_header_[0] >> 4) > 7 || (zlib_header_[1] & 32) != 0 || header % 31 != 0) {
            return damaged("its image data does not start as it must");
        }
        // A side over the limit is refused anyway; below it no product leaves 64 bits.
        if (out_.width_px > std::min(limits_.max_side_px, kMostSidePx) ||
            out_.height_px > std::min(limits_.max_side_px, kMostSidePx))
            return;
        const std::uint64_t row_bits = std::uint64_t{out_.width_px} * channels_of(color_type_) * out_.bits;
        const std::uint64_t picture_bytes = (row_bits + 7) / 8 * out_.height_px;
        if (picture_bytes / kDeflateMostRatio > idat_bytes_) return fail(ImageIssueCode::Truncated);
        if (idat_bytes_ / 2 > picture_bytes + out_.height_px + kMostSpareBytes)
            return damaged("it holds far more data than its picture can use");
        // stb_image: unpacked rows, the picture, and an interlaced pass or a wider copy beside them; the file's data twice.
        const std::uint64_t bytes_a_pixel = out_.bits == 16 ? 24 : 12;
        const std::uint64_t pixels = std::uint64_t{out_.width_px} * out_.height_px;
        out_.decode_bytes = pixels * bytes_a_pixel + 8 * std::uint64_t{out_.height_px} + 3 * idat_bytes_ + (1U << 20);
    }

    ByteView bytes_;
    const ImageLimits& limits_;
    Structure out_;
    std::size_t at_ = 0;
    bool done_ = false;
    std::uint8_t color_type_ = 0;
    std::size_t palette_entries_ = 0;
    std::uint64_t idat_bytes_ = 0;
    bool has_idat_ = false;
    bool idat_ended_ = false;
    std::array<std::uint8_t, 2> zlib_header_ = {};
};

}  // namespace

bool is_png(ByteView bytes) {
    return bytes.size() >= kSignature.size() && std::equal(kSignature.begin(), kSignature.end(), bytes.begin());
}

Structure walk_png(ByteView bytes, const ImageLimits& limits) { return PngWalk(bytes, limits).run(); }

}  // namespace i2m
