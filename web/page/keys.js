// keys.js - which key goes where: to the browser, to the element that has the focus, or into the program.

/** KeyboardEvent.code or .key -> the names that input_web.cpp knows (ImGuiKey without its prefix). */
const NAMED = {
  ArrowLeft: "LeftArrow", ArrowRight: "RightArrow", ArrowUp: "UpArrow", ArrowDown: "DownArrow",
  PageUp: "PageUp", PageDown: "PageDown", Home: "Home", End: "End", Escape: "Escape", Delete: "Delete", Backspace: "Backspace",
  Enter: "Enter", " ": "Space", "+": "KeypadAdd", "-": "KeypadSubtract", "=": "KeypadAdd", "/": "Slash", "?": "Slash",
};

/** The program's name of the key of `event`, or "". Letters and digits by what they print, so that every layout works. */
export function keyName(event) {
  if (NAMED[event.key]) return NAMED[event.key];
  return /^[a-zA-Z0-9]$/.test(event.key) ? event.key.toUpperCase() : "";
}

const STEPS = {ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, PageUp: -10, PageDown: 10};
const SLIDER_STEPS = {...STEPS, ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10};

/**
 * What a key press on an item means: {to: "browser"}, {to: "adjust", steps}, {to: "activate"} or {to: "program", isKept}
 * (isKept: the browser must not act on it too). `kind` is the row of ROLES, or undefined when nothing has the focus.
 */
export function routeKey(event, kind) {
  const browser = {to: "browser"};
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key === "Tab" || /^F\d/.test(event.key)) return browser;
  if (kind?.tag === "input") {
    if (event.key === "Enter") return {to: "activate"};
    return event.key === "Escape" ? {to: "program", isKept: false} : browser;
  }
  if (kind?.adjusts) {
    const steps = (kind.role === "slider" ? SLIDER_STEPS : STEPS)[event.key];
    if (steps) return {to: "adjust", steps};
  }
  if (!keyName(event)) return browser;
  if (kind?.isViewport) return {to: "program", isKept: event.key !== "Escape"};
  if (kind?.isFocusable && (event.key === "Enter" || event.key === " ")) return browser;   // becomes a click
  return {to: "program", isKept: false};
}
