// flow.mjs - the steps of the main job, each as a person would take it: by role and name.
import {browse, drop} from "./browser.mjs";

export const button = (page, name) => page.getByRole("button", {name, exact: false});
export const generate = (page) => page.getByRole("button", {name: /^Generate \d+ model/});

/** Puts `files` on the page and waits until every one of them can be generated. */
export async function addFiles(page, files, {by = drop} = {}) {
  await by(page, files);
  const words = `Generate ${files.length} model${files.length === 1 ? "" : "s"}`;
  const ready = page.getByRole("button", {name: words}).and(page.locator(":not([aria-disabled=true])"));
  await ready.first().waitFor({timeout: 60_000});
}
export const addByButton = (page, files) => addFiles(page, files, {by: browse});

/** Presses Generate and waits for the page of the job; returns the job's id. */
export async function startJob(page) {
  await generate(page).first().click();
  await page.waitForURL(/\/(processing|results)\/[0-9a-f-]{36}/, {timeout: 60_000});
  return /[0-9a-f-]{36}/.exec(page.url())[0];
}

/** Waits for the results and a model on the screen. */
export async function waitForResults(page, {timeout = 120_000} = {}) {
  await page.waitForURL(/\/results\//, {timeout});
  await button(page, "Download").first().waitFor({timeout});
}

/** The job as the server knows it. */
export async function jobOf(server, id) {
  const answer = await fetch(`${server.url}/api/v1/jobs/${id}`);
  if (!answer.ok) throw new Error(`GET job: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * Resolves with the job once `holds(job)` does, looked at anew with each event that the server tells about it; fails when the
 * job ends before. `patienceMs` is a last resort.
 */
export async function jobWhen(server, id, holds, what, patienceMs = 60_000) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`It did not come about in ${patienceMs / 1000} s: ${what}`)), patienceMs);
  try {
    const stream = await fetch(`${server.url}/api/v1/status/tasks/${id}/stream`, {signal: abort.signal});
    for await (const _ of stream.body) {
      const job = await jobOf(server, id);
      if (holds(job)) return job;
    }
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
  throw new Error(`The job ended before it came about: ${what}`);
}
