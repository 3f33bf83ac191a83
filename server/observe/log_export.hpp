// log_export.hpp - lines of the log as JSON lines, CSV or text, made while they are taken.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/log_book.hpp"
#include "server/observe/log_scan.hpp"

namespace i2m {

enum class LogFormat : std::uint8_t { JsonLines, Csv, Text };
/// "json", "jsonl", "csv", "txt", "text"; "" is JSON lines.
[[nodiscard]] std::optional<LogFormat> log_format_from(std::string_view name);

/// One cell by RFC 4180. Control characters become spaces; what a spreadsheet would take for a formula gets an apostrophe in front
/// (=, +, -, @ at its start, also behind spaces).
[[nodiscard]] std::string csv_cell(std::string_view text);
/// `text` on one line: control characters (C0, DEL, C1) and the marks that turn the direction of writing become spaces.
[[nodiscard]] std::string plain_text(std::string_view text);

/// `line` in the format, with its line end; "" for one that is no JSON object.
[[nodiscard]] std::string format_line(std::string_view line, LogFormat format);
/// What stands before all lines; "" for nothing.
[[nodiscard]] std::string_view header_of(LogFormat format);

/// All lines of the scan. When a limit cuts it off, its last line says so. It holds `slot` for as long as it lives.
[[nodiscard]] std::unique_ptr<TextStream> make_log_export(std::unique_ptr<LogScan> scan, LogFormat format,
                                                          std::shared_ptr<void> slot);

}  // namespace i2m
