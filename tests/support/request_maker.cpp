// request_maker.cpp - paths, queries, headers and bodies by chance.
#include "tests/support/request_maker.hpp"

#include <algorithm>

#include "shared/api/routes.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using json::Value;

const std::vector<std::string> kOddTexts = {"",
                                            "0",
                                            "-1",
                                            "1e9",
                                            "99999999999999999999",
                                            "null",
                                            "true",
                                            "'; DROP TABLE jobs; --",
                                            "\"\"\"",
                                            "%",
                                            "../../etc/passwd",
                                            "\xff",
                                            "\xe2\x82",
                                            "日本語",
                                            "\xF0\x9F\xA6\x86",
                                            "a\tb",
                                            "{{}}",
                                            "<script>",
                                            std::string(300, 'x')};

std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

}  // namespace

std::vector<DocumentedRoute> routes_of(const Value& document) {
    std::vector<DocumentedRoute> out;
    for (const auto& [path, item] : *document.find("paths")->as_object()) {
        for (const auto& [method, operation] : *item.as_object()) out.push_back({upper(method), path, &operation});
    }
    return out;
}

std::string RequestMaker::some_text() {
    if (!is_once_in(3)) return one_of(kOddTexts);
    std::string out;
    for (auto left = chance_() % 20; left > 0; --left) out += static_cast<char>(0x20 + chance_() % 0x5F);
    return out;
}

std::string RequestMaker::some_id() {
    switch (chance_() % 8) {
        case 0: return "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f";
        case 1: return some_text();
        case 2:
        case 3: return one_of(known_.file_ids);
        default: return one_of(known_.job_ids);
    }
}

std::string RequestMaker::path_value(const std::string& name) {
    const std::string text = name == "id" ? some_id() : is_once_in(4) ? some_text() : one_of(known_.filenames);
    return api::percent_encode(text.empty() ? " " : text);
}

