// keyboard_test.mjs - the whole job without a pointer: Tab, Enter, Space and the arrow keys.
import assert from "node:assert/strict";
import {test} from "node:test";

import {addFiles, generate, waitForResults} from "./support/flow.mjs";
import {ball} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const MOST_TABS = 60;
const stage = setStage();

/** Presses Tab until the focus is on what `locator` finds. */
async function tabTo(page, locator) {
  for (let i = 0; i < MOST_TABS; i++) {
    const focused = await locator.evaluateAll((elements) => elements.includes(document.activeElement));
    if (focused) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not come to ${locator}`);
}

test("browse, generate and download by keyboard alone", async () => {
  const page = await stage.open();
  page.on("filechooser", () => {});   // Playwright takes over the browser's dialogue while somebody listens, and not at once
  const picture = ball("toy.png");
  await tabTo(page, page.getByRole("button", {name: "Browse"}));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles([{name: picture.name, mimeType: picture.type, buffer: picture.bytes}]);
  await generate(page).and(page.locator(":not([aria-disabled=true])")).first().waitFor();

  await tabTo(page, generate(page));
  await page.keyboard.press("Space");
  await waitForResults(page);

  await tabTo(page, page.getByRole("application"));
  for (const key of ["ArrowLeft", "ArrowUp", "+", "-"]) await page.keyboard.press(key);

  await tabTo(page, page.getByRole("button", {name: "Download"}));
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.equal((await download).suggestedFilename(), "toy.glb");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("Tab leaves the page at its end and at its start", async () => {
  const page = await stage.open();
  await addFiles(page, [ball("toy.png")]);
  for (const key of ["Tab", "Shift+Tab"]) {
    await page.evaluate(() => document.activeElement?.blur());
    let hasBeenInside = false;
    let hasLeft = false;
    for (let i = 0; i < MOST_TABS && !hasLeft; i++) {
      await page.keyboard.press(key);
      const inside = await page.evaluate(() => document.activeElement !== document.body && document.activeElement !== null);
      hasLeft = hasBeenInside && !inside;
      hasBeenInside ||= inside;
    }
    assert.ok(hasBeenInside && hasLeft, `${key} is caught in the page`);
  }
  await page.context().close();
});
