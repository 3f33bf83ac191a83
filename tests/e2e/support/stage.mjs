// stage.mjs - what every suite here stands on: one real server and one browser for all its tests.
import assert from "node:assert/strict";
import {after, before} from "node:test";

import {openPage, startBrowser} from "./browser.mjs";
import {startServer} from "./server.mjs";

// What a suite looks at seldom lies in single pixels, and each is drawn and put together by the CPU: half of them each way, and no
// second pass through the software GL, take half the time. Pictures, and tests of sharpness, say what they need.
const FEW_PIXELS = {deviceScaleFactor: 0.5};
const PUT_TOGETHER_ONCE = ["--disable-gpu-compositing"];

/**
 * Starts both before the suite's tests and ends both after them. `environment` are settings of the server, or a function that
 * prepares and resolves with them; `options` go to startServer. The stage's `server` and `browser` are there once a test runs.
 */
export function setStage(environment = {}, options = {}) {
  const stage = {
    server: null,
    browser: null,
    /** A page of its own at `path` (or a whole address). */
    open: (path = "", pageOptions = {}) => openPage(stage.browser, path.startsWith("http") ? path : stage.server.url + path, {...FEW_PIXELS, ...pageOptions}),
    /** Runs `check` on a fresh page and closes it; the page must have said nothing bad. */
    async onPage({path = "", ...pageOptions}, check) {
      const page = await stage.open(path, pageOptions);
      try {
        await check(page);
        assert.deepEqual(page.problems, []);
      } finally {
        await page.context().close();
      }
    },
  };
  before(async () => {
    const settings = typeof environment === "function" ? await environment() : environment;
    [stage.server, stage.browser] = await Promise.all([startServer(settings, options), startBrowser(PUT_TOGETHER_ONCE)]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.server?.stop();
  });
  return stage;
}
