// multipart.hpp - multipart/form-data (RFC 7578) that arrives in any pieces, in bounded memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"

namespace i2m::http {

/// The head of one part. `filename` is there when the part is a file, as sent: it may be empty or hold anything.
struct PartHead {
    std::string name;
    std::optional<std::string> filename;
    std::string content_type;
};

/// Takes the parts as they come. An error ends the parsing and is handed to the caller of feed().
class PartSink {
public:
    virtual ~PartSink() = default;
    virtual Result<void> begin_part(const PartHead& head) = 0;
    virtual Result<void> part_data(std::string_view piece) = 0;
    virtual Result<void> end_part() = 0;
};

struct MultipartLimits {
    std::size_t max_parts = 64;
    std::size_t max_head_bytes = 8'192;  ///< of one part, and of what stands before the first
};

/// Gives the same parts for every way of cutting the same bytes. Holds at most a part's head, or one boundary and the
/// piece just fed. InvalidRequest in words for what is not multipart.
class MultipartParser {
public:
    MultipartParser(std::string_view boundary, PartSink& sink, const MultipartLimits& limits = {});

    [[nodiscard]] Result<void> feed(std::string_view piece);
    /// An error when the closing boundary has not come.
    [[nodiscard]] Result<void> finish() const;

private:
    enum class State { Preamble, AfterBoundary, Head, Data, Epilogue };

    /// True when something was consumed and parsing goes on; false when more bytes are needed.
    Result<bool> step();
    Result<bool> skip_preamble();
    Result<bool> after_boundary();
    Result<bool> read_head();
    Result<bool> read_data();

    const std::string delimiter_;  ///< CR LF "--" boundary
    PartSink& sink_;
    const MultipartLimits limits_;
    State state_ = State::Preamble;
    std::string window_ = "\r\n";  ///< a body may begin with its first boundary, without a line break before it
    std::size_t at_ = 0;           ///< what of window_ is consumed
    std::size_t parts_ = 0;
    bool is_first_data_ = false;  ///< the line break that ends the head still stands before the data
};

/// The boundary of a Content-Type, or nullopt when it is not multipart/form-data or the boundary is not one (RFC 2046: 1 to
/// 70 characters).
[[nodiscard]] std::optional<std::string> boundary_of(std::string_view content_type);

/// The value of `name` in a header like `form-data; name="a"; filename="b.png"`, unquoted; nullopt when it is not there.
[[nodiscard]] std::optional<std::string> header_parameter(std::string_view header, std::string_view name);

}  // namespace i2m::http
