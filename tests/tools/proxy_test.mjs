// proxy_test.mjs - the main job through the real nginx and the real Caddy, with the very files of docs/deploy.
import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {once} from "node:events";
import fs from "node:fs";
import https from "node:https";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import {startServer} from "../e2e/support/server.mjs";
import {discPng} from "./png.mjs";

const BASE = "/tools/i2m";
const KEY = "a-key-of-the-tests";
const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "image2model/test-programs");
const isRoot = process.getuid() === 0;
const nobody = isRoot && mayRun({uid: 65534, gid: 65534}) ? {uid: 65534, gid: 65534} : {};

/** Whether that user can start a program here: below a root folder that is closed to others nobody but root can. */
function mayRun(user) {
  try {
    execFileSync("/bin/true", {...user, cwd: "/", stdio: "ignore"});
    return true;
  } catch {
    return false;
  }
}

/** Where the program lies, or undefined. */
const find = (name) => [...process.env.PATH.split(":"), "/usr/sbin", cache].map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));

async function freePort() {
  const server = net.createServer().listen({port: 0, host: "127.0.0.1"});
  await once(server, "listening");
  const {port} = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A file of docs/deploy with other words in some places; each must be there. */
function snippet(name, changes) {
  let text = fs.readFileSync(`docs/deploy/${name}`, "utf8");
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `docs/deploy/${name} has no "${from}" any more`);
    text = text.replaceAll(from, to);
  }
  return text;
}

function nginx(folder, port, redirectPort, upstream) {
  const [key, certificate] = ["tls.key", "tls.pem"].map((name) => path.join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
    "-keyout", key, "-out", certificate], {stdio: "pipe"});
  const site = snippet("nginx.conf", [["listen 443", `listen 127.0.0.1:${port}`], ["listen 80", `listen 127.0.0.1:${redirectPort}`],
    ["server 127.0.0.1:8000", `server 127.0.0.1:${upstream}`], ["server_name models.example.org", "server_name localhost"],
    ["/etc/ssl/models.example.org.pem", certificate], ["/etc/ssl/models.example.org.key", key]]);
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n");
  const user = isRoot && !nobody.uid ? "user root;\n" : "";   // else its workers would be of a user who gets nowhere
  fs.writeFileSync(path.join(folder, "nginx.conf"),
    `${user}daemon off; pid ${folder}/pid; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n${places}\n${site}}\n`);
  return {arguments: ["-p", folder, "-e", "stderr", "-c", path.join(folder, "nginx.conf")], environment: {}};
}

function caddy(folder, port, _redirectPort, upstream) {
  const site = snippet("Caddyfile", []);
  fs.writeFileSync(path.join(folder, "Caddyfile"), `{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tstorage file_system ${folder}/store\n}\n${site}`);
  return {arguments: ["run", "--adapter", "caddyfile", "--config", path.join(folder, "Caddyfile")],
    environment: {HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, I2M_SITE: `https://localhost:${port}`, I2M_UPSTREAM: `127.0.0.1:${upstream}`, I2M_BASE_PATH: BASE}};
}

/** One request to the proxy, from 127.0.0.2 so that its address is another than the proxy's own; resolves with the answer's head. */
function ask(port, method, target, {headers = {}, body} = {}) {
  return new Promise((answered, failed) => {
    const request = https.request({host: "127.0.0.1", servername: "localhost", port, method, path: target, localAddress: "127.0.0.2", agent: false,
      rejectUnauthorized: false, headers: {Host: `localhost:${port}`, "X-API-Key": KEY, ...headers}}, answered);
    request.once("error", failed);
    request.end(body);
  });
}
async function bytesOf(answer) {
  const parts = [];
  for await (const part of answer) parts.push(part);
  return Buffer.concat(parts);
}
const whole = async (...question) => {
  const answer = await ask(...question);
  return {status: answer.statusCode, headers: answer.headers, body: await bytesOf(answer)};
};

/** Starts the proxy, as a user without rights where that is possible, and waits until it takes connections. */
async function startProxy(t, name, upstream) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `i2m-${name}-`));
  const port = await freePort();
  const plan = (name === "nginx" ? nginx : caddy)(folder, port, await freePort(), upstream);
  const program = path.join(folder, name);
  fs.copyFileSync(find(name), program);   // from a home folder that others may not look into
  if (nobody.uid) execFileSync("chown", ["-R", `${nobody.uid}:${nobody.gid}`, folder]);
  const child = spawn(program, plan.arguments, {...nobody, cwd: folder, env: {PATH: process.env.PATH, ...plan.environment}, stdio: ["ignore", "pipe", "pipe"]});
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => { said += part; });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
    fs.rmSync(folder, {recursive: true, force: true});
  });
  for (const deadline = Date.now() + 60_000; ;) {
    const answer = await ask(port, "GET", `${BASE}/livez`).catch(() => null);
    answer?.resume();
    if (answer?.statusCode === 200) return port;
    assert.ok(child.exitCode === null && Date.now() < deadline, `${name} does not answer:\n${said}`);
    await new Promise((passed) => setTimeout(passed, 20));
  }
}

