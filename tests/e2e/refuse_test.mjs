// refuse_test.mjs - what is no image is refused in words, before anything is sent.
import assert from "node:assert/strict";
import {test} from "node:test";

import {drop} from "./support/browser.mjs";
import {addFiles, generate} from "./support/flow.mjs";
import {ball, photo} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const stage = setStage();

const whole = ball("whole.png");
const CASES = [
  {name: "a cut-off PNG", file: {...whole, name: "half.png", bytes: whole.bytes.subarray(0, whole.bytes.length / 2)}},
  {name: "text named .jpg", file: {name: "letter.jpg", type: "image/jpeg", bytes: Buffer.from("Dear reader, this is no picture.")}},
  {name: "an empty file", file: {name: "nothing.png", type: "image/png", bytes: Buffer.alloc(0)}},
];

for (const {name, file} of CASES) {
  test(`${name} is refused`, async () => {
    const page = await stage.open();
    const sent = [];
    page.on("request", (request) => { if (request.method() === "POST") sent.push(request.url()); });
    await drop(page, [file]);
    await page.getByText(file.name).first().waitFor();
    await page.getByText("Refused", {exact: false}).first().waitFor();
    const enabled = generate(page).and(page.locator(":not([aria-disabled=true])"));
    assert.equal(await enabled.count(), 0, "nothing can be generated");
    assert.deepEqual(sent, []);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("a good image beside a bad one is still generated", async () => {
  const page = await stage.open();
  await drop(page, [CASES[0].file]);
  await page.getByText("Refused", {exact: false}).first().waitFor();
  await addFiles(page, [whole]);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a damaged real photo is refused", async (t) => {
  const file = photo("bad/sharp_truncated.jpg");
  if (!file) return t.skip("the folder with real photos is missing");
  const page = await stage.open();
  await drop(page, [file]);
  await page.getByText("Refused", {exact: false}).first().waitFor();
  await page.context().close();
});
