// demo.mjs - the paid way without a key: starts fake_fal, and the server as if that were FAL.AI; ends both on Ctrl-C.
//
//   node tools/demo.mjs [--bin build/release/bin] [--web build/release/web] [--data build/demo] [--port 8000] [--speed 1]
//
// A port that is taken is replaced by a free one. While it runs, words typed into the terminal (`help` lists them) decide
// what the next image meets. `--speed 10` lets the provider's time run ten times as fast.
import {spawn} from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

const ENDED_BY_SIGNAL = 130;   // what shells expect of a program that was asked to stop by Ctrl-C

/** What can be typed: [word, what it brings about, path below /_fake, body]. */
const WORDS = [
  ["policy", "the next image is refused by the model's content check", "faults", {step: "outcome", fault: "content_policy_violation"}],
  ["small", "the next image is too small for the model", "faults", {step: "outcome", fault: "image_too_small"}],
  ["fails", "the next run ends in an error at the provider, and is tried again", "faults", {step: "outcome", fault: "runner_disconnected"}],
  ["busy", "the provider fails five times in a row: the queue takes a rest", "faults", {step: "submit", fault: "page_503", times: 5}],
  ["limit", "too many requests: the next image waits, then is sent again", "faults", {step: "submit", fault: "rate_limited_seconds", seconds: 20}],
  ["lost", "the answer to the next request is lost: it may have been charged", "faults", {step: "submit", fault: "reset_after_body"}],
  ["cut", "the next model arrives cut off and is fetched again", "faults", {step: "media", fault: "media_truncated"}],
  ["credit", "the account has no credit left, until you type pay", "account", {locked: true}],
  ["pay", "the account has credit again; resume the queue to go on at once", "account", {locked: false}],
];

const SCENARIO = {
  job: {
    queue: {spread: "uniform", ms: 800, max_ms: 2500}, positions: [2, 1, 0],
    run: {spread: "lognormal", ms: 9000, sigma: 0.35, max_ms: 25_000},
    logs: [5, 15, 30, 45, 60, 75, 90].map((percent) => ({at: percent / 100, message: `Sampling: ${percent}%`})),
  },
};

function readOptions(words) {
  const options = {bin: "build/release/bin", web: "build/release/web", data: "build/demo", port: "8000", speed: "1"};
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i].replace(/^--/, "");
    if (!(name in options) || words[i + 1] === undefined) {
      throw new Error(`${words[i]}: unknown or without a value. Known: ${Object.keys(options).map((known) => `--${known}`).join(", ")}.`);
    }
    options[name] = words[i + 1];
  }
  for (const name of ["port", "speed"]) {
    if (!(Number(options[name]) >= 0)) throw new Error(`--${name}: "${options[name]}" is not a number.`);
  }
  return options;
}

/** `port` when it is free on loopback, else 0: any free one. */
function freePort(port) {
  return new Promise((done) => {
    const probe = net.createServer();
    probe.once("error", () => done(0));
    probe.listen({port, host: "127.0.0.1"}, () => probe.close(() => done(port)));
  });
}

const children = [];
let isEnding = false;

/** Starts a program and resolves with the address that it says it is ready on. */
function startProgram(file, args, environment, logFile) {
  const log = fs.createWriteStream(logFile);
  // In a group of its own: Ctrl-C reaches this program alone, which then ends the others in order.
  const child = spawn(file, args, {env: {...process.env, ...environment}, stdio: ["ignore", "pipe", "pipe"], detached: true});
  children.push(child);
  return new Promise((ready, failed) => {
    let said = "";
    child.stdout.on("data", (bytes) => {
      log.write(bytes);
      said += bytes;
      const address = /ready on (http:\/\/\S+)/.exec(said);
      if (address) ready(address[1]);
    });
    child.stderr.on("data", (bytes) => { log.write(bytes); });
    child.once("error", (problem) => failed(new Error(`${file} does not start: ${problem.message}. Build it first: make build`)));
    child.once("exit", (code, signal) => {
      failed(new Error(`${path.basename(file)} ended with ${signal ?? code}. ${logFile} says why.`));
      if (!isEnding) end(1, `${path.basename(file)} ended with ${signal ?? code}. ${logFile} says why.`);
    });
  });
}

