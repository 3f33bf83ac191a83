// quick_head.hpp - is what waits in a socket one whole, plain request? Such a one can be answered without ever waiting for its sender.
#pragma once

#include <string_view>

namespace i2m::http {

/// The target of the GET request whose head begins with `bytes`; "" for anything else.
[[nodiscard]] std::string_view get_target(std::string_view bytes);
/// Whether `bytes` are exactly one head, of a request without a body, a key or a wish beyond its answer.
[[nodiscard]] bool is_plain_head(std::string_view bytes);

}  // namespace i2m::http
