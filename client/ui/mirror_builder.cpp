// mirror_builder.cpp - the list of what is on the screen, in reading order.
#include "client/ui/mirror_builder.hpp"

#include <utility>

namespace i2m::client::ui {
namespace {

std::uint32_t mixed(std::uint32_t seed, std::uint32_t value) {
    std::uint32_t h = seed ^ (value + 0x9E3779B9U + (seed << 6) + (seed >> 2));
    h ^= h >> 16;
    h *= 0x7FEB352DU;
    h ^= h >> 15;
    return h == 0 ? 1 : h;
}

}  // namespace

void MirrorBuilder::begin() {
    items_.clear();
    parents_.clear();
    ids_.clear();
    ordinal_ = 0;
    collisions_ = 0;
}

std::uint32_t MirrorBuilder::unique(std::uint32_t wanted) {
    if (wanted != 0) {
        if (ids_.insert(wanted).second) return wanted;
        ++collisions_;
    }
    std::uint32_t id = mixed(parents_.empty() ? 17U : parents_.back(), wanted == 0 ? ++ordinal_ : wanted);
    while (!ids_.insert(id).second) id = mixed(id, 1);
    return id;
}

std::uint32_t MirrorBuilder::add(MirrorItem item, const Rect& place) {
    item.id = unique(item.id);
    item.parent = parents_.empty() ? 0 : parents_.back();
    item.x = place.x;
    item.y = place.y;
    item.width = place.w;
    item.height = place.h;
    items_.push_back(std::move(item));
    return items_.back().id;
}

std::uint32_t MirrorBuilder::push(MirrorItem item, const Rect& place) {
    const std::uint32_t id = add(std::move(item), place);
    parents_.push_back(id);
    return id;
}

void MirrorBuilder::pop() { parents_.pop_back(); }

}  // namespace i2m::client::ui
