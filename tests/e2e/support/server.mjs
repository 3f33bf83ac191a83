// server.mjs - the real program with a folder of its own; what the test started, the test ends.
import {spawn} from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../..");
const binDir = process.env.I2M_BIN_DIR ?? path.join(root, "build/release/bin");
export const webDir = process.env.I2M_WEB_DIR ?? path.join(root, "build/release/web");
export const buildDir = path.join(root, "build");

function readyAddress(child, said) {
  return new Promise((ready, failed) => {
    const look = (bytes) => {
      said.text += bytes;
      const address = /ready on (http:\/\/\S+)/.exec(said.text);
      if (address) ready(address[1]);
    };
    child.stdout.setEncoding("utf8").on("data", look);
    child.stderr.setEncoding("utf8").on("data", look);
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`The server ended with ${code} before it was ready:\n${said.text}`)));
  });
}

/**
 * A running server: `url`, restart(), kill() (as by kill -9), stop(). `environment` are settings. The folder goes with stop().
 */
export async function startServer(environment = {}) {
  const program = path.join(binDir, "image2model");
  for (const needed of [program, path.join(webDir, "index.html")]) {
    if (!fs.existsSync(needed)) throw new Error(`${needed} is missing. Build it first: make build`);
  }
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "i2m e2e "));
  const said = {text: ""};
  let child = null;

  async function start(port) {
    said.text = "";
    child = spawn(program, ["--port", String(port), "--data-dir", dataDir, "--web-dir", webDir], {env: {...process.env, ...environment}});
    return readyAddress(child, said);
  }
  function end(signal) {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((ended) => {
      child.once("exit", ended);
      child.kill(signal);
    });
  }

  const server = {
    url: await start(0),
    dataDir,
    get pid() { return child.pid; },
    log: () => said.text,
    adminHeaders: () => ({"X-Admin-Key": fs.readFileSync(/The admin key lies in (.+)/.exec(said.text)[1], "utf8").trim()}),
    kill: () => end("SIGKILL"),
    /** Comes back at the same address. */
    start: () => start(new URL(server.url).port),
    async stop() {
      await end("SIGTERM");
      fs.rmSync(dataDir, {recursive: true, force: true});
    },
  };
  return server;
}
