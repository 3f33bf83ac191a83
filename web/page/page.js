// page.js - everything around the canvas, put together: what the program may ask of the page, and what the page tells it.

import {createAccess} from "./access.js";
import {createAnnouncer, createLiveRegions} from "./announce.js";
import {followContext, followSize} from "./canvas.js";
import {createDownloads} from "./downloads.js";
import {createFrames} from "./frames.js";
import {createHeap} from "./heap.js";
import {basePathOf, createHistory} from "./history.js";
import {createInput} from "./input.js";
import {createMirror} from "./mirror.js";
import {unpack} from "./mirror_roles.js";
import {createNet} from "./net.js";
import {createPictures} from "./pictures.js";
import {followPreferences} from "./preferences.js";
import {createQueue} from "./queue.js";
import {createStorage} from "./storage.js";
import {createTextPainter} from "./text.js";
import {createWorkerClient} from "./workers.js";

/** Long side of the pixels that a draft is made of: enough for its texture, little enough to be quick. */
const draftPixels = (texturePx) => Math.min(Math.max(2 * texturePx, 1024), 2048);

/**
 * Prepares the page. `elements` are canvas, mirror, said, login; `files` are those of files.js, heard since the first moment;
 * `spawnWorker()` makes a worker of worker.js.
 * Returns {imports, start(module, fonts)}: `imports` are the functions that the program calls by name through
 * page_call.cpp; start() gives it fonts and the address, and resolves when its first frame is on the screen.
 */
