// model_types.hpp - what kind of content the files of models are.
#pragma once

#include <string>
#include <string_view>

namespace i2m {

/// The content type that belongs to a model's file name; FBX and what is unknown have no registered one.
[[nodiscard]] std::string model_content_type(std::string_view filename);

}  // namespace i2m
