// files_test.mjs - dropped, pasted and picked files: kept from the first moment, told once the program runs.
import assert from "node:assert/strict";
import {File} from "node:buffer";
import fs from "node:fs";
import {test} from "node:test";
import {createFiles} from "../../web/page/files.js";

const image = (name = "duck.png", type = "image/png") => new File(["bytes"], name, {type});

/** An event as the browser sends it, with a transfer of `files`. */
function transferEvent(type, files) {
  const event = new Event(type, {cancelable: true});
  const items = files.map((file) => ({kind: "file", getAsFile: () => file}));
  event.dataTransfer = {types: ["Files"], items, files};
  return event;
}
function pasteEvent(files) {
  const event = new Event("paste", {cancelable: true});
  event.clipboardData = {files};
  return event;
}

function setUp() {
  const target = new EventTarget();
  const picker = Object.assign(new EventTarget(), {files: [], value: "", click() {}});
  const told = [];
  const waiting = [];
  const files = createFiles({target, picker, clipboard: {read: async () => []}, onWaiting: (count) => waiting.push(count)});
  const tell = {
    arrived: (key, name, type, size) => told.push(["arrived", key, name, type, size]),
    dragging: (isOver, count) => told.push(["dragging", isOver, count]),
    pasteRefused: (reason) => told.push(["refused", reason]),
  };
  return {target, picker, told, waiting, files, tell};
}
const settled = () => new Promise((done) => setImmediate(done));

const EARLY = {
  "a drop": ({target}) => target.dispatchEvent(transferEvent("drop", [image()])),
  "a paste": ({target}) => target.dispatchEvent(pasteEvent([image()])),
  "a choice": ({picker}) => { picker.files = [image()]; picker.dispatchEvent(new Event("change")); },
};
for (const [name, act] of Object.entries(EARLY)) {
  test(`${name} before the program runs waits for it`, async () => {
    const page = setUp();
    act(page);
    await settled();
    assert.deepEqual(page.told, []);
    assert.deepEqual(page.waiting, [1]);
    page.files.connect(page.tell);
    assert.deepEqual(page.told, [["arrived", 1, "duck.png", "image/png", 5]]);
    assert.equal(await page.files.of(1).text(), "bytes");
    act(page);
    await settled();
    assert.equal(page.told.filter(([what]) => what === "arrived").length, 2, "from then on it is told at once");
    assert.deepEqual(page.waiting, [1]);
  });
}

test("a drop that is still being read when the program starts arrives once", async () => {
  const page = setUp();
  page.target.dispatchEvent(transferEvent("drop", [image("a.png"), image("b.png")]));
  page.files.connect(page.tell);
  await settled();
  assert.deepEqual(page.told.filter(([what]) => what === "arrived").map(([, key, file]) => [key, file]), [[1, "a.png"], [2, "b.png"]]);
});

test("files held over the page when the program starts are shown as held", () => {
  const page = setUp();
  page.target.dispatchEvent(transferEvent("dragenter", [image(), image()]));
  page.files.connect(page.tell);
  assert.deepEqual(page.told, [["dragging", true, 2]]);
  page.target.dispatchEvent(transferEvent("dragleave", []));
  assert.deepEqual(page.told.at(-1), ["dragging", false, 0]);
});

test("a page that cannot run leaves files to the browser", () => {
  const page = setUp();
  page.files.stop();
  const event = transferEvent("drop", [image()]);
  page.target.dispatchEvent(event);
  assert.equal(event.defaultPrevented, false);
  assert.deepEqual(page.waiting, []);
});

test("text that is pasted is left to the field that has the focus", () => {
  const page = setUp();
  page.files.connect(page.tell);
  const event = pasteEvent([]);
  page.target.dispatchEvent(event);
  assert.equal(event.defaultPrevented, false);
  assert.deepEqual(page.told, []);
});

test("the manifest's addresses hold below a base path", () => {
  const text = fs.readFileSync(new URL("../../web/app.webmanifest", import.meta.url), "utf8").replaceAll(/\{\{[\w.-]+\}\}/g, "/assets/packed.svg");
  const {start_url: start, scope, icons} = JSON.parse(text);
  const below = (address) => new URL(address, "http://host/tools/i2m/app.webmanifest").pathname;
  assert.deepEqual([start, scope, ...icons.map(({src}) => src)].map(below), ["/tools/i2m/", "/tools/i2m/", "/tools/i2m/assets/packed.svg"]);
});
