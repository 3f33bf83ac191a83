// small_parts_test.mjs - wheel, canvas size, storage, addresses, pictures, memory and workers: a few rows each.
import assert from "node:assert/strict";
import {test} from "node:test";
import {devicePixels} from "../../web/page/canvas.js";
import {missingFeature, missingGraphics} from "../../web/page/features.js";
import {createGlide} from "../../web/page/glide.js";
import {createHeap} from "../../web/page/heap.js";
import {withoutBase} from "../../web/page/history.js";
import {fitted} from "../../web/page/pictures.js";
import {createQueue} from "../../web/page/queue.js";
import {createStorage} from "../../web/page/storage.js";
import {wheelDistance} from "../../web/page/wheel.js";
import {createWorkerClient} from "../../web/page/workers.js";
import {fakeHost} from "./fakes.mjs";

test("a wheel moves as far as a page would", () => {
  const rows = [
    ["pixels", {deltaMode: 0, deltaX: 3, deltaY: 100}, {x: 3, y: 100}],
    ["lines", {deltaMode: 1, deltaX: 0, deltaY: 3}, {x: 0, y: 3 * 38.4}],
    ["pages", {deltaMode: 2, deltaX: 0, deltaY: -1}, {x: 0, y: -720}],
    ["with Shift sideways", {deltaMode: 0, deltaX: 0, deltaY: 100, shiftKey: true}, {x: 100, y: 0}],
    ["nonsense", {deltaMode: 0, deltaX: NaN, deltaY: Infinity}, {x: 0, y: 0}],
  ];
  for (const [name, event, want] of rows) {
    const {x, y} = wheelDistance(event, 800);
    assert.ok(Math.abs(x - want.x) < 1e-9 && Math.abs(y - want.y) < 1e-9, `${name}: ${x}, ${y}`);
  }
});

test("a notch glides over several frames and arrives exactly; trackpads and reduced motion move at once", () => {
  const host = fakeHost();
  const moves = [];
  let isStill = false;
  const glideBy = createGlide({host, isStill: () => isStill, scroll: (x, y) => moves.push(y)});
  glideBy(0, 12);
  assert.deepEqual(moves, [12]);
  moves.length = 0;
  glideBy(0, 100);
  glideBy(0, 100);
  let frames = 0;
  do { host.pass(16); frames += 1; } while (host.paint() > 0 && frames < 100);
  assert.ok(frames > 5 && frames < 40, `${frames} frames`);
  assert.ok(Math.abs(moves.reduce((a, b) => a + b) - 200) < 1e-9);
  assert.ok(moves.every((move, i) => i === 0 || i === moves.length - 1 || move < moves[i - 1]), "slows down");
  isStill = true;
  moves.length = 0;
  glideBy(0, -100);
  assert.deepEqual(moves, [-100]);
});

test("the canvas has the screen's own pixels", () => {
  for (const [name, css, device, ratio, want] of [
    ["as measured", 1280, 1920, 1.5, 1920], ["rounded as measured", 333.3, 500, 1.5, 500], ["one off is the browser's word", 101, 152, 1.5, 152],
    ["an emulated ratio", 390, 390, 3, 1170], ["no measure", 800, undefined, 2, 1600], ["nothing", 0, 0, 1, 1],
  ]) assert.equal(devicePixels(css, device, ratio), want, name);
});

test("pictures fit their square and never grow", () => {
  for (const [width, height, want] of [[4000, 3000, [640, 480]], [3000, 4000, [480, 640]], [100, 50, [100, 50]], [10000, 1, [640, 1]], [0, 0, [1, 1]]]) {
    assert.deepEqual(fitted(width, height, 640), want);
  }
});

test("the prefix of a proxy is taken off addresses", () => {
  for (const [pathname, base, want] of [["/results/1", "", "/results/1"], ["/t/i2m/upload", "/t/i2m", "/upload"], ["/t/i2m", "/t/i2m", "/"], ["/t/i2max", "/t/i2m", "/"]]) {
    assert.equal(withoutBase(pathname, base), want);
  }
});