const hasEnded = (child) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** Asks both to stop, the server first, and leaves once they have. */
async function end(code, words) {
  if (isEnding) return;
  isEnding = true;
  console.log(words);
  for (const child of children.slice().reverse()) {
    if (hasEnded(child)) continue;
    await new Promise((gone) => {
      child.once("exit", gone);
      child.kill("SIGTERM");
    });
  }
  process.exit(code);
}

async function obey(fake, line) {
  const [word, words, place, body] = WORDS.find(([known]) => known === line) ?? [];
  if (!word) return printWords(line === "help" || line === "" ? "" : `"${line}" is none of them. `);
  const answer = await fetch(`${fake}/_fake/${place}`, {method: "POST", body: JSON.stringify(body)}).catch((problem) => ({ok: false, text: () => problem.message}));
  console.log(answer.ok ? `  ${word}: ${words}` : `  The fake provider refused it: ${await answer.text()}`);
}

function printWords(before = "") {
  console.log(`\n${before}Type a word and press Enter:`);
  for (const [word, words] of WORDS) console.log(`  ${word.padEnd(8)} ${words}`);
  console.log("  help     this list\n");
}

async function run() {
  const options = readOptions(process.argv.slice(2));
  fs.mkdirSync(options.data, {recursive: true});
  const scenarioFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "i2m-demo-")), "scenario.json");
  // A new seed at each start: the fake's request ids must not meet those of an earlier demo in the same folder.
  fs.writeFileSync(scenarioFile, JSON.stringify({...SCENARIO, seed: Date.now() % 2 ** 31, clock: {speed: Number(options.speed)}}));
  const fake = await startProgram(path.join(options.bin, "fake_fal"), ["--port", "0", "--scenario", scenarioFile], {}, path.join(options.data, "fake_fal.log"));
  fs.rmSync(path.dirname(scenarioFile), {recursive: true});
  const port = await freePort(Number(options.port));
  const settings = {
    FAL_KEY: "demo:demo", I2M_PROVIDER: "fal", I2M_FAL_QUEUE_URL: fake, I2M_FAL_RUN_URL: `${fake}/_run`, I2M_FAL_REST_URL: fake,
    I2M_FAL_API_URL: `${fake}/v1`,
    I2M_FAL_MEDIA_ALLOW: "127.0.0.1", I2M_RETRY_SCALE: process.env.I2M_RETRY_SCALE ?? "0.2",
    I2M_DAILY_BUDGET_USD: process.env.I2M_DAILY_BUDGET_USD ?? "5",
  };
  const server = await startProgram(path.join(options.bin, "image2model"),
    ["--port", String(port), "--data-dir", options.data, "--web-dir", options.web], settings, path.join(options.data, "server.log"));
  if (port !== Number(options.port)) console.log(`Port ${options.port} is taken; using another.`);
  console.log(`\nDemo: the whole paid way, with a stand-in for FAL.AI. Nothing is charged, no key is needed.

  page       ${server}
  provider   ${fake}/_fake
  data       ${path.resolve(options.data)}

Open the page, drop a picture of one object, look at the price, press Generate; the cost stands with the result.
Waits before a retry are a fifth of the real ones. Ctrl-C stops both programs.`);
  printWords();
  const input = readline.createInterface({input: process.stdin});
  input.on("line", (line) => obey(fake, line.trim().toLowerCase()));
}

process.on("SIGINT", () => end(ENDED_BY_SIGNAL, "\nStopping the server and the fake provider."));
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => end(0, "Stopping the server and the fake provider."));
run().catch((problem) => end(1, `demo: ${problem.message}`));
