// sse.cpp - frames and the incremental parser.
#include "shared/api/sse.hpp"

#include <algorithm>

namespace i2m::api {

std::string sse_frame(std::int64_t id, std::string_view name, std::string_view data) {
    std::string out;
    out.reserve(data.size() + name.size() + 40);
    if (id > 0) out += "id: " + std::to_string(id) + "\n";
    if (!name.empty()) out.append("event: ").append(name).append("\n");
    while (true) {
        const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
        out.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == data.size()) break;
        data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    }
    return out + "\n";
}

std::string sse_comment(std::string_view words) { return ": " + std::string(words) + "\n\n"; }

std::string sse_retry(int retry_ms) { return "retry: " + std::to_string(retry_ms) + "\n\n"; }

std::vector<SseEvent> SseParser::feed(std::string_view piece) {
    std::vector<SseEvent> out;
    for (const char c : piece) {
        if (c == '\n' && was_cr_) {  // the second half of CR LF
            was_cr_ = false;
            continue;
        }
        was_cr_ = c == '\r';
        if (c == '\n' || c == '\r') {
            take_line(out);
            continue;
        }
        is_line_empty_ = false;
        if (line_.size() + data_.size() >= max_event_bytes_) {
            is_oversize_ = true;
        } else {
            line_ += c;
        }
    }
    return out;
}

void SseParser::take_line(std::vector<SseEvent>& out) {
    if (is_first_ && line_.starts_with("\xEF\xBB\xBF")) {
        line_.erase(0, 3);
        is_line_empty_ = line_.empty();
    }
    is_first_ = false;
    if (is_line_empty_) {
        dispatch(out);
    } else if (!is_oversize_ && line_.front() != ':') {
        const std::size_t colon = std::min(line_.find(':'), line_.size());
        std::string_view value = std::string_view(line_).substr(std::min(colon + 1, line_.size()));
        if (value.starts_with(' ')) value.remove_prefix(1);
        take_field(std::string_view(line_).substr(0, colon), value);
    }
    line_.clear();
    is_line_empty_ = true;
}

void SseParser::take_field(std::string_view name, std::string_view value) {
    if (name == "data") {
        if (has_data_) data_ += '\n';
        data_ += value;
        has_data_ = true;
    } else if (name == "event") {
        name_ = value;
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) id_ = value;
    } else if (name == "retry") {
        const bool is_number = !value.empty() && value.size() <= 7 &&
                               std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (is_number) retry_ms_ = std::stoi(std::string(value));
    }
}

void SseParser::dispatch(std::vector<SseEvent>& out) {
    if (id_) last_id_ = *id_;
    if (has_data_ && !is_oversize_) out.push_back({id_.value_or(""), name_.empty() ? "message" : name_, data_});
    id_.reset();
    name_.clear();
    data_.clear();
    has_data_ = false;
    is_oversize_ = false;
}

}  // namespace i2m::api
