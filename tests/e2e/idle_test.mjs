// idle_test.mjs - a page that nobody touches draws nothing.
import assert from "node:assert/strict";
import {test} from "node:test";

import {atRest, frames} from "./support/browser.mjs";
import {addFiles, startJob, waitForResults} from "./support/flow.mjs";
import {ball} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const IDLE_MS = 10_000;
const MOST_FRAMES = 2;
const stage = setStage();
const MOVING = {reducedMotion: "no-preference"};

async function expectIdle(name, page) {
  await atRest(page);
  const from = await frames(page);
  await page.waitForTimeout(IDLE_MS);   // the time itself is what is measured
  const count = (await frames(page)) - from;
  assert.ok(count <= MOST_FRAMES, `${name}: ${count} frames in ${IDLE_MS / 1000} s`);
}

test("no frames on the empty upload page, with a draft, and beside a result", async () => {
  const empty = await stage.open("", MOVING);
  const full = await stage.open("", MOVING);
  await addFiles(full, [ball("toy.png")]);
  await full.getByRole("application").first().waitFor();
  const result = await stage.open("", MOVING);
  await addFiles(result, [ball("toy.png")]);
  await startJob(result);
  await waitForResults(result);
  await Promise.all([expectIdle("empty", empty), expectIdle("full", full)]);
  await expectIdle("result", result);   // what it says about the finished job has left by now
});
