// soak.mjs - ten minutes of everything at once on one server; its memory and its descriptors must stay flat.
//
//   node tests/soak/soak.mjs [SECONDS]       SECONDS: 600 unless told otherwise, at least 120
//
// Five times, at equal distances, all loops come to rest and the server is left alone until its idle connections are closed. What it
// holds then is written down. The first rest is the measure: until then caches, threads and the allocator have warmed up. Compared
// with it, at the last rest
//   - descriptors have not grown at all beyond SPARE_DESCRIPTORS (a kept connection to the provider, a log file that was turned),
//   - resident memory has not grown by more than SPARE_SHARE, and SPARE_BYTES besides.
// An answer 500, a draft that failed, a download that is no model, or liveness that did not answer within SLOWEST_LIVENESS_MS fail it too.
import fs from "node:fs";
import {setTimeout as pause} from "node:timers/promises";

import {startFal} from "../e2e/support/fal.mjs";
import {startServer} from "../e2e/support/server.mjs";
import {loops} from "./load.mjs";

const RESTS = 5;
const SPARE_DESCRIPTORS = 3;
const SPARE_SHARE = 0.1;
const SPARE_BYTES = 4 << 20;
const SLOWEST_LIVENESS_MS = 2_000;
const QUIET_MS = 16_000;   // longer than the idle timeout below, and than the server waits before it gives memory back

const seconds = Math.max(120, Number(process.argv[2] ?? 600));
const counts = new Map();
const complaints = [];
const count = (name) => counts.set(name, (counts.get(name) ?? 0) + 1);
const complain = (words) => { if (complaints.length < 20) complaints.push(words); };

function held(pid) {
  const resident = Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  const threads = fs.readdirSync(`/proc/${pid}/task`).length;
  return {resident, descriptors: fs.readdirSync(`/proc/${pid}/fd`).length, threads};
}

/** The same round again and again until `until`; a round that throws is complained about once it is more than the load's doing. */
async function repeat(name, round, until) {
  while (Date.now() < until) {
    try {
      await round();
    } catch (error) {
      complain(`${name}: ${error.cause?.code ?? ""} ${error.message}`);
      await pause(200);
    }
  }
}

async function watchLiveness(server, until, slowest) {
  while (Date.now() < until) {
    const begun = performance.now();
    const {status} = await fetch(`${server.url}/livez`, {headers: {Connection: "close"}});
    const took = performance.now() - begun;
    slowest.ms = Math.max(slowest.ms, took);
    if (status !== 200 || took > SLOWEST_LIVENESS_MS) complain(`liveness: ${status} after ${Math.round(took)} ms`);
    await pause(100);
  }
}

const mb = (bytes) => `${(bytes / (1 << 20)).toFixed(1)} MB`;

const fal = await startFal({job: {queue: {ms: 0}, run: {ms: 50}, texture_px: 128}});
// A new connection may stay silent a little longer: the clients here are one busy process, which connects before it speaks.
const server = await startServer({
  ...fal.environment, I2M_HEADER_TIMEOUT_MS: "1000", I2M_STALL_TIMEOUT_MS: "1000", I2M_IDLE_TIMEOUT_MS: "3000",
  I2M_RATE_LIMIT_PER_MINUTE: "1000000", I2M_RATE_LIMIT_PER_HOUR: "10000000", I2M_LOG_LEVEL: "warning",
});
const rests = [];
const slowest = {ms: 0};
console.log(`soak: ${seconds} s, process ${server.pid}`);
try {
  const load = loops(server, fal, {count, complain});
  for (let i = 0; i < RESTS; i++) {
    const until = Date.now() + (seconds * 1000) / RESTS - QUIET_MS;
    const running = load.flatMap(([name, atOnce, round]) => Array.from({length: atOnce}, () => repeat(name, round, until)));
    await Promise.all([...running, watchLiveness(server, until, slowest)]);
    await fal.meet([]);
    await pause(QUIET_MS);
    rests.push(held(server.pid));
    const {resident, descriptors, threads} = rests.at(-1);
    console.log(`soak: rest ${i + 1} of ${RESTS}: ${mb(resident)} resident, ${descriptors} descriptors, ${threads} threads`);
  }
} finally {
  await server.stop();
  await fal.stop();
}

const [first, last] = [rests[0], rests.at(-1)];
const most = first.resident * (1 + SPARE_SHARE) + SPARE_BYTES;
if (last.resident > most) complain(`memory grew from ${mb(first.resident)} to ${mb(last.resident)}; at most ${mb(most)} is flat`);
if (last.descriptors > first.descriptors + SPARE_DESCRIPTORS) complain(`descriptors grew from ${first.descriptors} to ${last.descriptors}`);
for (const name of ["uploads", "downloads", "streams", "cancels", "deletions", "slow clients cut off", "provider faults"]) {
  if (!counts.get(name)) complain(`no ${name}: the load did not do its work`);
}
console.log(`soak: ${[...counts].map(([name, number]) => `${number} ${name}`).join(", ")}; slowest liveness ${Math.round(slowest.ms)} ms`);
for (const words of complaints) console.error(`soak: FAILED: ${words}`);
console.log(complaints.length ? "soak: failed" : "soak: memory and descriptors are flat");
process.exit(complaints.length ? 1 : 0);
