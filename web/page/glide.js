// glide.js - the wheel of a mouse jumps by notches; pages glide there, and so does this one.

const NOTCH_PX = 80;          // trackpads send less at a time and glide by themselves
const TIME_CONSTANT_MS = 45;  // nine tenths of the way after 100 ms, as browsers do it
const NEAR_PX = 0.5;

/**
 * `scroll(dx, dy)` moves by that many CSS pixels; `host` gives requestAnimationFrame and now(); `isStill()` is true where
 * motion is reduced. Distances are kept exactly: what was asked for arrives in the end.
 */
export function createGlide({scroll, host, isStill}) {
  let left = {x: 0, y: 0};
  let lastAt = 0;
  let isMoving = false;

  function step() {
    const now = host.now();
    const share = 1 - Math.exp(-Math.max(now - lastAt, 4) / TIME_CONSTANT_MS);
    lastAt = now;
    const isNear = Math.hypot(left.x, left.y) * (1 - share) < NEAR_PX;
    const move = isNear ? left : {x: left.x * share, y: left.y * share};
    left = {x: left.x - move.x, y: left.y - move.y};
    isMoving = !isNear;
    scroll(move.x, move.y);
    if (isMoving) host.requestAnimationFrame(step);
  }

  return (x, y) => {
    if (!isMoving && (Math.max(Math.abs(x), Math.abs(y)) < NOTCH_PX || isStill())) return scroll(x, y);
    left = {x: left.x + x, y: left.y + y};
    if (isMoving) return undefined;
    isMoving = true;
    lastAt = host.now();
    return host.requestAnimationFrame(step);
  };
}
