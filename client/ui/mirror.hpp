// mirror.hpp - the list of everything on the screen that a person can read or use; the page makes DOM elements of it, tests
// find and click by it. Filled by the widgets while they draw.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace i2m::client {

enum class Role : std::uint8_t {
    Text,
    Heading,  ///< level in `level`
    Button,
    Link,  ///< `value` is the address
    Checkbox,
    Switch,
    Radio,
    RadioGroup,
    Tab,
    TabList,
    Slider,     ///< value_now/min/max
    TextField,  ///< becomes a real <input>; its text is in `value`
    ComboBox,
    ListBox,
    Option,
    Image,     ///< `name` is the alternative text
    Progress,  ///< value_now 0..100
    Status,    ///< polite live region
    Alert,     ///< assertive live region
    List,
    ListItem,
    Group,
    Dialog,
    Banner,  ///< landmarks: header
    Navigation,
    Main,
    ContentInfo,  ///< landmark: footer
    Region,
    Toolbar,
    Viewport,  ///< the 3D view: focusable, arrow keys turn it (role "application" with a text alternative)
};

enum MirrorState : std::uint16_t {
    kMirrorDisabled = 1 << 0,
    kMirrorChecked = 1 << 1,
    kMirrorSelected = 1 << 2,
    kMirrorExpanded = 1 << 3,
    kMirrorCollapsed = 1 << 4,
    kMirrorFocused = 1 << 5,
    kMirrorCurrent = 1 << 6,  ///< aria-current=page
    kMirrorBusy = 1 << 7,
    kMirrorModal = 1 << 8,    ///< what is not inside it is inert
    kMirrorClipped = 1 << 9,  ///< scrolled out of sight; focusing it scrolls it in
};

/// One element. Lengths in CSS pixels from the canvas' top left.
struct MirrorItem {
    std::uint32_t id = 0;      ///< ImGui id: activation and focus go back by it; unique in a frame
    std::uint32_t parent = 0;  ///< id of the container, 0 for the root
    Role role = Role::Text;
    std::uint16_t state = 0;  ///< MirrorState bits
    std::uint8_t level = 0;
    float x = 0, y = 0, width = 0, height = 0;
    double value_now = 0, value_min = 0, value_max = 0;
    std::string name;
    std::string value;
    std::string description;  ///< aria-description: the reason of a refusal, a hint
};

/// A frame's elements in reading order: a container stands before its children.
using MirrorFrame = std::vector<MirrorItem>;

/// A hash over everything in the frame but float noise below half a pixel; unchanged hash, unchanged DOM.
[[nodiscard]] std::uint64_t hash_of(const MirrorFrame& frame);

}  // namespace i2m::client
