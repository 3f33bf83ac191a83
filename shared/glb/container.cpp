// container.cpp - header and chunks, with every length held against the file and the header.
#include "shared/glb/container.hpp"

#include <algorithm>

#include "shared/base/text.hpp"

namespace i2m::glb {
namespace {

constexpr std::uint32_t kMagic = 0x46546C67;      // "glTF"
constexpr std::uint32_t kJsonChunk = 0x4E4F534A;  // "JSON"
constexpr std::uint32_t kBinChunk = 0x004E4942;   // "BIN\0"
constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kChunkHeaderBytes = 8;

class Splitter {
public:
    Splitter(ByteView bytes, Issues& issues) : bytes_(bytes), issues_(issues) {}

    Container run() {
        if (!read_header()) return out_;
        const std::size_t known = std::min<std::size_t>(declared_, bytes_.size());
        while (at_ < known && !stopped_) chunk();
        if (!stopped_ && !seen_json_) first_chunk_wrong();
        if (bytes_.size() < declared_ && !stopped_) {
            issues_.error("GLB_LENGTH_MISMATCH", "", "The model file is shorter than it says. Download it again.");
        } else if (bytes_.size() > declared_) {
            issues_.warning("GLB_EXTRA_DATA", "", "Other data follow the model; they are left out.");
        }
        return out_;
    }

private:
    bool stop(std::string_view code, std::string message) {
        issues_.error(code, "", std::move(message));
        stopped_ = true;
        return false;
    }

    bool read_header() {
        if (bytes_.size() < kHeaderBytes) return stop("GLB_UNEXPECTED_END_OF_HEADER", "The file is too short to be a GLB model.");
        if (read_le32(bytes_, 0) != kMagic) return stop("GLB_INVALID_MAGIC", "The file is not a GLB model.");
        if (read_le32(bytes_, 4) != 2U)
            return stop("GLB_INVALID_VERSION", "The model is of another glTF version; only 2.0 can be read.");
        declared_ = read_le32(bytes_, 8).value_or(0);
        at_ = kHeaderBytes;
        if (declared_ <= kHeaderBytes) return stop("GLB_LENGTH_TOO_SMALL", "The model file holds nothing.");
        return true;
    }

    void first_chunk_wrong() { stop("GLB_UNEXPECTED_FIRST_CHUNK", "The model file does not begin with its description."); }

    void chunk() {
        const auto size = read_le32(bytes_, at_);
        const auto type = read_le32(bytes_, at_ + 4);
        if (!size || !type) {
            stop("GLB_UNEXPECTED_END_OF_CHUNK_HEADER", "The model file ends early. Download it again.");
            return;
        }
        if (*size % 4 != 0)
            issues_.error("GLB_CHUNK_LENGTH_UNALIGNED", "", "A part of the model file has a length that is not a multiple of 4.");
        const std::size_t start = at_ + kChunkHeaderBytes;
        if (start > declared_ || declared_ - start < *size) {
            issues_.error("GLB_CHUNK_TOO_BIG", "", "A part of the model file is longer than the file says to be.");
        }
        if (!has_bytes(bytes_, start, *size)) {
            stop("GLB_UNEXPECTED_END_OF_CHUNK_DATA", "The model file ends early. Download it again.");
            return;
        }
        take(*type, bytes_.subspan(start, *size));
        at_ = start + *size;
        ++index_;
    }

    void take(std::uint32_t type, ByteView data) {
        if (index_ == 0 && type != kJsonChunk)
            issues_.error("GLB_UNEXPECTED_FIRST_CHUNK", "", "The model file does not begin with its description.");
        if (type == kJsonChunk) {
            if (data.empty()) issues_.error("GLB_EMPTY_CHUNK", "", "The model file has an empty description.");
            if (seen_json_)
                issues_.error("GLB_DUPLICATE_CHUNK", "", "The model file has two descriptions.");
            else
                out_.json = data;
            seen_json_ = true;
        } else if (type == kBinChunk) {
            if (data.empty()) issues_.info("GLB_EMPTY_BIN_CHUNK", "", "The model file has an empty data part.");
            if (out_.has_bin)
                issues_.error("GLB_DUPLICATE_CHUNK", "", "The model file has two data parts.");
            else if (index_ > 1)
                issues_.error("GLB_UNEXPECTED_BIN_CHUNK", "", "The data part of the model file is not where it belongs.");
            if (!out_.has_bin) out_.bin = data;
            out_.has_bin = true;
        } else {
            issues_.warning("GLB_UNKNOWN_CHUNK_TYPE", "", "The model file has a part of an unknown kind; it is left out.");
        }
        seen_json_ = seen_json_ || index_ == 0;
    }

    ByteView bytes_;
    Issues& issues_;
    Container out_;
    std::uint32_t declared_ = 0;
    std::size_t at_ = 0;
    std::uint32_t index_ = 0;
    bool seen_json_ = false;
    bool stopped_ = false;
};

}  // namespace

Container split_container(ByteView bytes, const Limits& limits, Issues& issues) {
    if (bytes.size() > limits.max_bytes) {
        issues.error(
            "MODEL_TOO_LARGE", "",
            "The model file is too large (" + format_bytes(bytes.size()) + ", at most " + format_bytes(limits.max_bytes) + ").");
        return {};
    }
    Container out = Splitter(bytes, issues).run();
    if (out.json.size() > limits.max_json_bytes) {
        issues.error("MODEL_TOO_LARGE", "",
                     "The model's description is too large (" + format_bytes(out.json.size()) + ", at most " +
                         format_bytes(limits.max_json_bytes) + ").");
    }
    return out;
}

JsonShape json_shape(ByteView json) {
    JsonShape shape;
    std::uint32_t depth = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const std::uint8_t c = json[at];
        if (in_text) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            shape.depth = std::max(shape.depth, ++depth);
            ++shape.values;
        } else if (c == ',') {
            ++shape.values;
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return shape;
}

}  // namespace i2m::glb
