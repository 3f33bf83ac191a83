// survive_test.mjs - a job goes on while the page is reloaded, while the server is gone, and after kill -9.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {drawn, openPage, startBrowser} from "./support/browser.mjs";
import {addFiles, button, jobOf, startJob, until, waitForResults} from "./support/flow.mjs";
import {balls} from "./support/pictures.mjs";
import {startServer} from "./support/server.mjs";

const COUNT = 25;
const OTHERS = 6;   // jobs of other people: all take turns, so a job lasts long enough to be disturbed on any machine
let server;
let browser;
before(async () => {
  server = await startServer({WORKER_CONCURRENCY: "1"});   // one file at a time
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function keepBusy() {
  for (let job = 0; job < OTHERS; job++) {
    const form = new FormData();
    for (const image of balls(COUNT, 256)) form.append("files", new Blob([image.bytes], {type: image.type}), image.name);
    const answer = await fetch(`${server.url}/api/v1/upload/batch`, {method: "POST", body: form});
    assert.equal(answer.status, 200, await answer.text());
  }
}

const inTheMiddle = (id) => until(async () => {
  const job = await jobOf(server, id);
  assert.notEqual(job.status, "completed", "the job was over before the test could disturb it");
  return job.successful_files > 0;
}, "the first model is done");

async function expectAllModels(page, id) {
  await waitForResults(page);
  const job = await jobOf(server, id);
  assert.equal(job.status, "completed");
  assert.equal(job.successful_files, COUNT);
  assert.equal(new Set(job.files.map((file) => file.result_filename)).size, COUNT);
  return job;
}

test("the page is reloaded in the middle of a job", async () => {
  const page = await openPage(browser, server.url);
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
  const page = await openPage(browser, server.url, {expectProblems: true});
  await addFiles(page, balls(COUNT, 700));
  await keepBusy();
  const id = await startJob(page);
  await inTheMiddle(id);
  await server.kill();
  await page.getByText(/server/i).first().waitFor();   // the page says that it is away
  await server.start();
  const job = await expectAllModels(page, id);
  assert.equal(job.failed_files, 0);
  await page.context().close();
});
