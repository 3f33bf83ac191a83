// feels_like_the_web_test.mjs - what a canvas usually breaks: shortcuts, Tab, wheel, zoom, power, loss, access, fall-back.
import assert from "node:assert/strict";
import fs from "node:fs";
import {createRequire} from "node:module";
import {test} from "node:test";
import {chromium} from "playwright-core";
import {atRest, drawn, drop, frames, redrawnBy} from "./support/browser.mjs";
import {ball} from "./support/pictures.mjs";
import {startServer} from "./support/server.mjs";
import {setStage} from "./support/stage.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const stage = setStage();

const {onPage} = stage;

test("the browser keeps its shortcuts", () => onPage({}, async (page) => {
  const stolen = await page.evaluate(() => {
    const presses = [{key: "F5"}, {key: "F12"}, {key: "r", ctrlKey: true}, {key: "l", ctrlKey: true}, {key: "t", ctrlKey: true}, {key: "w", ctrlKey: true},
      {key: "+", ctrlKey: true}, {key: "-", ctrlKey: true}, {key: "0", ctrlKey: true}, {key: "f", ctrlKey: true}, {key: "Tab"}];
    const places = [document.body, ...document.querySelectorAll("#mirror button, #mirror a, #mirror .viewport")];
    return presses.filter((press) => places.some((place) => !place.dispatchEvent(new KeyboardEvent("keydown", {...press, bubbles: true, cancelable: true}))));
  });
  assert.deepEqual(stolen, []);
}));

test("Tab goes through the page and leaves it at both ends", () => onPage({}, async (page) => {
  for (const key of ["Tab", "Shift+Tab"]) {
    const names = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press(key);
      const name = await page.evaluate(() => (document.activeElement === document.body ? "" : document.activeElement.textContent || document.activeElement.getAttribute("aria-label")));
      if (name === "") break;
      names.push(name);
    }
    assert.ok(names.length > 3 && names.length < 200, `${key}: ${names.join(", ")}`);
    assert.ok(names.some((name) => /Browse/.test(name)), `${key}: ${names.join(", ")}`);
  }
}));

for (const [scale, width, height] of [[1, 1280, 800], [1.5, 1280, 800], [2, 768, 1024], [3, 360, 740]]) {
  test(`${scale} device pixels a CSS pixel are all used`, () => onPage({deviceScaleFactor: scale, viewport: {width, height}}, async (page) => {
    await atRest(page);
    assert.deepEqual(await page.evaluate(() => [document.querySelector("canvas").width, document.querySelector("canvas").height]), [width * scale, height * scale]);
    const overflow = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    assert.deepEqual(overflow, [width, height], "the page itself never scrolls");
  }));
}

test("a file dropped while the page still loads is there when it is drawn", async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  let release;
  const released = new Promise((done) => { release = done; });
  await page.route("**/*.wasm", async (route) => { await released; await route.continue(); });
  await page.goto(stage.server.url, {waitUntil: "domcontentloaded"});
  await page.locator("#start-words").waitFor();
  await drop(page, [ball("early.png")]);
  await page.getByText("1 file waits for it").waitFor();
  release();
  await drawn(page);
  await page.getByRole("button", {name: /^Generate 1 model/}).first().waitFor();
  await page.getByText("early.png").first().waitFor();
  await context.close();
});

test("nothing is drawn while nothing happens, and nothing foreign is asked", async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  const foreign = [];
  page.on("request", (request) => { if (!request.url().startsWith(stage.server.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url()); });
  await page.goto(stage.server.url);
  await drawn(page);
  await atRest(page);
  const before = await frames(page);
  await page.waitForTimeout(3000);
  assert.equal(await frames(page) - before, 0);
  assert.deepEqual(foreign, []);
  await context.close();
});

