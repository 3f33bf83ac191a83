// main_job_test.mjs - a photo dropped on the page becomes a model that is seen and handed out.
import assert from "node:assert/strict";
import fs from "node:fs";
import {test} from "node:test";

import {addByButton, addFiles, button, jobOf, startJob, waitForResults} from "./support/flow.mjs";
import {expectValidGlb} from "./support/glb.mjs";
import {balls, photo} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const stage = setStage();
const MOVING = {reducedMotion: "no-preference"};

async function download(page, name) {
  const arriving = page.waitForEvent("download");
  await button(page, name).first().click();
  return arriving;
}

test("a real photo, dropped, becomes a model", async (t) => {
  const toy = photo("objects/triposr_robot.png");
  if (!toy) return t.skip("the folder with real photos is missing");
  const page = await stage.open("", MOVING);
  await addFiles(page, [toy]);
  await page.getByText(toy.name).first().waitFor();
  await page.getByRole("application").first().waitFor();   // the draft in its 3D view
  const id = await startJob(page);
  await waitForResults(page);
  assert.ok(page.url().includes(id));
  await page.getByRole("application").first().waitFor();

  const file = await download(page, "Download");
  assert.equal(file.suggestedFilename(), "triposr_robot.glb");
  const stored = await jobOf(stage.server, id);
  assert.equal(stored.status, "completed");
  assert.equal(fs.statSync(await file.path()).size, stored.files[0].result_size);
  const info = expectValidGlb(await file.path());
  assert.equal(info.totalTriangleCount, stored.files[0].triangles);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("several images, picked with the button, all become models", async () => {
  const page = await stage.open("", MOVING);
  await addByButton(page, balls(3));
  const id = await startJob(page);
  await waitForResults(page);
  const stored = await jobOf(stage.server, id);
  assert.equal(stored.successful_files, 3);
  for (const file of stored.files) await page.getByText(file.result_filename).first().waitFor();
  expectValidGlb(await (await download(page, "Download")).path());
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("back and forward lead from page to page, and an address opens its page", async () => {
  const page = await stage.open("", MOVING);
  await addFiles(page, balls(1));
  const id = await startJob(page);
  await waitForResults(page);
  await page.goBack();
  await page.getByRole("button", {name: "Browse"}).first().waitFor();
  await page.goForward();
  await button(page, "Download").first().waitFor();
  const other = await stage.open(`/results/${id}`);
  await button(other, "Download").first().waitFor();
  assert.deepEqual([...page.problems, ...other.problems], []);
  await page.context().close();
  await other.context().close();
});
