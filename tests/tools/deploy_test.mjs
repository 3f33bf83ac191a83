// deploy_test.mjs - tools/deploy with the real program in good and in broken images: what runs after it, with which data.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import {discPng} from "./png.mjs";

const program = path.resolve(process.env.I2M_BIN_DIR ?? "build/dev/bin", "image2model");
const engine = path.resolve("tests/tools/fake_engine");
/** An image that is the real program but for serving: `serve` runs instead. */
const butServing = (serve) => `#!/bin/sh\nif [ $# -gt 0 ]; then exec '${program}' "$@"; fi\n${serve}\n`;
// As a version with a newer database would leave it.
const newerSchema = 'python3 -c "import os, sqlite3; c = sqlite3.connect(os.environ[\'I2M_DATA_DIR\'] + \'/image2model.db\'); c.execute(\'pragma user_version = 999\'); c.commit()"';
const images = {
  first: `#!/bin/sh\nexec '${program}' "$@"\n`,
  second: `#!/bin/sh\nexec '${program}' "$@"\n# another\n`,
  "no-start": "#!/bin/sh\necho cannot load a library >&2; exit 127\n",
  "ends-at-once": butServing("echo a wrong setting >&2; exit 3"),
  "never-ready": butServing("echo still thinking; exec sleep 1000"),
  "newer-database": butServing(`${newerSchema}; echo migrated and died >&2; exit 4`),
};

async function freePort() {
  const server = net.createServer().listen({port: 0, host: "127.0.0.1"});
  await once(server, "listening");
  const {port} = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A machine with an engine, these images, and nothing deployed. */
async function machine(t) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "i2m-deploy-"));
  for (const [name, text] of Object.entries(images)) {
    fs.mkdirSync(path.join(home, "images", name), {recursive: true});
    fs.writeFileSync(path.join(home, "images", name, "image2model"), text, {mode: 0o755});
  }
  fs.mkdirSync(path.join(home, "data"));
  const port = await freePort();
  fs.writeFileSync(path.join(home, "env"), `I2M_PORT=${port}\n`);
  const environment = {...process.env, FAKE_ENGINE: home, ENGINE: engine, NAME: "i2m", VOLUME: path.join(home, "data"),
    ENV_FILE: path.join(home, "env"), PUBLISH: "", LIMITS: "", GATE_SECONDS: "60", GATE_EVERY: "0.1", TMPDIR: home};
  const run = async (command, words, more = {}) => {
    const child = spawn(command, words, {env: {...environment, ...more}, stdio: ["ignore", "pipe", "pipe"]});
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => { said += part; });
    const [code] = await once(child, "close");
    return {code, said};
  };
  const it = {
    url: `http://127.0.0.1:${port}`,
    deploy: (image, more) => run("tools/deploy", [image], more),
    engine: (...words) => run(engine, words),
    containers: () => fs.readdirSync(path.join(home, "containers")).sort(),
    image: () => fs.readFileSync(path.join(home, "containers/i2m/image"), "utf8").trim(),
    tag: (name) => path.basename(fs.realpathSync(path.join(home, "images", name))),
    calls: () => fs.readFileSync(path.join(home, "calls"), "utf8"),
  };
  t.after(async () => {
    for (const name of fs.existsSync(path.join(home, "containers")) ? it.containers() : []) await it.engine("rm", "--force", name);
    fs.rmSync(home, {recursive: true, force: true});
  });
  return it;
}
async function upload(url) {
  const form = new FormData();
  form.append("files", new Blob([discPng(64)], {type: "image/png"}), "disc.png");
  const answer = await fetch(`${url}/api/v1/upload/batch`, {method: "POST", body: form});
  return (await answer.json()).job_id;
}
const jobs = async (url) => (await (await fetch(`${url}/api/v1/jobs`)).json()).jobs.map((job) => job.job_id);

test("a good image takes over with the data, and the one before stays at hand", {timeout: 240_000}, async (t) => {
  const it = await machine(t);
  const first = await it.deploy("first");
  assert.equal(first.code, 0, first.said);
  const job = await upload(it.url);
  const second = await it.deploy("second");
  assert.equal(second.code, 0, second.said);
  assert.deepEqual(it.containers(), ["i2m"]);
  assert.deepEqual([it.image(), it.tag("i2m:working"), it.tag("i2m:previous")], ["second", "second", "first"]);
  assert.deepEqual(await jobs(it.url), [job]);
  for (const flag of ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"]) assert.match(it.calls(), new RegExp(`run --detach .*${flag}`));
  const back = await it.deploy("i2m:previous");
  assert.equal(back.code, 0, back.said);
  assert.equal(it.image(), "first");
});

const broken = [
  {image: "no-such", stops: false, words: /no image no-such.*Nothing was changed/},
  {image: "no-start", stops: false, words: /cannot load a library[^]*Nothing was changed/},
  {image: "ends-at-once", stops: true, words: /ended with 3[^]*a wrong setting[^]*version before runs again/},
  {image: "never-ready", stops: true, words: /not ready within 2 s[^]*still thinking[^]*version before runs again/, more: {GATE_SECONDS: "2"}},
  {image: "newer-database", stops: true, words: /migrated and died[^]*restoring the backup[^]*version before runs again/},
];
test("a broken image leaves the version before running, with its data", {timeout: 280_000}, async (t) => {
  const it = await machine(t);
  assert.equal((await it.deploy("first")).code, 0);
  const job = await upload(it.url);
  for (const {image, stops, words, more} of broken) {
    const before = it.calls().length;
    const done = await it.deploy(image, more);
    assert.equal(done.code, 1, `${image}: ${done.said}`);
    assert.match(done.said, words, image);
    assert.equal(it.calls().slice(before).includes("stop --time"), stops, `${image}: the running one is stopped only for an image that starts`);
    assert.deepEqual([it.containers(), it.image(), it.tag("i2m:working")], [["i2m"], "first", "first"], image);
    assert.deepEqual(await jobs(it.url), [job], image);
  }
  // Nothing of it stands in the way of the next good one.
  assert.equal((await it.deploy("second")).code, 0);
  assert.deepEqual(await jobs(it.url), [job]);
});

test("what was interrupted is finished by the next call; a first broken image leaves nothing", {timeout: 240_000}, async (t) => {
  const it = await machine(t);
  const nothing = await it.deploy("ends-at-once");
  assert.equal(nothing.code, 2, nothing.said);
  assert.match(nothing.said, /no version before/);
  assert.deepEqual(it.containers(), []);

  assert.equal((await it.deploy("first")).code, 0);
  const job = await upload(it.url);
  await it.engine("stop", "--time=10", "i2m");   // as a call leaves it that is killed before it starts the new one
  await it.engine("rename", "i2m", "i2m-previous");
  const done = await it.deploy("second");
  assert.equal(done.code, 0, done.said);
  assert.match(done.said, /interrupted; first back/);
  assert.deepEqual([it.containers(), it.image(), it.tag("i2m:previous")], [["i2m"], "second", "first"]);
  assert.deepEqual(await jobs(it.url), [job]);
});
