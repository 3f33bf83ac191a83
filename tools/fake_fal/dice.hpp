// dice.hpp - chance that repeats: everything random in the fake comes from the seed, the purpose and a number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace i2m::fake {

/// A stream of random numbers (SplitMix64). The same seed, purpose and number give the same stream, whatever else was drawn
/// in between, so that timing cannot change what happens. For one thread.
class Dice {
public:
    Dice(std::uint64_t seed, std::string_view purpose, std::uint64_t number = 0);

    [[nodiscard]] std::uint64_t next();
    /// From 0 up to, without, 1.
    [[nodiscard]] double unit();
    /// Mean 0, deviation 1.
    [[nodiscard]] double normal();
    /// A version 4 UUID.
    [[nodiscard]] std::string uuid();
    /// `count` lower-case hexadecimal digits.
    [[nodiscard]] std::string hex(std::size_t count);

private:
    std::uint64_t state_;
};

}  // namespace i2m::fake
