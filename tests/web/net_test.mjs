// net_test.mjs - each request is answered once, the key is asked for once, streams tell how they ended.
import assert from "node:assert/strict";
import {File} from "node:buffer";   // node 18 has no global one
import {test} from "node:test";
import {createNet} from "../../web/page/net.js";

/** `keys`: what the person enters, one a question; none left: declines. */
function setUp({responses, keys = ["secret"], files = {}}) {
  const log = [];
  const calls = [];
  let key = "";
  let asked = 0;
  const uploads = [];
  class FakeRequest {
    upload = {};
    headers = {};
    open(method, path) { Object.assign(this, {method, path}); }
    setRequestHeader(name, value) { this.headers[name] = value; }
    send(form) { this.form = form; uploads.push(this); }
    abort() { this.wasAborted = true; }
  }
  const tell = Object.fromEntries(["answer", "progress", "opened", "piece", "closed"].map((name) => [name, (...values) => log.push([name, ...values])]));
  const net = createNet({
    tell, base: "/tools/i2m", fileOf: (number) => files[number], XMLHttpRequest: FakeRequest, FormData,
    access: {
      key: () => key, headers: () => (key ? {"X-API-Key": key} : {}),
      async ask() {
        asked += 1;
        if (keys.length === 0) return false;
        key = keys.shift();
        return true;
      },
    },
    async fetch(path, options) {
      calls.push([path, options]);
      const next = responses.shift();
      if (next instanceof Error) throw next;
      return next;
    },
  });
  return {net, log, calls, uploads, asked: () => asked};
}
const settled = () => new Promise(setImmediate);   // every microtask has run by then

test("text, bytes and failures", async () => {
  const cases = [
    ["text", new Response("{}", {status: 200}), false, ["answer", 1, 200, "{}", null]],
    ["refusal as text even when bytes were wanted", new Response("no", {status: 404}), true, ["answer", 1, 404, "no", null]],
    ["bytes", new Response(new Uint8Array([1, 2])), true, ["answer", 1, 200, "", new Uint8Array([1, 2])]],
    ["no answer", new TypeError("network"), false, ["answer", 1, 0, "", null]],
  ];
  for (const [name, response, wantsBytes, want] of cases) {
    const {net, log, calls} = setUp({responses: [response]});
    await net.send(1, "GET", "/api/v1/jobs", "", wantsBytes);
    assert.deepEqual(log, [want], name);
    assert.equal(calls[0][0], "/tools/i2m/api/v1/jobs", name);
  }
});

test("after a 401 the key is asked for and the request repeated with it", async () => {
  const {net, log, calls, asked} = setUp({responses: [new Response("", {status: 401}), new Response("ok")]});
  await net.send(3, "POST", "/x", "{}", false);
  assert.deepEqual(log, [["answer", 3, 200, "ok", null]]);
  assert.equal(calls[1][1].headers["X-API-Key"], "secret");
  assert.equal(calls[1][1].headers["Content-Type"], "application/json");
  assert.equal(asked(), 1);
});

test("a wrong key is asked for again", async () => {
  const {net, log, calls, asked} = setUp({responses: [new Response("", {status: 401}), new Response("", {status: 401}), new Response("ok")], keys: ["wrong", "right"]});
  await net.send(3, "GET", "/x", "", false);
  assert.deepEqual(log, [["answer", 3, 200, "ok", null]]);
  assert.deepEqual([calls[1][1].headers["X-API-Key"], calls[2][1].headers["X-API-Key"], asked()], ["wrong", "right", 2]);
});

test("a request that was refused while another one got the key does not ask again", async () => {
  let refuseLate;
  const late = new Promise((done) => { refuseLate = () => done(new Response("", {status: 401})); });
  const {net, log, asked} = setUp({responses: [late, new Response("", {status: 401}), new Response("first"), new Response("second")]});
  const slow = net.send(1, "GET", "/slow", "", false);
  await net.send(2, "GET", "/quick", "", false);
  refuseLate();
  await slow;
  assert.deepEqual(log, [["answer", 2, 200, "first", null], ["answer", 1, 200, "second", null]]);
  assert.equal(asked(), 1);
});

test("whoever declines gets the 401", async () => {
  const {net, log} = setUp({responses: [new Response("who?", {status: 401})], keys: []});
  await net.send(3, "GET", "/x", "", false);
  assert.deepEqual(log, [["answer", 3, 401, "who?", null]]);
});

test("an aborted request is answered once, with status 0", async () => {
  let give;
  const {net, log} = setUp({responses: [new Promise((done) => { give = done; })]});
  const sent = net.send(4, "GET", "/slow", "", false);
  net.abort(4);
  give(new Response("late"));
  await sent;
  await settled();
  assert.deepEqual(log, [["answer", 4, 0, "", null]]);
});

test("an upload carries its files, fields and idempotency key, and tells how far it is", async () => {
  const {net, log, uploads} = setUp({responses: [], files: {7: new File(["abc"], "a.png"), 8: new File(["d"], "b.png")}});
  net.upload(5, "/api/v1/upload/batch", "key-1", [["model", "draft"]], [7, 8]);
  const [request] = uploads;
  assert.equal(request.headers["Idempotency-Key"], "key-1");
  assert.deepEqual(request.form.getAll("files").map((file) => file.name), ["a.png", "b.png"]);
  assert.equal(request.form.get("model"), "draft");
  request.upload.onprogress({loaded: 2, total: 4});
  Object.assign(request, {status: 200, responseText: "{}"});
  await request.onload();
  assert.deepEqual(log, [["progress", 5, 2, 4], ["answer", 5, 200, "{}", null]]);
});

test("an upload that is refused for want of a key is sent again with the same idempotency key", async () => {
  const {net, log, uploads} = setUp({responses: [], files: {7: new File(["abc"], "a.png")}});
  net.upload(5, "/u", "key-1", [], [7]);
  Object.assign(uploads[0], {status: 401, responseText: ""});
  await uploads[0].onload();
  assert.equal(uploads[1].headers["X-API-Key"], "secret");
  assert.equal(uploads[1].headers["Idempotency-Key"], "key-1");
  uploads[1].onerror();
  assert.deepEqual(log, [["answer", 5, 0, "", null]]);
});

test("a file that is gone fails the upload instead of sending half of it", async () => {
  const {net, log, uploads} = setUp({responses: []});
  net.upload(6, "/u", "key-1", [], [99]);
  await settled();
  assert.deepEqual(log, [["answer", 6, 0, "", null]]);
  assert.equal(uploads.length, 0);
});

test("a stream gives its bytes as they come and tells when it ended", async () => {
  const {net, log, calls} = setUp({responses: [new Response("data: 1\n\n", {headers: {"Content-Type": "text/event-stream"}})]});
  await net.openStream(9, "/s", "41");
  assert.equal(calls[0][1].headers["Last-Event-ID"], "41");
  assert.deepEqual(log.map(([name]) => name), ["opened", "piece", "closed"]);
  assert.equal(new TextDecoder().decode(log[1][2]), "data: 1\n\n");
  assert.deepEqual(log[2], ["closed", 9, 0]);
});

test("a refused stream tells its status; a closed one is silent", async () => {
  const refused = setUp({responses: [new Response("", {status: 404})]});
  await refused.net.openStream(9, "/s", "");
  assert.deepEqual(refused.log, [["closed", 9, 404]]);
  const closed = setUp({responses: [new Response("data: 1\n\n")]});
  const opened = closed.net.openStream(9, "/s", "");
  closed.net.closeStream(9);
  await opened;
  assert.deepEqual(closed.log.filter(([name]) => name !== "opened"), []);
});
