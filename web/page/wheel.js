// wheel.js - the distance of a wheel event in CSS pixels, as a page would scroll.

const LINE_PX = 16 * 1.2 * 2;   // what Firefox scrolls for one line of its deltaMode 1, near Chrome's 100 px a notch

/** {x, y} in CSS pixels; `deltaMode` 0 pixels, 1 lines, 2 pages of `pageHeightPx`. Shift turns a plain wheel sideways. */
export function wheelDistance(event, pageHeightPx) {
  const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? pageHeightPx * 0.9 : 1;
  let x = finite(event.deltaX) * unit;
  let y = finite(event.deltaY) * unit;
  if (event.shiftKey && x === 0) [x, y] = [y, 0];
  return {x, y};
}

const finite = (value) => (Number.isFinite(value) ? value : 0);
