// base_path_test.mjs - the whole job below a path that a proxy puts before everything.
import assert from "node:assert/strict";
import {test} from "node:test";

import {drawn} from "./support/browser.mjs";
import {addFiles, button, startJob, waitForResults} from "./support/flow.mjs";
import {ball} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const BASE = "/tools/i2m";
const stage = setStage({I2M_BASE_PATH: BASE});

test("nothing is asked outside of the base path, and addresses carry it", async () => {
  const page = await stage.open(BASE + "/");
  const outside = [];
  page.on("request", (request) => {
    const {protocol, pathname} = new URL(request.url());
    if (protocol === "http:" && !pathname.startsWith(`${BASE}/`)) outside.push(pathname);
  });
  await page.reload();
  await drawn(page);
  await addFiles(page, [ball("toy.png")]);
  const id = await startJob(page);
  await waitForResults(page);
  assert.equal(new URL(page.url()).pathname, `${BASE}/results/${id}`);
  const arriving = page.waitForEvent("download");
  await button(page, "Download").first().click();
  assert.equal((await arriving).suggestedFilename(), "toy.glb");
  assert.equal(await page.getByRole("link", {name: "Upload"}).first().getAttribute("href"), `${BASE}/`);
  await page.goBack();
  await page.getByRole("button", {name: "Browse"}).first().waitFor();
  const manifest = new URL(await page.locator("link[rel=manifest]").getAttribute("href"), page.url());
  const {icons} = await (await fetch(manifest)).json();
  for (const {src} of icons) {
    const icon = new URL(src, manifest);
    assert.ok(icon.pathname.startsWith(`${BASE}/`), icon.pathname);
    assert.equal((await fetch(icon)).status, 200, icon.pathname);
  }
  assert.deepEqual(outside, []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
