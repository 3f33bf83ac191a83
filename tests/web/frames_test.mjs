// frames_test.mjs - the page draws after something happened and stays still otherwise.
import assert from "node:assert/strict";
import {test} from "node:test";
import {SETTLE_FRAMES, createFrames} from "../../web/page/frames.js";
import {fakeHost} from "./fakes.mjs";

function setUp({wants = () => false} = {}) {
  const host = fakeHost();
  const log = {drawn: 0, worked: 0};
  const frames = createFrames({host, draw: () => { log.drawn += 1; return wants(log.drawn); }, work: () => { log.worked += 1; }});
  const paintAll = () => { for (let i = 0; i < 100 && host.paint() > 0; i++); };
  return {host, frames, log, paintAll};
}

test("an event draws until it has settled, then nothing more", () => {
  const {frames, log, paintAll, host} = setUp();
  frames.wake();
  paintAll();
  assert.equal(log.drawn, SETTLE_FRAMES);
  host.pass(60_000);
  paintAll();
  assert.equal(log.drawn, SETTLE_FRAMES);
});

test("a frame that wants another one gets it", () => {
  const {frames, log, paintAll} = setUp({wants: (drawn) => drawn < 20});
  frames.wake();
  paintAll();
  assert.equal(log.drawn, 20);
});

test("many events between two paints make one animation frame", () => {
  const {frames, host} = setUp();
  for (let i = 0; i < 50; i++) frames.wake();
  assert.equal(host.paint(), 1);
});

test("a hidden page works its messages off without drawing, and draws when it is seen again", () => {
  const {frames, log, paintAll, host} = setUp();
  host.isAway = true;
  frames.wake();
  frames.wake();
  host.pass(1000);
  paintAll();
  assert.deepEqual(log, {drawn: 0, worked: 1});
  host.isAway = false;
  frames.wake();
  paintAll();
  assert.equal(log.drawn, SETTLE_FRAMES);
});

test("of several wishes to be woken the earliest counts", () => {
  const {frames, log, paintAll, host} = setUp();
  frames.wake();
  paintAll();
  log.drawn = 0;
  frames.wakeIn(5000);
  frames.wakeIn(100);
  frames.wakeIn(3000);
  host.pass(99);
  paintAll();
  assert.equal(log.drawn, 0);
  host.pass(1);
  paintAll();
  assert.equal(log.drawn, 1);
  assert.equal(host.pending(), 0);
});

test("settleNow draws inside the call, and never for ever", () => {
  const {frames, log} = setUp({wants: () => true});
  frames.settleNow();
  assert.equal(log.drawn, SETTLE_FRAMES);
});

test("nothing is drawn between stop and resume", () => {
  const {frames, log, paintAll} = setUp();
  frames.wake();
  frames.stop();
  paintAll();
  frames.wake();
  frames.drawNow();
  assert.equal(log.drawn, 0);
  frames.resume();
  paintAll();
  assert.equal(log.drawn, SETTLE_FRAMES);
});

test("a draw that fails is not taken for one that still runs", () => {
  const host = fakeHost();
  let isBroken = true;
  let drawn = 0;
  const frames = createFrames({host, draw: () => { if (isBroken) throw new Error("broken"); drawn += 1; return false; }});
  assert.throws(() => frames.drawNow(), /broken/);
  isBroken = false;
  frames.drawNow();
  assert.equal(drawn, 1);
});
