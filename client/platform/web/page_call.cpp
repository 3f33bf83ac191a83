// page_call.cpp - the one door through which JSON goes out to the page.
#include "client/platform/web/page_call.hpp"

#include <emscripten.h>

#include <cstdlib>
#include <memory>

// clang-format off
EM_JS(void, i2m_js_call, (const char* name, const char* values), {
    Module["page"][UTF8ToString(name)].apply(null, JSON.parse(UTF8ToString(values)));
})
EM_JS(char*, i2m_js_ask, (const char* name, const char* values), {
    var text = Module["page"][UTF8ToString(name)].apply(null, JSON.parse(UTF8ToString(values)));
    if (typeof text !== "string") return 0;
    var size = lengthBytesUTF8(text) + 1;
    var at = _malloc(size);
    stringToUTF8(text, at, size);
    return at;
})
// clang-format on

namespace i2m::client::web {

void call_page(const char* name, const json::Array& arguments) { i2m_js_call(name, json::dump(arguments).c_str()); }

std::optional<std::string> ask_page(const char* name, const json::Array& arguments) {
    const std::unique_ptr<char, decltype(&std::free)> text(i2m_js_ask(name, json::dump(arguments).c_str()), &std::free);
    if (text == nullptr) return std::nullopt;
    return std::string(text.get());
}

}  // namespace i2m::client::web
