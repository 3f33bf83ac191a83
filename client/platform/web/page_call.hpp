// page_call.hpp - calls from the program to the page: functions of web/page/page.js, by name, with JSON arguments.
#pragma once

#include <optional>
#include <string>

#include "shared/json/value.hpp"

namespace i2m::client::web {

/// Calls `name` and drops what it returns. Main thread only; the page never calls back from inside.
void call_page(const char* name, const json::Array& arguments);
/// Calls `name` and returns its text; nullopt for null.
[[nodiscard]] std::optional<std::string> ask_page(const char* name, const json::Array& arguments);

}  // namespace i2m::client::web
