// frames.js - when the page draws: after something happened, until it has settled, and never otherwise.

/** Dear ImGui needs up to three frames until what an event changed has its final place. */
export const SETTLE_FRAMES = 3;
/** A page that never says that it is done must not hang the click handler that waits for it. */
const MOST_FRAMES_AT_ONCE = 12;

/**
 * `draw()` makes one frame and returns whether it wants another at once. `host` gives requestAnimationFrame, setTimeout,
 * clearTimeout, now() and isHidden(); while hidden, only `work()` runs (answers are taken in, nothing is drawn).
 */
export function createFrames({draw, work = () => {}, host}) {
  let settle = SETTLE_FRAMES;
  let isAsked = false;
  let isStopped = false;
  let isDrawing = false;
  let timer = 0;
  let timerAt = Infinity;
  let hiddenTimer = 0;
  let count = 0;

  function ask() {
    if (isAsked || isStopped) return;
    if (host.isHidden()) {
      // Browsers slow the timers of hidden pages down to one a second by themselves.
      if (!hiddenTimer) hiddenTimer = host.setTimeout(() => { hiddenTimer = 0; if (host.isHidden() && !isStopped) work(); }, 250);
      return;
    }
    isAsked = true;
    host.requestAnimationFrame(tick);
  }

  function tick() {
    isAsked = false;
    if (isStopped || host.isHidden()) return;
    drawOne();
  }

  /** One frame now; asks for the next one when it is wanted. Returns whether it is. */
  function drawOne() {
    if (isDrawing || isStopped) return false;
    isDrawing = true;
    count += 1;
    settle -= settle > 0 ? 1 : 0;
    let wants = false;
    try {
      wants = draw();
    } finally {
      isDrawing = false;
    }
    if (wants || settle > 0) ask();
    return settle > 0;
  }

  return {
    /** Something happened: draw until it has settled. */
    wake(frames = SETTLE_FRAMES) {
      settle = Math.max(settle, frames);
      ask();
    },
    /** One frame at the latest in `delayMs`; the earliest of several wishes counts. */
    wakeIn(delayMs) {
      if (delayMs <= 0) return ask();
      const at = host.now() + delayMs;
      if (at >= timerAt) return;
      if (timer) host.clearTimeout(timer);
      timerAt = at;
      timer = host.setTimeout(() => { timer = 0; timerAt = Infinity; ask(); }, delayMs);
    },
    drawNow: drawOne,
    /** Draws inside the caller's event until the event has settled, so that its effects happen in the user's gesture. */
    settleNow(frames = SETTLE_FRAMES) {
      settle = Math.max(settle, frames);
      for (let i = 0; i < MOST_FRAMES_AT_ONCE && drawOne(); i++);
    },
    /** No frames until resume(), which draws anew: the graphics context is gone. */
    stop() { isStopped = true; },
    resume() {
      isStopped = false;
      isAsked = false;
      settle = SETTLE_FRAMES;
      ask();
    },
    /** Frames drawn since the start. */
    count: () => count,
  };
}
