// screenshots_paid.mjs - pictures of the paid way into build/screenshots: the price, each class of failure with its reason,
// what may have been charged, holds; light and dark, desktop and phone. For people to look at.
import fs from "node:fs";
import path from "node:path";
import {after, test} from "node:test";

import {atRest} from "./support/browser.mjs";
import {FAILURES, startFal} from "./support/fal.mjs";
import {addFiles, button, startJob, waitForResults} from "./support/flow.mjs";
import {buildDir} from "./support/server.mjs";
import {setStage} from "./support/stage.mjs";
import {toy, toys} from "./support/toys.mjs";

const folder = path.join(buildDir, "screenshots");
fs.mkdirSync(folder, {recursive: true});
const LOOKS = {
  "light-desktop": {viewport: {width: 1440, height: 900}, colorScheme: "light", deviceScaleFactor: 1},
  "dark-desktop": {viewport: {width: 1440, height: 900}, colorScheme: "dark", deviceScaleFactor: 1},
  "light-phone": {viewport: {width: 390, height: 844}, colorScheme: "light", deviceScaleFactor: 2, hasTouch: true},
  "dark-phone": {viewport: {width: 360, height: 740}, colorScheme: "dark", deviceScaleFactor: 2, hasTouch: true},
};

let fal;
const stage = setStage(async () => {
  fal = await startFal();
  return {...fal.environment, I2M_DAILY_BUDGET_USD: "100"};
});
after(() => fal?.stop());

async function shoot(page, name) {
  await atRest(page);
  await page.screenshot({path: path.join(folder, `paid-${name}.png`)});
}
const says = (page, words) => page.getByText(words, {exact: false}).first().waitFor({timeout: 60_000});

for (const {name, title, faults} of FAILURES) {
  test(`failure ${name}`, () => stage.onPage(LOOKS["light-desktop"], async (page) => {
    await fal.meet(faults);
    await addFiles(page, [toy("duck")]);
    await startJob(page);
    await says(page, title);
    await button(page, "Why duck.png failed").first().click();
    await page.getByRole("dialog").waitFor();
    await shoot(page, `why-${name}`);
    await fal.meet([]);
  }));
}

/** A job in which every image fails in another way, one is lost, and one is made. */
let mixed;
const mixedJob = () => (mixed ??= (async () => {
  const page = await stage.open();
  const once = FAILURES.filter(({faults}) => faults.every(({times}) => times === undefined)).map(({faults: [fault]}) => ({...fault, times: 1}));
  await fal.meet([...once, {step: "submit", fault: "reset_after_body", times: 1}]);
  await addFiles(page, [...toys(), {...toy("mug"), name: "second mug.png"}]);
  const id = await startJob(page);
  await says(page, "may have been charged");
  await page.getByText(/\d done, 1 to decide, \d failed/).first().waitFor({timeout: 60_000});   // nothing is under way any more
  await fal.meet([]);
  await page.context().close();
  return id;
})());

for (const [look, options] of Object.entries(LOOKS)) {
  test(`money and trouble, ${look}`, () => stage.onPage(options, async (page) => {
    const id = await mixedJob();
    await page.goto(stage.server.url);
    await addFiles(page, toys());
    await shoot(page, `price-${look}`);
    await page.goto(`${stage.server.url}/processing/${id}`);
    await says(page, "may have been charged");
    await shoot(page, `trouble-${look}`);
    await button(page, /^Decide about/).first().click();
    await page.getByRole("dialog").waitFor();
    await shoot(page, `decide-${look}`);
    await page.keyboard.press("Escape");
    await button(page, /^Other model for/).first().click();
    await page.getByRole("dialog").waitFor();
    await shoot(page, `again-${look}`);
  }));

  test(`hold, ${look}`, () => stage.onPage(options, async (page) => {
    await fal.meet([]);
    await fal.lockAccount(true);
    await addFiles(page, toys());
    await startJob(page);
    await says(page, "out of credit");
    await shoot(page, `hold-${look}`);
    await fal.lockAccount(false);
    await fetch(`${stage.server.url}/api/v1/admin/queue/resume`, {method: "POST", body: "{}", headers: {"Content-Type": "application/json", ...stage.server.adminHeaders()}});
    await waitForResults(page);
    await shoot(page, `results-${look}`);
  }));
}
