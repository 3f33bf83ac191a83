// patience.hpp - how long a test waits for what must come, and how it looks for what nothing announces.
#pragma once

#include <chrono>
#include <thread>

namespace i2m::test {

/// The last resort of a wait that an event ends: long enough for a sanitizer's build on a busy machine. A test that reaches it
/// has failed.
inline constexpr std::chrono::seconds kPatience{60};

/// Looks again and again, at a pace that leaves the processor to the program that is looked at, until it is so; false when that
/// never comes.
template <class Question>
bool comes_true(Question question) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!question()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

/// The same, until the answer is `wanted`.
template <class Value, class Ask>
bool becomes(const Value& wanted, Ask question) {
    return comes_true([&] { return question() == wanted; });
}

}  // namespace i2m::test
