// openapi.cpp - printing the document.
#include "shared/api/openapi.hpp"

#include <cassert>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "shared/api/examples.hpp"
#include "shared/api/messages.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr int kTooManyRequests = 429;

Value reference(std::string_view kind, std::string_view name) {
    return Object{{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

/// Moves every titled object schema to `components` and leaves a reference in its place.
Value extract(Value schema, Value& components) {
    if (Array* list = schema.as_array()) {
        for (Value& item : *list) item = extract(std::move(item), components);
        return schema;
    }
    Object* object = schema.as_object();
    if (object == nullptr) return schema;
    for (auto& [name, member] : *object) member = extract(std::move(member), components);
    const Value* title = schema.find("title");
    if (title == nullptr || title->as_string() == nullptr || schema.find("properties") == nullptr) return schema;
    const std::string name = *title->as_string();
    Value out = reference("schemas", name);
    if (const Value* words = schema.find("description")) out.set("description", *words);
    Value component{Object{}};
    for (auto& [key, member] : *schema.as_object()) {
        if (key != "title" && key != "description") component.set(key, std::move(member));
    }
    assert(components.find(name) == nullptr || *components.find(name) == component);  // two structs of one wire name
    components.set(name, std::move(component));
    return out;
}

/// A body; one that is a component has the example of that component.
Value content(std::string_view type, Value schema) {
    Value media{Object{}};
    if (const Value* name = schema.find("$ref")) {
        const std::string& path = *name->as_string();
        media.set("examples", Object{{"typical", reference("examples", std::string_view(path).substr(path.rfind('/') + 1))}});
    } else if (const Value* kind = schema.find("type");
               kind != nullptr && *kind == Value("object") && type == "application/json") {
        media.set("example", Object{});
    }
    media.set("schema", std::move(schema));
    return Object{{std::string(type), std::move(media)}};
}

Value answer(std::string_view words, Value body, Object headers = {}) {
    headers.emplace_back("X-Request-Id", reference("headers", "RequestId"));
    Value out{Object{}};
    out.set("description", words);
    out.set("headers", std::move(headers));
    if (!body.is_null()) out.set("content", std::move(body));
    return out;
}

Value string_header(std::string_view words) {
    return Object{{"description", Value(words)}, {"schema", Object{{"type", "string"}}}};
}

constexpr std::pair<std::string_view, std::string_view> kLimitHeaders[] = {
    {"RateLimit-Limit", "Requests that start runs, of the window that is nearest to its end"},
    {"RateLimit-Remaining", "How many of them are left now"},
    {"RateLimit-Reset", "Seconds until all of them are there again"},
    {"RateLimit-Policy", "Every limit with its window in seconds, like 60;w=60, 1000;w=3600"}};

/// What answers of routes that start runs tell about their limit.
Object limit_headers(Route route) {
    Object out;
    if (route_info(route).special != Special::StartsRuns) return out;
    for (const auto& [name, words] : kLimitHeaders) out.emplace_back(std::string(name), reference("headers", name));
    return out;
}

/// The content types of an answer that is a file.
std::vector<std::string_view> file_types(AnswerKind kind) {
    if (kind == AnswerKind::Zip) return {"application/zip"};
    if (kind == AnswerKind::Model)
        return {"model/gltf-binary", "application/zip", "model/stl", "model/3mf", "application/octet-stream"};
    return {"image/png", "image/jpeg"};
}

Value with_zip(Value body) {
    body.set("application/zip", Object{{"schema", Object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}}}});
    return body;
}

/// 200, and for files 206 and 304 too.
void add_good_answers(const Operation& row, Value& answers, Value& components) {
    const Value binary = Object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
    switch (row.answer) {
        case AnswerKind::Json: {
            const Value body = content("application/json", extract(row.schema(), components));
            answers.set("200", answer("Done", body, limit_headers(row.route)));
            if (row.route == Route::DownloadList) answers.set("200", answer("Done", with_zip(body)));
            if (row.route == Route::Readiness) answers.set("503", answer("Not ready", body));
            if (row.route == Route::HealthDetailed) answers.set("503", answer("A part does not work", body));
            return;
        }
        case AnswerKind::EventStream:
            (void)extract(row.schema(), components);
            answers.set("200",
                        answer("Events; the data of each is an Event", content("text/event-stream", Object{{"type", "string"}})));
            return;
        case AnswerKind::Text: {
            Value body = content("text/plain", Object{{"type", "string"}});
            if (row.route == Route::LogExport) {
                for (const char* type : {"application/x-ndjson", "text/csv"})
                    body.set(type, Object{{"schema", Object{{"type", "string"}}}});
            }
            answers.set("200", answer("Done", std::move(body)));
            return;
        }
        case AnswerKind::Model:
        case AnswerKind::Zip:
        case AnswerKind::Image: break;
    }
    Value body{Object{}};
    for (const std::string_view type : file_types(row.answer)) body.set(type, Object{{"schema", binary}});
    const Object tag = {{"ETag", string_header("Hash of the content")}};
    Object part = tag;
    part.emplace_back("Content-Range", string_header("Which bytes these are"));
    answers.set("200", answer("The file", body, tag));
    answers.set("206", answer("The range that was asked for", body, part));
    answers.set("304", answer("Not changed", {}, tag));
}

/// The row's own errors and those that follow from access, body and path.
std::set<ErrorCode> errors_of(const Operation& row) {
    const RouteInfo& route = route_info(row.route);
    std::set<ErrorCode> errors(row.errors.begin(), row.errors.end());
    errors.insert({ErrorCode::HeaderInvalid, ErrorCode::Forbidden, ErrorCode::Internal});
    if (route.access != Access::Anonymous) errors.insert({ErrorCode::Unauthorized, ErrorCode::TooManyRequests});
    if (route.path.find("{id}") != std::string_view::npos) errors.insert(ErrorCode::InvalidId);
    if (route.method == Method::Post) errors.insert({ErrorCode::PayloadTooLarge, ErrorCode::LengthRequired});
    if (route.body != Body::None) errors.insert(ErrorCode::RequestTimeout);
    if (route.body == Body::Json && row.request != nullptr) errors.insert({ErrorCode::InvalidJson, ErrorCode::InvalidRequest});
    return errors;
}

/// One answer a status, with the words of every code that has it.
void add_error_answers(const Operation& row, Value& answers) {
    std::map<int, std::string> words;
    for (const ErrorCode code : errors_of(row)) {
        const ErrorInfo& info = error_info(code);
        std::string& text = words[info.http_status];
        text.append(text.empty() ? "" : "\n\n").append("`").append(info.wire_name).append("`: ").append(info.words);
    }
    for (const auto& [status, text] : words) {
        Object headers;
        if (status == kTooManyRequests) {
            headers = limit_headers(row.route);
            headers.emplace_back("Retry-After", reference("headers", "Retry-After"));
        }
        answers.set(std::to_string(status),
                    answer(text, content("application/json", reference("schemas", "Error")), std::move(headers)));
    }
}

Value path_parameter(std::string_view name) {
    Value schema = Object{{"type", "string"}};
    if (name == "id") schema.set("format", "uuid");
    schema.set("examples", Array{Value(name == "id" ? kExampleId : std::string_view("duck.glb"))});
    return Object{{"name", Value(name)},
                  {"in", "path"},
                  {"required", true},
                  {"description", name == "id" ? "Id of a job or of a file" : "Name of a file of the job"},
                  {"schema", std::move(schema)}};
}

Value parameters_of(const Operation& row) {
    Array out;
    const std::string_view path = route_info(row.route).path;
    for (std::size_t open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
        out.push_back(path_parameter(path.substr(open + 1, path.find('}', open) - open - 1)));
    }
    for (const OperationParameter& parameter : row.parameters) {
        const Result<Value> schema = json::parse(parameter.schema);
        assert(schema.ok());
        out.push_back(Object{{"name", Value(parameter.name)},
                             {"in", Value(parameter.where)},
                             {"description", Value(parameter.words)},
                             {"schema", *schema}});
    }
    return out;
}

Value aliases_of(Route route) {
    Array out;
    for (const RouteAlias& alias : route_aliases()) {
        if (alias.route == route) out.emplace_back(std::string(method_name(alias.method)) + " " + std::string(alias.path));
    }
    return out;
}

/// Any of these.
Value security_of(const RouteInfo& route) {
    Array out = {Object{{"bearer", Array{}}}, Object{{"apiKey", Array{}}}, Object{{"session", Array{}}}};
    if (route.special == Special::Linkable) out.push_back(Object{{"link", Array{}}});
    return out;
}

Value operation_of(const Operation& row, Value& components) {
    const RouteInfo& route = route_info(row.route);
    Value out{Object{}};
    out.set("operationId", row.id);
    out.set("tags", Array{Value(row.tag)});
    out.set("summary", route.summary);
    if (!row.words.empty()) out.set("description", row.words);
    if (Value aliases = aliases_of(row.route); !aliases.as_array()->empty()) out.set("x-aliases", std::move(aliases));
    out.set("security", route.access == Access::Anonymous ? Value(Array{}) : security_of(route));
    if (Value parameters = parameters_of(row); !parameters.as_array()->empty()) out.set("parameters", std::move(parameters));
    if (row.request != nullptr) {
        const bool is_upload = route.body == Body::Upload;
        out.set("requestBody", Object{{"required", is_upload},
                                      {"content", content(is_upload ? "multipart/form-data" : "application/json",
                                                          extract(row.request(), components))}});
    }
    Value answers{Object{}};
    add_good_answers(row, answers, components);
    add_error_answers(row, answers);
    out.set("responses", std::move(answers));
    return out;
}

std::string lower_method(Method method) {
    std::string name(method_name(method));
    for (char& c : name) c = static_cast<char>(c - 'A' + 'a');
    return name;
}

Value security_schemes() {
    return Object{
        {"bearer", Object{{"type", "http"}, {"scheme", "bearer"}, {"description", "A key of this server"}}},
        {"apiKey", Object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-Key"}, {"description", "A key of this server"}}},
        {"session", Object{{"type", "apiKey"},
                           {"in", "cookie"},
                           {"name", "i2m_session"},
                           {"description", "From POST /api/v1/session; changes need this server's own page as Origin"}}},
        {"link", Object{{"type", "apiKey"},
                        {"in", "query"},
                        {"name", "signature"},
                        {"description", "A link from a list of downloads, with expires"}}}};
}

Value headers_component() {
    Object out = {{"RequestId", string_header("Names this request in the server's log")},
                  {"Retry-After", string_header("Seconds to wait before it is sent again")}};
    for (const auto& [name, words] : kLimitHeaders) out.emplace_back(std::string(name), string_header(words));
    return out;
}

Value info(std::string_view version) {
    return Object{{"title", "image2model"},
                  {"version", Value(version)},
                  {"summary", "Turn images into 3D models"},
                  {"description",
                   "Every path answers with and without a slash at its end, and HEAD works where GET does. Without a key "
                   "everything is open on "
                   "the server's own machine and nothing beyond it. job_id, task_id and batch_id are the same value."},
                  {"license", Object{{"name", "MIT"}, {"identifier", "MIT"}}}};
}

}  // namespace

Value openapi_document(std::string_view version) {
    Value schemas{Object{}};
    (void)extract(json::schema<ErrorEnvelope>(), schemas);
    (void)extract(json::schema<RefusedFile>(), schemas);
    Value paths{Object{}};
    for (const Operation& row : operations()) {
        const RouteInfo& route = route_info(row.route);
        Value item = paths.find(route.path) != nullptr ? *paths.find(route.path) : Value(Object{});
        item.set(lower_method(route.method), operation_of(row, schemas));
        paths.set(route.path, std::move(item));
    }
    Value examples{Object{}};
    for (const auto& [name, schema] : *schemas.as_object()) examples.set(name, Object{{"value", example_of(name, schemas)}});
    Value components{Object{}};
    components.set("examples", std::move(examples));
    components.set("schemas", std::move(schemas));
    components.set("headers", headers_component());
    components.set("securitySchemes", security_schemes());
    Value out{Object{}};
    out.set("openapi", "3.1.0");
    out.set("info", info(version));
    out.set("servers", Array{Object{{"url", "/"}}});
    out.set("paths", std::move(paths));
    out.set("components", std::move(components));
    return out;
}

}  // namespace i2m::api
