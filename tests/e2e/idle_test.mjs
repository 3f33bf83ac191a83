// idle_test.mjs - a page that nobody touches draws nothing.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {atRest, openPage, startBrowser} from "./support/browser.mjs";
import {addFiles, startJob, waitForResults} from "./support/flow.mjs";
import {ball} from "./support/pictures.mjs";
import {startServer} from "./support/server.mjs";

const IDLE_MS = 10_000;
const MOST_FRAMES = 2;
let server;
let browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const frames = (page) => page.evaluate(() => window.i2m.frames());

async function framesWhileIdle(page) {
  await atRest(page);
  const from = await frames(page);
  await page.waitForTimeout(IDLE_MS);   // the time itself is what is measured
  return (await frames(page)) - from;
}

test("no frames on the empty upload page, with a draft, and beside a result", async () => {
  const empty = await openPage(browser, server.url);
  const full = await openPage(browser, server.url);
  await addFiles(full, [ball("toy.png")]);
  await full.getByRole("application").first().waitFor();
  const result = await openPage(browser, server.url);
  await addFiles(result, [ball("toy.png")]);
  await startJob(result);
  await waitForResults(result);
  for (const [name, page] of Object.entries({empty, full, result})) {
    const count = await framesWhileIdle(page);
    assert.ok(count <= MOST_FRAMES, `${name}: ${count} frames in ${IDLE_MS / 1000} s`);
  }
});
