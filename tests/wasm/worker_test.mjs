// worker_test.mjs - the worker's WASM module as the page loads it, under node: verdicts and drafts through its exports.
//
//   node --test worker_test.mjs with I2M_WASM_DIR naming the folder of worker.mjs and worker.wasm
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import {before, test} from "node:test";
import {pathToFileURL} from "node:url";
import {deflateSync} from "node:zlib";
import {createHeap} from "../../web/page/heap.js";

const folder = process.env.I2M_WASM_DIR;
const testdata = process.env.I2M_TESTDATA_DIR ?? "";
let module;
let heap;

before(async () => {
  // The module is built for workers; these two are all that it looks for there.
  globalThis.self = globalThis;
  globalThis.location = {href: "file:///worker.js"};
  const {default: createModule} = await import(pathToFileURL(path.join(folder, "worker.mjs")));
  const code = await WebAssembly.compile(fs.readFileSync(path.join(folder, "worker.wasm")));
  module = await createModule({
    instantiateWasm(imports, received) {
      WebAssembly.instantiate(code, imports).then((instance) => received(instance, code));
      return {};
    },
  });
  heap = createHeap(module);
});

const crcTable = Array.from({length: 256}, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
const crc = (bytes) => (bytes.reduce((sum, byte) => crcTable[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), out.length - 4);
  return out;
}

/** A PNG of `side` x `side` gray pixels. */
function png(side) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const rows = Buffer.alloc(side * (side + 1), 128);
  for (let y = 0; y < side; y++) rows[y * (side + 1)] = 0;
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const check = (bytes, name, type) => JSON.parse(module.UTF8ToString(heap.call("_i2m_check", new Uint8Array(bytes), name, type)));
const REFUSAL = 2;

test("images get their verdict with the file's name in it", () => {
  const good = png(64);
  const rows = [
    ["a clean image", good, "toy.png", "image/png", false],
    ["one that ends early", good.subarray(0, good.length - 20), "cut \u00fc.png", "image/png", true],
    ["text", Buffer.from("hello, this is no picture"), "notes.jpg", "image/jpeg", true],
    ["nothing", Buffer.alloc(0), "empty.png", "image/png", true],
  ];
  for (const [label, bytes, name, type, isRefused] of rows) {
    const report = check(bytes, name, type);
    const refusal = report.issues.find((issue) => issue.severity === REFUSAL);
    assert.equal(Boolean(refusal), isRefused, `${label}: ${JSON.stringify(report)}`);
    if (refusal) assert.ok(refusal.message.includes(name) && refusal.brief && !refusal.brief.includes(name), `${label}: ${refusal.message}`);
  }
  const report = check(good, "toy.png", "image/png");
  assert.deepEqual([report.width, report.height, report.bits], [64, 64, 8]);
});

/** A disc of `color` on white. */
function disc(side, color) {
  const rgba = new Uint8Array(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (Math.hypot(x - side / 2, y - side / 2) < side * 0.35) rgba.set([...color, 255], 4 * (y * side + x));
    }
  }
  return rgba;
}

function draft(rgba, width, height, {method = 0, grid = 128, texture = 256, faces = 0} = {}) {
  module.HEAPU8.set(rgba, module._i2m_pixels(width, height));
  const outcome = JSON.parse(module.UTF8ToString(heap.call("_i2m_draft", method, grid, texture, faces)));
  if (outcome.error) return outcome;
  return {...outcome, glb: heap.bytes(module._i2m_glb_at(), outcome.glb_bytes)};
}

/** Cut-out and coarse mesh of the pixels that the program still holds. */
function outline(method = 0) {
  const found = JSON.parse(module.UTF8ToString(heap.call("_i2m_outline", method)));
  const corners = new Float32Array(heap.bytes(module._i2m_mesh_at(), found.mesh_triangles * 24).buffer);
  return {...found, corners, mask: heap.bytes(module._i2m_mask_at(), found.mask_width * found.mask_height)};
}

test("a picture of a disc becomes a GLB", () => {
  const made = draft(disc(200, [200, 40, 40]), 200, 200);
  assert.equal(made.error ?? "", "");
  assert.equal(new TextDecoder().decode(made.glb.subarray(0, 4)), "glTF");
  assert.equal(new DataView(made.glb.buffer).getUint32(8, true), made.glb_bytes);
  assert.ok(made.triangles > 500, `${made.triangles} triangles`);
  assert.ok(Math.abs(made.fill - Math.PI * 0.35 ** 2) < 0.05, `fill ${made.fill}`);
});

test("the same pixels give a mask of the disc's share and a mesh that lies on the disc", () => {
  const made = draft(disc(200, [200, 40, 40]), 200, 200);
  const found = outline(made.method);
  assert.equal(found.error ?? "", "");
  const inside = found.mask.filter((coverage) => coverage > 127).length / found.mask.length;
  assert.ok(Math.abs(inside - made.fill) < 0.05, `mask covers ${inside}`);
  assert.ok(found.mesh_triangles > 20 && found.mesh_triangles <= 600, `${found.mesh_triangles} triangles`);
  const farthest = found.corners.reduce((most, at, i) => Math.max(most, Math.abs(at - (i % 2 ? found.mask_height : found.mask_width) / 2)), 0);
  assert.ok(Math.abs(farthest / found.mask_width - 0.35) < 0.03, `corners up to ${farthest} of ${found.mask_width} pixels`);
  assert.ok(Math.abs(found.left - 0.15) < 0.02 && Math.abs(found.right - 0.85) < 0.02, `${found.left} to ${found.right}`);
});

test("the second draft is not mixed with the first, and the same pixels give the same bytes", () => {
  const first = draft(disc(200, [200, 40, 40]), 200, 200);
  draft(disc(120, [20, 40, 200]), 120, 120, {grid: 64});
  const again = draft(disc(200, [200, 40, 40]), 200, 200);
  assert.deepEqual(Buffer.from(again.glb), Buffer.from(first.glb));
});

test("a face limit is kept", () => {
  const made = draft(disc(200, [200, 40, 40]), 200, 200, {faces: 2000});
  assert.ok(made.triangles > 0 && made.triangles <= 2000, `${made.triangles} triangles`);
});

const bad = path.join(testdata, "images/bad");
test("the bad files beside the project are all refused", {skip: testdata && fs.existsSync(bad) ? false : "no test data here"}, () => {
  const names = fs.readdirSync(bad);
  assert.ok(names.length > 0);
  for (const name of names) {
    const report = check(fs.readFileSync(path.join(bad, name)), name, "");
    assert.ok(report.issues.some((issue) => issue.severity === REFUSAL), `${name}: ${JSON.stringify(report)}`);
  }
});
