// browser.mjs - Debian's Chromium, drawing on the CPU, and the page in it.
import {chromium} from "playwright-core";

const ARGUMENTS = [
  "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** `more` are further arguments for it. */
export function startBrowser(more = []) {
  return chromium.launch({executablePath: "/usr/bin/chromium", headless: true, chromiumSandbox: false, args: [...ARGUMENTS, ...more]});
}

/**
 * A page of its own context at `url`, drawn. `problems` collects what the page said on its console as an error and what it
 * threw: a test ends with it empty. Close with page.context().close(). Nothing glides unless the options ask for motion: a frame
 * drawn on the CPU costs more than what most tests look at.
 */
export async function openPage(browser, url, {expectProblems = false, ...options} = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, acceptDownloads: true, reducedMotion: "reduce", ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !expectProblems) page.problems.push(message.text());
  });
  await page.goto(url);
  await drawn(page);
  return page;
}

/** Resolves when the program has drawn its first frame. */
export const drawn = (page) => page.locator("body.drawn").waitFor({timeout: 60_000});

export const frames = (page) => page.evaluate(() => window.i2m.frames());

/** Resolves when no frame was drawn for half a second: what was started has come to rest. */
export const atRest = (page) => page.evaluate(() => new Promise((done) => {
  let last = -1;
  const look = () => {
    const now = window.i2m.frames();
    if (now === last) return done();
    last = now;
    setTimeout(look, 500);
  };
  look();
}));

/** Does what `change` does and resolves when the page has drawn what follows from it. */
export async function redrawnBy(page, change) {
  const before = await frames(page);
  await change();
  await page.waitForFunction((count) => window.i2m.frames() > count, before, {timeout: 60_000});
  await atRest(page);
}

/** Drops `files` ({name, type, bytes}) somewhere on the page, as a person would from a folder. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const {name, type, base64} of list) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      data.items.add(new File([bytes], name, {type}));
    }
    return data;
  }, files.map(({name, type, bytes}) => ({name, type, base64: Buffer.from(bytes).toString("base64")})));
  for (const event of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("#mirror", event, {dataTransfer: transfer});
}

/** Picks `files` with the button and the browser's own dialogue. */
export async function browse(page, files) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", {name: "Browse"}).first().click();
  await (await chooser).setFiles(files.map(({name, type, bytes}) => ({name, mimeType: type, buffer: Buffer.from(bytes)})));
}
