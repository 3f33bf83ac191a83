// load.mjs - what people, scripts and broken clients do to a server all day, each as a loop that ends when it is told to.
import net from "node:net";
import {setTimeout as pause} from "node:timers/promises";

import {png} from "../e2e/support/pictures.mjs";

const SIDE_PX = 64;
const PAID_MODEL = "fal-ai/trellis";
/** The slowest of our clients sends a byte this often. */
const TRICKLE_MS = 100;
const MOST_PATIENT_MS = 20_000;

let drawn = 0;

/** A disc on white, different each time. */
function picture() {
  const seed = ++drawn;
  const rows = Buffer.alloc(SIDE_PX * (SIDE_PX * 3 + 1), 255);
  const radius = 12 + (seed % 16);
  for (let y = 0, at = 0; y < SIDE_PX; y++) {
    rows[at++] = 0;
    for (let x = 0; x < SIDE_PX; x++, at += 3) {
      if ((x - SIDE_PX / 2) ** 2 + (y - SIDE_PX / 2) ** 2 < radius ** 2) rows.writeUIntBE((seed * 2654435761) % 0xc0c0c0, at, 3);
    }
  }
  rows.writeUIntBE(seed & 0xffffff, 1, 3);   // no two have the same content
  return png(`toy-${seed}.png`, SIDE_PX, SIDE_PX, rows);
}

/**
 * The loops of a load on `server` (url, adminHeaders) and `fal`. Each is [name, how many at once, one round]; a round ends by itself
 * within seconds. `count(name)` is told of what happened, `complain(words)` of what must not.
 */
export function loops(server, fal, {count, complain}) {
  const headers = server.adminHeaders();
  async function ask(method, path, body) {
    const answer = await fetch(server.url + path, {method, body, headers: {...headers, Connection: "close"}});
    const bytes = Buffer.from(await answer.arrayBuffer());
    count(`${method} answers`);
    // 503 and 429 are said by the limits; a 500 is nobody's to get.
    if (answer.status >= 500 && answer.status !== 503) complain(`${method} ${path}: ${answer.status} ${bytes.toString().slice(0, 200)}`);
    return {status: answer.status, bytes, json: () => JSON.parse(bytes.toString())};
  }
  async function upload(files, model) {
    const form = new FormData();
    for (let i = 0; i < files; i++) {
      const image = picture();
      form.append("files", new Blob([image.bytes], {type: image.type}), image.name);
    }
    form.append("model", model);
    const answer = await ask("POST", "/api/v1/upload/batch", form);
    if (answer.status !== 200) throw new Error(`an upload: ${answer.status} ${answer.bytes.toString().slice(0, 200)}`);
    count("uploads");
    return answer.json().job_id;
  }
  const isOver = (job) => !["queued", "processing"].includes(job.status);
  async function rest(id, asks = 200) {
    for (let i = 0; i < asks; i++) {
      const job = (await ask("GET", `/api/v1/status/tasks/${id}/status`)).json();
      if (isOver(job)) return job;
      await pause(50);
    }
    return null;   // the provider may be held; the job is cancelled by its deletion
  }
  async function remove(id) {
    const answer = await ask("DELETE", `/api/v1/jobs/${id}`);
    if (answer.status >= 400 && answer.status !== 404) complain(`a deletion: ${answer.status} ${answer.bytes.toString().slice(0, 200)}`);
    count("deletions");
  }
  async function makeAndFetch(model, files) {
    const id = await upload(files, model);
    const job = await rest(id);
    if (job && model === "draft" && job.status !== "completed") complain(`a draft ended as ${job.status}: ${job.message}`);
    for (const file of job?.files ?? []) {
      if (!file.download_url) continue;
      const {bytes} = await ask("GET", file.download_url);
      if (bytes.toString("latin1", 0, 4) !== "glTF") complain(`${file.download_url} is no model`);
      count("downloads");
    }
    await remove(id);
  }
  async function followStream(leavesEarly) {
    const id = await upload(2, "draft");
    const stopped = new AbortController();
    const stream = await fetch(`${server.url}/api/v1/status/tasks/${id}/stream`, {headers, signal: stopped.signal});
    let text = "";
    for await (const piece of stream.body) {
      text += Buffer.from(piece).toString();
      if (leavesEarly || /event: task_(completed|failed|cancelled)/.test(text)) break;
    }
    stopped.abort();
    count("streams");
    await remove(id);
  }
  /** A connection that says `words` and then a letter now and then, until the server has had enough. */
  function trickle(words, letter) {
    return new Promise((over) => {
      const {hostname, port} = new URL(server.url);
      const socket = net.connect(Number(port), hostname, () => socket.write(words));
      const timer = setInterval(() => socket.write(letter), TRICKLE_MS);
      const limit = setTimeout(() => {
        complain(`a slow client is still connected after ${MOST_PATIENT_MS} ms: ${words.slice(0, 40)}`);
        socket.destroy();
      }, MOST_PATIENT_MS);
      socket.on("error", () => {}).on("data", () => {}).on("close", () => {
        clearInterval(timer);
        clearTimeout(limit);
        count("slow clients cut off");
        over();
      });
    });
  }
  const head = `POST /api/v1/upload/batch HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${headers["X-Admin-Key"]}\r\nContent-Type: multipart/form-data; boundary=b\r\n`;
  const slow = [
    () => trickle("GET / HTTP/1.1\r\nX-Slow: ", "a"),
    () => trickle(`${head}Content-Length: 90000000\r\n\r\n--b\r\n`, "x"),
    () => trickle("", "\r\n"),
  ];
  const faults = [
    {step: "submit", fault: "page_503", times: 2}, {step: "status", fault: "reset_before_body", times: 2}, {step: "media", fault: "media_truncated"},
    {step: "outcome", fault: "runner_disconnected"}, {step: "upload", fault: "page_502"}, {step: "submit", fault: "reset_after_body"},
  ];
  const pages = ["/api/v1/jobs?limit=50", "/api/v1/health/detailed", "/metrics", "/api/v1/models", "/api/v1/usage", "/api/v1/queue", "/no/such/page"];
  let turn = 0;
  return [
    ["drafts", 2, () => makeAndFetch("draft", 1 + (turn++ % 3))],
    ["paid models", 2, () => makeAndFetch(PAID_MODEL, 1)],
    ["streams", 2, () => followStream(turn++ % 2 === 0)],
    ["cancels", 1, async () => {
      const id = await upload(3, turn++ % 2 ? "draft" : PAID_MODEL);
      await ask("POST", `/api/v1/jobs/${id}/cancel`);
      count("cancels");
      await remove(id);
    }],
    ["readers", 1, async () => {
      for (const page of pages) await ask("GET", page);
      await pause(50);
    }],
    ["slow clients", 4, () => slow[turn++ % slow.length]()],
    ["provider faults", 1, async () => {
      await fal.meet([faults[turn++ % faults.length]]);
      count("provider faults");
      await pause(700);
      await fal.meet([]);
      await pause(300);
    }],
  ];
}
