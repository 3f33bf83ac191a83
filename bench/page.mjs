// page.mjs - what the page costs in Chromium: bytes and times of the first load, frames and CPU while nobody touches it.
import {openPage, startBrowser} from "../tests/e2e/support/browser.mjs";
import {startServer} from "../tests/e2e/support/server.mjs";
import {report} from "./support/figures.mjs";

const RUNS = 7;
const IDLE_S = 30;

/** One load with an empty cache: times in ms since the navigation, bytes as they came over the wire. */
async function coldLoad(browser, url) {
  const context = await browser.newContext({viewport: {width: 1280, height: 800}});
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  await session.send("Network.enable");
  await page.goto(url);
  await page.locator("body.drawn").waitFor({timeout: 60_000});
  await page.waitForLoadState("networkidle");
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    ui: performance.getEntriesByName("i2m-first-ui")[0].startTime,
  }));
  await context.close();
  return {...times, bytes};
}

/** Packed bytes of the worker's files: it loads after the first frame, on a network session that the page's does not see. */
async function workerBytes(url) {
  const {assets} = await (await fetch(`${url}/asset-manifest.json`)).json();
  return Object.entries(assets).filter(([name]) => name.startsWith("worker.")).reduce((sum, [, asset]) => sum + asset.brotli, 0);
}

async function cpuSeconds(session) {
  const {processInfo} = await session.send("SystemInfo.getProcessInfo");
  return processInfo.filter((p) => p.type !== "browser").reduce((sum, p) => sum + p.cpuTime, 0);
}

async function measureIdle(browser, url) {
  const page = await openPage(browser, url);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(2000);
  const session = await browser.newBrowserCDPSession();
  const frames = () => page.evaluate(() => window.i2m.frames());
  const before = {frames: await frames(), cpu: await cpuSeconds(session)};
  await page.waitForTimeout(IDLE_S * 1000);
  const after = {frames: await frames(), cpu: await cpuSeconds(session)};
  await page.context().close();
  return {frames: after.frames - before.frames, cpuPercent: (100 * (after.cpu - before.cpu)) / IDLE_S};
}

const server = await startServer();
const browser = await startBrowser();
try {
  await coldLoad(browser, server.url);   // the browser's own first start is not the page's
  const loads = [];
  for (let i = 0; i < RUNS; i++) loads.push(await coldLoad(browser, server.url));
  report("page.first_paint", loads.map((load) => load.paint), "ms");
  report("page.first_ui_frame", loads.map((load) => load.ui), "ms");
  report("page.first_load_bytes", loads.map((load) => load.bytes), "B");
  report("page.worker_bytes", [await workerBytes(server.url)], "B");
  const idle = await measureIdle(browser, server.url);
  report("page.idle_frames", [(60 / IDLE_S) * idle.frames], "frames/min");
  report("page.idle_cpu", [idle.cpuPercent], "%");
} finally {
  await browser.close();
  await server.stop();
}
