// page_policy.hpp - the Content-Security-Policy of the page.
#pragma once

#include <string>
#include <string_view>

namespace i2m::http {

/// Scripts, styles, pictures and connections of this server only; WASM may be compiled, text may not be evaluated. What
/// `html` holds between <script> or <style> tags is allowed by its hash, so the first paint needs no second request.
[[nodiscard]] std::string page_policy(std::string_view html);

}  // namespace i2m::http
