// parsed.hpp - JSON out of a test's own text.
#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "shared/json/text.hpp"

namespace i2m::models {

/// What `text` says; text that is no JSON fails the test.
[[nodiscard]] inline json::Value value_of(std::string_view text) {
    const Result<json::Value> value = json::parse(text);
    EXPECT_TRUE(value.ok()) << text;
    return value.ok() ? *value : json::Value();
}

}  // namespace i2m::models
