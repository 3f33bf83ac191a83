// file_response.hpp - a stored file as an answer: whole, a stretch of it (Range, RFC 9110 section 14), or "not changed".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.hpp"

namespace i2m::http {

struct ServedFile {
    std::shared_ptr<const BodySource> source;
    std::uint64_t size_bytes = 0;
    std::string etag;  ///< without quotes
    std::string content_type;
    std::string filename;
    bool is_attachment = true;  ///< to be kept, not shown
};

/// 200, 206, 304 or 416 for GET and HEAD. Several ranges at once are answered with the whole file, as the RFC allows.
[[nodiscard]] Response respond_file(const Request& request, const ServedFile& file);

/// What a Range header asks of `size_bytes`.
struct ByteRange {
    enum class Kind : std::uint8_t { Whole, Part, Unsatisfiable };
    Kind kind = Kind::Whole;
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};
/// "bytes=0-99", "bytes=100-", "bytes=-100"; Whole for what is no single range of bytes.
[[nodiscard]] ByteRange parse_range(std::string_view header, std::uint64_t size_bytes);

/// `attachment; filename="model.glb"; filename*=UTF-8''mod%C3%A8le.glb` (RFC 6266): plain readers see ASCII.
[[nodiscard]] std::string content_disposition(bool is_attachment, std::string_view filename);

}  // namespace i2m::http
