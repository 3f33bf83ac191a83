// folders_test.mjs - dropped folders are walked in order and within bounds.
import assert from "node:assert/strict";
import {test} from "node:test";
import {MOST_FILES, filesOf} from "../../web/page/folders.js";

const fileEntry = (name, isReadable = true) => ({name, isFile: true, file: (done, failed) => (isReadable ? done({name}) : failed(new Error("gone")))});
/** Gives its children three at a time, as browsers give a hundred. */
const folder = (name, children) => ({
  name, isDirectory: true,
  createReader() {
    let at = 0;
    return {readEntries: (done) => done(children.slice(at, (at += 3)))};
  },
});
const drop = (...entries) => ({items: entries.map((entry) => ({kind: "file", webkitGetAsEntry: () => entry})), files: []});
const names = async (transfer) => (await filesOf(transfer)).map((file) => file.name);

test("folders are walked in name order, numbers as numbers, hidden files left out", async () => {
  const inner = folder("b", [fileEntry("10.png"), fileEntry("9.png"), fileEntry(".DS_Store"), fileEntry("1.png"), fileEntry("2.png")]);
  assert.deepEqual(await names(drop(fileEntry("z.jpg"), folder("a", [inner, fileEntry("a.png")]))), ["z.jpg", "a.png", "1.png", "2.png", "9.png", "10.png"]);
});

test("a file that cannot be read is left out", async () => {
  assert.deepEqual(await names(drop(fileEntry("gone.png", false), fileEntry("here.png"))), ["here.png"]);
});

test("a drop of thousands is cut", async () => {
  const many = folder("many", Array.from({length: MOST_FILES + 100}, (_, i) => fileEntry(`${i}.png`)));
  assert.ok((await names(drop(many))).length <= MOST_FILES);
});

test("folders within folders end somewhere", async () => {
  let deep = folder("d", [fileEntry("deep.png")]);
  for (let i = 0; i < 100; i++) deep = folder("d", [deep]);
  assert.deepEqual(await names(drop(deep)), []);
});

test("browsers without entries give plain files", async () => {
  assert.deepEqual(await names({items: [{kind: "string"}, {kind: "file", getAsFile: () => ({name: "a.png"})}]}), ["a.png"]);
  assert.deepEqual(await names({items: [], files: [{name: "b.png"}]}), ["b.png"]);
});