test("blocked storage lasts for the visit and is told once", () => {
  const told = [];
  const storage = createStorage({area: () => { throw new DOMException("no", "SecurityError"); }, onRefused: (reason) => told.push(reason)});
  assert.equal(storage.load("theme"), null);
  storage.store("theme", "dark");
  storage.store("faces", "5000");
  assert.equal(storage.load("theme"), "dark");
  assert.equal(told.length, 1);
});

test("storage that works is used, under our prefix", () => {
  const kept = new Map();
  const area = () => ({setItem: (key, value) => kept.set(key, value), getItem: (key) => kept.get(key) ?? null});
  createStorage({area, onRefused: assert.fail}).store("theme", "dark");
  assert.deepEqual([...kept], [["i2m.theme", "dark"]]);
  assert.equal(createStorage({area, onRefused: assert.fail}).load("theme"), "dark");
});

test("text and bytes are placed in the memory for one call, also when it grows meanwhile", () => {
  let next = 8;
  const freed = [];
  const seen = [];
  const module = {
    HEAPU8: new Uint8Array(64),
    _malloc(size) {
      const at = next;
      next += size;
      if (next > module.HEAPU8.length) { const grown = new Uint8Array(next * 2); grown.set(module.HEAPU8); module.HEAPU8 = grown; }
      return at;
    },
    _free: (at) => freed.push(at),
    _take(text, flag, bytes, size) {
      const end = module.HEAPU8.indexOf(0, text);
      seen.push(new TextDecoder().decode(module.HEAPU8.subarray(text, end)), flag, [...module.HEAPU8.subarray(bytes, bytes + size)]);
      return 5;
    },
    _fail() { throw new Error("inside"); },
  };
  const heap = createHeap(module);
  assert.equal(heap.call("_take", "späte Ärzte", true, new Uint8Array(100).fill(7)), 5);
  assert.deepEqual(seen, ["späte Ärzte", 1, Array(100).fill(7)]);
  assert.equal(freed.length, 2);
  assert.throws(() => heap.call("_fail", "x"), /inside/);
  assert.equal(freed.length, 3);
});

test("a worker that dies fails its questions and is replaced", async () => {
  const made = [];
  const client = createWorkerClient(() => {
    const worker = {postMessage: (question) => { worker.last = question; }, terminate: () => { worker.isDead = true; }};
    made.push(worker);
    return worker;
  });
  const first = client.ask({task: "check"});
  made[0].onmessage({data: {id: made[0].last.id, report: "fine"}});
  assert.equal((await first).report, "fine");
  const second = client.ask({task: "check"});
  made[0].onmessage({data: {id: made[0].last.id, failed: "no picture"}});
  await assert.rejects(second, /no picture/);
  const third = client.ask({task: "draft"});
  made[0].onerror({});
  await assert.rejects(third, /stopped/);
  assert.ok(made[0].isDead);
  client.ask({task: "check"});
  assert.equal(made.length, 2);
  assert.equal(client.waiting(), 1);
});

test("a queue keeps its order, its width, and goes on after a failure", async () => {
  for (const [options, want, wantWidth] of [[{}, "1234", 1], [{isNewestFirst: true}, "1432", 1], [{most: 2}, "1234", 2]]) {
    const enqueue = createQueue(options);
    const order = [];
    let running = 0;
    let widest = 0;
    const wish = (name) => enqueue(async () => {
      order.push(name);
      widest = Math.max(widest, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
      if (name === 2) throw new Error("broken");
      return name;
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(wish));
    assert.equal(order.join(""), want);
    assert.equal(widest, wantWidth);
    assert.deepEqual(outcomes.map(({status}) => status), ["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  }
});

test("what a browser lacks is said in words", () => {
  const able = {WebAssembly, OffscreenCanvas: class {}, createImageBitmap() {}};
  assert.equal(missingFeature(able), "");
  assert.match(missingFeature({...able, WebAssembly: undefined}), /WebAssembly/);
  assert.match(missingFeature({...able, OffscreenCanvas: undefined}), /too old/);
  assert.match(missingFeature({...able, WebAssembly: {...WebAssembly, compileStreaming: 1, validate: () => false}}), /too old/);
  assert.equal(missingGraphics({getContext: () => ({})}), "");
  assert.match(missingGraphics({getContext: () => null}), /WebGL 2/);
  assert.match(missingGraphics({getContext() { throw new Error("blocked"); }}), /WebGL 2/);
});
