// words.hpp - what a person reads about each issue: one table.
#pragma once

#include <string>
#include <string_view>

#include "shared/image/check.hpp"

namespace i2m {

/// An issue about the file `name` (already clean). `detail` fills the place that the words of `code` leave open; its
/// first letter is made large or small as the place asks.
[[nodiscard]] ImageIssue make_issue(ImageIssueCode code, Severity severity, std::string_view name, std::string_view detail = {});

}  // namespace i2m
