// text.cpp - plain pieces are written here; escapes, malformed text and true fractions stay the library's.
#include "shared/json/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace i2m::json {
namespace {

using Library = nlohmann::ordered_json;

std::string library_text(const Library& value) { return value.dump(-1, ' ', false, Library::error_handler_t::replace); }

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

template <class T>
void append_digits(std::string& out, T number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_array(std::string& out, const Array& array) {
    out += '[';
    for (const Value& item : array) {
        if (&item != array.data()) out += ',';
        append_value(out, item);
    }
    out += ']';
}

void append_object(std::string& out, const Object& object) {
    out += '{';
    for (const auto& member : object) {
        if (&member != object.data()) out += ',';
        append_text(out, member.first);
        out += ':';
        append_value(out, member.second);
    }
    out += '}';
}

}  // namespace

void append_text(std::string& out, std::string_view text) {
    if (std::all_of(text.begin(), text.end(), is_plain)) {
        out.append("\"").append(text).append("\"");
    } else {
        out += library_text(Library(text));
    }
}

void append_whole(std::string& out, std::int64_t number) { append_digits(out, number); }

void append_whole(std::string& out, std::uint64_t number) {
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        append_digits(out, number);
    } else {
        append_fraction(out, static_cast<double>(number));
    }
}

void append_fraction(std::string& out, double number) {
    constexpr double kMostDigits = 1e15;  // from here on the library writes an exponent
    if (std::trunc(number) == number && std::abs(number) < kMostDigits && (number != 0 || !std::signbit(number))) {
        append_digits(out, static_cast<std::int64_t>(number));
        out += ".0";
    } else {
        out += library_text(Library(number));
    }
}

void append_value(std::string& out, const Value& value) {
    if (const std::string* text = value.as_string()) {
        append_text(out, *text);
    } else if (const std::int64_t* number = value.as_int()) {
        append_whole(out, *number);
    } else if (const double* fraction = value.as_double()) {
        append_fraction(out, *fraction);
    } else if (const bool* flag = value.as_bool()) {
        out += *flag ? "true" : "false";
    } else if (const Array* array = value.as_array()) {
        append_array(out, *array);
    } else if (const Object* object = value.as_object()) {
        append_object(out, *object);
    } else {
        out += "null";
    }
}

}  // namespace i2m::json
