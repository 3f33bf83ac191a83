// connection.cpp - pragmas and columns.
#include "server/sqlite/connection.hpp"

#include <cassert>
#include <string>

#include "server/sqlite/page_pool.hpp"

namespace i2m::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 5'000;

int open_flags(Connection::Mode mode) {
    // Each connection has its own mutex in Database, so SQLite's own is not needed.
    return mode == Connection::Mode::Write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX
                                           : SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX;
}

}  // namespace

Query::Query(Prepared& prepared) : prepared_(prepared) {
    assert(!prepared.is_in_use && "a statement cannot be used inside its own loop");
    prepared.is_in_use = true;
}

Query::~Query() {
    prepared_.statement.tryReset();
    prepared_.is_in_use = false;
}

int Query::run() {
    while (step()) {
    }
    return prepared_.statement.getChanges();
}

std::int64_t Query::integer(int column) const { return prepared_.statement.getColumn(column).getInt64(); }
double Query::real(int column) const { return prepared_.statement.getColumn(column).getDouble(); }
std::string Query::text(int column) const { return prepared_.statement.getColumn(column).getString(); }

std::optional<std::int64_t> Query::integer_or_none(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}
std::optional<std::string> Query::text_or_none(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}
std::optional<TimePoint> Query::time_or_none(int column) const {
    if (is_null(column)) return std::nullopt;
    return time(column);
}

Connection::Connection(const std::filesystem::path& file, Mode mode)
    : database_((give_pages_a_place(), file.string()), open_flags(mode), kBusyTimeoutMs) {
    exec("PRAGMA foreign_keys = ON");
    exec("PRAGMA temp_store = MEMORY");
    exec(("PRAGMA cache_size = -" + std::to_string(kCachedKib)).c_str());
    if (mode == Mode::Read) return;
    // FULL: a commit that was answered survives a power cut. The limit gives back the space of a WAL that grew once.
    exec("PRAGMA journal_mode = WAL");
    exec("PRAGMA synchronous = FULL");
    exec("PRAGMA journal_size_limit = 67108864");
}

Query Connection::query(std::string_view sql) {
    auto found = prepared_.find(sql);
    if (found == prepared_.end()) {
        const std::string text(sql);
        found = prepared_.emplace(text, std::make_unique<Prepared>(Prepared{SQLite::Statement(database_, text)})).first;
    }
    return Query(*found->second);
}

void Connection::roll_back() noexcept {
    try {
        exec("ROLLBACK");
    } catch (const SQLite::Exception&) {
        // Nothing is open any more; the error that led here is on its way.
    }
}

std::int64_t Connection::pragma(const char* sql) {
    SQLite::Statement statement(database_, sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

}  // namespace i2m::sqlite
