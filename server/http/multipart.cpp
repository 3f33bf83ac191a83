// multipart.cpp - the incremental multipart parser.
#include "server/http/multipart.hpp"

#include <algorithm>

#include "shared/api/routes.hpp"
#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

constexpr std::size_t kMaxBoundaryChars = 70;
constexpr std::size_t kMaxPadding = 128;

Error broken(std::string_view what) {
    return Error{ErrorCode::InvalidRequest, "The form could not be read: " + std::string(what) + " Send it again."};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Browsers write a quote, CR and LF in names as %22, %0D, %0A (WHATWG HTML, multipart encoding), other clients as \".
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.size() > 1 && rest[0] == '\\' && (rest[1] == '"' || rest[1] == '\\')) {
            out += rest[1];
            ++i;
        } else if (rest.starts_with("%22")) {
            out += '"';
            i += 2;
        } else {
            out += rest[0];
        }
    }
    return out;
}

/// Takes one `name=value` from the front of `rest`; value unquoted.
std::pair<std::string, std::string> take_parameter(std::string_view& rest) {
    const std::size_t equals = rest.find_first_of("=;");
    if (equals == std::string_view::npos || rest[equals] == ';') {
        const std::string_view word = rest.substr(0, equals);
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        return {to_lower(trimmed(word)), ""};
    }
    std::string name = to_lower(trimmed(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    if (rest.empty() || rest.front() != '"') {
        const std::string_view word = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        return {std::move(name), std::string(trimmed(word))};
    }
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != '"')
        end += std::size_t{rest[end] == '\\' && end + 1 < rest.size() && rest[end + 1] == '"' ? 2U : 1U};
    std::string value = unescaped(rest.substr(1, std::min(end, rest.size()) - 1));
    rest.remove_prefix(std::min(end, rest.size()));
    rest.remove_prefix(std::min(std::min(rest.find(';'), rest.size()) + 1, rest.size()));
    return {std::move(name), std::move(value)};
}

/// `UTF-8''na%C3%AFve.png` (RFC 8187).
std::optional<std::string> extended_value(const std::string& text) {
    const std::size_t quote = text.find('\'');
    const std::size_t second = quote == std::string::npos ? quote : text.find('\'', quote + 1);
    if (second == std::string::npos || to_lower(text.substr(0, quote)) != "utf-8") return std::nullopt;
    return api::percent_decode(std::string_view(text).substr(second + 1));
}

Result<PartHead> parse_head(std::string_view text) {
    PartHead out;
    bool has_disposition = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\r\n"), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 2, text.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return broken("A part has a header without a colon.");
        const std::string name = to_lower(trimmed(line.substr(0, colon)));
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (name == "content-type") out.content_type = value;
        if (name != "content-disposition") continue;
        has_disposition = true;
        out.name = header_parameter(value, "name").value_or("");
        out.filename = header_parameter(value, "filename");
        if (const auto extended = header_parameter(value, "filename*")) {
            if (auto decoded = extended_value(*extended)) out.filename = std::move(decoded);
        }
    }
    if (!has_disposition || out.name.empty()) return broken("A part has no name.");
    return out;
}

}  // namespace

std::optional<std::string> header_parameter(std::string_view header, std::string_view name) {
    header.remove_prefix(std::min(std::min(header.find(';'), header.size()) + 1, header.size()));
    while (!header.empty()) {
        auto [key, value] = take_parameter(header);
        if (key == name) return std::move(value);
    }
    return std::nullopt;
}

std::optional<std::string> boundary_of(std::string_view content_type) {
    const std::string_view kind = trimmed(content_type.substr(0, content_type.find(';')));
    if (to_lower(kind) != "multipart/form-data") return std::nullopt;
    std::optional<std::string> boundary = header_parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > kMaxBoundaryChars) return std::nullopt;
    const bool is_clean = std::all_of(boundary->begin(), boundary->end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    return is_clean ? boundary : std::nullopt;
}

MultipartParser::MultipartParser(std::string_view boundary, PartSink& sink, const MultipartLimits& limits)
    : delimiter_("\r\n--" + std::string(boundary)), sink_(sink), limits_(limits) {}

