// boot.js - brings the page up: checks what the browser can do, fetches program and fonts side by side, hands over.

import {createFiles} from "./page/files.js";
import {createPage} from "./page/page.js";
import {basePathOf} from "./page/history.js";
import {missingFeature, missingGraphics} from "./page/features.js";
import {showPlainPage} from "./page/plain.js";

const base = basePathOf(document);
const at = (address) => base + address;
const find = (id) => document.getElementById(id);
const fontAddresses = JSON.parse('{{fonts}}');
const files = createFiles({
  target: window, picker: find("picker"), clipboard: navigator.clipboard,
  onWaiting(count) { find("start-words").textContent = `Loading the page … ${count} ${count === 1 ? "file waits" : "files wait"} for it.`; },
});

/** Share of the bar that each part of the start takes, in percent. */
const SHARES = {code: 10, program: 70, font: 3};
let progress = 4;

function advance(share) {
  progress += share;
  find("start-bar").value = Math.min(progress, 99);
}

async function fetchOk(address) {
  const response = await fetch(at(address));
  if (!response.ok) throw new Error(`The server answered ${response.status} for ${address}.`);
  return response;
}

/** Compiles while the bytes arrive, off the main thread; a copy of the stream moves the bar. */
async function compileProgram() {
  const response = await fetchOk("{{app.wasm}}");
  const total = Number(response.headers.get("Content-Length")) * (response.headers.has("Content-Encoding") ? 2.8 : 1);
  follow(response.clone().body.getReader(), total || 1_000_000);
  return WebAssembly.compileStreaming(response);
}

async function follow(reader, total) {
  let given = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const share = Math.min((part.value.length / total) * SHARES.program, SHARES.program - given);
      given += share;
      advance(share);
    }
  } catch {
    // The fetch itself reports what went wrong.
  }
}

async function fetchFonts() {
  const names = Object.keys(fontAddresses);
  const fonts = await Promise.all(names.map(async (name) => {
    const bytes = new Uint8Array(await (await fetchOk(fontAddresses[name])).arrayBuffer());
    advance(SHARES.font);
    return bytes;
  }));
  return Object.fromEntries(names.map((name, i) => [name, fonts[i]]));
}

/** The same face for the real text fields as for the drawn words; nothing more is fetched. */
function addPageFonts(fonts) {
  for (const weight of ["400", "500"]) {
    const bytes = fonts[`inter-${weight}`];
    if (bytes) document.fonts.add(new FontFace("Inter", bytes.slice().buffer, {weight}));
  }
}

async function loadProgram(page, compiled) {
  const {default: createApp} = await import(at("{{app.mjs}}"));
  advance(SHARES.code);
  return new Promise((done, failed) => {
    const options = {
      page: page.imports,
      canvas: find("canvas"),
      instantiateWasm(imports, received) {
        compiled.then(async (code) => received(await WebAssembly.instantiate(code, imports), code)).catch(failed);
        return {};
      },
    };
    createApp(options).then(done, failed);
  });
}

/** Resolves when the words and the bar are on the screen, so that nothing heavy stands before them. */
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

async function start() {
  const elements = {canvas: find("canvas"), mirror: find("mirror"), said: find("said"), login: find("login")};
  let lacking = missingFeature(window);
  const fonts = lacking ? null : fetchFonts();
  const compiled = lacking ? null : compileProgram();
  for (const part of [fonts, compiled]) part?.catch(() => {});   // reported where it is awaited
  if (!lacking) {
    await painted();
    lacking = missingGraphics(elements.canvas);
  }
  if (lacking) {
    files.stop();
    return showPlainPage({document, base, reason: lacking});
  }
  const page = createPage({window, elements, files, spawnWorker: () => new Worker(at("{{worker.js}}"), {type: "module"})});
  const [module, loaded] = await Promise.all([loadProgram(page, compiled), fonts]);
  await page.start(module, loaded);
  document.body.classList.add("drawn");
  performance.mark("i2m-first-ui");
  addPageFonts(loaded);
  window.i2m = {frames: page.frames.count};   // for measurements
}

function fail(problem) {
  files.stop();
  const words = navigator.onLine === false
    ? "There is no connection. Check the network, then reload."
    : `The page could not start. Reload it; if that does not help, look whether the server runs. (${problem.message})`;
  find("start").classList.add("failed");
  find("start-bar").hidden = true;
  find("start-words").textContent = words;
  if (find("start-again")) return;
  const again = document.createElement("button");
  again.id = "start-again";
  again.className = "primary";
  again.textContent = "Reload";
  again.onclick = () => location.reload();
  find("start").append(again);
}

start().catch((problem) => {
  console.error(problem);
  fail(problem);
});
