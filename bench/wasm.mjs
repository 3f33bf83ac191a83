// wasm.mjs - the page's worker in Chromium: image checks and drafts in WASM, off the main thread.
import {openPage, startBrowser} from "../tests/e2e/support/browser.mjs";
import {ball, noise, photos} from "../tests/e2e/support/pictures.mjs";
import {startServer} from "../tests/e2e/support/server.mjs";
import {median, report, skip} from "./support/figures.mjs";

const RUNS = 7;
const DRAFT_RUNS = 3;   // of each picture and size, after one that warms up
const FILES = 25;

/** Puts a worker of the page's own and the picture's bytes into the page, as window.bench. */
async function prepare(page, workerUrl, picture) {
  await page.evaluate(async ({url, name, type, base64}) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const file = new File([bytes], name, {type});
    window.bench?.worker.terminate();
    const worker = new Worker(url, {type: "module"});
    let nextId = 1;
    const ask = (question) => new Promise((done, failed) => {
      const id = nextId++;
      worker.addEventListener("message", function answered({data}) {
        if (data.id !== id) return;
        worker.removeEventListener("message", answered);
        if (data.failed) failed(new Error(data.failed));
        else done(data);
      });
      worker.postMessage({id, ...question});
    });
    await ask({task: "check", file, name, type});
    window.bench = {ask, file, name, type, worker};
  }, {url: workerUrl, name: picture.name, type: picture.type, base64: picture.bytes.toString("base64")});
}

/** Checks the picture `count` times, one after the other as for as many files; the longest wait of the main thread with it. */
const checkMany = (page, count) => page.evaluate(async (files) => {
  const {ask, file, name, type} = window.bench;
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  const from = performance.now();
  await Promise.all(Array.from({length: files}, () => ask({task: "check", file, name, type})));
  const took = performance.now() - from;
  clearInterval(beat);
  return {took, longest};
}, count);

const draftTime = (page, grid, texturePx) => page.evaluate(async (size) => {
  const {ask, file} = window.bench;
  const answer = await ask({task: "draft", file, mostPx: 1024, method: 0, faceLimit: 0, ...size});
  return JSON.parse(answer.outcome).took_ms;
}, {grid, texturePx});

const server = await startServer();
const browser = await startBrowser();
try {
  const manifest = await (await fetch(`${server.url}/asset-manifest.json`)).json();
  const workerUrl = manifest.assets["worker.js"].url;
  const page = await openPage(browser, server.url);

  const large = noise("large.png", 10 << 20);
  await prepare(page, workerUrl, large);
  const checks = [];
  for (let i = 0; i < RUNS; i++) checks.push(await checkMany(page, FILES));
  report("validate.25x10mb_wasm", checks.map((c) => c.took), "ms");
  report("validate.longest_frame", checks.map((c) => c.longest), "ms");
  report("validate.wasm", checks.map((c) => (FILES * large.bytes.length) / 1e6 / c.took), "GB/s", "higher");

  let pictures = photos("objects");
  if (pictures.length === 0) {
    skip("draft.wasm of real photos", "the folder is missing; a drawn ball is used");
    pictures = [ball("ball.png", 0, 1024)];
  }
  const sizes = [[128, 256], [256, 512], [512, 1024]];
  const medians = new Map(sizes.map(([grid]) => [grid, []]));
  for (const picture of pictures) {
    await prepare(page, workerUrl, picture);
    for (const [grid, texturePx] of sizes) {
      const times = [];
      await draftTime(page, grid, texturePx);
      for (let i = 0; i < DRAFT_RUNS; i++) times.push(await draftTime(page, grid, texturePx));
      medians.get(grid).push(median(times));
    }
  }
  for (const [grid, values] of medians) report(`draft.wasm_${grid}`, values, "ms");
} finally {
  await browser.close();
  await server.stop();
}
