// announce_test.mjs - progress is said at most once in two seconds, failures at once.
import assert from "node:assert/strict";
import {test} from "node:test";
import {POLITE_PAUSE_MS, createAnnouncer} from "../../web/page/announce.js";
import {fakeHost} from "./fakes.mjs";

function setUp() {
  const host = fakeHost();
  const said = [];
  return {host, said, announce: createAnnouncer({host, say: (words, isUrgent) => said.push([host.now(), words, isUrgent])})};
}

test("of words that come too quickly the latest is said when the pause is over", () => {
  const {host, said, announce} = setUp();
  for (let percent = 0; percent <= 100; percent += 1) {
    announce(`${percent} %`, false);
    host.pass(50);
  }
  host.pass(POLITE_PAUSE_MS);
  const times = said.map(([time]) => time);
  for (let i = 1; i < times.length; i++) assert.ok(times[i] - times[i - 1] >= POLITE_PAUSE_MS, `${times[i - 1]} and ${times[i]}`);
  assert.equal(said[0][1], "0 %");
  assert.equal(said.at(-1)[1], "100 %");
});

test("a failure waits for nothing", () => {
  const {said, announce} = setUp();
  announce("12 %", false);
  announce("photo.jpg failed", true);
  assert.deepEqual(said, [[0, "12 %", false], [0, "photo.jpg failed", true]]);
});

test("the same words are said once, and no words never", () => {
  const {host, said, announce} = setUp();
  announce("Uploading", false);
  host.pass(5000);
  announce("Uploading", false);
  announce("", false);
  host.pass(5000);
  assert.equal(said.length, 1);
});
