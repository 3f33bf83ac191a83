// dice.cpp - SplitMix64 and what is made of it.
#include "tools/fake_fal/dice.hpp"

#include <cmath>
#include <numbers>

namespace i2m::fake {

Dice::Dice(std::uint64_t seed, std::string_view purpose, std::uint64_t number) : state_(seed) {
    for (const char c : purpose) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;  // FNV-1a
    state_ += number * 0xd1342543de82ef95ULL;
    (void)next();
}

std::uint64_t Dice::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

double Dice::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Dice::normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
    return radius * std::cos(2.0 * std::numbers::pi * unit());
}

std::string Dice::hex(std::size_t count) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out(count, '0');
    for (char& digit : out) digit = kDigits[next() & 15];
    return out;
}

std::string Dice::uuid() {
    std::string text = hex(36);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text[at] = '-';
    text[14] = '4';
    text[19] = "89ab"[next() & 3];
    return text;
}

}  // namespace i2m::fake
