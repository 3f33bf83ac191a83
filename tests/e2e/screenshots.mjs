// screenshots.mjs - pictures of every page in all its states, light and dark, desktop and phone, into build/screenshots: for
// people to look at. With I2M_README=1 two of them go to docs/images (make screenshots).
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import {test} from "node:test";

import {atRest, drop} from "./support/browser.mjs";
import {addFiles, jobOf, startJob, waitForResults} from "./support/flow.mjs";
import {png} from "./support/pictures.mjs";
import {buildDir} from "./support/server.mjs";
import {setStage} from "./support/stage.mjs";
import {toys} from "./support/toys.mjs";

const folder = path.join(buildDir, "screenshots");
const README = {"upload-light-desktop": "upload.png", "results-dark-desktop": "results.png"};
const SIZES = {desktop: {width: 1440, height: 900}, phone: {width: 390, height: 844}};
fs.mkdirSync(folder, {recursive: true});
const stage = setStage();

const white = (side) => Buffer.concat(Array.from({length: side}, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * side, 255)])));
/** Good as a file, and nothing to make a model of. */
const blank = png("blank.png", 400, 400, white(400));
const letter = {name: "letter.jpg", type: "image/jpeg", bytes: Buffer.from("no picture")};

/** A real job of all toys, one of which fails, made once for all pictures of results. */
let ended;
function endedJob() {
  ended ??= (async () => {
    const page = await stage.open();
    await addFiles(page, [...toys(), blank]);
    const id = await startJob(page);
    await waitForResults(page);
    await page.context().close();
    return jobOf(stage.server, id);
  })();
  return ended;
}

/** The same job as it may look on its way: every state at once, which no real job can be asked to hold still in. */
function onItsWay(job) {
  const states = [
    {status: "succeeded"},
    {status: "generating", progress: 62, message: "Texturing"},
    {status: "generating", progress: 38, message: "Building the mesh"},
    {status: "retrying", progress: 0, attempt: 1, message: "The provider is busy.", retry_at: new Date(Date.now() + 42_000).toISOString()},
    {status: "queued", progress: 0, message: ""},
    {status: "failed"},
  ];
  const files = job.files.map((file, i) => ({...file, ...states[i]}));
  for (const file of files) if (file.status !== "succeeded") for (const key of ["download_url", "result_filename"]) delete file[key];
  return {...job, status: "processing", progress: 46, ended_at: undefined, elapsed_ms: 96_000, eta_ms: 80_000, successful_files: 1, failed_files: 1, files};
}

/** A page whose server tells of `job` and then nothing more. */
async function showJob(page, job) {
  const snapshot = {job_id: job.job_id, task_id: job.task_id, status: job.status, progress: job.progress, message: "", timestamp: job.timestamp, result: job};
  let streams = 0;
  await page.route(/\/stream$/, (route) => {
    streams += 1;   // the first ends after its snapshot, the next stays open and silent
    return streams === 1 && route.fulfill({contentType: "text/event-stream", body: `event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`});
  });
  await page.route(new RegExp(`/api/v1/jobs/${job.job_id}$`), (route) => route.fulfill({json: job}));
  await page.goto(`${stage.server.url}/processing/${job.job_id}`);
  await page.getByText("62 %").first().waitFor();
}

async function shoot(page, name) {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({path: file});
  if (process.env.I2M_README && README[name]) fs.copyFileSync(file, path.join(buildDir, "../docs/images", README[name]));
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    const name = (page) => `${page}-${colorScheme}-${size}`;
    const options = {viewport, colorScheme, deviceScaleFactor: size === "phone" ? 2 : 1, hasTouch: size === "phone"};

    test(`upload, ${colorScheme}, ${size}`, () => stage.onPage(options, async (page) => {
      await page.getByText("Server connected").first().waitFor();
      await shoot(page, name("upload-empty"));
      await addFiles(page, toys());
      await drop(page, [letter]);
      await page.getByText("Refused", {exact: false}).first().waitFor();
      await page.getByText(/^Draft in/).first().waitFor();
      await atRest(page);
      await shoot(page, name("upload"));
    }));

    test(`processing, ${colorScheme}, ${size}`, () => stage.onPage(options, async (page) => {
      await showJob(page, onItsWay(await endedJob()));
      await atRest(page);
      await shoot(page, name("processing"));
      await page.getByRole("button", {name: /^Cancel/}).first().click();
      await page.getByRole("dialog").waitFor();
      await shoot(page, name("question"));
    }));

    test(`results, ${colorScheme}, ${size}`, () => stage.onPage(options, async (page) => {
      const {job_id: id} = await endedJob();
      await page.goto(`${stage.server.url}/results/${id}`);
      await page.getByText("Checks").first().waitFor();
      await atRest(page);
      await shoot(page, name("results"));
      await page.getByRole("button", {name: "Retry blank.png"}).first().scrollIntoViewIfNeeded();
      assert.ok(await page.getByRole("button", {name: /^Download .*\.glb$/}).count() >= 5, "a download for each model");
    }));
  }
}
