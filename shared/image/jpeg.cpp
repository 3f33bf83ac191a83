// jpeg.cpp - the walk over the segments and scans of a JPEG; section numbers are those of ITU T.81.
#include <algorithm>
#include <array>
#include <cstring>

#include "shared/image/jpeg_tables.hpp"
#include "shared/image/structure.hpp"

namespace i2m {
namespace {

enum Marker : std::uint8_t {
    kDht = 0xC4,
    kJpg = 0xC8,
    kDac = 0xCC,
    kRst0 = 0xD0,
    kRst7 = 0xD7,
    kSoi = 0xD8,
    kEoi = 0xD9,
    kSos = 0xDA,
    kDqt = 0xDB,
    kDnl = 0xDC,
    kDri = 0xDD,
    kDhp = 0xDE,
    kExp = 0xDF,
    kApp1 = 0xE1,
    kApp2 = 0xE2,
    kJpegLs = 0xF7,
    kCom = 0xFE,
    kTem = 0x01,
};

struct Component {
    std::uint8_t id = 0;
    std::uint8_t h = 1;
    std::uint8_t v = 1;
    std::uint8_t quantization = 0;
    bool has_dc_scan = false;
};

struct ScanHeader {
    std::array<std::size_t, 4> components = {};  ///< indices into the frame
    std::size_t count = 0;
    std::uint8_t spectral_start = 0;
    std::uint8_t spectral_end = 63;
    std::uint8_t high = 0;
};

constexpr std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

bool starts_with(ByteView bytes, std::string_view text) { return as_text(bytes).substr(0, text.size()) == text; }

class JpegWalk {
public:
    JpegWalk(ByteView bytes, const ImageLimits& limits) : bytes_(bytes), limits_(limits) {}

    Structure run() {
        at_ = 2;
        while (!done_ && !out_.fault) segment();
        if (!out_.fault) finish();
        return out_;
    }

private:
    void fail(ImageIssueCode code, std::string_view detail = {}) {
        if (!out_.fault) out_.fault = Fault{code, detail};
    }
    void damaged(std::string_view detail) { fail(ImageIssueCode::Damaged, detail); }

    void segment() {
        if (!has_bytes(bytes_, at_, 2)) return fail(ImageIssueCode::Truncated);
        if (bytes_[at_] != 0xFF) return damaged("stray bytes lie between its parts");
        while (at_ < bytes_.size() && bytes_[at_] == 0xFF) ++at_;  // B.1.1.2: any number of fill bytes
        if (at_ == bytes_.size()) return fail(ImageIssueCode::Truncated);
        const std::uint8_t marker = bytes_[at_++];
        if (marker == kEoi)
            done_ = true;
        else if (marker == kSoi)
            damaged("a second image begins inside it");
        else if ((marker >= kRst0 && marker <= kRst7) || marker == kTem || marker == 0)
            damaged("stray bytes lie between its parts");
        else
            segment_with_body(marker);
    }

    void segment_with_body(std::uint8_t marker) {
        const auto size = read_be16(bytes_, at_);
        if (!size) return fail(ImageIssueCode::Truncated);
        if (*size < 2) return damaged("a part of it has no length");
        if (!has_bytes(bytes_, at_, *size)) return fail(ImageIssueCode::Truncated);
        const ByteView body = bytes_.subspan(at_ + 2, *size - std::size_t{2});
        at_ += *size;
        switch (marker) {
            case kDht:
                if (!tables_.add_huffman(body)) damaged("a table of it is broken");
                break;
            case kDqt:
                if (!tables_.add_quantization(body)) damaged("a table of it is broken");
                break;
            case kDri: restart_interval(body); break;
            case kDnl:
                if (body.size() != 2 || read_be16(body, 0) != out_.height_px) damaged("it changes its height midway");
                break;
            case kSos: scan(body); break;
            case kDac: fail(ImageIssueCode::ArithmeticCoding); break;
            case kDhp:
            case kExp: fail(ImageIssueCode::FormatUnsupported, "Hierarchical JPEG"); break;
            case kJpegLs: fail(ImageIssueCode::FormatUnsupported, "JPEG-LS"); break;
            case kApp1:
                if (starts_with(body, std::string_view("Exif\0\0", 6))) exif(body.subspan(6));
                break;
            case kApp2:
                if (starts_with(body, std::string_view("MPF\0", 4))) out_.has_more_pictures = true;
                break;
            case kCom: out_.has_script = out_.has_script || has_script(body); break;
            case kJpg: damaged("it has a part that no reader knows"); break;
            default:
                if (marker >= 0xC0 && marker <= 0xCF) frame(marker, body);
                break;
        }
    }

    void exif(ByteView tiff) {
        if (!has_exif_) out_.orientation = exif_orientation(tiff);
        has_exif_ = true;
    }

    void restart_interval(ByteView body) {
        if (body.size() != 2) return damaged("a part of it has a wrong length");
        restart_interval_ = read_be16(body, 0).value_or(0);
    }

