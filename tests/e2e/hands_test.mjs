// hands_test.mjs - the model in the hands of people: mouse, wheel, keys, one finger, two fingers.
import assert from "node:assert/strict";
import {test} from "node:test";

import {atRest, redrawnBy} from "./support/browser.mjs";
import {addFiles, startJob, waitForResults} from "./support/flow.mjs";
import {setStage} from "./support/stage.mjs";
import {toy} from "./support/toys.mjs";

const stage = setStage();
let made;
/** The id of a job with one model, made once. */
const job = () => (made ??= (async () => {
  const page = await stage.open();
  await addFiles(page, [toy("mug")]);
  const id = await startJob(page);
  await waitForResults(page);
  await page.context().close();
  return id;
})());

/** Opens the results and gives the 3D view, where its middle is, and what it looks like now. */
async function openViewer(options) {
  const page = await stage.open(`/results/${await job()}`, options);
  const view = page.getByRole("application").first();
  await view.waitFor();
  await page.getByText("Checks").first().waitFor();
  await atRest(page);
  const {x, y, width, height} = await view.boundingBox();
  return {page, view, at: {x: x + width / 2, y: y + height / 2}, look: () => page.screenshot({clip: {x, y, width, height}})};
}
const shown = new Map();
/** One page for all tests of a device: each of them looks only at what its own act changes. */
function viewer(device) {
  if (!shown.has(device)) shown.set(device, openViewer(device));
  return shown.get(device);
}
const DESKTOP = {};
const PHONE = {viewport: {width: 390, height: 844}, deviceScaleFactor: 2, hasTouch: true, isMobile: true, colorScheme: "dark"};

const DESKTOP_HANDS = {
  "a drag turns it": async ({page, at}) => {
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + 120, at.y + 20, {steps: 4});
    await page.mouse.up();
  },
  "the wheel comes nearer": async ({page, at}) => {
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -300);
  },
  "an arrow key turns it": async ({page, view}) => {
    await view.focus();
    await page.keyboard.press("ArrowRight");
  },
  "plus comes nearer": async ({page, view}) => {
    await view.focus();
    await page.keyboard.press("+");
  },
};

for (const [name, act] of Object.entries(DESKTOP_HANDS)) {
  test(name, async () => {
    const desk = await viewer(DESKTOP);
    const before = await desk.look();
    await redrawnBy(desk.page, () => act(desk));
    assert.notEqual(Buffer.compare(await desk.look(), before), 0);
    assert.deepEqual(desk.page.problems, []);
  });
}

/** Touches as a screen sends them: `moves` are lists of points, one for each finger. */
async function touch(page, moves) {
  const session = await page.context().newCDPSession(page);
  const send = (type, touchPoints) => session.send("Input.dispatchTouchEvent", {type, touchPoints: touchPoints.map(([x, y], id) => ({x, y, id}))});
  await send("touchStart", moves[0]);
  for (const points of moves.slice(1)) await send("touchMove", points);
  await send("touchEnd", []);
}

const FINGERS = {
  "one finger turns it": ({x, y}) => [[[x, y]], [[x + 30, y]], [[x + 60, y]], [[x + 90, y + 10]]],
  "two fingers come nearer": ({x, y}) => [[[x - 20, y], [x + 20, y]], [[x - 40, y], [x + 40, y]], [[x - 80, y], [x + 80, y]]],
};
for (const [name, moves] of Object.entries(FINGERS)) {
  test(`on a phone ${name}`, async () => {
    const phone = await viewer(PHONE);
    const before = await phone.look();
    await redrawnBy(phone.page, () => touch(phone.page, moves(phone.at)));
    assert.notEqual(Buffer.compare(await phone.look(), before), 0);
    assert.equal(await phone.page.evaluate(() => window.visualViewport.scale), 1, "the page itself is not zoomed");
    assert.deepEqual(phone.page.problems, []);
  });
}

test("on a phone a finger scrolls the report and presses what it does not drag", async () => {
  const {page} = await viewer(PHONE);
  const before = await page.screenshot();
  await redrawnBy(page, () => touch(page, [[[195, 760]], [[195, 700]], [[195, 640]], [[195, 600]]]));
  assert.notEqual(Buffer.compare(await page.screenshot(), before), 0, "the report has moved");
  await page.getByRole("button", {name: "Ground grid"}).tap();
  await atRest(page);
  assert.equal(await page.getByRole("button", {name: "Ground grid"}).getAttribute("aria-pressed"), null);
});