Result<void> MultipartParser::feed(std::string_view piece) {
    if (state_ == State::Epilogue) return {};
    window_.append(piece);
    while (true) {
        const Result<bool> went_on = step();
        if (!went_on) return went_on.error();
        if (!*went_on) break;
    }
    window_.erase(0, at_);
    at_ = 0;
    return {};
}

Result<void> MultipartParser::finish() const {
    if (state_ != State::Epilogue) return broken("It ends before its last boundary.");
    return {};
}

Result<bool> MultipartParser::step() {
    switch (state_) {
        case State::Preamble: return skip_preamble();
        case State::AfterBoundary: return after_boundary();
        case State::Head: return read_head();
        case State::Data: return read_data();
        case State::Epilogue: break;
    }
    at_ = window_.size();
    return false;
}

Result<bool> MultipartParser::skip_preamble() {
    const std::size_t found = window_.find(delimiter_, at_);
    if (found == std::string::npos) {
        if (window_.size() > limits_.max_head_bytes + delimiter_.size()) return broken("Its first boundary is missing.");
        return false;
    }
    if (found > limits_.max_head_bytes) return broken("Its first boundary is missing.");
    at_ = found + delimiter_.size();
    state_ = State::AfterBoundary;
    return true;
}

Result<bool> MultipartParser::after_boundary() {
    // "--" ends the body; white space may stand before the line's end (RFC 2046, transport padding).
    const std::string_view rest = std::string_view(window_).substr(at_);
    if (rest.size() < 2) return false;
    if (rest.starts_with("--")) {
        state_ = State::Epilogue;
        return true;
    }
    const std::size_t padding = std::min(rest.find_first_not_of(" \t"), rest.size());
    if (padding > kMaxPadding) return broken("A boundary is followed by something else.");
    if (rest.size() < padding + 2) return false;
    if (rest.substr(padding, 2) != "\r\n") return broken("A boundary is followed by something else.");
    if (++parts_ > limits_.max_parts) return broken("It has more than " + std::to_string(limits_.max_parts) + " parts.");
    at_ += padding;  // the line break stays: a head without lines is only "CR LF CR LF" together with it
    state_ = State::Head;
    return true;
}

Result<bool> MultipartParser::read_head() {
    const std::size_t end = window_.find("\r\n\r\n", at_);
    if (end == std::string::npos || end - at_ > limits_.max_head_bytes) {
        // While its end may be cut in two, a head just within the limit looks up to three bytes longer.
        if (end != std::string::npos || window_.size() - at_ > limits_.max_head_bytes + 3)
            return broken("A part's head is too long.");
        return false;
    }
    const std::string_view lines = std::string_view(window_).substr(at_, end - at_);
    const Result<PartHead> head = parse_head(lines.substr(std::min<std::size_t>(2, lines.size())));
    if (!head) return head.error();
    if (const Result<void> begun = sink_.begin_part(*head); !begun) return begun.error();
    at_ = end + 2;  // the line break before the data may be that of a delimiter: an empty part
    state_ = State::Data;
    is_first_data_ = true;
    return true;
}

Result<bool> MultipartParser::read_data() {
    const std::size_t found = window_.find(delimiter_, at_);
    std::size_t begin = at_ + (is_first_data_ ? 2 : 0);
    const std::size_t end =
        found != std::string::npos ? found : window_.size() - std::min(window_.size() - at_, delimiter_.size() - 1);
    if (found == std::string::npos && end <= begin) return false;
    begin = std::min(begin, end);
    if (begin < end) {
        if (const Result<void> taken = sink_.part_data(std::string_view(window_).substr(begin, end - begin)); !taken)
            return taken.error();
    }
    at_ = end;
    is_first_data_ = false;
    if (found == std::string::npos) return false;
    if (const Result<void> ended = sink_.end_part(); !ended) return ended.error();
    at_ = found + delimiter_.size();
    state_ = State::AfterBoundary;
    return true;
}

}  // namespace i2m::http