test("a lost graphics context comes back with the same picture", () => onPage({}, async (page) => {
  await atRest(page);
  const before = await page.screenshot();
  await page.evaluate(() => {
    window.lost = document.querySelector("canvas").getContext("webgl2").getExtension("WEBGL_lose_context");
    window.lost.loseContext();
  });
  await page.waitForFunction(() => document.querySelector("canvas").getContext("webgl2").isContextLost());
  await redrawnBy(page, () => page.evaluate(() => window.lost.restoreContext()));
  assert.equal(Buffer.compare(await page.screenshot(), before), 0, "the same picture");
}));

test("dark and light follow the system while the page is open", () => onPage({colorScheme: "light"}, async (page) => {
  await atRest(page);
  const light = await page.screenshot();
  await redrawnBy(page, () => page.emulateMedia({colorScheme: "dark"}));
  assert.notEqual(Buffer.compare(await page.screenshot(), light), 0, "another picture in the dark");
  await redrawnBy(page, () => page.emulateMedia({colorScheme: "light"}));
  assert.equal(Buffer.compare(await page.screenshot(), light), 0, "the same picture in the light");
}));

test("axe finds nothing serious, in the light and in forced colours", async () => {
  for (const options of [{}, {forcedColors: "active"}, {viewport: {width: 360, height: 740}}]) {
    await onPage(options, async (page) => {
      await atRest(page);
      await page.evaluate(axe);
      const {violations} = await page.evaluate(() => window.axe.run(document));
      assert.deepEqual(violations.map((v) => `${v.id} (${v.impact}): ${v.nodes[0].html}`), []);
    });
  }
});

test("blocked storage keeps nothing and breaks nothing", async () => {
  const context = await stage.browser.newContext();
  await context.addInitScript(() => {
    const refuse = () => { throw new DOMException("blocked", "SecurityError"); };
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {get: refuse});
  });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(stage.server.url);
  await drawn(page);
  await page.getByRole("button", {name: "Browse"}).first().waitFor();
  await page.getByRole("button", {name: "Use the dark theme"}).click();
  await page.getByText("Settings last until you close this page").first().waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a server with a key asks for it in a real form, again when it was wrong, and once for the tab", async () => {
  const locked = await startServer({API_KEY: "a-key-for-tests"});
  const page = await stage.open(locked.url, {expectProblems: true});
  try {
    const input = page.getByLabel("Key", {exact: true});
    await input.waitFor();
    assert.deepEqual(await input.evaluate((element) => [element.type, element.autocomplete, element.form.elements.username.autocomplete]), ["password", "current-password", "username"]);
    await input.fill("wrong");
    await input.press("Enter");
    await page.getByText("That key was not accepted").waitFor();
    await input.fill("a-key-for-tests");
    await page.getByRole("button", {name: "Use this key"}).click();
    await input.waitFor({state: "hidden"});
    await page.reload();
    await drawn(page);
    await atRest(page);
    assert.equal(await input.isVisible(), false);
  } finally {
    await page.context().close();
    await locked.stop();
  }
});

test("a browser without WebGL 2 gets jobs and downloads as plain HTML", async () => {
  const plain = await chromium.launch({executablePath: "/usr/bin/chromium", headless: true, chromiumSandbox: false, args: ["--disable-gpu", "--disable-3d-apis"]});
  try {
    const page = await plain.newPage();
    await page.goto(stage.server.url);
    await page.getByText("There are no jobs yet.").waitFor();
    assert.match(await page.locator("main").innerText(), /WebGL 2/);
    assert.equal(await page.locator("canvas").isVisible(), false);
    assert.equal(await page.evaluate(() => document.elementFromPoint(innerWidth / 2, 40).closest("main") !== null), true, "nothing lies over it");
  } finally {
    await plain.close();
  }
});

test("a program that does not arrive is said in words, with a way on", async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.route(/\.wasm/, (route) => route.abort());
  await page.goto(stage.server.url);
  await page.getByText("The page could not start").waitFor();
  await page.unroute(/\.wasm/);
  await page.getByRole("button", {name: "Reload"}).click();
  await drawn(page);
  await context.close();
});
