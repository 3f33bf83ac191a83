// access_test.mjs - asking for the key: once for all who need it, again after a wrong one, whenever the browser tells of a closed form.
import assert from "node:assert/strict";
import {test} from "node:test";

import {createAccess} from "../../web/page/access.js";

/** The page's <dialog>: as in browsers, its close event comes with a later frame. */
function fakeDialog() {
  const parts = {form: {}, "input[type=password]": {value: "", focus() {}}, "[data-when]": {textContent: ""}, "[data-cancel]": {}};
  const events = [];
  const dialog = {
    open: false,
    querySelector: (selector) => parts[selector],
    showModal() { dialog.open = true; },
    close() {
      if (!dialog.open) return;
      dialog.open = false;
      events.push(() => dialog.onclose?.());
    },
    words: () => parts["[data-when]"].textContent,
    enter(key) {
      parts["input[type=password]"].value = key;
      parts.form.onsubmit({preventDefault() {}});
    },
    cancel: () => parts["[data-cancel]"].onclick(),
    nextFrame() { for (const event of events.splice(0)) event(); },
  };
  return dialog;
}

function setUp() {
  const kept = new Map();
  const storage = {getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value)};
  const dialog = fakeDialog();
  return {dialog, access: createAccess({dialog, session: () => storage}), kept};
}

test("everybody who asks meanwhile gets the same answer, and the key is kept for the tab", async () => {
  const {dialog, access, kept} = setUp();
  const answers = Promise.all([access.ask(), access.ask()]);
  assert.equal(dialog.words(), "This server asks for a key.");
  dialog.enter(" secret ");
  assert.deepEqual(await answers, [true, true]);
  assert.deepEqual([access.key(), access.headers(), [...kept.values()]], ["secret", {"X-API-Key": "secret"}, ["secret"]]);
});

test("whoever closes the form has declined", async () => {
  const {dialog, access} = setUp();
  const answer = access.ask();
  dialog.cancel();
  dialog.nextFrame();
  assert.equal(await answer, false);
  assert.equal(access.key(), "");
});

test("the form that asks again stays when the browser tells late that the one before was closed", async () => {
  const {dialog, access} = setUp();
  const first = access.ask();
  dialog.enter("wrong");
  assert.equal(await first, true);
  const second = access.ask();   // the refusal came before the next frame
  dialog.nextFrame();
  assert.equal(dialog.open, true);
  assert.equal(dialog.words(), "That key was not accepted. Enter another one.");
  dialog.enter("right");
  assert.equal(await second, true);
  assert.equal(access.key(), "right");
});

test("a browser that keeps nothing has the key until the page is closed", async () => {
  const dialog = fakeDialog();
  const access = createAccess({dialog, session: () => { throw new Error("blocked"); }});
  const answer = access.ask();
  dialog.enter("secret");
  assert.equal(await answer, true);
  assert.equal(access.key(), "secret");
});
