// evidence.cpp - short questions to the database.
#include "tests/support/evidence.hpp"

#include <stdexcept>

#include "tests/support/patience.hpp"

namespace i2m::test {
namespace {

std::filesystem::path find_database(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".db") return entry.path();
    }
    throw std::runtime_error("no database in " + folder.string());
}

}  // namespace

Evidence::Evidence(const std::filesystem::path& data_folder)
    : database_(find_database(data_folder).string(), SQLite::OPEN_READONLY,
                static_cast<int>(std::chrono::milliseconds(kPatience).count())) {}

std::int64_t Evidence::number(const std::string& sql) {
    SQLite::Statement statement(database_, sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : -1;
}

std::string Evidence::text(const std::string& sql) {
    SQLite::Statement statement(database_, sql);
    return statement.executeStep() ? statement.getColumn(0).getString() : "";
}

std::vector<std::string> Evidence::list(const std::string& sql) {
    std::vector<std::string> out;
    SQLite::Statement statement(database_, sql);
    while (statement.executeStep()) out.push_back(statement.getColumn(0).getString());
    return out;
}

std::set<std::string> Evidence::texts(const std::string& sql) {
    const std::vector<std::string> all = list(sql);
    return {all.begin(), all.end()};
}

std::map<std::string, std::vector<std::string>> Evidence::histories() {
    std::map<std::string, std::vector<std::string>> out;
    SQLite::Statement statement(database_,
                                "SELECT json_extract(data, '$.file_id'), json_extract(data, '$.status') FROM events "
                                "WHERE name = 'file_update' ORDER BY id");
    while (statement.executeStep()) out[statement.getColumn(0).getString()].push_back(statement.getColumn(1).getString());
    return out;
}

std::set<std::string> names_in(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
}

}  // namespace i2m::test
