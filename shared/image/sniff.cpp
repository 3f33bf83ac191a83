// sniff.cpp - signatures of other kinds of files, from their specifications.
#include "shared/image/sniff.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "shared/base/text.hpp"
#include "shared/image/structure.hpp"

namespace i2m {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t at;
    std::string_view bytes;
    ContentKind kind;
    std::string_view words;
};

constexpr auto kImage = ContentKind::OtherImage;
constexpr auto kFile = ContentKind::OtherFile;

// Longer signatures at the same place come first.
constexpr std::array kSignatures = {
    Signature{0, "GIF8"sv, kImage, "GIF"},
    Signature{8, "WEBP"sv, kImage, "WebP"},
    Signature{4, "ftypheic"sv, kImage, "HEIC"},
    Signature{4, "ftypheix"sv, kImage, "HEIC"},
    Signature{4, "ftyphevc"sv, kImage, "HEIC"},
    Signature{4, "ftypmif1"sv, kImage, "HEIC"},
    Signature{4, "ftypmsf1"sv, kImage, "HEIC"},
    Signature{4, "ftypavif"sv, kImage, "AVIF"},
    Signature{4, "ftypavis"sv, kImage, "AVIF"},
    Signature{4, "ftypcrx "sv, kImage, "Camera raw"},
    Signature{4, "ftyp"sv, kFile, "a film"},
    Signature{0, "\0\0\0\x0CJXL "sv, kImage, "JPEG XL"},
    Signature{0, "\xFF\x0A"sv, kImage, "JPEG XL"},
    Signature{0, "\0\0\0\x0CjP  "sv, kImage, "JPEG 2000"},
    Signature{0, "\xFF\x4F\xFF\x51"sv, kImage, "JPEG 2000"},
    Signature{0, "II*\0"sv, kImage, "TIFF"},
    Signature{0, "MM\0*"sv, kImage, "TIFF"},
    Signature{0, "II+\0"sv, kImage, "TIFF"},
    Signature{0, "8BPS"sv, kImage, "Photoshop"},
    Signature{0, "\x8AMNG"sv, kImage, "MNG"},
    Signature{0, "\x8BJNG"sv, kImage, "JNG"},
    Signature{0, "\0\0\x01\0"sv, kImage, "Icon (ICO)"},
    Signature{0, "v/1\x01"sv, kImage, "OpenEXR"},
    Signature{0, "#?RADIANCE"sv, kImage, "Radiance HDR"},
    Signature{0, "DDS "sv, kImage, "DDS"},
    Signature{0, "\xABKTX"sv, kImage, "KTX"},
    Signature{0, "glTF"sv, kFile, "a 3D model (GLB)"},
    Signature{0, "%PDF-"sv, kFile, "a PDF document"},
    Signature{0, "PK\x03\x04"sv, kFile, "a ZIP archive"},
    Signature{0, "PK\x05\x06"sv, kFile, "a ZIP archive"},
    Signature{0, "\x1F\x8B"sv, kFile, "a gzip archive"},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, kFile, "a 7z archive"},
    Signature{0, "Rar!\x1A\x07"sv, kFile, "a RAR archive"},
    Signature{0,
              "\x7F"
              "ELF"sv,
              kFile, "a program"},
    Signature{0, "MZ"sv, kFile, "a program"},
    Signature{0, "#!"sv, kFile, "a script"},
    Signature{0, "{\\rtf"sv, kFile, "a text document (RTF)"},
};

constexpr std::size_t kLook = 1024;
constexpr std::array<std::uint8_t, 8> kPngStart = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<std::uint8_t, 3> kJpegStart = {0xFF, 0xD8, 0xFF};

bool matches(ByteView bytes, std::size_t at, std::string_view wanted) {
    return has_bytes(bytes, at, wanted.size()) && as_text(bytes.subspan(at, wanted.size())) == wanted;
}

bool is_cut(ByteView bytes, ByteView signature) {
    return !bytes.empty() && bytes.size() < signature.size() && std::equal(bytes.begin(), bytes.end(), signature.begin());
}

bool contains(std::string_view text, std::string_view wanted) { return text.find(wanted) != std::string_view::npos; }

/// "BM" alone begins many words: the size of the second header has to be one that exists.
bool is_bmp(ByteView bytes) {
    const auto header = read_le32(bytes, 14);
    return matches(bytes, 0, "BM") && header &&
           (*header == 12 || *header == 40 || *header == 52 || *header == 56 || *header == 64 || *header == 108 ||
            *header == 124);
}

