// gestures.js - what fingers mean: a tap, a scroll with inertia, a drag, or a pinch. No DOM, no clock of its own.

const SLOP_PX = 8;              // a finger that moves less is still a tap
const FRICTION_PER_MS = 0.998;  // what iOS and Chrome come to: about half the speed every 350 ms
const STOP_PX_PER_MS = 0.02;
const VELOCITY_WINDOW_MS = 80;
const FASTEST_PX_PER_MS = 6;

/**
 * Takes fingers, calls `act`:
 *   tap(x, y)                 a finger came and went in one place
 *   dragStart/dragMove/dragEnd(x, y)   a finger on something that is dragged (the 3D view, a slider)
 *   scroll(x, y, dx, dy)      the page under (x, y) moves by (dx, dy) CSS pixels, as a wheel would
 *   pinch(x, y, scale, dx, dy)   two fingers around (x, y): grew by `scale`, moved by (dx, dy)
 * `modeAt(x, y)` says "drag" where a finger grabs and "scroll" elsewhere. Times are in milliseconds.
 */
export function createGestures({act, modeAt}) {
  const fingers = new Map();   // pointer id -> {x, y}
  let mode = "none";           // none, undecided, scroll, drag, pinch, done
  let start = {x: 0, y: 0};
  let trail = [];              // [{time, x, y}] of the last moments of a scroll
  let pair = null;             // {distance, x, y} of the last pinch step
  let glide = null;            // {x, y, vx, vy, time} after a fling

  const down = (id, x, y, time) => {
    const wasGliding = glide !== null;
    glide = null;
    fingers.set(id, {x, y});
    if (fingers.size === 2 && mode !== "scroll" && mode !== "done") return startPinch();
    if (fingers.size !== 1) return;
    start = {x, y};
    trail = [{time, x, y}];
    if (modeAt(x, y) === "drag") {
      mode = "drag";
      act.dragStart(x, y);
    } else {
      mode = wasGliding ? "scroll" : "undecided";   // a finger that stops a fling does not also press a button
    }
  };

  const startPinch = () => {
    if (modeAt(start.x, start.y) !== "drag") {
      mode = "done";
      return;
    }
    if (mode === "drag") act.dragEnd(start.x, start.y);
    mode = "pinch";
    pair = middle();
  };

  const middle = () => {
    const [a, b] = [...fingers.values()];
    return {distance: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2};
  };

  const move = (id, x, y, time) => {
    const finger = fingers.get(id);
    if (!finger) return;
    const dx = x - finger.x;
    const dy = y - finger.y;
    fingers.set(id, {x, y});
    if (mode === "drag") act.dragMove(x, y);
    else if (mode === "pinch") pinchStep();
    else if (mode === "undecided" && Math.hypot(x - start.x, y - start.y) > SLOP_PX) {
      mode = "scroll";
      act.scroll(start.x, start.y, x - start.x, y - start.y);
      trail.push({time, x, y});
    } else if (mode === "scroll") {
      act.scroll(start.x, start.y, dx, dy);
      trail.push({time, x, y});
      trail = trail.filter((point) => time - point.time <= VELOCITY_WINDOW_MS);
    }
  };

  const pinchStep = () => {
    if (fingers.size < 2) return;
    const now = middle();
    act.pinch(now.x, now.y, now.distance / pair.distance, now.x - pair.x, now.y - pair.y);
    pair = now;
  };

  const up = (id, time, isCancelled = false) => {
    const finger = fingers.get(id);
    if (!finger) return;
    fingers.delete(id);
    if (mode === "drag") act.dragEnd(finger.x, finger.y);
    else if (mode === "undecided" && !isCancelled) act.tap(finger.x, finger.y);
    else if (mode === "scroll" && !isCancelled) fling(time);
    mode = fingers.size === 0 ? "none" : "done";
  };

  const fling = (time) => {
    const recent = trail.filter((point) => time - point.time <= VELOCITY_WINDOW_MS);
    if (recent.length < 2) return;
    const first = recent[0];
    const last = recent[recent.length - 1];
    const span = Math.max(last.time - first.time, 1);
    const clamp = (v) => Math.max(-FASTEST_PX_PER_MS, Math.min(FASTEST_PX_PER_MS, v));
    glide = {x: start.x, y: start.y, vx: clamp((last.x - first.x) / span), vy: clamp((last.y - first.y) / span), time};
  };

  /** Moves a fling on to `time`; true while it goes on. */
  const step = (time) => {
    if (!glide) return false;
    const passed = Math.max(0, Math.min(time - glide.time, 64));
    const kept = FRICTION_PER_MS ** passed;
    const distance = (v) => (v * (kept - 1)) / Math.log(FRICTION_PER_MS);   // integral of v * friction^t
    act.scroll(glide.x, glide.y, distance(glide.vx), distance(glide.vy));
    glide = {...glide, vx: glide.vx * kept, vy: glide.vy * kept, time};
    if (Math.hypot(glide.vx, glide.vy) < STOP_PX_PER_MS) glide = null;
    return glide !== null;
  };

  return {down, move, up, step, cancel: (id, time) => up(id, time, true)};
}
