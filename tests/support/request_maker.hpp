// request_maker.hpp - requests made up from the OpenAPI document, good ones and bad ones, the same for the same seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "shared/json/value.hpp"
#include "tests/support/http_probe.hpp"

namespace i2m::test {

/// One operation of the document.
struct DocumentedRoute {
    std::string method;  ///< "GET"
    std::string path;    ///< with its {name}s
    const json::Value* operation = nullptr;
};
[[nodiscard]] std::vector<DocumentedRoute> routes_of(const json::Value& document);

struct MadeRequest {
    std::string target;
    HeaderList headers;
    std::string body;
};

/// What stands for ids and names that exist.
struct KnownThings {
    std::vector<std::string> job_ids;
    std::vector<std::string> file_ids;
    std::vector<std::string> filenames;
    std::string user_key;
    std::string admin_key;
};

/// Makes requests of one route after the other. Nearly half of what it makes breaks the document somewhere.
class RequestMaker {
public:
    RequestMaker(const json::Value& document, KnownThings known, std::uint32_t seed)
        : document_(document), known_(std::move(known)), chance_(seed) {}

    [[nodiscard]] MadeRequest make(const DocumentedRoute& route);

private:
    [[nodiscard]] bool is_once_in(std::uint32_t count) { return chance_() % count == 0; }
    [[nodiscard]] const std::string& one_of(const std::vector<std::string>& list) { return list[chance_() % list.size()]; }
    [[nodiscard]] std::string some_text();
    [[nodiscard]] std::string some_id();
    [[nodiscard]] std::string path_value(const std::string& name);
    /// A value that fits the schema, as text of a query.
    [[nodiscard]] std::string query_value(const json::Value& schema);
    [[nodiscard]] json::Value body_value(const json::Value& schema, const std::string& name);
    [[nodiscard]] json::Value broken(json::Value value);
    void add_body(const json::Value& content, MadeRequest& out);
    void add_form(MadeRequest& out);
    void add_credentials(MadeRequest& out);

    const json::Value& document_;
    const KnownThings known_;
    std::mt19937 chance_;
};

}  // namespace i2m::test
