// accessibility_test.mjs - axe finds nothing serious on any page, empty or full, light or dark.
import assert from "node:assert/strict";
import fs from "node:fs";
import {createRequire} from "node:module";
import {test} from "node:test";

import {drop} from "./support/browser.mjs";
import {addFiles, startJob, waitForResults} from "./support/flow.mjs";
import {ball, balls} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const stage = setStage({WORKER_CONCURRENCY: "1"});

/** Through the debugger's own world: the page's content policy forbids foreign scripts, rightly. */
async function findings(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.enable");
  const {frameTree} = await session.send("Page.getFrameTree");
  const {executionContextId} = await session.send("Page.createIsolatedWorld", {frameId: frameTree.frame.id});
  await session.send("Runtime.evaluate", {contextId: executionContextId, expression: axe});
  const {result, exceptionDetails} = await session.send("Runtime.evaluate", {
    contextId: executionContextId, awaitPromise: true, returnByValue: true,
    expression: "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)",
  });
  assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
  return result.value.filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(" | ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  test(`upload, processing and results, ${colorScheme}`, async () => {
    const page = await stage.open("", {colorScheme});
    assert.deepEqual(await findings(page), [], "upload, empty");
    await drop(page, [{name: "letter.jpg", type: "image/jpeg", bytes: Buffer.from("no picture")}]);
    await page.getByText("Refused", {exact: false}).first().waitFor();
    await addFiles(page, [ball("toy.png")]);
    assert.deepEqual(await findings(page), [], "upload, with files");
    await page.context().close();

    const busy = await stage.open("", {colorScheme});
    await addFiles(busy, balls(25, 700));
    await startJob(busy);
    assert.match(busy.url(), /processing/);
    assert.deepEqual(await findings(busy), [], "processing");
    await waitForResults(busy);
    assert.deepEqual(await findings(busy), [], "results");
    await busy.context().close();
  });
}
