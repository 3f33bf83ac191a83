// keys_test.mjs - no shortcut of the browser is stolen, and every element gets the keys that its role promises.
import assert from "node:assert/strict";
import {test} from "node:test";
import {keyName, routeKey} from "../../web/page/keys.js";
import {ROLES} from "../../web/page/mirror_roles.js";

const kind = (wanted) => ROLES.find((row) => row.role === wanted || row.tag === wanted);
const viewport = ROLES.find((row) => row.isViewport);
const cases = [
  ["reload", {key: "F5"}, undefined, "browser"],
  ["developer tools", {key: "F12"}, viewport, "browser"],
  ["reload by letter", {key: "r", ctrlKey: true}, undefined, "browser"],
  ["address bar", {key: "l", ctrlKey: true}, viewport, "browser"],
  ["find", {key: "f", ctrlKey: true}, undefined, "browser"],
  ["zoom in", {key: "+", ctrlKey: true}, viewport, "browser"],
  ["zoom on a Mac", {key: "-", metaKey: true}, undefined, "browser"],
  ["back", {key: "ArrowLeft", altKey: true}, viewport, "browser"],
  ["Tab from the 3D view", {key: "Tab"}, viewport, "browser"],
  ["composition", {key: "a", isComposing: true}, undefined, "browser"],
  ["letter in a field", {key: "a"}, kind("input"), "browser"],
  ["arrow in a field", {key: "ArrowLeft"}, kind("input"), "browser"],
  ["Enter in a field", {key: "Enter"}, kind("input"), "activate"],
  ["Escape in a field", {key: "Escape"}, kind("input"), "program"],
  ["Enter on a button becomes a click", {key: "Enter"}, kind("button"), "browser"],
  ["Space on a checkbox becomes a click", {key: " "}, kind("checkbox"), "browser"],
  ["arrow on a slider", {key: "ArrowRight"}, kind("slider"), "adjust", 1],
  ["up on a slider is more", {key: "ArrowUp"}, kind("slider"), "adjust", 1],
  ["up in a list is the one before", {key: "ArrowUp"}, kind("option"), "adjust", -1],
  ["page on a slider", {key: "PageDown"}, kind("slider"), "adjust", -10],
  ["arrow on a tab", {key: "ArrowLeft"}, kind("tab"), "adjust", -1],
  ["arrow in the 3D view", {key: "ArrowLeft"}, viewport, "program"],
  ["Escape anywhere", {key: "Escape"}, kind("button"), "program"],
  ["a key that means nothing", {key: "AudioVolumeUp"}, viewport, "browser"],
];

for (const [name, event, focused, to, steps] of cases) {
  test(`${name} goes to: ${to}`, () => {
    const route = routeKey(event, focused);
    assert.equal(route.to, to);
    assert.equal(route.steps, steps);
  });
}

test("keys are named by what they print", () => {
  for (const [key, want] of [["a", "A"], ["Z", "Z"], ["7", "7"], [" ", "Space"], ["?", "Slash"], ["ä", ""], ["Dead", ""], ["Shift", ""]]) {
    assert.equal(keyName({key}), want, key);
  }
});
