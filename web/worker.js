// worker.js - checks images and makes drafts off the main thread, with an own instance of the shared rules in WASM.

import {createHeap} from "./page/heap.js";
import {fitted} from "./page/pictures.js";

const OUTLINE_PX = 512;   // the draft engine works at no more
const MOST_CHECKED_BYTES = 64 << 20;   // larger files are refused by their size; their beginning tells what they are

const base = self.location.pathname.replace(/\/assets\/.*$/, "");
const ready = import(`${base}{{worker.mjs}}`)
  .then(({default: createModule}) => createModule({locateFile: () => `${base}{{worker.wasm}}`}))
  .then((module) => ({module, heap: createHeap(module)}));

self.onmessage = async ({data}) => {
  try {
    const tasks = {check, draft, outline};
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

function give({module}, pixels) {
  module.HEAPU8.set(pixels.data, module._i2m_pixels(pixels.width, pixels.height));
}

async function draft(program, {file, mostPx, method, grid, texturePx, faceLimit}) {
  const {module, heap} = program;
  const pixels = await pixelsOf(file, mostPx);
  const startedAt = performance.now();
  give(program, pixels);
  const outcome = JSON.parse(module.UTF8ToString(heap.call("_i2m_draft", method, grid, texturePx, faceLimit)));
  outcome.took_ms = performance.now() - startedAt;
  if (outcome.error) return {answer: {outcome: JSON.stringify(outcome)}, transfer: []};
  const glb = heap.bytes(module._i2m_glb_at(), outcome.glb_bytes).buffer;
  const {cutOut, mesh, left, right, transfer} = await outlineOf(program, pixels, outcome.method);
  return {answer: {outcome: JSON.stringify({...outcome, left, right}), glb, cutOut, mesh}, transfer: [glb, ...transfer]};
}

async function outline(program, {file}) {
  const pixels = await pixelsOf(file, OUTLINE_PX);
  give(program, pixels);
  const {transfer, ...answer} = await outlineOf(program, pixels, 0);
  return {answer, transfer};
}

/** Cut-out and mesh of the pixels that the program holds, as far as there are any; both at the mask's size. */
async function outlineOf({module, heap}, pixels, method) {
  const {mask_width: width = 0, mask_height: height = 0, mesh_triangles: triangles = 0, left = 0, right = 1} =
    JSON.parse(module.UTF8ToString(heap.call("_i2m_outline", method)));
  if (!width || !height) return {cutOut: null, mesh: null, left: 0, right: 1, transfer: []};
  const coverage = heap.bytes(module._i2m_mask_at(), width * height);
  const corners = new Float32Array(heap.bytes(module._i2m_mesh_at(), triangles * 24).buffer);
  const cutOut = await cutOutOf(pixels, coverage, width, height);
  const mesh = triangles > 0 ? await meshOf(corners, width, height) : null;
  return {cutOut, mesh, left, right, transfer: [cutOut, mesh].filter(Boolean)};
}

/** White lines over a faint white body, wide enough to be seen in a tile a quarter as large; the program gives the colour. */
function meshOf(corners, width, height) {
  const surface = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
  surface.strokeStyle = "#fff";
  surface.lineWidth = Math.max(width, height) / 190;
  surface.lineJoin = "round";
  for (let i = 0; i < corners.length; i += 6) {
    surface.moveTo(corners[i], corners[i + 1]);
    surface.lineTo(corners[i + 2], corners[i + 3]);
    surface.lineTo(corners[i + 4], corners[i + 5]);
    surface.closePath();
  }
  surface.fillStyle = "rgba(255, 255, 255, 0.4)";
  surface.fill();
  surface.stroke();
  // A canvas' own bitmap has its colours multiplied by alpha, which would turn the faint body gray.
  return createImageBitmap(surface.getImageData(0, 0, width, height), {premultiplyAlpha: "none"});
}

/** The picture at the mask's size, transparent where the mask is. */
async function cutOutOf(pixels, coverage, width, height) {
  const whole = await createImageBitmap(pixels, {premultiplyAlpha: "none", resizeWidth: width, resizeHeight: height, resizeQuality: "high"});
  const surface = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
  surface.drawImage(whole, 0, 0);
  whole.close();
  const image = surface.getImageData(0, 0, width, height);
  for (let i = 0; i < coverage.length; i++) image.data[4 * i + 3] = Math.min(image.data[4 * i + 3], coverage[i]);
  return createImageBitmap(image, {premultiplyAlpha: "none"});
}
