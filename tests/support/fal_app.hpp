// fal_app.hpp - what a server needs to work with the fake provider.
#pragma once

#include <string>
#include <vector>

#include "tests/support/fake_fal.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {

/// Settings of a server whose provider is `fake`, with no wait before a retry.
[[nodiscard]] TestAppOptions options_with(const FakeFal& fake, std::vector<std::string> flags = {"--worker-concurrency", "2"});

/// A picture that every model takes, as small as that may be: a square on white, different for each `seed`.
[[nodiscard]] std::string square_png(int seed);

}  // namespace i2m::test
