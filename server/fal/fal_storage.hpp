// fal_storage.hpp - brings an image to where FAL.AI's models can read it.
#pragma once

#include <stop_token>
#include <string>

#include "server/core/generator.hpp"
#include "server/fal/fal_calls.hpp"

namespace i2m::fal {

/// The address under which the models find the image: of FAL.AI's storage after an upload (kept there for a day; the person's file
/// name is not told), or a data URI when the settings say so. Nothing is charged; may be done again.
[[nodiscard]] Outcome<std::string> bring_image(const FalCalls& calls, const GenerateInput& input, std::stop_token stop);

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(ByteView bytes);

}  // namespace i2m::fal
