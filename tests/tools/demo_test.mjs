// demo_test.mjs - `make demo` as a person uses it: starts, runs a job through, takes words, ends with all it started.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import {discPng} from "./png.mjs";

const bin = process.env.I2M_BIN_DIR ?? "build/dev/bin";

/** A running demo: what it said, its addresses, and how to end it. */
async function startDemo(...more) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "i2m demo "));
  const child = spawn(process.execPath, ["tools/demo.mjs", "--bin", bin, "--web", folder, "--data", path.join(folder, "data"), "--speed", "100", ...more], {
    stdio: ["pipe", "pipe", "inherit"], env: {...process.env, I2M_RETRY_SCALE: "0"},
  });
  const demo = {child, text: ""};
  const waiting = new Set();
  child.stdout.setEncoding("utf8").on("data", (part) => {
    demo.text += part;
    for (const look of waiting) look();
  });
  demo.says = (pattern) => new Promise((done, failed) => {
    const look = () => {
      const found = pattern.exec(demo.text);
      if (!found) return;
      waiting.delete(look);
      done(found);
    };
    waiting.add(look);
    child.once("exit", (code) => failed(new Error(`The demo ended with ${code} and never said ${pattern}:\n${demo.text}`)));
    look();
  });
  demo.end = async (signal) => {
    const ended = once(child, "exit");
    child.kill(signal);
    const [code] = await ended;
    fs.rmSync(folder, {recursive: true, force: true});
    return code;
  };
  demo.page = (await demo.says(/page +(http:\S+)/))[1];
  demo.fake = (await demo.says(/provider +(http:\S+)\/_fake/))[1];
  await demo.says(/help +this list/);
  return demo;
}

async function upload(page) {
  const form = new FormData();
  form.append("files", new Blob([discPng(160)], {type: "image/png"}), "disc.png");
  const answer = await fetch(`${page}/api/v1/upload/batch`, {method: "POST", body: form});
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body.job_id;
}
/** The job at its end; its stream ends with it. */
async function ended(page, id) {
  const stream = await fetch(`${page}/api/v1/status/tasks/${id}/stream`);
  for await (const _ of stream.body);
  return (await fetch(`${page}/api/v1/jobs/${id}`)).json();
}
const answers = (address) => fetch(address).then(() => true, () => false);

test("a job runs through, a typed word changes the next, and Ctrl-C ends both programs", {timeout: 240_000}, async () => {
  const demo = await startDemo("--port", "0");
  const first = await ended(demo.page, await upload(demo.page));
  assert.equal(first.status, "completed", JSON.stringify(first));
  assert.ok(first.model.length > 0 && first.model !== "draft", `made by ${first.model}`);
  const glb = await fetch(demo.page + first.files[0].download_url);
  assert.equal(Buffer.from(await glb.arrayBuffer()).toString("latin1", 0, 4), "glTF");
  demo.child.stdin.write("policy\n");
  await demo.says(/policy: the next image/);
  const second = await ended(demo.page, await upload(demo.page));
  assert.equal(second.status, "failed", JSON.stringify(second));
  demo.child.stdin.write("nonsense\n");
  await demo.says(/"nonsense" is none of them/);
  assert.equal(await demo.end("SIGINT"), 130);
  assert.equal(await answers(demo.page), false, "the server has ended");
  assert.equal(await answers(demo.fake), false, "the provider has ended");
});

test("a port that is taken is replaced by a free one", {timeout: 240_000}, async () => {
  const other = net.createServer().listen({port: 0, host: "127.0.0.1"});
  await once(other, "listening");
  const {port} = other.address();
  const demo = await startDemo("--port", String(port));
  assert.notEqual(new URL(demo.page).port, String(port));
  assert.match(demo.text, new RegExp(`Port ${port} is taken`));
  assert.equal(await demo.end("SIGTERM"), 0);
  other.close();
});

test("a missing program is told with what to do", {timeout: 60_000}, async () => {
  const child = spawn(process.execPath, ["tools/demo.mjs", "--bin", "/nowhere", "--data", fs.mkdtempSync(path.join(os.tmpdir(), "i2m-demo-test-"))]);
  let said = "";
  child.stdout.on("data", (part) => { said += part; });
  const [code] = await once(child, "exit");
  assert.equal(code, 1);
  assert.match(said, /make build/);
});
