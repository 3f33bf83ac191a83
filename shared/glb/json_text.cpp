// json_text.cpp - commas, escapes (RFC 8259, section 7) and numbers.
#include "shared/glb/json_text.hpp"

#include <cassert>
#include <cmath>
#include <cstdio>

#include "shared/base/text.hpp"

namespace i2m::glb {

void JsonText::separate() {
    if (needs_comma_) out_ += ',';
    needs_comma_ = true;
}

JsonText& JsonText::open(char bracket) {
    separate();
    out_ += bracket;
    needs_comma_ = false;
    return *this;
}

JsonText& JsonText::close(char bracket) {
    out_ += bracket;
    needs_comma_ = true;
    return *this;
}

JsonText& JsonText::key(std::string_view name) {
    text(name);
    out_ += ':';
    needs_comma_ = false;
    return *this;
}

JsonText& JsonText::text(std::string_view value) {
    separate();
    out_ += '"';
    for (const char c : to_utf8(value)) {
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            out_ += escape;
        } else {
            out_ += c;
        }
    }
    out_ += '"';
    return *this;
}

JsonText& JsonText::number(float value) {
    assert(std::isfinite(value));
    separate();
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.9g", static_cast<double>(value));
    out_ += digits;
    return *this;
}

JsonText& JsonText::integer(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}

JsonText& JsonText::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

JsonText& JsonText::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

}  // namespace i2m::glb
