// mirror_roles.js - what each role of the program's mirror is in the page. The order is that of enum Role in mirror.hpp.

/**
 * tag, type: the element. role: its ARIA role where the tag does not say it. named: where the name goes, "text" inside or
 * "label" as aria-label. isFocusable: a Tab stop. isRoving: one Tab stop for the whole group. isDragged: a finger grabs it
 * instead of scrolling.
 */
export const ROLES = [
  {tag: "span", named: "text", isText: true},                               // Text
  {tag: "h2", named: "text", isHeading: true, isText: true},                // Heading
  {tag: "button", named: "text", isFocusable: true},                        // Button
  {tag: "a", named: "text", isFocusable: true},                             // Link
  {tag: "button", role: "checkbox", named: "text", isFocusable: true, tells: "checked"},   // Checkbox
  {tag: "button", role: "switch", named: "text", isFocusable: true, tells: "checked"},     // Switch
  {tag: "button", role: "radio", named: "text", isFocusable: true, isRoving: true, tells: "checked", adjusts: true},  // Radio
  {tag: "div", role: "radiogroup", named: "label"},                         // RadioGroup
  {tag: "button", role: "tab", named: "text", isFocusable: true, isRoving: true, tells: "selected", adjusts: true},   // Tab
  {tag: "div", role: "tablist", named: "label"},                            // TabList
  {tag: "div", role: "slider", named: "label", isFocusable: true, hasRange: true, isDragged: true, adjusts: true},    // Slider
  {tag: "input", named: "label", isFocusable: true},                        // TextField
  {tag: "button", role: "combobox", named: "label", isFocusable: true, hasPopup: "listbox", adjusts: true},           // ComboBox
  {tag: "div", role: "listbox", named: "label"},                            // ListBox
  {tag: "button", role: "option", named: "text", isFocusable: true, isRoving: true, tells: "selected", adjusts: true},  // Option
  {tag: "div", role: "img", named: "label"},                                // Image
  {tag: "div", role: "progressbar", named: "label", hasRange: true},        // Progress
  {tag: "div", role: "status", named: "text", isLive: true, isPolite: true},              // Status
  {tag: "div", role: "alert", named: "text", isLive: true},                               // Alert
  {tag: "div", role: "list", named: "label"},                               // List
  {tag: "div", role: "listitem", named: "label"},                           // ListItem
  {tag: "div", role: "group", named: "label"},                              // Group
  {tag: "div", role: "dialog", named: "label"},                             // Dialog
  {tag: "header", role: "banner", named: "label"},                          // Banner
  {tag: "nav", named: "label"},                                             // Navigation
  {tag: "main", named: "label"},                                            // Main
  {tag: "footer", role: "contentinfo", named: "label"},                     // ContentInfo
  {tag: "section", role: "region", named: "label"},                         // Region
  {tag: "div", role: "toolbar", named: "label"},                            // Toolbar
  {tag: "div", role: "application", named: "label", isFocusable: true, isDragged: true, isViewport: true},            // Viewport
];

/** Bits of MirrorState. */
export const STATE = {
  disabled: 1, checked: 2, selected: 4, expanded: 8, collapsed: 16, focused: 32, current: 64, busy: 128, modal: 256, clipped: 512,
};

/** Numbers of one item in the packed frame, in this order; then three texts of it in the packed text. */
export const NUMBERS = ["id", "parent", "role", "state", "level", "x", "y", "width", "height", "now", "min", "max"];

/** The frame that mirror_web.cpp packed: `numbers` as above, `text` with name, value and description of each, each ended by NUL. */
export function unpack(numbers, text) {
  const texts = text.split("\0");
  const items = [];
  for (let at = 0, word = 0; at + NUMBERS.length <= numbers.length; at += NUMBERS.length, word += 3) {
    items.push({
      id: numbers[at], parent: numbers[at + 1], role: numbers[at + 2], state: numbers[at + 3], level: numbers[at + 4],
      x: numbers[at + 5], y: numbers[at + 6], width: numbers[at + 7], height: numbers[at + 8],
      now: numbers[at + 9], min: numbers[at + 10], max: numbers[at + 11],
      name: texts[word] ?? "", value: texts[word + 1] ?? "", description: texts[word + 2] ?? "",
    });
  }
  return items;
}

/** The ids of the items that a Tab stop is given to: all focusable ones, but of a roving group only the chosen or first. */
export function tabStops(items) {
  const stops = new Set();
  const chosen = new Map();   // parent -> id
  for (const {id, parent, role, state} of items) {
    const kind = ROLES[role];
    if (!kind?.isFocusable || state & STATE.disabled) continue;
    if (!kind.isRoving) stops.add(id);
    else if (!chosen.has(parent) || state & (STATE.checked | STATE.selected)) chosen.set(parent, id);
  }
  for (const id of chosen.values()) stops.add(id);
  return stops;
}

/** The ids that are out of reach while a modal item is open: everything but it, what it holds, and what holds it. */
export function inertIds(items) {
  const modal = items.findLast((item) => item.state & STATE.modal);
  if (!modal) return new Set();
  const parents = new Map(items.map((item) => [item.id, item.parent]));
  const reachable = new Set([modal.id]);
  for (let id = parents.get(modal.id), steps = 0; id && steps < 64; id = parents.get(id), steps++) reachable.add(id);
  const inside = new Set([modal.id]);
  for (const item of items) if (inside.has(item.parent)) inside.add(item.id);   // parents stand before children
  return new Set(items.filter((item) => !reachable.has(item.id) && !inside.has(item.id)).map((item) => item.id));
}

/**
 * The item whose scroll area `wanted` lies in, as far as it can be seen: the nearest relative with its middle on a screen of
 * `width` x `height`, or undefined.
 */
export function besideInSight(items, wanted, width, height) {
  const byId = new Map(items.map((item) => [item.id, item]));
  const isSeen = (item) => {
    const x = item.x + item.width / 2;
    const y = item.y + item.height / 2;
    return !(item.state & STATE.clipped) && x > 0 && x < width && y > 0 && y < height;
  };
  for (let item = wanted, steps = 0; item && steps < 64; item = byId.get(item.parent), steps++) {
    const {id, parent} = item;
    const beside = items.find((other) => other.parent === parent && other.id !== id && isSeen(other));
    if (beside) return beside;
  }
  return undefined;
}
