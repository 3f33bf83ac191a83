// worker.js - checks images and makes drafts off the main thread, with an own instance of the shared rules in WASM.

import {createHeap} from "./page/heap.js";
import {fitted} from "./page/pictures.js";

const MOST_CHECKED_BYTES = 64 << 20;   // larger files are refused by their size; their beginning tells what they are

const base = self.location.pathname.replace(/\/assets\/.*$/, "");
const ready = import(`${base}{{worker.mjs}}`)
  .then(({default: createModule}) => createModule({locateFile: () => `${base}{{worker.wasm}}`}))
  .then((module) => ({module, heap: createHeap(module)}));

self.onmessage = async ({data}) => {
  try {
    const tasks = {check, draft};
    const {answer, transfer} = await tasks[data.task](await ready, data);
    self.postMessage({id: data.id, ...answer}, transfer);
  } catch (problem) {
    self.postMessage({id: data.id, failed: problem.message || "it stopped"});
  }
};

async function check({module, heap}, {file, name, type}) {
  const bytes = new Uint8Array(await file.slice(0, MOST_CHECKED_BYTES).arrayBuffer());
  const report = module.UTF8ToString(heap.call("_i2m_check", bytes, name, type));
  return {answer: {report}, transfer: []};
}

/** The browser decodes: with the picture's orientation, without touching its colours. */
async function pixelsOf(file, mostPx) {
  const bitmap = await createImageBitmap(file, {imageOrientation: "from-image", colorSpaceConversion: "none", premultiplyAlpha: "none"});
  const [width, height] = fitted(bitmap.width, bitmap.height, mostPx);
  const surface = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
  surface.imageSmoothingQuality = "high";
  surface.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return surface.getImageData(0, 0, width, height);
}

async function draft({module, heap}, {file, mostPx, method, grid, texturePx, faceLimit}) {
  const pixels = await pixelsOf(file, mostPx);
  const startedAt = performance.now();
  const at = module._i2m_pixels(pixels.width, pixels.height);
  module.HEAPU8.set(pixels.data, at);
  const outcome = JSON.parse(module.UTF8ToString(heap.call("_i2m_draft", method, grid, texturePx, faceLimit)));
  outcome.took_ms = performance.now() - startedAt;
  if (outcome.error) return {answer: {outcome: JSON.stringify(outcome)}, transfer: []};
  const glb = heap.bytes(module._i2m_glb_at(), outcome.glb_bytes).buffer;
  const cutOut = await cutOutOf(pixels, heap.bytes(module._i2m_mask_at(), outcome.mask_width * outcome.mask_height), outcome);
  return {answer: {outcome: JSON.stringify(outcome), glb, cutOut}, transfer: cutOut ? [glb, cutOut] : [glb]};
}

/** The picture at the mask's size, transparent where the mask is. */
async function cutOutOf(pixels, coverage, {mask_width: width, mask_height: height}) {
  if (width === 0 || height === 0) return null;
  const whole = await createImageBitmap(pixels, {premultiplyAlpha: "none", resizeWidth: width, resizeHeight: height, resizeQuality: "high"});
  const surface = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
  surface.drawImage(whole, 0, 0);
  whole.close();
  const image = surface.getImageData(0, 0, width, height);
  for (let i = 0; i < coverage.length; i++) image.data[4 * i + 3] = Math.min(image.data[4 * i + 3], coverage[i]);
  return createImageBitmap(image, {premultiplyAlpha: "none"});
}
