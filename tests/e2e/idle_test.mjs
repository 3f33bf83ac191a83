// idle_test.mjs - a page that nobody touches draws nothing, and one that draws does not wait for the GPU.
import assert from "node:assert/strict";
import {test} from "node:test";

import {atRest, frames, redrawnBy} from "./support/browser.mjs";
import {addFiles, startJob, waitForResults} from "./support/flow.mjs";
import {ball} from "./support/pictures.mjs";
import {setStage} from "./support/stage.mjs";

const IDLE_MS = 10_000;
const MOST_FRAMES = 2;
const stage = setStage();
const MOVING = {reducedMotion: "no-preference"};

async function expectIdle(name, page) {
  await atRest(page);
  const from = await frames(page);
  await page.waitForTimeout(IDLE_MS);   // the time itself is what is measured
  const count = (await frames(page)) - from;
  assert.ok(count <= MOST_FRAMES, `${name}: ${count} frames in ${IDLE_MS / 1000} s`);
}

test("no frames on the empty upload page, with a draft, and beside a result", async () => {
  const empty = await stage.open("", MOVING);
  const full = await stage.open("", MOVING);
  await addFiles(full, [ball("toy.png")]);
  await full.getByRole("application").first().waitFor();
  const result = await stage.open("", MOVING);
  await addFiles(result, [ball("toy.png")]);
  await startJob(result);
  await waitForResults(result);
  await Promise.all([expectIdle("empty", empty), expectIdle("full", full)]);
  await expectIdle("result", result);   // what it says about the finished job has left by now
});

/** Writes down every question to the graphics context that the browser cannot answer itself: it waits until the GPU is done. */
function watchQuestions(page) {
  return page.evaluate(() => {
    const gl = WebGL2RenderingContext;
    const known = new Set([gl.ACTIVE_TEXTURE, gl.ARRAY_BUFFER_BINDING, gl.CURRENT_PROGRAM, gl.ELEMENT_ARRAY_BUFFER_BINDING, gl.FRAMEBUFFER_BINDING,
      gl.PIXEL_UNPACK_BUFFER_BINDING, gl.SAMPLER_BINDING, gl.TEXTURE_BINDING_2D, gl.VERTEX_ARRAY_BINDING]);
    window.asked = [];
    for (const name of ["getParameter", "getError", "readPixels", "finish", "getShaderParameter", "getProgramParameter"]) {
      const real = gl.prototype[name];
      gl.prototype[name] = function (...args) {
        if (name !== "getParameter" || !known.has(args[0])) window.asked.push(`${name} 0x${Number(args[0] ?? 0).toString(16)}`);
        return real.apply(this, args);
      };
    }
  });
}

test("turning a model asks the GPU nothing, so no frame waits for the one before", async () => {
  const page = await stage.open();
  await addFiles(page, [ball("toy.png")]);
  const view = page.getByRole("application").first();
  await page.getByText(/^Draft in/).first().waitFor();
  await view.focus();
  await redrawnBy(page, () => page.keyboard.press("ArrowRight"));   // programs and textures are made with the first frame that needs them
  await watchQuestions(page);
  const from = await frames(page);
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((before) => window.i2m.frames() >= before + 5, from);
  assert.deepEqual(await page.evaluate(() => window.asked), []);
});