export function createPage({elements, files, window, spawnWorker}) {
  const {document, navigator} = window;
  const base = basePathOf(document);
  const host = {
    requestAnimationFrame: (step) => window.requestAnimationFrame(step),
    setTimeout: (action, delay) => window.setTimeout(action, delay),
    clearTimeout: (timer) => window.clearTimeout(timer),
    now: () => window.performance.now(),
    isHidden: () => document.visibilityState === "hidden",
  };
  let heap = null;
  let gl = null;
  let lastCursor = "";
  let onFirstFrame = () => {};

  /** Calls into the program and draws what follows from it. */
  function tell(name, ...values) {
    heap.call(`_i2m_${name}`, ...values);
    frames.wake();
  }
  /** Input calls: the caller decides about frames. */
  const pass = (name) => (...values) => heap.call(`_i2m_${name}`, ...values);

  const frames = createFrames({
    host,
    draw() {
      const wants = heap.call("_i2m_frame", host.now(), true) !== 0;
      onFirstFrame();
      return wants;
    },
    work: () => heap.call("_i2m_frame", host.now(), false),
  });
  const announce = createAnnouncer({say: createLiveRegions(elements.said, host), host});
  const access = createAccess({dialog: elements.login, session: () => window.sessionStorage});
  const net = createNet({
    base, access, fileOf: files.of, fetch: window.fetch.bind(window), XMLHttpRequest: window.XMLHttpRequest, FormData: window.FormData,
    tell: {
      answer(id, status, text, bytes) { tell("answer", id, status, text, bytes ?? new Uint8Array(0)); },
      progress: (id, sent, total) => tell("upload_progress", id, sent, total),
      opened: (id) => tell("stream_opened", id),
      piece: (id, bytes) => tell("stream_piece", id, bytes),
      closed: (id, status) => tell("stream_closed", id, status),
    },
  });
  const pictures = createPictures({gl: () => gl, createImageBitmap: window.createImageBitmap.bind(window), load: net.get});
  const text = createTextPainter({makeSurface: () => document.createElement("canvas"), upload: pictures.take});
  const history = createHistory({window, base, onChanged: (path, query) => tell("url_changed", path, query)});
  const storage = createStorage({
    area: () => window.localStorage,
    onRefused: (reason) => tell("storage_refused", `${reason}. Allow site data to keep them.`),
  });
  const download = createDownloads({document, base, access, get: net.get, onFailed: (words) => announce(words, true)});
  const mirror = createMirror({
    root: elements.mirror, host, hrefOf: (path) => (path.startsWith("/") ? base + path : path),
    tell: {
      focused: (id, isVisible) => tell("focus", id, isVisible),
      typed: (id, text) => tell("text", id, text),
      revealed(x, y, dx, dy) {
        heap.call("_i2m_position", x, y, false);
        frames.drawNow();
        heap.call("_i2m_scroll", dx, dy);
        frames.settleNow();
        tell("leave");
      },
    },
  });
  const checks = createWorkerClient(spawnWorker);
  const drafts = createWorkerClient(spawnWorker);   // its own worker: a draft must not hold up the checks
  const draftQueue = createQueue({isNewestFirst: true});
  const outlineQueue = createQueue();

  async function check(key) {
    const file = files.of(key);
    if (!file) return;
    const answer = await checks.ask({task: "check", file, name: file.name, type: file.type}).catch(() => ({report: ""}));
    tell("file_checked", key, answer.report);
  }

  async function picture(key) {
    const file = files.of(key);
    const {id, width, height} = file ? await pictures.make({blob: file}) : {id: 0, width: 0, height: 0};
    tell("picture_ready", key, "", id, width, height);
  }

  async function draft(key, options) {
    const ask = () => {
      const file = files.of(key);   // gone by now, perhaps
      return file ? drafts.ask({task: "draft", file, mostPx: draftPixels(options.texturePx), ...options}) : null;
    };
    try {
      const made = await draftQueue(ask);
      if (!made) return;
      const [mask, mesh] = await picturesOf(made);
      tell("draft_ready", key, made.outcome, made.glb ? new Uint8Array(made.glb) : new Uint8Array(0), mask, mesh);
    } catch (problem) {
      const error = `The draft could not be made: ${problem.message}`;
      tell("draft_ready", key, JSON.stringify({error}), new Uint8Array(0), 0, 0);
    }
  }

  const idOf = async (bitmap) => (bitmap ? (await pictures.make({bitmap})).id : 0);
  const picturesOf = async ({cutOut, mesh}) => [await idOf(cutOut), await idOf(mesh)];

  /** Cut-out and mesh of an image that lies on the server; without words when there are none. */
  async function outline(path) {
    const ask = async () => {
      const response = await net.get(path);
      if (!response.ok) throw new Error(`status ${response.status}`);
      return drafts.ask({task: "outline", file: await response.blob()});
    };
    const made = await outlineQueue(ask).catch(() => ({}));
    const [mask, mesh] = await picturesOf(made);
    if (mask) tell("outline_ready", path, mask, mesh, made.left, made.right);
  }

  const warnBeforeLeaving = (event) => event.preventDefault();

  /** Called by name from C++ (page_call.cpp), with JSON arguments. */
  const imports = {
    send: net.send, upload: net.upload, abort: net.abort, open_stream: net.openStream, close_stream: net.closeStream,
    pick_files: files.pick, paste_files: files.paste, release_file: files.release,
    check_file: check, make_picture: picture, make_draft: draft,
    async load_picture(path) {
      const {id, width, height} = await pictures.make({path});
      tell("picture_ready", 0, path, id, width, height);
    },
    release_picture: pictures.release,
    make_outline: outline,
    measure_text: text.measure,
    paint_text: text.paint,
    set_url: history.set,
    set_title(title) { document.title = title; },
    announce,
    copy_text: (text) => navigator.clipboard?.writeText(text).catch(() => announce("The browser did not let this page copy.", true)),
    start_download: download,
    store: storage.store, load: storage.load,
    warn_before_leaving: (warns) => window[warns ? "addEventListener" : "removeEventListener"]("beforeunload", warnBeforeLeaving),
    wake_in: frames.wakeIn,
    make_uuid: () => uuid(window.crypto),
    show_mirror: (numbers, count, text, size) => mirror.show(unpack(heap.doubles(numbers, count), heap.text(text, size))),
    set_cursor(name) { if (name !== lastCursor) elements.mirror.style.cursor = lastCursor = name; },
    take_gl(context, textures) {
      gl = {
        context,
        make: () => heap.call("_i2m_texture_make"),
        find: (id) => textures[id],
        remake(id) { textures[id] = context.createTexture(); textures[id].name = id; },
        drop: (id) => heap.call("_i2m_texture_drop", id),
      };
    },
    async decode_texture(id, at, size, mime, isSrgb) {
      const {width, height} = await pictures.decodeTexture(id, heap.bytes(at, size), mime, isSrgb);
      tell("texture_filled", id, width, height);
    },
  };

  function start(module, fonts) {
    heap = createHeap(module);
    heap.call("_i2m_take_gl");
    for (const [name, bytes] of Object.entries(fonts)) heap.call("_i2m_font", name, bytes);
    followPreferences({window, onChanged: (...values) => tell("preferences_changed", ...values)});
    const {path, query} = history.here();
    heap.call("_i2m_start", path, query);
    listen();
    files.connect({
      arrived: (key, name, type, size) => tell("file_arrived", key, name, type, size),
      dragging: (isOver, count) => tell("drag_changed", isOver, count),
      pasteRefused: (reason) => tell("paste_refused", reason),
    });
    return new Promise((done) => {
      onFirstFrame = () => { onFirstFrame = () => {}; done(); };
    });
  }

  function listen() {
    const online = () => tell("online_changed", navigator.onLine);
    window.addEventListener("online", online);
    window.addEventListener("offline", online);
    document.addEventListener("visibilitychange", () => frames.wake());
    const size = followSize({canvas: elements.canvas, window, onSize(...sizes) { heap.call("_i2m_resize", ...sizes); frames.drawNow(); frames.wake(); }});
    window.addEventListener("resize", size.recheck);
    followContext({
      canvas: elements.canvas,
      onLost() { frames.stop(); heap.call("_i2m_context_lost"); },
      async onRestored() {
        heap.call("_i2m_context_restored");
        const filled = pictures.restore();
        frames.resume();
        await filled;
        frames.wake();
      },
    });
    createInput({
      root: elements.mirror, window, host, frames, mirror,
      program: Object.fromEntries(["position", "leave", "button", "scroll", "pinch", "key", "blur", "activate", "adjust"].map((name) => [name, pass(name)])),
    });
    checks.warm();
  }

  return {imports, start, frames};
}

/** crypto.randomUUID exists on secure origins only; getRandomValues everywhere (RFC 9562, version 4). */
function uuid(crypto) {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