    void frame(std::uint8_t marker, ByteView body) {  // B.2.2
        if (body.size() < 6) return damaged("its header has a wrong length");
        if (frame_count_ > 0) return damaged("it has two headers");
        out_.bits = body[0];
        out_.height_px = read_be16(body, 1).value_or(0);
        out_.width_px = read_be16(body, 3).value_or(0);
        out_.channels = body[5];
        if (marker >= 0xC9) return fail(ImageIssueCode::ArithmeticCoding);
        if (marker == 0xC3 || marker == 0xC7) return fail(ImageIssueCode::LosslessJpeg);
        if (marker > 0xC2) return fail(ImageIssueCode::FormatUnsupported, "Hierarchical JPEG");
        if (out_.bits == 12) return fail(ImageIssueCode::DeepJpeg);
        if (out_.bits != 8) return damaged("its sample size does not exist");
        if (out_.width_px == 0) return damaged("its width is zero");
        if (out_.height_px == 0) return damaged("its height is missing");
        if (out_.channels != 1 && out_.channels != 3 && out_.channels != 4) return damaged("its number of colours is not valid");
        if (body.size() != 6 + std::size_t{3} * out_.channels) return damaged("its header has a wrong length");
        out_.is_progressive = marker == 0xC2;
        out_.is_cmyk = out_.channels == 4;
        components(body.subspan(6));
    }

    void components(ByteView body) {
        for (frame_count_ = 0; frame_count_ < out_.channels; ++frame_count_, body = body.subspan(3)) {
            Component& component = frame_[frame_count_];
            component = {body[0], static_cast<std::uint8_t>(body[1] >> 4), static_cast<std::uint8_t>(body[1] & 15), body[2],
                         false};
            if (component.h < 1 || component.h > 4 || component.v < 1 || component.v > 4 || component.quantization > 3) {
                return damaged("its colours are sampled in a way that does not exist");
            }
            most_h_ = std::max(most_h_, component.h);
            most_v_ = std::max(most_v_, component.v);
        }
        for (std::size_t i = 0; i < frame_count_; ++i) {
            if (most_h_ % frame_[i].h != 0 || most_v_ % frame_[i].v != 0)
                return damaged("its colours are sampled in a way that no reader takes");
        }
    }

    void scan(ByteView body) {  // B.2.3
        if (frame_count_ == 0) return damaged("its image data comes before its header");
        const std::optional<ScanHeader> header = scan_header(body);
        if (!header || out_.fault) return;
        ++scans_;
        const std::uint64_t pixels = std::uint64_t{out_.width_px} * out_.height_px;
        if (scans_ > limits_.max_scans || (out_.is_progressive && pixels * scans_ > limits_.max_scan_pixels))
            return fail(ImageIssueCode::TooManyScans);
        if (!out_.is_progressive && scans_ > frame_count_) return damaged("it holds the same colour twice");
        const Entropy entropy = skip_entropy();
        if (out_.fault) return;
        if (entropy.bytes < least_bytes(*header)) return fail(ImageIssueCode::Truncated);
        const std::uint64_t restarts = restart_interval_ > 0 ? ceil_div(units(*header), restart_interval_) - 1 : 0;
        if (entropy.restarts < restarts) return fail(ImageIssueCode::Truncated);
        // Some writers end the last interval with a restart too.
        if (entropy.restarts > restarts + 1) return damaged("its image data is out of step");
        if (header->spectral_start > 0) return;
        for (std::size_t i = 0; i < header->count; ++i) frame_[header->components[i]].has_dc_scan = true;
    }

    std::optional<ScanHeader> scan_header(ByteView body) {
        ScanHeader header;
        header.count = body.empty() ? 0 : body[0];
        if (header.count < 1 || header.count > frame_count_ || body.size() != 4 + 2 * header.count) {
            damaged("a scan of it is broken");
            return std::nullopt;
        }
        const ByteView tail = body.subspan(1 + 2 * header.count);
        header.spectral_start = tail[0];
        header.spectral_end = out_.is_progressive ? tail[1] : std::uint8_t{63};
        header.high = tail[2] >> 4;
        const bool is_dc = header.spectral_start == 0;
        const bool is_valid =
            out_.is_progressive
                ? header.spectral_end < 64 && header.high <= 13 && (tail[2] & 15) <= 13 &&
                      (is_dc ? header.spectral_end == 0 : header.count == 1 && header.spectral_start <= header.spectral_end)
                : is_dc && tail[2] == 0;
        if (!is_valid) damaged("a scan of it is broken");
        for (std::size_t i = 0; i < header.count; ++i) scan_component(header, i, body[1 + 2 * i], body[2 + 2 * i]);
        return header;
    }

