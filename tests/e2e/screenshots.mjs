// screenshots.mjs - pictures of every page, light and dark, desktop and phone, into build/screenshots: for people to
// look at. With I2M_README=1 two of them go to docs/images (make screenshots).
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";

import {atRest, drop, openPage, startBrowser} from "./support/browser.mjs";
import {addFiles, jobOf, startJob, until, waitForResults} from "./support/flow.mjs";
import {balls} from "./support/pictures.mjs";
import {buildDir, startServer} from "./support/server.mjs";
import {toys} from "./support/toys.mjs";

const folder = path.join(buildDir, "screenshots");
const COUNT = 20;
const README = {"upload-light-desktop": "upload.png", "results-dark-desktop": "results.png"};
const SIZES = {desktop: {width: 1280, height: 800}, phone: {width: 390, height: 844}};
let server;
let browser;
before(async () => {
  fs.mkdirSync(folder, {recursive: true});
  server = await startServer({WORKER_CONCURRENCY: "1"});
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Waits until nothing has been drawn for a while (a page at work never rests), then takes the picture. */
async function shoot(page, name, {isAtWork = false} = {}) {
  if (!isAtWork) await atRest(page);
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({path: file});
  if (process.env.I2M_README && README[name]) fs.copyFileSync(file, path.join(buildDir, "../docs/images", README[name]));
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme}, ${size}`, async () => {
      const name = (page) => `${page}-${colorScheme}-${size}`;
      const options = {viewport, colorScheme, deviceScaleFactor: size === "phone" ? 2 : 1, hasTouch: size === "phone"};
      const page = await openPage(browser, server.url, options);
      await shoot(page, name("upload-empty"));
      await drop(page, [{name: "letter.jpg", type: "image/jpeg", bytes: Buffer.from("no picture")}]);
      await addFiles(page, toys());
      await page.getByRole("application").first().waitFor();
      await shoot(page, name("upload"));
      await startJob(page);
      await waitForResults(page);
      await page.getByRole("application").first().waitFor();
      await shoot(page, name("results"));
      assert.deepEqual(page.problems, []);
      await page.context().close();

      const busy = await openPage(browser, server.url, options);
      await addFiles(busy, [...toys(), ...balls(COUNT - 5, 500)]);
      const id = await startJob(busy);
      await until(async () => (await jobOf(server, id)).successful_files > 1, "two models are done");
      await shoot(busy, name("processing"), {isAtWork: true});
      await busy.context().close();
    });
  }
}
