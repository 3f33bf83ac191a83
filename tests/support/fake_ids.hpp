// fake_ids.hpp - ids that can be foretold.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>

#include "server/core/ids.hpp"

namespace i2m::test {

/// The n-th UUID of a kind; n from 1.
[[nodiscard]] inline std::string fake_uuid(std::uint64_t number) {
    char text[40];
    std::snprintf(text, sizeof text, "00000000-0000-4000-8000-%012llx", static_cast<unsigned long long>(number));
    return text;
}

/// Counts up: the first uuid() is fake_uuid(1). Safe from any thread.
class FakeIds final : public Ids {
public:
    [[nodiscard]] std::string uuid() override { return fake_uuid(++uuids_); }
    [[nodiscard]] std::string token() override { return "token-" + std::to_string(++tokens_); }

private:
    std::atomic<std::uint64_t> uuids_{0};
    std::atomic<std::uint64_t> tokens_{0};
};

}  // namespace i2m::test
