// fields.hpp - a type's wire fields, declared once: decoding, encoding and JSON Schema follow from the
// declaration.
//
//   struct Point { int x = 0; std::optional<std::string> label; };
//   template <> struct i2m::json::Fields<Point> {
//       static constexpr std::string_view kName = "Point";
//       static constexpr auto kList = std::tuple{required("x", &Point::x, "Pixels from the left"),
//       optional("label", &Point::label)};
//   };
//   Result<Point> point = json::decode<Point>(value);   // error.field is a JSON pointer, e.g. "/x"
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "shared/json/text.hpp"
#include "shared/json/value.hpp"

namespace i2m::json {

/// Specialise for a struct: `kName` and `kList`, a tuple of required() and optional().
template <class T>
struct Fields;

/// Specialise for an enum: `static constexpr std::pair<T, std::string_view> kNames[]`.
template <class T>
struct EnumNames;

template <class T, class M>
struct Field {
    std::string_view name;
    M T::*member;
    std::string_view doc;
    bool is_required;
};

/// A field that must be there.
template <class T, class M>
constexpr Field<T, M> required(std::string_view name, M T::*member, std::string_view doc = {}) {
    return {name, member, doc, true};
}
/// A field that keeps its default when it is missing or null; an empty std::optional is left out when
/// encoding.
template <class T, class M>
constexpr Field<T, M> optional(std::string_view name, M T::*member, std::string_view doc = {}) {
    return {name, member, doc, false};
}

template <class T>
concept HasFields = requires {
    Fields<T>::kList;
};
template <class T>
concept HasNames = requires {
    EnumNames<T>::kNames;
};

namespace detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

inline Error wrong_kind(const std::string& pointer, std::string_view wanted, const Value& got) {
    return Error{ErrorCode::InvalidRequest,
                 (pointer.empty() ? std::string("The body") : pointer) + " must be " + std::string(wanted) + ", not " +
                     std::string(got.kind_words()) + ".",
                 pointer};
}

template <class T>
Result<void> decode_into(T& out, const Value& value, const std::string& pointer);

template <class T>
Result<void> decode_number(T& out, const Value& value, const std::string& pointer) {
    if constexpr (std::is_floating_point_v<T>) {
        if (const double* number = value.as_double()) {
            out = static_cast<T>(*number);
            return {};
        }
        if (const std::int64_t* number = value.as_int()) {
            out = static_cast<T>(*number);
            return {};
        }
        return wrong_kind(pointer, "a number", value);
    } else {
        const std::int64_t* number = value.as_int();
        if (number == nullptr) return wrong_kind(pointer, "a whole number", value);
        bool fits = true;
        if constexpr (std::is_unsigned_v<T>) {
            fits = *number >= 0 && static_cast<std::uint64_t>(*number) <= std::numeric_limits<T>::max();
        } else {
            fits = *number >= std::numeric_limits<T>::min() && *number <= std::numeric_limits<T>::max();
        }
        if (!fits) return Error{ErrorCode::InvalidRequest, pointer + " is out of range.", pointer};
        out = static_cast<T>(*number);
        return {};
    }
}

template <class T>
Result<void> decode_enum(T& out, const Value& value, const std::string& pointer) {
    const std::string* text = value.as_string();
    if (text == nullptr) return wrong_kind(pointer, "text", value);
    std::string known;
    for (const auto& [enumerator, name] : EnumNames<T>::kNames) {
        if (name == *text) {
            out = enumerator;
            return {};
        }
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    return Error{ErrorCode::InvalidRequest, pointer + " must be one of " + known + ".", pointer};
}

template <class T>
Result<void> decode_fields(T& out, const Value& value, const std::string& pointer) {
    if (value.as_object() == nullptr) return wrong_kind(pointer, "an object", value);
    Result<void> outcome;
    const auto decode_one = [&](const auto& field) {
        const std::string here = pointer + "/" + std::string(field.name);
        const Value* member = value.find(field.name);
        if (member == nullptr || (member->is_null() && !field.is_required)) {
            if (field.is_required) outcome = Error{ErrorCode::InvalidRequest, here + " is missing.", here};
            return;
        }
        outcome = decode_into(out.*field.member, *member, here);
    };
    std::apply([&](const auto&... field) { (void)((decode_one(field), outcome.ok()) && ...); }, Fields<T>::kList);
    return outcome;
}

template <class T>
Result<void> decode_into(T& out, const Value& value, const std::string& pointer) {
    if constexpr (std::is_same_v<T, Value>) {
        out = value;
        return {};
    } else if constexpr (std::is_same_v<T, bool>) {
        const bool* flag = value.as_bool();
        if (flag == nullptr) return wrong_kind(pointer, "true or false", value);
        out = *flag;
        return {};
    } else if constexpr (std::is_same_v<T, std::string>) {
        const std::string* text = value.as_string();
        if (text == nullptr) return wrong_kind(pointer, "text", value);
        out = *text;
        return {};
    } else if constexpr (std::is_arithmetic_v<T>) {
        return decode_number(out, value, pointer);
    } else if constexpr (HasNames<T>) {
        return decode_enum(out, value, pointer);
    } else if constexpr (IsOptional<T>::value) {
        if (value.is_null()) {
            out.reset();
            return {};
        }
        return decode_into(out.emplace(), value, pointer);
    } else if constexpr (IsVector<T>::value) {
        const Array* array = value.as_array();
        if (array == nullptr) return wrong_kind(pointer, "a list", value);
        out.clear();
        for (std::size_t i = 0; i < array->size(); ++i) {
            typename T::value_type item{};
            if (auto done = decode_into(item, (*array)[i], pointer + "/" + std::to_string(i)); !done) return done;
            out.push_back(std::move(item));
        }
        return {};
    } else {
        static_assert(HasFields<T>, "declare Fields<T> or EnumNames<T> for this type");
        return decode_fields(out, value, pointer);
    }
}

}  // namespace detail

/// `value` as a T. The error's `field` is the JSON pointer of what was wrong. Unknown members are ignored.
template <class T>
[[nodiscard]] Result<T> decode(const Value& value) {
    T out{};
    if (auto done = detail::decode_into(out, value, ""); !done) return done.error();
    return out;
}

/// parse, then decode.
template <class T>
[[nodiscard]] Result<T> decode_text(std::string_view text, const ParseLimits& limits = {}) {
    Result<Value> value = parse(text, limits);
    if (!value) return value.error();
    return decode<T>(*value);
}

/// `item` as JSON.
template <class T>
[[nodiscard]] Value encode(const T& item) {
    if constexpr (std::is_same_v<T, Value>) {
        return item;
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
        return Value(item);
    } else if constexpr (std::is_floating_point_v<T>) {
        return Value(static_cast<double>(item));
    } else if constexpr (std::is_unsigned_v<T>) {
        return Value(static_cast<std::uint64_t>(item));
    } else if constexpr (std::is_arithmetic_v<T>) {
        return Value(static_cast<std::int64_t>(item));
    } else if constexpr (HasNames<T>) {
        for (const auto& [enumerator, name] : EnumNames<T>::kNames) {
            if (enumerator == item) return Value(name);
        }
        return Value();
    } else if constexpr (detail::IsOptional<T>::value) {
        return item ? encode(*item) : Value();
    } else if constexpr (detail::IsVector<T>::value) {
        Array array;
        array.reserve(item.size());
        for (const auto& element : item) array.push_back(encode(element));
        return Value(std::move(array));
    } else {
        Object object;
        const auto encode_one = [&](const auto& field) {
            using Member = std::remove_cvref_t<decltype(item.*field.member)>;
            if constexpr (detail::IsOptional<Member>::value) {
                if (!field.is_required && !(item.*field.member)) return;
            }
            object.emplace_back(std::string(field.name), encode(item.*field.member));
        };
        std::apply([&](const auto&... field) { (encode_one(field), ...); }, Fields<T>::kList);
        return Value(std::move(object));
    }
}

namespace detail {

template <class T>
void write(std::string& out, const T& item);

template <class T>
void write_fields(std::string& out, const T& item) {
    bool is_first = true;
    const auto write_one = [&](const auto& field) {
        using Member = std::remove_cvref_t<decltype(item.*field.member)>;
        if constexpr (IsOptional<Member>::value) {
            if (!field.is_required && !(item.*field.member)) return;
        }
        if (!std::exchange(is_first, false)) out += ',';
        append_text(out, field.name);
        out += ':';
        write(out, item.*field.member);
    };
    out += '{';
    std::apply([&](const auto&... field) { (write_one(field), ...); }, Fields<T>::kList);
    out += '}';
}

/// The text of encode(item), without the tree of values between.
template <class T>
void write(std::string& out, const T& item) {
    if constexpr (std::is_same_v<T, std::string>) {
        append_text(out, item);
    } else if constexpr (std::is_same_v<T, Value>) {
        append_value(out, item);
    } else if constexpr (std::is_floating_point_v<T>) {
        append_fraction(out, static_cast<double>(item));
    } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
        append_whole(out, static_cast<std::conditional_t<std::is_unsigned_v<T>, std::uint64_t, std::int64_t>>(item));
    } else if constexpr (IsOptional<T>::value) {
        item ? write(out, *item) : append_value(out, {});
    } else if constexpr (IsVector<T>::value) {
        out += '[';
        for (std::size_t i = 0; i < item.size(); ++i) {
            if (i > 0) out += ',';
            write(out, item[i]);
        }
        out += ']';
    } else if constexpr (HasFields<T>) {
        write_fields(out, item);
    } else {
        append_value(out, encode(item));
    }
}

}  // namespace detail

