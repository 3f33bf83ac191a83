// survive_test.mjs - a job goes on while the page is reloaded, while the server is gone, and after kill -9.
import assert from "node:assert/strict";
import {after, test} from "node:test";

import {drawn} from "./support/browser.mjs";
import {startFal} from "./support/fal.mjs";
import {addFiles, button, jobOf, jobWhen, startJob, waitForResults} from "./support/flow.mjs";
import {balls} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const COUNT = 25;
const FEW = 5;
const AT_ONCE = 8;   // of one job at the provider
let fal;
const stage = setStage(async () => {
  fal = await startFal();
  return {...fal.environment, I2M_MODEL: "fal-ai/trellis", I2M_FAL_CONCURRENCY: String(AT_ONCE)};
});
after(() => fal?.stop());

const isAtProvider = ({status}) => status === "waiting" || status === "generating";

/**
 * A job of `count` images, one of them done and the provider held at the second: the middle of a job, for as long as it takes. No
 * request is on its way any more: one that is cut off there may have been charged, and waits for a person.
 */
async function startMiddle(page, count = COUNT) {
  await fal.holdSecond();
  await addFiles(page, balls(count, 256));
  const id = await startJob(page);
  const sent = Math.min(AT_ONCE, count - 1);
  await jobWhen(stage.server, id, (job) => job.successful_files > 0 && job.files.filter(isAtProvider).length === sent,
    "the first model is done, and what may be at the provider is there");
  return id;
}

async function expectAllModels(page, id, count = COUNT) {
  await waitForResults(page);
  const job = await jobOf(stage.server, id);
  assert.equal(job.status, "completed");
  assert.equal(job.successful_files, count);
  assert.equal(new Set(job.files.map((file) => file.result_filename)).size, count);
  assert.equal(await fal.accepted(), count, "each image is paid for once");
  return job;
}

test("the page is reloaded in the middle of a job", async () => {
  const page = await stage.open();
  const id = await startMiddle(page);
  await page.reload();
  await drawn(page);
  assert.ok(page.url().includes(id), page.url());
  await page.getByRole("progressbar").first().waitFor();
  await fal.letGo();
  await expectAllModels(page, id);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the server dies in the middle of a job and comes back", async () => {
  const page = await stage.open("", {expectProblems: true});
  const id = await startMiddle(page);
  await stage.server.kill();
  await page.getByText(/server/i).first().waitFor();   // the page says that it is away
  await fal.letGo();
  await stage.server.start();
  const job = await expectAllModels(page, id);
  assert.equal(job.failed_files, 0);
  await page.context().close();
});

test("the network is pulled in the middle of a job and plugged in again", async () => {
  const page = await stage.open("", {expectProblems: true});
  const id = await startMiddle(page, FEW);
  await page.context().setOffline(true);
  await page.getByText(/No network/).first().waitFor();
  await fal.letGo();
  await page.context().setOffline(false);
  await expectAllModels(page, id, FEW);
  await page.getByText(/No network|Server away/).first().waitFor({state: "detached"});
  await page.context().close();
});

test("the rest of a job is cancelled, after a question", async () => {
  const page = await stage.open();
  const id = await startMiddle(page, FEW);
  await button(page, "Cancel").first().press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.equal(await dialog.getByRole("button", {name: "Keep going"}).evaluate((element) => element === document.activeElement), true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({state: "detached"});
  assert.equal((await jobOf(stage.server, id)).cancelled_files, 0);
  await button(page, "Cancel").first().press("Enter");
  await dialog.getByRole("button", {name: /^Cancel \d+ image/}).press("Enter");
  const job = await jobWhen(stage.server, id, ({cancelled_files: n}) => n > 0, "files are cancelled");
  assert.ok(job.successful_files > 0, "what was finished stays");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
