// fal_test.mjs - the paid way as a person sees it: the price, the cost, every failure with its step, the choices about what may
// have been charged, and what holds the queue up.
import assert from "node:assert/strict";
import {after, test} from "node:test";

import {addFiles, button, startJob, waitForResults} from "./support/flow.mjs";
import {FAILURES, startFal} from "./support/fal.mjs";
import {ball} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

let fal;
const stage = setStage(async () => {
  fal = await startFal();
  return {...fal.environment, I2M_DAILY_BUDGET_USD: "20"};
});
after(() => fal?.stop());

/** A job of one image on its way, on the page of the job. */
async function start(page, name = "toy.png") {
  await addFiles(page, [ball(name)]);
  return startJob(page);
}
const says = (page, words) => page.getByText(words, {exact: false}).first().waitFor({timeout: 60_000});

test("the price is seen before the run and the cost after it", () => stage.onPage({}, async (page) => {
  await fal.meet([]);
  await addFiles(page, [ball("toy.png")]);
  await says(page, "1 image × $0.30");
  await says(page, "left of today's budget");
  await startJob(page);
  await waitForResults(page);
  await says(page, "Cost");
  await says(page, "$0.30");
  await says(page, "of $20.00 today");
}));

for (const {name, title, helps, faults} of FAILURES) {
  test(`${name}: ${title} is said, with why and what helps`, () => stage.onPage({}, async (page) => {
    await fal.meet(faults);
    await start(page, `${name}.png`);
    await says(page, title);
    await button(page, new RegExp(`^${helps}.*${name}\\.png`)).first().waitFor();
    await button(page, `Why ${name}.png failed`).first().click();
    const dialog = page.getByRole("dialog", {name: title});
    await dialog.waitFor();
    await button(dialog, "Copy the request id").or(dialog.getByText("Tries")).first().waitFor();
    await button(dialog, helps).first().waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({state: "detached"});
    await fal.meet([]);
  }));
}

test("a failed image is run again with another model, and that is charged", () => stage.onPage({}, async (page) => {
  await fal.meet([{step: "submit", fault: "app_not_found", times: 1}]);
  await start(page);
  await button(page, "Other model for toy.png").first().click();
  const dialog = page.getByRole("dialog", {name: "Run again with other settings"});
  await dialog.waitFor();
  await dialog.getByRole("combobox", {name: "Model"}).click();
  await page.getByRole("option", {name: /^TRELLIS/}).first().click();
  await says(page, "Costs about $0.02");
  await button(dialog, "Run again").click();
  await waitForResults(page);
  await says(page, "TRELLIS");
}));

test("a request that may have been charged waits for a person; sending again asks once more", () => stage.onPage({}, async (page) => {
  await fal.meet([{step: "submit", fault: "reset_after_body", times: 1}]);
  const before = await fal.accepted();
  await start(page, "lost.png");
  await says(page, "1 image may have been charged");
  await button(page, "Decide about lost.png").click();
  const dialog = page.getByRole("dialog", {name: "May have been charged"});
  for (const choice of ["Look again", "Send again", "Give up"]) await button(dialog, choice).waitFor();
  await button(dialog, "Send again").click();
  await says(page, "you pay twice");
  assert.equal(await fal.accepted(), before + 1, "nothing is sent before the second yes");
  await page.getByRole("dialog", {name: "Send 1 image again?"}).getByRole("button", {name: "Send again"}).click();
  await waitForResults(page);
  assert.equal(await fal.accepted(), before + 2);
}));

test("giving up ends it without another request", () => stage.onPage({}, async (page) => {
  await fal.meet([{step: "submit", fault: "reset_after_body", times: 1}]);
  await start(page, "lost.png");
  await button(page, "Decide about lost.png").click();
  const before = await fal.accepted();
  await button(page.getByRole("dialog"), "Give up").click();
  await button(page, "Why lost.png failed").waitFor();
  assert.equal(await fal.accepted(), before);
}));

test("what holds the queue up is said, and goes when it is over", () => stage.onPage({}, async (page) => {
  await fal.meet([]);
  await fal.lockAccount(true);
  await start(page, "poor.png");
  await says(page, "The provider's account is out of credit");
  await fal.lockAccount(false);
  const answer = await fetch(`${stage.server.url}/api/v1/admin/queue/resume`, {method: "POST", body: "{}", headers: {"Content-Type": "application/json", ...stage.server.adminHeaders()}});
  assert.equal(answer.status, 200, await answer.text());
  await page.getByText("The provider's account is out of credit").first().waitFor({state: "detached", timeout: 60_000});
  await waitForResults(page);
}));
