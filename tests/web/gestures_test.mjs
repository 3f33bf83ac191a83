// gestures_test.mjs - fingers: taps, scrolling with inertia, drags and pinches.
import assert from "node:assert/strict";
import {test} from "node:test";
import {createGestures} from "../../web/page/gestures.js";

/** Records what the fingers meant; "drag" is grabbed right of x = 500. */
function setUp() {
  const log = [];
  const act = Object.fromEntries(["tap", "dragStart", "dragMove", "dragEnd", "scroll", "pinch"].map((name) => [name, (...values) => log.push([name, ...values])]));
  return {log, fingers: createGestures({act, modeAt: (x) => (x > 500 ? "drag" : "scroll")})};
}
const names = (log) => log.map(([name]) => name);

test("a finger that stays is a tap where it came down", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 100, 100, 0);
  fingers.move(1, 104, 103, 30);
  fingers.up(1, 60);
  assert.deepEqual(log, [["tap", 104, 103]]);
});

test("a drag that starts on a button scrolls and does not click", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 100, 100, 0);
  fingers.move(1, 100, 80, 16);
  fingers.move(1, 100, 60, 32);
  fingers.up(1, 33);
  assert.deepEqual(log, [["scroll", 100, 100, 0, -20], ["scroll", 100, 100, 0, -20]]);
});

test("a fling goes on, slows down, and ends", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 100, 300, 0);
  for (let i = 1; i <= 5; i++) fingers.move(1, 100, 300 - 20 * i, 16 * i);
  fingers.up(1, 81);
  log.length = 0;
  let time = 81;
  let steps = 0;
  while (fingers.step((time += 16)) && steps < 2000) steps += 1;
  const distances = log.map(([, , , , dy]) => dy);
  assert.ok(steps > 20 && steps < 600, `${steps} steps`);
  assert.ok(distances[0] < -10, "goes on in the finger's direction and speed");
  assert.ok(Math.abs(distances.at(-1)) < Math.abs(distances[0]) / 20, "slows down");
  assert.equal(fingers.step(time + 16), false);
});

test("a finger that rests before it leaves does not fling", () => {
  const {fingers} = setUp();
  fingers.down(1, 100, 300, 0);
  for (let i = 1; i <= 5; i++) fingers.move(1, 100, 300 - 20 * i, 16 * i);
  fingers.up(1, 400);
  assert.equal(fingers.step(416), false);
});

test("a finger that stops a fling presses nothing", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 100, 300, 0);
  for (let i = 1; i <= 5; i++) fingers.move(1, 100, 300 - 20 * i, 16 * i);
  fingers.up(1, 81);
  fingers.down(2, 100, 200, 120);
  fingers.up(2, 180);
  assert.ok(!names(log).includes("tap"));
});

test("a finger on the 3D view drags at once", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 600, 100, 0);
  fingers.move(1, 610, 100, 16);
  fingers.up(1, 32);
  assert.deepEqual(log, [["dragStart", 600, 100], ["dragMove", 610, 100], ["dragEnd", 610, 100]]);
});

test("two fingers on the 3D view pinch and pan about their middle", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 600, 100, 0);
  fingers.down(2, 700, 100, 10);
  fingers.move(2, 800, 100, 26);
  assert.deepEqual(names(log), ["dragStart", "dragEnd", "pinch"]);
  assert.deepEqual(log[2], ["pinch", 700, 100, 2, 50, 0]);
  fingers.up(2, 40);
  fingers.up(1, 50);
  assert.equal(log.length, 3, "lifting them one after the other means nothing");
});

test("two fingers elsewhere are the browser's zoom", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 100, 100, 0);
  fingers.down(2, 200, 100, 10);
  fingers.move(2, 260, 100, 26);
  fingers.up(1, 40);
  fingers.up(2, 50);
  assert.deepEqual(log, []);
});

test("a cancelled finger neither taps nor flings", () => {
  const {log, fingers} = setUp();
  fingers.down(1, 100, 100, 0);
  fingers.cancel(1, 20);
  assert.deepEqual(log, []);
  assert.equal(fingers.step(40), false);
});
