// handlers_logs.cpp - questions of the query to the log book, its answers as JSON or as a stream.
#include "server/http/handlers_logs.hpp"

#include <charconv>
#include <optional>
#include <string>

#include "server/http/query.hpp"
#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

std::string text_of(const Request& request, std::string_view name) { return std::string(request.query_value(name).value_or("")); }

/// The whole number of a query; InvalidRequest when it is none.
Result<std::int64_t> number_of(const Request& request, const std::string& name, std::int64_t otherwise) {
    const std::optional<std::string_view> text = request.query_value(name);
    if (!text) return otherwise;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (text->empty() || error != std::errc() || end != text->data() + text->size())
        return Error{ErrorCode::InvalidRequest, name + " must be a whole number.", name};
    return value;
}

Result<bool> flag_of(const Request& request, const std::string& name) {
    const std::string text = text_of(request, name);
    if (text.empty() || text == "false" || text == "0") return false;
    if (text == "true" || text == "1") return true;
    return Error{ErrorCode::InvalidRequest, name + " must be true or false.", name};
}

Response analyze(const Request& request, LogBook& book) {
    const Result<std::int64_t> hours = number_of(request, "hours_back", 24);
    if (!hours) return respond_error(hours.error(), request.request_id);
    return respond(request, book.analyze(text_of(request, "log_type"), *hours));
}

Response clean_up(const Request& request, LogBook& book, Audit& audit) {
    if (auto known = only_names(request, {"older_than_days", "dry_run"}); !known)
        return respond_error(known.error(), request.request_id);
    const Result<std::int64_t> days = number_of(request, "older_than_days", 30);
    if (!days) return respond_error(days.error(), request.request_id);
    const Result<bool> is_dry = flag_of(request, "dry_run");
    if (!is_dry) return respond_error(is_dry.error(), request.request_id);
    const auto done = book.cleanup(*days, *is_dry);
    if (*is_dry) return respond(request, done);
    return respond_noted(request, done, audit, "logs.cleanup", "", {{"older_than_days", *days}});
}

/// Names may come once with commas, or several times.
std::string types_of(const Request& request) {
    std::string out;
    for (const auto& [name, value] : request.query) {
        if ((name == "log_types" || name == "log_type") && !value.empty()) out += (out.empty() ? "" : ",") + value;
    }
    return out;
}

Response export_lines(const Request& request, LogBook& book) {
    Result<LogExport> opened = book.open_export(
        {text_of(request, "start_date"), text_of(request, "end_date"), types_of(request), text_of(request, "format")});
    if (!opened) return respond_error(opened.error(), request.request_id);
    Response out;
    out.headers.add("Content-Type", opened->content_type);
    out.headers.add("Content-Disposition", "attachment; filename=\"" + opened->filename + "\"");
    out.headers.add("Cache-Control", "no-store");
    out.next_piece = [text = std::shared_ptr<TextStream>(std::move(opened->text))] { return text->next(); };
    return out;
}

}  // namespace

void set_log_handlers(Router& router, LogBook& book, Audit& audit) {
    router.set(api::Route::LogAnalyze, [&book](Request& request) { return analyze(request, book); });
    router.set(api::Route::LogDailySummary,
               [&book](Request& request) { return respond(request, book.daily(text_of(request, "date"))); });
    router.set(api::Route::LogExport, [&book](Request& request) { return export_lines(request, book); });
    router.set(api::Route::LogHealth, [&book](Request&) { return respond_value(book.health()); });
    router.set(api::Route::LogStatistics, [&book](Request&) { return respond_value(book.statistics()); });
    router.set(api::Route::LogTypes, [&book](Request&) { return respond_value(book.types()); });
    router.set(api::Route::LogRotate, [&book, &audit](Request& request) {
        Response done = respond_value(book.rotate());
        audit.note(request.caller, "logs.rotate", "");
        return done;
    });
    router.set(api::Route::LogCleanup, [&book, &audit](Request& request) { return clean_up(request, book, audit); });
}

}  // namespace i2m::http
