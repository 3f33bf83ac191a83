// content_coding.hpp - which codings of a body a client takes, and packing of answers made from values.
#pragma once

#include <string_view>

#include "server/http/message.hpp"

namespace i2m::http {

/// True when `accept_encoding` takes `coding` with a weight above 0 (RFC 9110, section 12.5.3).
[[nodiscard]] bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

/// Packs the JSON of a GET with gzip where the client takes it and there are enough bytes to save; leaves every other answer as it
/// is. Files and streams are not its matter. Answers that could have been packed say `Vary: Accept-Encoding`.
void pack_answer(const Request& request, Response& response);

}  // namespace i2m::http