/** Reads a stream of events part by part; next() resolves with all text so far once `pattern` is in it. */
function reader(answer) {
  let text = "";
  const parts = answer[Symbol.asyncIterator]();
  return async (pattern) => {
    while (!pattern.test(text)) {
      const {value, done} = await parts.next();
      assert.ok(!done, `the stream ended before ${pattern}:\n${text}`);
      text += value;
    }
    return text;
  };
}

/** The line of the server's log that tells of a request, once it is written. */
async function logged(server, id) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const line = server.log().split("\n").find((each) => each.includes('"event":"request"') && each.includes(id));
    if (line) return JSON.parse(line);
    await new Promise((passed) => setTimeout(passed, 10));
  }
  throw new Error(`No line of ${id} in\n${server.log()}`);
}

function form(picture) {
  const edge = "----edge-of-the-tests";
  const head = `--${edge}\r\nContent-Disposition: form-data; name="files"; filename="toy.png"\r\nContent-Type: image/png\r\n\r\n`;
  return {headers: {"Content-Type": `multipart/form-data; boundary=${edge}`}, body: Buffer.concat([Buffer.from(head), picture, Buffer.from(`\r\n--${edge}--\r\n`)])};
}

async function mainJob(t, server, port) {
  const page = await whole(port, "GET", `${BASE}/`);
  assert.equal(page.status, 200);
  assert.match(page.body.toString(), new RegExp(`name="i2m-base" content="${BASE}"`));
  assert.equal((await whole(port, "GET", "/elsewhere")).status, 404, "nothing but the base path is handed on");

  // An event stream that does not end by itself: what arrives on it was not kept back until its end.
  const events = reader(await ask(port, "GET", `${BASE}/api/v1/events`));
  await events(/\n\n/);   // it is open
  // More than a proxy takes without being told so, with a claim about where it comes from.
  const sent = form(discPng(900, 0));
  assert.ok(sent.body.length > 2_000_000);
  const id = `upload-through-${port}`;
  const uploaded = await whole(port, "POST", `${BASE}/api/v1/upload/batch`,
    {body: sent.body, headers: {...sent.headers, Origin: `https://localhost:${port}`, "X-Request-Id": id, "X-Forwarded-For": "203.0.113.9", Forwarded: "for=203.0.113.9"}});
  assert.equal(uploaded.status, 200, uploaded.body.toString());
  const job = JSON.parse(uploaded.body).job_id;
  await events(new RegExp(`event: task_completed\\n(.+\\n)*?data: .*${job}`));
  assert.equal((await logged(server, id)).client, "127.0.0.2", "the client's address as the proxy saw it, not as the client claims");

  const view = JSON.parse((await whole(port, "GET", `${BASE}/api/v1/jobs/${job}`)).body);
  assert.equal(view.status, "completed");
  const model = await whole(port, "GET", BASE + view.files[0].download_url);
  assert.equal(model.body.toString("latin1", 0, 4), "glTF");
  const part = await whole(port, "GET", BASE + view.files[0].download_url, {headers: {Range: "bytes=0-3"}});
  assert.deepEqual([part.status, part.body.toString()], [206, "glTF"]);

  const session = await whole(port, "POST", `${BASE}/api/v1/session`, {body: JSON.stringify({key: KEY}), headers: {"Content-Type": "application/json", Origin: `https://localhost:${port}`}});
  assert.equal(session.status, 200, session.body.toString());
  assert.match(session.headers["set-cookie"][0], new RegExp(`Path=${BASE};.*; Secure`), "TLS is told, and where the cookie belongs");
}

for (const name of ["nginx", "caddy"]) {
  const options = {timeout: 280_000, skip: find(name) ? false : `${name} is not there (tools/setup test)`};
  test(`the main job through ${name}`, options, async (t) => {
    const server = await startServer({I2M_BASE_PATH: BASE, API_KEY: KEY, I2M_TRUSTED_PROXIES: "127.0.0.1"});
    t.after(() => server.stop());
    await mainJob(t, server, await startProxy(t, name, new URL(server.url).port));
  });
  test(`${name} is not believed where it is not named`, options, async (t) => {
    const server = await startServer({I2M_BASE_PATH: BASE});
    t.after(() => server.stop());
    const port = await startProxy(t, name, new URL(server.url).port);
    const id = `untrusted-through-${port}`;
    const refused = await whole(port, "GET", `${BASE}/api/v1/jobs`, {headers: {"X-API-Key": "", "X-Request-Id": id, "X-Forwarded-For": "203.0.113.9"}});
    assert.equal(refused.status, 401, "open on this machine, but not for what comes through a stranger");
    assert.equal((await logged(server, id)).client, "127.0.0.1");
  });
}
