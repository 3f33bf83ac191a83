// The provider's own client, @fal-ai/client, works against fake_fal as it does against the provider: what it does here is
// what the fake has to satisfy.
import { spawn } from "node:child_process";
import { File } from "node:buffer";
import { once } from "node:events";
import { join } from "node:path";
import { crc32Of, discPng } from "./png.mjs";
import test from "node:test";
import assert from "node:assert/strict";
import { ApiError, ValidationError, createFalClient } from "@fal-ai/client";
import { FBXLoader } from "three/examples/jsm/loaders/FBXLoader.js";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";

const program = join(process.env.I2M_BIN_DIR ?? "build/dev/bin", "fake_fal");
const trellis = "fal-ai/trellis";
const tripo = "tripo3d/tripo/v2.5/image-to-3d";

const child = spawn(program, ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
test.after(() => child.kill());
let ready = "";
while (!ready.includes("\n")) ready += (await once(child.stdout, "data"))[0];
const base = ready.match(/http:\/\/\S+/)[0];

/** The client knows the provider's hosts only; they are turned into the fake's address on the way out. */
const places = { "queue.fal.run": "", "rest.fal.ai": "", "fal.run": "/_run" };
function toFake(input, init) {
  const url = new URL(input);
  const prefix = places[url.host];
  if (prefix === undefined) {
    assert.equal(url.origin, base, `the client was sent to ${url.host}`);
    return fetch(input, init);
  }
  return fetch(`${base}${prefix}${url.pathname}${url.search}`, init);
}
const fal = createFalClient({ credentials: "id:secret", fetch: toFake });

async function control(path, body) {
  const answer = await fetch(`${base}/_fake/${path}`, { method: "POST", body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}
async function journal(kind) {
  return (await (await fetch(`${base}/_fake/journal?kind=${kind}`)).json())[kind];
}
/** A fresh fake whose jobs take this long, with these faults. */
async function begin({ queue = 0, run = 0, faults = [], manual = false, ...more } = {}) {
  await control("scenario", { clock: { manual }, job: { queue: { ms: queue }, run: { ms: run }, ...more }, faults });
}
const picture = () => new Blob([discPng(96)], { type: "image/png" });

async function glbOf(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(bytes.toString("latin1", 0, 4), "glTF");
  assert.equal(bytes.readUInt32LE(8), bytes.length);
  return bytes;
}

for (const mode of ["polling", "streaming"]) {
  test(`subscribe with logs, ${mode}`, async () => {
    await begin({ queue: 1000, run: 1000, positions: [2, 3, 1], manual: true });
    const states = [];
    let logs = [];
    const result = await fal.subscribe(tripo, {
      input: { image_url: picture(), texture: "HD", pbr: false },
      mode,
      logs: true,
      pollInterval: 20,
      onQueueUpdate: (update) => {
        if (update.logs) logs = [...update.logs];
        if (states.at(-1) === update.status) return;
        states.push(update.status);
        control("clock", { advance_ms: 1000 }); // time goes on when a state was seen, so none can be missed
      },
    });
    assert.deepEqual(states, ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
    assert.equal(logs.length, 4);
    assert.match(result.requestId, /^[0-9a-f-]{36}$/);
    await glbOf(result.data.model_mesh.url);
    const submits = await journal("submits");
    assert.equal(submits.length, 1);
    assert.equal(submits[0].body.texture, "HD");
    assert.equal(submits[0].headers["x-fal-queue-priority"], "normal");
    const uploads = (await journal("requests")).filter((row) => row.step === "upload");
    assert.deepEqual(uploads.map((row) => [row.status, row.has_key]), [[200, false]]);
  });
}

test("the steps of the queue one by one", async () => {
  await begin({ queue: 0, run: 50 });
  const { request_id: requestId } = await fal.queue.submit(trellis, { input: { image_url: picture() } });
  const stream = await fal.queue.streamStatus(trellis, { requestId, logs: true });
  const seen = [];
  for await (const update of stream) seen.push(update.status);
  assert.equal(seen.at(-1), "COMPLETED");
  assert.equal((await fal.queue.status(trellis, { requestId, logs: true })).logs.length, 4);
  const result = await fal.queue.result(trellis, { requestId });
  assert.equal(result.requestId, requestId);
  assert.equal(result.data.model_mesh.content_type, "model/gltf-binary");
});

test("run answers at once", async () => {
  await begin({ queue: 10, run: 10 });
  const result = await fal.run(trellis, { input: { image_url: picture() } });
  await glbOf(result.data.model_mesh.url);
});

test("cancel: in the queue, and after the end", async () => {
  await begin({ queue: 60_000 });
  const { request_id: requestId } = await fal.queue.submit(trellis, { input: { image_url: picture() } });
  await fal.queue.cancel(trellis, { requestId });
  assert.equal((await fal.queue.status(trellis, { requestId })).status, "COMPLETED");
  await assert.rejects(fal.queue.result(trellis, { requestId }), (error) => error instanceof ApiError && error.status === 499);
  await assert.rejects(fal.queue.cancel(trellis, { requestId }), (error) => error.status === 400 && error.body.status === "ALREADY_COMPLETED");
  assert.deepEqual(await journal("charges"), []);
});

test("422 as a list of errors, by field", async () => {
  await begin();
  await assert.rejects(fal.subscribe(trellis, { input: { image_url: picture(), texture_size: 300 }, pollInterval: 10 }), (error) => {
    assert.ok(error instanceof ValidationError);
    assert.equal(error.status, 422);
    assert.deepEqual(error.fieldErrors.map((row) => [row.loc, row.type]), [[["body", "texture_size"], "one_of"]]);
    return true;
  });
  await begin({ faults: [{ step: "outcome", fault: "detail_as_text" }] });
  await assert.rejects(fal.subscribe(trellis, { input: { image_url: picture() }, pollInterval: 10 }), (error) => error instanceof ValidationError);
});

const retried = [
  { name: "429 at the submit", faults: [{ step: "submit", fault: "rate_limited_seconds", seconds: 1 }], submits: 2, accepted: 1 },
  { name: "500 at the status, then fine", faults: [{ step: "status", fault: "internal_error" }], submits: 1, accepted: 1 },
  { name: "503 at the result, then fine", faults: [{ step: "result", fault: "runner_disconnected" }], submits: 1, accepted: 1 },
  { name: "a reset before the body", faults: [{ step: "submit", fault: "reset_before_body" }], submits: 2, accepted: 1 },
  // The client sends again what was taken: two jobs are paid. This is what our own provider must never do.
  { name: "a reset after the body", faults: [{ step: "submit", fault: "reset_after_body" }], submits: 2, accepted: 2 },
];
for (const { name, faults, submits, accepted } of retried) {
  test(`retried: ${name}`, async () => {
    await begin({ faults });
    const result = await fal.subscribe(trellis, { input: { image_url: "data:image/png;base64," + discPng(96).toString("base64") }, pollInterval: 10 });
    await glbOf(result.data.model_mesh.url);
    const rows = await journal("submits");
    assert.equal(rows.length, submits);
    assert.equal(rows.filter((row) => row.accepted).length, accepted);
  });
}

const refused = [
  { name: "500 at the submit", fault: "internal_error", status: 500 },
  { name: "an empty account", fault: "balance_locked", status: 403 },
  { name: "a wrong key", fault: "key_unknown", status: 401 },
  { name: "the caller's own deadline", fault: "user_timeout", status: 504 },
];
for (const { name, fault, status } of refused) {
  test(`not retried: ${name}`, async () => {
    await begin({ faults: [{ step: "submit", fault }] });
    await assert.rejects(fal.queue.submit(trellis, { input: { image_url: "x" } }), (error) => error instanceof ApiError && error.status === status);
    assert.equal((await journal("submits")).length, 1);
  });
}

test("a failed run is told by its status and its result", async () => {
  await begin({ faults: [{ step: "outcome", fault: "runner_server_error" }] });
  const { request_id: requestId } = await fal.queue.submit(trellis, { input: { image_url: picture() } });
  const status = await fal.queue.status(trellis, { requestId });
  assert.equal(status.error_type, "runner_server_error");
  await assert.rejects(fal.queue.result(trellis, { requestId }), (error) => error.status === 500);
});

test("upload in one piece keeps name, type and bytes", async () => {
  await begin();
  const bytes = discPng(64);
  const url = await fal.storage.upload(new File([bytes], "a photo.png", { type: "image/png" }), { lifecycle: { expiresIn: "1h" } });
  assert.match(url, /a_photo\.png$/);
  const answer = await fetch(url);
  assert.equal(answer.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
});

test("upload in parts of 10 MiB", async () => {
  await begin();
  const size = 91 * 1024 * 1024 + 17;
  const bytes = Buffer.alloc(size, "0123456789abcdef-");
  const url = await fal.storage.upload(new Blob([bytes], { type: "application/octet-stream" }));
  const answer = await fetch(url);
  assert.equal(crc32Of(Buffer.from(await answer.arrayBuffer())), crc32Of(bytes));
  const parts = (await journal("requests")).filter((row) => row.step === "part");
  assert.deepEqual(parts.map((row) => [row.status, row.has_key]), Array(10).fill([200, false]));
  assert.deepEqual((await journal("uploads")).map((row) => [row.way, row.size_bytes]), [["multipart", size]]);
});

const formats = [
  { name: "FBX", input: { geometry_file_format: "fbx" }, parse: (bytes) => new FBXLoader().parse(bytes.buffer, "") },
  { name: "OBJ", input: { geometry_file_format: "obj" }, parse: (bytes) => new OBJLoader().parse(bytes.toString()) },
];
for (const { name, input, parse } of formats) {
  test(`an ${name} is a mesh to another program`, async () => {
    await begin();
    const result = await fal.subscribe("fal-ai/hyper3d/rodin", { input: { input_image_urls: [picture()], ...input }, pollInterval: 10 });
    const answer = await fetch(result.data.model_mesh.url);
    let triangles = 0;
    parse(Buffer.from(await answer.arrayBuffer())).traverse((node) => {
      if (node.isMesh) triangles += node.geometry.attributes.position.count / 3;
    });
    assert.ok(triangles > 1000, `${triangles} triangles`);
  });
}