    void scan_component(ScanHeader& header, std::size_t i, std::uint8_t id, std::uint8_t table_ids) {
        const auto found = std::find_if(frame_.begin(), frame_.begin() + static_cast<std::ptrdiff_t>(frame_count_),
                                        [&](const Component& c) { return c.id == id; });
        const auto index = static_cast<std::size_t>(found - frame_.begin());
        if (index == frame_count_) return damaged("a scan of it is broken");
        for (std::size_t before = 0; before < i; ++before) {
            if (header.components[before] == index) return damaged("a scan of it is broken");
        }
        header.components[i] = index;
        const bool needs_dc = header.spectral_start == 0 && header.high == 0;
        const bool needs_ac = header.spectral_end > 0;
        if ((needs_dc && !tables_.has_dc(table_ids >> 4)) || (needs_ac && !tables_.has_ac(table_ids & 15)) ||
            !tables_.has_quantization(frame_[index].quantization)) {
            return damaged("a table of it is missing");
        }
        if (!out_.is_progressive && frame_[index].has_dc_scan) damaged("it holds the same colour twice");
    }

    /// 8x8 blocks of a component that a scan of it alone holds (A.2.2).
    std::uint64_t blocks(const Component& component) const {
        const std::uint64_t w = ceil_div(std::uint64_t{out_.width_px} * component.h, most_h_);
        const std::uint64_t h = ceil_div(std::uint64_t{out_.height_px} * component.v, most_v_);
        return ceil_div(w, 8) * ceil_div(h, 8);
    }
    std::uint64_t interleaved_units() const {
        return ceil_div(out_.width_px, std::uint64_t{8} * most_h_) * ceil_div(out_.height_px, std::uint64_t{8} * most_v_);
    }
    /// What restart intervals count: blocks in a scan of one component, else minimum coded units.
    std::uint64_t units(const ScanHeader& header) const {
        return header.count == 1 ? blocks(frame_[header.components[0]]) : interleaved_units();
    }

    /// Fewer bytes cannot hold the scan: every block takes a bit for its DC value, and in a sequential scan one more for the
    /// end of its AC values. AC scans of progressive files can skip whole runs of blocks.
    std::uint64_t least_bytes(const ScanHeader& header) const {
        if (header.spectral_start > 0) return 0;
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < header.count; ++i) {
            const Component& c = frame_[header.components[i]];
            count += header.count == 1 ? blocks(c) : interleaved_units() * c.h * c.v;
        }
        return count * (out_.is_progressive ? 1 : 2) / 8;
    }

    struct Entropy {
        std::uint64_t bytes = 0;
        std::uint64_t restarts = 0;
    };

    /// Leaves `at_` at the marker that ends the entropy-coded data (B.1.1.5).
    Entropy skip_entropy() {
        Entropy entropy;
        const std::size_t start = at_;
        std::size_t stuffing = 0;
        while (true) {
            const void* found = at_ < bytes_.size() ? std::memchr(bytes_.data() + at_, 0xFF, bytes_.size() - at_) : nullptr;
            if (found == nullptr) break;
            at_ = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes_.data());
            if (bytes_.size() - at_ < 2) break;
            const std::uint8_t next = bytes_[at_ + 1];
            if (next == 0) {
                ++stuffing;
                at_ += 2;
            } else if (next >= kRst0 && next <= kRst7) {
                if (next != kRst0 + (entropy.restarts & 7)) damaged("its image data is out of step");
                ++entropy.restarts;
                stuffing += 2;
                at_ += 2;
            } else if (next == 0xFF) {
                ++stuffing;
                ++at_;
            } else {
                entropy.bytes = at_ - start - stuffing;
                return entropy;
            }
        }
        fail(ImageIssueCode::Truncated);
        return entropy;
    }

    void finish() {
        out_.end = at_;
        if (frame_count_ == 0) return damaged("its header is missing");
        for (std::size_t i = 0; i < frame_count_; ++i) {
            if (!frame_[i].has_dc_scan) return fail(ImageIssueCode::Truncated);
        }
        // stb_image: samples, the picture, and for progressive files two more bytes a sample; all padded to whole units.
        const std::uint64_t units_bytes = interleaved_units() * 64 * most_h_ * most_v_;
        const std::uint64_t a_pixel = (out_.is_progressive ? std::uint64_t{3} : std::uint64_t{1}) * out_.channels + 4;
        out_.decode_bytes = units_bytes * a_pixel + (1U << 20);
    }

    ByteView bytes_;
    const ImageLimits& limits_;
    Structure out_;
    std::size_t at_ = 0;
    bool done_ = false;
    bool has_exif_ = false;
    JpegTables tables_;
    std::array<Component, 4> frame_ = {};
    std::size_t frame_count_ = 0;  ///< components of the frame; 0 before its header
    std::uint8_t most_h_ = 1;
    std::uint8_t most_v_ = 1;
    std::uint32_t restart_interval_ = 0;
    std::uint32_t scans_ = 0;
};

}  // namespace

bool is_jpeg(ByteView bytes) { return bytes.size() >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF; }

Structure walk_jpeg(ByteView bytes, const ImageLimits& limits) { return JpegWalk(bytes, limits).run(); }

}  // namespace i2m
