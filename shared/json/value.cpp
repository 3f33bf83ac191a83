// value.cpp - JSON text to values through nlohmann's SAX parser, and back.
#include "shared/json/value.hpp"

#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>

#include "shared/json/text.hpp"

namespace i2m::json {
namespace {

using Library = nlohmann::ordered_json;

/// Builds our values while the library parses, and stops it at the depth limit.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
public:
    Builder(Value& root, const ParseLimits& limits) : root_(root), limits_(limits) {}

    bool null() override { return add(Value()); }
    bool boolean(bool value) override { return add(Value(value)); }
    bool number_integer(number_integer_t value) override { return add(Value(std::int64_t{value})); }
    bool number_unsigned(number_unsigned_t value) override { return add(Value(std::uint64_t{value})); }
    bool number_float(number_float_t value, const string_t&) override { return add(Value(value)); }
    bool string(string_t& value) override { return add(Value(std::move(value))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Value(Object{})); }
    bool key(string_t& value) override {
        key_ = std::move(value);
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Value(Array{})); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        error_at_ = position;
        return false;
    }

    [[nodiscard]] std::size_t error_at() const { return error_at_; }
    /// The limit that was broken, in words, or "".
    [[nodiscard]] const std::string& broken_limit() const { return broken_limit_; }

private:
    /// Where the value lies now, or nullptr when its object is full.
    Value* place(Value value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Value& parent = *open_.back();
        if (Array* array = parent.as_array()) {
            array->push_back(std::move(value));
            return &array->back();
        }
        Object& object = *parent.as_object();
        for (auto& [name, member] : object) {
            if (name == key_) {
                member = std::move(value);
                return &member;
            }
        }
        if (object.size() >= limits_.max_members) {
            broken_limit_ = "has too many members in one object: at most " + std::to_string(limits_.max_members) + " are taken.";
            return nullptr;
        }
        object.emplace_back(std::move(key_), std::move(value));
        return &object.back().second;
    }
    bool add(Value value) { return place(std::move(value)) != nullptr; }
    bool open(Value value) {
        if (open_.size() >= limits_.max_depth) {
            broken_limit_ = "is nested too deep: at most " + std::to_string(limits_.max_depth) + " levels are taken.";
            return false;
        }
        // The pointer stays good: a parent grows only after this child is closed.
        open_.push_back(place(std::move(value)));
        return open_.back() != nullptr;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    Value& root_;
    const ParseLimits& limits_;
    std::vector<Value*> open_;
    std::string key_;
    std::size_t error_at_ = 0;
    std::string broken_limit_;
};

Library to_library(const Value& value) {
    if (const bool* flag = value.as_bool()) return *flag;
    if (const std::int64_t* number = value.as_int()) return *number;
    if (const double* number = value.as_double()) return *number;
    if (const std::string* text = value.as_string()) return *text;
    if (const Array* array = value.as_array()) {
        Library out = Library::array();
        for (const Value& item : *array) out.push_back(to_library(item));
        return out;
    }
    if (const Object* object = value.as_object()) {
        Library out = Library::object();
        for (const auto& [key, member] : *object) out[key] = to_library(member);
        return out;
    }
    return nullptr;
}

}  // namespace

Value::Value(std::uint64_t value) {
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        data_ = static_cast<std::int64_t>(value);
    } else {
        data_ = static_cast<double>(value);
    }
}

const Value* Value::find(std::string_view key) const {
    const Object* object = as_object();
    if (object == nullptr) return nullptr;
    for (const auto& [name, value] : *object) {
        if (name == key) return &value;
    }
    return nullptr;
}

void Value::set(std::string_view key, Value value) {
    if (is_null()) data_ = Object{};
    Object* object = as_object();
    if (object == nullptr) return;
    for (auto& [name, member] : *object) {
        if (name == key) {
            member = std::move(value);
            return;
        }
    }
    object->emplace_back(std::string(key), std::move(value));
}

std::string_view Value::kind_words() const {
    static constexpr std::string_view kWords[] = {"null", "a boolean", "a number", "a fraction", "text", "a list", "an object"};
    return kWords[data_.index()];
}

Result<Value> parse(std::string_view text, const ParseLimits& limits) {
    if (text.size() > limits.max_bytes) {
        return Error{ErrorCode::InvalidJson,
                     "The JSON is too large: at most " + std::to_string(limits.max_bytes) + " bytes are taken."};
    }
    if (text.empty()) return Error{ErrorCode::InvalidJson, "There is no JSON. Send an object."};
    Value root;
    Builder builder(root, limits);
    if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return root;
    if (!builder.broken_limit().empty()) return Error{ErrorCode::InvalidJson, "The JSON " + builder.broken_limit()};
    return Error{ErrorCode::InvalidJson,
                 "The JSON is malformed at byte " + std::to_string(builder.error_at()) + ". Check it and send it again."};
}

std::string dump(const Value& value) {
    std::string out;
    append_value(out, value);
    return out;
}
std::string dump_pretty(const Value& value) { return to_library(value).dump(2, ' ', false, Library::error_handler_t::replace); }

}  // namespace i2m::json
