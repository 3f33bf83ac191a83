// log_export.cpp - members of a line as columns and as text.
#include "server/observe/log_export.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::size_t kPieceBytes = 65'536;
constexpr std::array<std::string_view, 4> kColumns = {"time", "level", "event", "request_id"};

bool is_column(std::string_view name) { return std::find(kColumns.begin(), kColumns.end(), name) != kColumns.end(); }

std::string words_of(const json::Value& value) {
    const std::string* text = value.as_string();
    return text != nullptr ? *text : json::dump(value);
}

std::string member(const json::Value& line, std::string_view name) {
    const json::Value* value = line.find(name);
    return value == nullptr ? std::string() : words_of(*value);
}

std::string csv_line(const json::Value& line) {
    std::string out;
    for (const std::string_view column : kColumns) out += csv_cell(member(line, column)) + ",";
    json::Object rest;
    for (const auto& [name, value] : *line.as_object()) {
        if (!is_column(name)) rest.emplace_back(name, value);
    }
    return out + csv_cell(rest.empty() ? std::string() : json::dump(json::Value(std::move(rest)))) + "\r\n";
}

std::string text_line(const json::Value& line) {
    std::string out = member(line, "time") + " " + member(line, "level") + " " + member(line, "event");
    for (const auto& [name, value] : *line.as_object()) {
        if (name != "time" && name != "level" && name != "event") out += "  " + name + "=" + words_of(value);
    }
    return plain_text(out) + "\n";
}

class LogExportStream final : public TextStream {
public:
    LogExportStream(std::unique_ptr<LogScan> scan, LogFormat format, std::shared_ptr<void> slot)
        : slot_(std::move(slot)), scan_(std::move(scan)), format_(format), piece_(header_of(format)) {}

    std::string next() override {
        while (!is_ended_ && piece_.size() < kPieceBytes) {
            const std::optional<LogScan::Line> line = scan_->next();
            if (line) {
                piece_ += format_line(line->text, format_);
                continue;
            }
            is_ended_ = true;
            slot_.reset();  // before the client sees the end: it may ask for the next at once
            if (scan_->cut().empty()) break;
            const json::Object last{{"time", ""}, {"level", "warning"}, {"event", "export cut"}, {"what", scan_->cut()}};
            piece_ += format_line(json::dump(json::Value(last)), format_);
        }
        return std::exchange(piece_, {});
    }

private:
    std::shared_ptr<void> slot_;
    const std::unique_ptr<LogScan> scan_;
    const LogFormat format_;
    std::string piece_;
    bool is_ended_ = false;
};

}  // namespace

std::optional<LogFormat> log_format_from(std::string_view name) {
    if (name.empty() || name == "json" || name == "jsonl") return LogFormat::JsonLines;
    if (name == "csv") return LogFormat::Csv;
    if (name == "txt" || name == "text") return LogFormat::Text;
    return std::nullopt;
}

std::string plain_text(std::string_view given) {
    const std::string text = to_utf8(given);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto follows = [&](std::size_t at) { return i + at < text.size() ? static_cast<unsigned char>(text[i + at]) : 0U; };
        if (byte < 0x20 || byte == 0x7F) {
            out += ' ';
        } else if (byte == 0xC2 && follows(1) < 0xA0) {  // U+0080 to U+009F
            out += ' ';
            ++i;
        } else if (byte == 0xE2 && ((follows(1) == 0x80 && follows(2) >= 0xA8 && follows(2) <= 0xAE) ||
                                    (follows(1) == 0x81 && follows(2) >= 0xA6 && follows(2) <= 0xA9))) {
            out += ' ';  // U+2028 to U+202E, U+2066 to U+2069
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string csv_cell(std::string_view text) {
    std::string cell = plain_text(text);
    const std::size_t first = cell.find_first_not_of(' ');
    constexpr std::string_view kStarts = "=+-@|%";
    if (first != std::string::npos && kStarts.find(cell[first]) != std::string_view::npos) cell.insert(cell.begin(), '\'');
    std::string out = "\"";
    for (const char c : cell) {
        out += c;
        if (c == '"') out += '"';
    }
    return out + "\"";
}

std::string format_line(std::string_view line, LogFormat format) {
    const Result<json::Value> value = json::parse(line);
    if (!value || value->as_object() == nullptr) return {};
    switch (format) {
        case LogFormat::JsonLines: return std::string(line) + "\n";
        case LogFormat::Csv: return csv_line(*value);
        case LogFormat::Text: return text_line(*value);
    }
    return {};
}

std::string_view header_of(LogFormat format) {
    return format == LogFormat::Csv ? "\"time\",\"level\",\"event\",\"request_id\",\"details\"\r\n" : "";
}

std::unique_ptr<TextStream> make_log_export(std::unique_ptr<LogScan> scan, LogFormat format, std::shared_ptr<void> slot) {
    return std::make_unique<LogExportStream>(std::move(scan), format, std::move(slot));
}

}  // namespace i2m