/// `item` as compact JSON text.
template <class T>
[[nodiscard]] std::string encode_text(const T& item) {
    std::string out;
    detail::write(out, item);
    return out;
}

namespace detail {
/// `schema`, or null.
inline Value or_null(Value schema) {
    if (schema.find("enum") == nullptr && schema.find("properties") == nullptr && schema.find("type") != nullptr) {
        schema.set("type", Value(Array{*schema.find("type"), Value("null")}));
        return schema;
    }
    Value null_schema;
    null_schema.set("type", "null");
    Value out;
    out.set("anyOf", Value(Array{std::move(schema), std::move(null_schema)}));
    return out;
}
}  // namespace detail

/// The JSON Schema (2020-12) of T. Nested structs are written in place, with their name as "title". A
/// required std::optional may be null.
template <class T>
[[nodiscard]] Value schema() {
    Value out;
    if constexpr (std::is_same_v<T, Value>) {
        out = Value(Object{});
    } else if constexpr (std::is_same_v<T, bool>) {
        out.set("type", "boolean");
    } else if constexpr (std::is_same_v<T, std::string>) {
        out.set("type", "string");
    } else if constexpr (std::is_floating_point_v<T>) {
        out.set("type", "number");
    } else if constexpr (std::is_arithmetic_v<T>) {
        out.set("type", "integer");
        if constexpr (std::is_unsigned_v<T>) out.set("minimum", 0);
    } else if constexpr (HasNames<T>) {
        Array names;
        for (const auto& row : EnumNames<T>::kNames) names.emplace_back(row.second);
        out.set("type", "string");
        out.set("enum", Value(std::move(names)));
    } else if constexpr (detail::IsOptional<T>::value) {
        out = schema<typename T::value_type>();
    } else if constexpr (detail::IsVector<T>::value) {
        out.set("type", "array");
        out.set("items", schema<typename T::value_type>());
    } else {
        Value properties{Object{}};
        Array needed;
        const auto add = [&](const auto& field) {
            using Member = std::remove_cvref_t<decltype(std::declval<T>().*field.member)>;
            Value member = schema<Member>();
            if (detail::IsOptional<Member>::value && field.is_required) member = detail::or_null(std::move(member));
            if (!field.doc.empty()) member.set("description", field.doc);
            properties.set(field.name, std::move(member));
            if (field.is_required) needed.emplace_back(field.name);
        };
        std::apply([&](const auto&... field) { (add(field), ...); }, Fields<T>::kList);
        out.set("type", "object");
        out.set("title", Fields<T>::kName);
        out.set("properties", std::move(properties));
        if (!needed.empty()) out.set("required", Value(std::move(needed)));
    }
    return out;
}

}  // namespace i2m::json