Content sniff_text(ByteView start, bool is_whole) {
    std::string_view raw = as_text(start);
    if (raw.substr(0, 3) == "\xEF\xBB\xBF") raw.remove_prefix(3);
    if (raw.substr(0, 2) == "\xFF\xFE" || raw.substr(0, 2) == "\xFE\xFF") return {kFile, "text"};
    const std::string text = to_lower(raw);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {kFile, "text"};
    if (text[first] == '<') {
        if (contains(text, "<svg")) return {kImage, "SVG"};
        if (contains(text, "<!doctype html") || contains(text, "<html") || contains(text, "<head") || contains(text, "<body") ||
            contains(text, "<script")) {
            return {kFile, "a web page (HTML)"};
        }
        if (contains(text, "<?php")) return {kFile, "a script"};
        if (contains(text, "<?xml")) return {kFile, "an XML file"};
    }
    const auto is_odd = [](char c) {
        return (c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7F;
    };
    if (std::any_of(text.begin(), text.end(), is_odd)) return {};
    // A look of fixed size may cut the last character; its first bytes are enough.
    for (std::size_t cut = 0; cut < (is_whole ? 1U : 4U) && cut < text.size(); ++cut) {
        if (!is_utf8(std::string_view(text).substr(0, text.size() - cut))) continue;
        if (text[first] == '{' || text[first] == '[') return {kFile, "a JSON file"};
        return {kFile, "text"};
    }
    return {};
}

/// True when a ZIP's closing record (APPNOTE 4.3.16) ends exactly with the file: then unpackers open it as an archive.
bool ends_as_zip(ByteView bytes) {
    constexpr std::size_t kRecord = 22, kMostComment = 65535;
    if (bytes.size() < kRecord) return false;
    const std::size_t most = std::min(bytes.size() - kRecord, kMostComment);
    for (std::size_t comment = 0; comment <= most; ++comment) {
        const std::size_t at = bytes.size() - kRecord - comment;
        if (bytes[at] == 'P' && matches(bytes, at, "PK\x05\x06") && read_le16(bytes, at + 20) == comment) return true;
    }
    return false;
}

}  // namespace

Content sniff(ByteView bytes) {
    if (is_cut(bytes, kPngStart) || is_cut(bytes, kJpegStart)) return {ContentKind::CutSignature};
    const ByteView start = bytes.first(std::min(bytes.size(), kLook));
    if (contains(as_text(start.first(std::min<std::size_t>(start.size(), 20))), "IHDR")) return {ContentKind::DamagedPng};
    if (is_bmp(bytes)) return {kImage, "BMP"};
    for (const Signature& signature : kSignatures) {
        if (!matches(bytes, signature.at, signature.bytes)) continue;
        if (signature.words == "WebP" && !matches(bytes, 0, "RIFF")) continue;
        return {signature.kind, signature.words};
    }
    if (contains(as_text(start), "%PDF-")) return {kFile, "a PDF document"};
    return sniff_text(start, bytes.size() <= kLook);
}

Tail judge_tail(ByteView bytes, std::size_t end, bool announces_pictures) {
    const ByteView tail = bytes.subspan(std::min(end, bytes.size()));
    const auto is_blank = [](std::uint8_t b) { return b == 0 || b == '\r' || b == '\n' || b == ' '; };
    const auto first = std::find_if_not(tail.begin(), tail.end(), is_blank);
    if (first == tail.end()) return {};
    if (ends_as_zip(bytes)) return {TailKind::Foreign, "a ZIP archive"};
    const ByteView body = tail.subspan(static_cast<std::size_t>(first - tail.begin()));
    const ByteView start = body.first(std::min(body.size(), kLook));
    if (has_script(start)) return {TailKind::Foreign, "a web page or script"};
    const Content content = sniff(body);
    const bool is_film = content.words == "a film" || sniff(tail).words == "a film";  // its first bytes may be zero
    if (content.kind == ContentKind::OtherFile && !is_film && content.words != "text") return {TailKind::Foreign, content.words};
    // Samsung phones end their notes with "SEFT", Google's motion photos are a film behind the picture.
    const bool is_phone =
        (announces_pictures && is_jpeg(body)) || is_film || (body.size() >= 4 && as_text(body.last(4)) == "SEFT");
    return {is_phone ? TailKind::PhonePictures : TailKind::Other};
}

}  // namespace i2m
