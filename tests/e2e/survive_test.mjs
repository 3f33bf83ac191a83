// survive_test.mjs - a job goes on while the page is reloaded, while the server is gone, and after kill -9.
import assert from "node:assert/strict";
import {test} from "node:test";

import {drawn} from "./support/browser.mjs";
import {addFiles, button, jobOf, jobWhen, startJob, waitForResults} from "./support/flow.mjs";
import {balls} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const COUNT = 25;
const OTHERS = 6;   // jobs of other people: all take turns, so a job lasts long enough to be disturbed on any machine
const stage = setStage({WORKER_CONCURRENCY: "1"});   // one file at a time

async function keepBusy(others = OTHERS) {
  for (let job = 0; job < others; job++) {
    const form = new FormData();
    for (const image of balls(COUNT, 256)) form.append("files", new Blob([image.bytes], {type: image.type}), image.name);
    const answer = await fetch(`${stage.server.url}/api/v1/upload/batch`, {method: "POST", body: form});
    assert.equal(answer.status, 200, await answer.text());
  }
}

const inTheMiddle = (id) => jobWhen(stage.server, id, (job) => job.successful_files > 0, "the first model is done");

async function expectAllModels(page, id) {
  await waitForResults(page);
  const job = await jobOf(stage.server, id);
  assert.equal(job.status, "completed");
  assert.equal(job.successful_files, COUNT);
  assert.equal(new Set(job.files.map((file) => file.result_filename)).size, COUNT);
  return job;
}

test("the page is reloaded in the middle of a job", async () => {
  const page = await stage.open();
  await addFiles(page, balls(COUNT, 700));
  await keepBusy();
  const id = await startJob(page);
  await inTheMiddle(id);
  await page.reload();
  await drawn(page);
  assert.ok(page.url().includes(id), page.url());
  await page.getByRole("progressbar").or(button(page, "Download")).first().waitFor();
  await expectAllModels(page, id);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("the server dies in the middle of a job and comes back", async () => {
  const page = await stage.open("", {expectProblems: true});
  await addFiles(page, balls(COUNT, 700));
  await keepBusy();
  const id = await startJob(page);
  await inTheMiddle(id);
  await stage.server.kill();
  await page.getByText(/server/i).first().waitFor();   // the page says that it is away
  await stage.server.start();
  const job = await expectAllModels(page, id);
  assert.equal(job.failed_files, 0);
  await page.context().close();
});

test("the network is pulled in the middle of a job and plugged in again", async () => {
  const page = await stage.open("", {expectProblems: true});
  await addFiles(page, balls(COUNT, 700));
  await keepBusy(2);
  const id = await startJob(page);
  await inTheMiddle(id);
  await page.context().setOffline(true);
  await page.getByText(/No network/).first().waitFor();
  await page.context().setOffline(false);
  await expectAllModels(page, id);
  assert.equal(await page.getByText(/No network|Server away/).count(), 0, "the banner has gone");
  await page.context().close();
});

test("the rest of a job is cancelled, after a question", async () => {
  const page = await stage.open();
  await addFiles(page, balls(COUNT, 700));
  await keepBusy(20);   // the last test of this suite: what is left ends with the server
  const id = await startJob(page);
  await inTheMiddle(id);
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
