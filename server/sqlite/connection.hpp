// connection.hpp - one connection to the database, its statements kept, and its errors as StorageError.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"

namespace i2m::sqlite {

/// A kept statement and whether somebody steps through it now.
struct Prepared {
    SQLite::Statement statement;
    bool is_in_use = false;
};

/// One use of a prepared statement: bind, step, read; reset when it goes out of scope (a RETURNING statement holds the write
/// lock until then). Columns count from 0.
class Query {
public:
    explicit Query(Prepared& prepared);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Binds the statement's parameters in order. Text is copied; an empty optional is NULL.
    template <class... Args>
    Query& bind(const Args&... args) {
        int index = 0;
        (bind_one(++index, args), ...);
        return *this;
    }
    /// Goes to the next row; false when there is none.
    bool step() { return prepared_.statement.executeStep(); }
    /// Steps to the end; returns how many rows changed.
    int run();

    [[nodiscard]] bool is_null(int column) const { return prepared_.statement.isColumnNull(column); }
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::optional<std::int64_t> integer_or_none(int column) const;
    [[nodiscard]] std::optional<std::string> text_or_none(int column) const;
    [[nodiscard]] TimePoint time(int column) const { return from_epoch_ms(integer(column)); }
    [[nodiscard]] std::optional<TimePoint> time_or_none(int column) const;

private:
    void bind_one(int index, std::int64_t value) { prepared_.statement.bind(index, value); }
    void bind_one(int index, std::uint64_t value) { prepared_.statement.bind(index, static_cast<std::int64_t>(value)); }
    void bind_one(int index, int value) { prepared_.statement.bind(index, value); }
    void bind_one(int index, std::uint32_t value) { prepared_.statement.bind(index, value); }
    void bind_one(int index, bool value) { prepared_.statement.bind(index, value ? 1 : 0); }
    void bind_one(int index, double value) { prepared_.statement.bind(index, value); }
    void bind_one(int index, std::string_view value) { prepared_.statement.bind(index, std::string(value)); }
    void bind_one(int index, const std::string& value) { prepared_.statement.bind(index, value); }
    void bind_one(int index, const char* value) { prepared_.statement.bind(index, value); }
    void bind_one(int index, TimePoint value) { prepared_.statement.bind(index, epoch_ms(value)); }
    void bind_one(int index, std::nullopt_t) { prepared_.statement.bind(index); }
    template <class T>
    void bind_one(int index, const std::optional<T>& value) {
        if (value) {
            bind_one(index, *value);
        } else {
            prepared_.statement.bind(index);
        }
    }

    Prepared& prepared_;
};

/// NULL in the place of an empty text.
[[nodiscard]] inline std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

/// A connection for one thread at a time. Throws SQLite::Exception; Database turns that into StorageError.
class Connection {
public:
    enum class Mode : std::uint8_t { Write, Read };
    Connection(const std::filesystem::path& file, Mode mode);

    /// The statement for `sql`, prepared at its first use and kept. `sql` must come from a small set of texts.
    [[nodiscard]] Query query(std::string_view sql);
    /// One or several statements without results.
    void exec(const char* sql) { database_.exec(sql); }
    /// Ends the open transaction, if SQLite has not done so already (a full disk makes it).
    void roll_back() noexcept;
    /// The number that a PRAGMA answers.
    [[nodiscard]] std::int64_t pragma(const char* sql);
    [[nodiscard]] std::int64_t last_insert_id() const { return database_.getLastInsertRowid(); }

private:
    SQLite::Database database_;
    std::map<std::string, std::unique_ptr<Prepared>, std::less<>> prepared_;
};

}  // namespace i2m::sqlite
