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

/** Resolves when `holds()` gives something truthy, asked anew every 50 ms; what it gave. */
export async function until(holds, what, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const outcome = await holds();
    if (outcome) return outcome;
    if (Date.now() > deadline) throw new Error(`It did not come about in ${timeoutMs / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
