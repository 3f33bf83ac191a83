// json_schema.cpp - one check a keyword.
#include "tests/support/json_schema.hpp"

#include <algorithm>

#include "server/core/job_search.hpp"

namespace i2m::test {
namespace {

using json::Value;

bool is_of_type(const Value& value, const std::string& type) {
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.as_bool() != nullptr;
    if (type == "integer") return value.as_int() != nullptr;
    if (type == "number") return value.as_int() != nullptr || value.as_double() != nullptr;
    if (type == "string") return value.as_string() != nullptr;
    if (type == "array") return value.as_array() != nullptr;
    return type == "object" && value.as_object() != nullptr;
}

bool has_type(const Value& value, const Value& types) {
    if (const std::string* one = types.as_string()) return is_of_type(value, *one);
    const json::Array& list = *types.as_array();
    return std::any_of(list.begin(), list.end(), [&](const Value& type) { return is_of_type(value, *type.as_string()); });
}

double number_of(const Value& value) {
    return value.as_int() != nullptr ? static_cast<double>(*value.as_int()) : *value.as_double();
}

std::string check_members(const Value& value, const Value& schema, const Value& document, const std::string& place) {
    const json::Object* const object = value.as_object();
    if (object == nullptr) return {};
    if (const Value* needed = schema.find("required")) {
        for (const Value& name : *needed->as_array()) {
            if (value.find(*name.as_string()) == nullptr) return place + "/" + *name.as_string() + " is missing";
        }
    }
    const Value* const properties = schema.find("properties");
    const Value* const of_others = schema.find("additionalProperties");
    for (const auto& [name, member] : *object) {
        const Value* of_member = properties == nullptr ? nullptr : properties->find(name);
        if (of_member == nullptr) of_member = of_others;
        if (of_member == nullptr) continue;
        if (std::string wrong = schema_problem(member, *of_member, document, place + "/" + name); !wrong.empty()) return wrong;
    }
    return {};
}

std::string check_items(const Value& value, const Value& items, const Value& document, const std::string& place) {
    const json::Array* const list = value.as_array();
    if (list == nullptr) return {};
    for (std::size_t i = 0; i < list->size(); ++i) {
        if (std::string wrong = schema_problem((*list)[i], items, document, place + "/" + std::to_string(i)); !wrong.empty())
            return wrong;
    }
    return {};
}

std::string check_any_of(const Value& value, const Value& choices, const Value& document, const std::string& place) {
    for (const Value& choice : *choices.as_array()) {
        if (schema_problem(value, choice, document, place).empty()) return {};
    }
    return place + " is none of anyOf";
}

std::string check_keyword(const std::string& keyword, const Value& argument, const Value& value, const Value& document,
                          const std::string& place) {
    const bool is_number = value.as_int() != nullptr || value.as_double() != nullptr;
    const std::string* const text = value.as_string();
    const auto told = [&](bool is_good) {
        return is_good ? std::string() : place + " breaks " + keyword + " " + json::dump(argument);
    };
    if (keyword == "type") return told(has_type(value, argument));
    if (keyword == "enum") {
        const json::Array& choices = *argument.as_array();
        return told(std::find(choices.begin(), choices.end(), value) != choices.end());
    }
    if (keyword == "minimum") return told(!is_number || number_of(value) >= number_of(argument));
    if (keyword == "maximum") return told(!is_number || number_of(value) <= number_of(argument));
    if (keyword == "maxLength")
        return told(text == nullptr || count_characters(*text) <= static_cast<std::size_t>(*argument.as_int()));
    if (keyword == "items") return check_items(value, argument, document, place);
    if (keyword == "anyOf") return check_any_of(value, argument, document, place);
    static const std::string kWordsOnly[] = {"description", "title",    "default",  "format",   "contentMediaType",    "examples",
                                             "properties",  "required", "minItems", "maxItems", "additionalProperties"};
    return std::find(std::begin(kWordsOnly), std::end(kWordsOnly), keyword) != std::end(kWordsOnly)
               ? std::string()
               : place + ": the keyword " + keyword + " is not known here";
}

}  // namespace

const Value& resolved(const Value& schema, const Value& document) {
    const Value* const reference = schema.find("$ref");
    if (reference == nullptr) return schema;
    const Value* at = &document;
    for (std::string_view rest = std::string_view(*reference->as_string()).substr(2); at != nullptr && !rest.empty();) {
        const std::string_view step = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(step.size() + 1, rest.size()));
        at = at->find(step);
    }
    static const Value kNothing;
    return at == nullptr ? kNothing : *at;
}

std::string schema_problem(const Value& value, const Value& schema, const Value& document, const std::string& place) {
    const Value& own = resolved(schema, document);
    if (own.as_object() == nullptr) return place + ": the schema is missing";
    for (const auto& [keyword, argument] : *own.as_object()) {
        if (std::string wrong = check_keyword(keyword, argument, value, document, place); !wrong.empty()) return wrong;
    }
    return check_members(value, own, document, place);
}

}  // namespace i2m::test
