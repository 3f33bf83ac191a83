// fal.mjs - the stand-in for FAL.AI beside the server, and what a test does to it.
import {spawn} from "node:child_process";
import {once} from "node:events";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../..");
const binDir = process.env.I2M_BIN_DIR ?? path.join(root, "build/release/bin");

/** A running fake: `environment` for the server, control(), journal(), stop(). Its jobs are done as soon as they are asked. */
export async function startFal(scenario = {job: {queue: {ms: 0}, run: {ms: 0}}}) {
  const child = spawn(path.join(binDir, "fake_fal"), ["--port", "0"], {stdio: ["ignore", "pipe", "inherit"]});
  let said = "";
  while (!said.includes("\n")) said += (await once(child.stdout, "data"))[0];
  const url = /http:\/\/\S+/.exec(said)[0];
  const ask = async (method, place, body) => {
    const answer = await fetch(`${url}/_fake/${place}`, {method, body: body && JSON.stringify(body)});
    if (!answer.ok) throw new Error(`fake_fal: ${place}: ${await answer.text()}`);
    return answer.json();
  };
  await ask("POST", "scenario", scenario);
  return {
    url,
    environment: {
      FAL_KEY: "test:test", I2M_FAL_QUEUE_URL: url, I2M_FAL_RUN_URL: `${url}/_run`, I2M_FAL_REST_URL: url, I2M_FAL_MEDIA_ALLOW: "127.0.0.1",
      I2M_RETRY_SCALE: "0.001",
    },
    /** The next calls meet these faults, and no others. */
    async meet(faults) {
      await ask("DELETE", "faults");
      if (faults.length > 0) await ask("POST", "faults", faults);
    },
    lockAccount: (locked) => ask("POST", "account", {locked}),
    begin: (next) => ask("POST", "scenario", next),
    /** From now on the first request is done at once, and the second keeps the account busy until letGo(): no chance decides how far a job is. */
    holdSecond: () => ask("POST", "scenario", {
      account: {concurrency: 1},
      job: {queue: {ms: 0}, run: {ms: 0}},
      jobs: [{nth: [2], job: {run: {ms: 3_600_000}}}],
    }),
    async letGo() {
      const {jobs} = await ask("GET", "jobs");
      await ask("POST", `jobs/${jobs.find((job) => job.n === 2).request_id}/finish`);
    },
    accepted: async () => (await ask("GET", "journal?kind=submits")).submits.filter((submit) => submit.accepted).length,
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

const outcome = (fault) => [{step: "outcome", fault}];

/**
 * Every class of failure that a run can end with: what it is called on the page, what helps (the beginning of a button's
 * name), and how the provider brings it about.
 */
export const FAILURES = [
  {name: "image", title: "Image refused", helps: "Other image", faults: outcome("image_too_small")},
  {name: "content", title: "Against the rules", helps: "Other image", faults: outcome("content_policy_violation")},
  {name: "nothing", title: "Nothing was made", helps: "Other image", faults: outcome("no_media_generated")},
  {name: "options", title: "Option refused", helps: "Other model", faults: outcome("less_than_equal")},
  {name: "gone", title: "Model is gone", helps: "Other model", faults: [{step: "submit", fault: "app_not_found", times: 0}]},
  {name: "timeout", title: "Out of time", helps: "Retry", faults: [{step: "outcome", fault: "generation_timeout", times: 0}]},
  {name: "failed", title: "Failed at provider", helps: "Retry", faults: [{step: "outcome", fault: "internal_server_error", times: 0}]},
  {name: "damaged", title: "Model damaged", helps: "Retry", faults: [{step: "media", fault: "media_corrupt", times: 0}]},
];
