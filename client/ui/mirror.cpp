// mirror.cpp - the hash that tells whether the page's DOM has to change.
#include "client/ui/mirror.hpp"

#include <cmath>
#include <string_view>
#include <utility>

namespace i2m::client {
namespace {

/// FNV-1a, a word at a time.
struct Hash {
    std::uint64_t value = 0xCBF29CE484222325ULL;
    void add(std::uint64_t word) {
        value ^= word;
        value *= 0x100000001B3ULL;
        value ^= value >> 29;
    }
    void add(std::string_view text) {
        add(static_cast<std::uint64_t>(text.size()));
        std::uint64_t word = 0;
        std::size_t i = 0;
        for (const char c : text) {
            word = (word << 8) | static_cast<unsigned char>(c);
            if (++i % 8 == 0) add(std::exchange(word, 0));
        }
        if (i % 8 != 0) add(word);
    }
    void add_length(float px) { add(static_cast<std::uint64_t>(std::lround(px * 2))); }
    void add_value(double value_in) { add(static_cast<std::uint64_t>(std::llround(value_in * 16))); }
};

}  // namespace

std::uint64_t hash_of(const MirrorFrame& frame) {
    Hash hash;
    for (const MirrorItem& item : frame) {
        hash.add((static_cast<std::uint64_t>(item.id) << 32) | item.parent);
        hash.add((static_cast<std::uint64_t>(item.role) << 32) | (static_cast<std::uint64_t>(item.state) << 8) | item.level);
        hash.add_length(item.x);
        hash.add_length(item.y);
        hash.add_length(item.width);
        hash.add_length(item.height);
        hash.add_value(item.value_now);
        hash.add_value(item.value_min);
        hash.add_value(item.value_max);
        hash.add(item.name);
        hash.add(item.value);
        hash.add(item.description);
    }
    return hash.value;
}

}  // namespace i2m::client
