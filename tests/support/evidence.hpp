// evidence.hpp - what the server's database says, read from outside.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace i2m::test {

/// The database in a data folder, opened to read only. A server may be running on it; then each question sees a moment.
class Evidence {
public:
    explicit Evidence(const std::filesystem::path& data_folder);

    /// The first column of the first row: -1 or "" without one.
    [[nodiscard]] std::int64_t number(const std::string& sql);
    [[nodiscard]] std::string text(const std::string& sql);
    /// The first column of all rows.
    [[nodiscard]] std::vector<std::string> list(const std::string& sql);
    [[nodiscard]] std::set<std::string> texts(const std::string& sql);
    /// The states that each file's events tell, in order.
    [[nodiscard]] std::map<std::string, std::vector<std::string>> histories();

private:
    SQLite::Database database_;
};

/// The names in a folder.
[[nodiscard]] std::set<std::string> names_in(const std::filesystem::path& folder);

}  // namespace i2m::test
