// file_response.cpp - ranges, validators and file names.
#include "server/http/file_response.hpp"

#include <algorithm>
#include <charconv>

#include "server/http/static_files.hpp"
#include "shared/api/routes.hpp"

namespace i2m::http {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// True when the client's copy, named by If-Range, is this one (or it did not name any).
bool range_is_of(const Request& request, const std::string& etag) {
    const std::string_view condition = request.headers.get("If-Range");
    return condition.empty() || condition == etag;
}

}  // namespace

ByteRange parse_range(std::string_view header, std::uint64_t size_bytes) {
    constexpr std::string_view kUnit = "bytes=";
    const ByteRange whole{ByteRange::Kind::Whole, 0, size_bytes};
    if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return whole;
    header.remove_prefix(kUnit.size());
    const std::size_t dash = header.find('-');
    if (dash == std::string_view::npos) return whole;
    const std::optional<std::uint64_t> first = number(header.substr(0, dash));
    const std::optional<std::uint64_t> last = number(header.substr(dash + 1));
    if (dash == 0) {
        if (!last) return whole;
        if (*last == 0 || size_bytes == 0) return {ByteRange::Kind::Unsatisfiable, 0, 0};
        const std::uint64_t length = std::min(*last, size_bytes);
        return {ByteRange::Kind::Part, size_bytes - length, length};
    }
    const bool has_end = dash + 1 < header.size();
    if (!first || (has_end && !last) || (last && *last < *first)) return whole;
    if (*first >= size_bytes) return {ByteRange::Kind::Unsatisfiable, 0, 0};
    const std::uint64_t end = last ? std::min(*last, size_bytes - 1) : size_bytes - 1;
    return {ByteRange::Kind::Part, *first, end - *first + 1};
}

std::string content_disposition(bool is_attachment, std::string_view filename) {
    std::string plain;
    for (const char c : filename) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) {
            if ((byte & 0xC0) != 0x80) plain += '_';  // one for each character, not for each byte
        } else {
            plain += byte < 0x20 || byte == 0x7F || c == '"' || c == '\\' || c == '%' ? '_' : c;
        }
    }
    std::string out = std::string(is_attachment ? "attachment" : "inline") + "; filename=\"" + plain + "\"";
    if (plain != filename) out += "; filename*=UTF-8''" + api::percent_encode(filename);
    return out;
}

Response respond_file(const Request& request, const ServedFile& file) {
    Response out;
    const std::string etag = "\"" + file.etag + "\"";
    out.headers.add("ETag", etag);
    out.headers.add("Cache-Control", "private, no-cache");
    out.headers.add("Accept-Ranges", "bytes");
    if (matches_etag(request.headers.get("If-None-Match"), etag)) {
        out.status = 304;
        return out;
    }
    const ByteRange range = range_is_of(request, etag) ? parse_range(request.headers.get("Range"), file.size_bytes)
                                                       : ByteRange{ByteRange::Kind::Whole, 0, file.size_bytes};
    const std::string of_size = "/" + std::to_string(file.size_bytes);
    if (range.kind == ByteRange::Kind::Unsatisfiable) {
        Response refused = respond_error(Error::of(ErrorCode::RangeNotSatisfiable), request.request_id);
        refused.headers.add("Content-Range", "bytes *" + of_size);
        return refused;
    }
    if (range.kind == ByteRange::Kind::Part) {
        out.status = 206;
        out.headers.add("Content-Range",
                        "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.length - 1) + of_size);
    }
    const std::uint64_t length = range.kind == ByteRange::Kind::Part ? range.length : file.size_bytes;
    out.headers.add("Content-Type", file.content_type);
    out.headers.add("Content-Disposition", content_disposition(file.is_attachment, file.filename));
    out.source = SourceBody{file.source, range.first, length};
    return out;
}

}  // namespace i2m::http
