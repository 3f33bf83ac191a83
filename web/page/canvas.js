// canvas.js - the drawing surface: its size in device pixels, sharp at every zoom, and what happens when the GPU is lost.

/**
 * Device pixels of a box of `css` pixels: `device` as the browser measured it, unless it contradicts `ratio` by more than
 * a pixel (emulated ratios are not in devicePixelContentBoxSize).
 */
export function devicePixels(css, device, ratio) {
  const computed = Math.round(css * ratio);
  return Math.max(1, device !== undefined && Math.abs(device - computed) <= 1 ? device : computed);
}

/** `onSize(cssWidth, cssHeight, ratio)` after the canvas has its new size; draw inside it, a resize clears the canvas. */
export function followSize({canvas, window, onSize}) {
  let last = "";
  let measured = null;   // {width, height, deviceWidth, deviceHeight}

  function apply() {
    if (!measured) return;
    const ratio = Math.min(Math.max(window.devicePixelRatio || 1, 0.25), 4);
    const width = devicePixels(measured.width, measured.deviceWidth, ratio);
    const height = devicePixels(measured.height, measured.deviceHeight, ratio);
    const now = `${width}x${height}@${measured.width}x${measured.height}`;
    if (now === last) return;
    last = now;
    canvas.width = width;
    canvas.height = height;
    onSize(measured.width, measured.height, width / measured.width, height / measured.height);
  }

  const observer = new window.ResizeObserver((entries) => {
    const entry = entries[entries.length - 1];
    const device = entry.devicePixelContentBoxSize?.[0];
    measured = {width: Math.max(entry.contentRect.width, 1), height: Math.max(entry.contentRect.height, 1),
      deviceWidth: device?.inlineSize, deviceHeight: device?.blockSize};
    apply();
  });
  try {
    observer.observe(canvas, {box: "device-pixel-content-box"});
  } catch {
    observer.observe(canvas);   // Safari
  }
  return {recheck: apply};
}

/** `onLost` and `onRestored`; between them nothing may touch the context. */
export function followContext({canvas, onLost, onRestored}) {
  canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault();   // or it is never given back
    onLost();
  });
  canvas.addEventListener("webglcontextrestored", onRestored);
}
