// mirror_builder.hpp - collects the mirror while the widgets draw: containers nest, every item gets a unique id.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "client/ui/geometry.hpp"
#include "client/ui/mirror.hpp"

namespace i2m::client::ui {

/// Main thread only. A frame: begin, then add/push/pop while drawing, then `frame()`.
class MirrorBuilder {
public:
    void begin();
    /// Adds a leaf below the open container and gives its id: `item.id`, or one made from its place when that is 0.
    std::uint32_t add(MirrorItem item, const Rect& place);
    /// Adds a container; what follows until pop() is inside it.
    std::uint32_t push(MirrorItem item, const Rect& place);
    void pop();

    [[nodiscard]] const MirrorFrame& frame() const { return items_; }
    [[nodiscard]] MirrorItem* last() { return items_.empty() ? nullptr : &items_.back(); }
    /// How often two items asked for the same id since begin(): a mistake of the page (the later one was renamed).
    [[nodiscard]] int collisions() const { return collisions_; }

private:
    std::uint32_t unique(std::uint32_t wanted);

    MirrorFrame items_;
    std::vector<std::uint32_t> parents_;
    std::unordered_set<std::uint32_t> ids_;
    std::uint32_t ordinal_ = 0;
    int collisions_ = 0;
};

/// A container for the time of a block.
class MirrorScope {
public:
    MirrorScope(MirrorBuilder& mirror, MirrorItem item, const Rect& place) : mirror_(mirror) {
        id_ = mirror_.push(std::move(item), place);
    }
    ~MirrorScope() { mirror_.pop(); }
    MirrorScope(const MirrorScope&) = delete;
    MirrorScope& operator=(const MirrorScope&) = delete;
    [[nodiscard]] std::uint32_t id() const { return id_; }

private:
    MirrorBuilder& mirror_;
    std::uint32_t id_ = 0;
};

}  // namespace i2m::client::ui