std::string RequestMaker::query_value(const Value& schema) {
    if (const Value* choices = schema.find("enum")) {
        const json::Array& list = *choices->as_array();
        return *list[chance_() % list.size()].as_string();
    }
    const Value* const type = schema.find("type");
    const std::string kind = type == nullptr || type->as_string() == nullptr ? "string" : *type->as_string();
    if (kind == "integer") {
        const Value* const most = schema.find("maximum");
        return std::to_string(
            1 + chance_() % (most != nullptr && most->as_int() != nullptr ? static_cast<std::uint64_t>(*most->as_int()) : 1'000));
    }
    if (kind == "boolean") return is_once_in(2) ? "true" : "false";
    if (const Value* format = schema.find("format")) return *format == Value("date") ? "2026-11-22" : "2026-11-22T10:00:00Z";
    return is_once_in(3) ? some_text() : is_once_in(2) ? "draft" : one_of(known_.job_ids).substr(0, 8);
}

Value RequestMaker::body_value(const Value& schema_or_reference, const std::string& name) {
    const Value& schema = resolved(schema_or_reference, document_);
    if (const Value* choices = schema.find("enum")) return (*choices->as_array())[chance_() % choices->as_array()->size()];
    const Value* const type = schema.find("type");
    const std::string kind = type == nullptr                ? ""
                             : type->as_string() != nullptr ? *type->as_string()
                                                            : *(*type->as_array())[0].as_string();
    if (kind == "boolean") return is_once_in(2);
    if (kind == "integer") return static_cast<std::int64_t>(chance_() % 100);
    if (kind == "number") return static_cast<double>(chance_() % 1'000) / 10;
    if (kind == "string") {
        if (name.ends_with("id") || name.starts_with("before") || name == "files") return some_id();
        return name.find("model") != std::string::npos ? std::string("draft") : some_text();
    }
    if (kind == "array") {
        json::Array list;
        for (auto left = chance_() % 3; left > 0; --left) list.push_back(body_value(*schema.find("items"), name));
        return list;
    }
    Value out{json::Object{}};
    const Value* const properties = schema.find("properties");
    const Value* const needed = schema.find("required");
    if (properties == nullptr) return out;
    for (const auto& [member, of_member] : *properties->as_object()) {
        const bool is_needed = needed != nullptr && std::any_of(needed->as_array()->begin(), needed->as_array()->end(),
                                                                [&, &n = member](const Value& row) { return row == Value(n); });
        if (is_needed || is_once_in(2)) out.set(member, body_value(of_member, member));
    }
    return out;
}

/// One member gone, of another kind, or odd.
Value RequestMaker::broken(Value value) {
    json::Object* const members = value.as_object();
    if (members == nullptr || members->empty()) return json::Array{Value(some_text())};
    const std::size_t at = chance_() % members->size();
    switch (chance_() % 4) {
        case 0: members->erase(members->begin() + static_cast<std::ptrdiff_t>(at)); break;
        case 1: (*members)[at].second = Value(); break;
        case 2: (*members)[at].second = json::Array{Value(json::Object{})}; break;
        default: (*members)[at].second = some_text(); break;
    }
    return value;
}

void RequestMaker::add_form(MadeRequest& out) {
    out.headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary));
    std::vector<FormPart> parts;
    for (auto left = chance_() % 3; left > 0; --left) {
        const std::string content = is_once_in(2) ? disc_png(static_cast<int>(chance_() % 5)) : some_text();
        parts.push_back({is_once_in(5)   ? "image"
                         : is_once_in(2) ? "files"
                                         : "file",
                         content, is_once_in(5) ? "" : "a.png", "image/png"});
    }
    if (is_once_in(3)) parts.push_back({"face_limit", is_once_in(2) ? "500" : some_text()});
    if (is_once_in(3)) parts.push_back({"model", is_once_in(2) ? "draft" : some_text()});
    if (is_once_in(3)) parts.push_back({"options", is_once_in(2) ? "{\"grid\":256}" : some_text()});
    out.body = form_body(parts);
    if (is_once_in(6)) out.body.resize(static_cast<std::size_t>(chance_() % out.body.size()));
}

void RequestMaker::add_body(const Value& content, MadeRequest& out) {
    if (content.find("multipart/form-data") != nullptr) return add_form(out);
    const Value* const media = content.find("application/json");
    if (media == nullptr || is_once_in(12)) return;
    out.headers.emplace_back("Content-Type", "application/json");
    Value value = body_value(*media->find("schema"), "");
    if (is_once_in(4)) value = broken(std::move(value));
    out.body = json::dump(value);
    if (is_once_in(10)) out.body = some_text();
}

void RequestMaker::add_credentials(MadeRequest& out) {
    switch (chance_() % 10) {
        case 0: return;
        case 1: out.headers.emplace_back("X-API-Key", "no-such-key"); return;
        case 2:
        case 3:
        case 4: out.headers.emplace_back("X-API-Key", known_.user_key); return;
        case 5: out.headers.emplace_back("Authorization", "Basic abc"); return;
        default: out.headers.emplace_back("Authorization", "Bearer " + known_.admin_key); return;
    }
}

MadeRequest RequestMaker::make(const DocumentedRoute& route) {
    MadeRequest out;
    for (std::size_t at = 0; at < route.path.size();) {
        const std::size_t open = std::min(route.path.find('{', at), route.path.size());
        out.target += route.path.substr(at, open - at);
        if (open == route.path.size()) break;
        const std::size_t close = route.path.find('}', open);
        out.target += path_value(route.path.substr(open + 1, close - open - 1));
        at = close + 1;
    }
    std::string query;
    if (const Value* parameters = route.operation->find("parameters")) {
        for (const Value& parameter : *parameters->as_array()) {
            const std::string& where = *parameter.find("in")->as_string();
            const std::string& name = *parameter.find("name")->as_string();
            if (where == "path" || !is_once_in(3)) continue;
            const std::string usual = name == "Range" ? "bytes=0-9" : query_value(*parameter.find("schema"));
            const std::string value = is_once_in(4) ? some_text() : usual;
            const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
            if (where == "query") query += (query.empty() ? "?" : "&") + name + "=" + api::percent_encode(value);
            if (where == "header" && is_plain) out.headers.emplace_back(name, value);
        }
    }
    if (is_once_in(8)) query += (query.empty() ? "?" : "&") + std::string("odd") + "=" + api::percent_encode(some_text());
    out.target += query;
    if (const Value* body = route.operation->find("requestBody")) add_body(*body->find("content"), out);
    add_credentials(out);
    return out;
}

}  // namespace i2m::test
