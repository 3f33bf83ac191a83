// interact.hpp - what all widgets share: hover, press, focus, activation by pointer or by the DOM, and the mirror entry.
#pragma once

#include <cstdint>
#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

/// What hands do with a widget in this frame. `hover` and `press` glide 0..1 for colours.
struct Interaction {
    std::uint32_t id = 0;
    bool clicked = false;
    bool hovered = false;
    bool held = false;
    bool focused = false;  ///< by keyboard: draw the ring
    int steps = 0;         ///< from arrow keys
    float hover = 0;
    float press = 0;
};

struct InteractSpec {
    bool disabled = false;
    bool overlapped = false;  ///< something usable lies on top of it
    bool keeps_drag = false;  ///< a finger's drag belongs to it and does not scroll
};

/// A scope for ids: widgets of equal names in different list rows.
class IdScope {
public:
    explicit IdScope(std::string_view key);
    explicit IdScope(std::uint32_t key);
    ~IdScope();
    IdScope(const IdScope&) = delete;
    IdScope& operator=(const IdScope&) = delete;
};

[[nodiscard]] std::uint32_t id_of(std::string_view key);

/// Makes a box usable. The widget adds its mirror item with `mirror_item` right after.
Interaction interact(Ui& ui, std::uint32_t id, const Rect& box, const InteractSpec& spec = {});
/// Adds a mirror item for a widget, with disabled, focused and clipped filled in.
void mirror_item(Ui& ui, const Interaction& touch, Role role, std::string_view name, const Rect& box, bool disabled = false,
                 std::uint16_t state = 0, std::string_view value = {}, std::string_view description = {});
/// The container form of mirror_item.
[[nodiscard]] MirrorItem item_of(Role role, std::string_view name, std::uint32_t id = 0);

/// The colour of a fill that glides from `normal` over `hover` to `press`.
[[nodiscard]] Color state_color(const Interaction& touch, Color normal, Color hover, Color press);

/// Opens a scroll area for the time of a block; the content tells its height with `content_to`.
class ScrollArea {
public:
    ScrollArea(Ui& ui, std::string_view key, const Rect& box, bool across = false);
    ~ScrollArea();
    ScrollArea(const ScrollArea&) = delete;
    ScrollArea& operator=(const ScrollArea&) = delete;
    /// Where the content starts: the box, moved by the scrolling.
    [[nodiscard]] const Rect& content() const { return content_; }
    /// The lowest (rightmost when across) point of the content, in the same coordinates.
    void content_to(float end) { end_ = end; }

private:
    Ui& ui_;
    Rect box_;
    Rect content_;
    float end_ = 0;
    bool across_;
};

}  // namespace i2m::client::ui
