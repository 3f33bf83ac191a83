// text.js - lines in scripts that the program's fonts lack (Japanese, Hebrew, pictographs ...), measured and painted by the
// browser's text engine: it shapes, orders right-to-left runs and knows the system's fonts.

const FAMILIES = 'Inter, system-ui, "Noto Sans", sans-serif';
const MONO = 'ui-monospace, monospace';
const MOST_PX = 4096;   // a texture's side; a longer line is cut, as its place on the screen is

/** The CSS font of `face` ("400", "500", "600" or "mono") at `size` pixels. */
export const fontOf = (face, size) => (face === "mono" ? `400 ${size}px ${MONO}` : `${face} ${size}px ${FAMILIES}`);

/** `makeSurface()` gives a canvas; `upload(canvas)` makes a texture of it and returns its number. */
export function createTextPainter({makeSurface, upload}) {
  const surface = makeSurface();
  const context = surface.getContext("2d", {willReadFrequently: true});

  return {
    /** JSON of [width in CSS pixels]. */
    measure(face, size, text) {
      context.font = fontOf(face, size);
      return JSON.stringify([context.measureText(text).width]);
    },
    /** JSON of [texture, x, y, width, height]: its place from the pen on the baseline, in device pixels. */
    paint(face, size, ratio, color, text) {
      const font = fontOf(face, size * ratio);
      context.font = font;
      const box = context.measureText(text);
      const left = Math.ceil(box.actualBoundingBoxLeft) + 1;
      const above = Math.ceil(box.actualBoundingBoxAscent) + 1;
      const width = Math.min(left + Math.ceil(box.actualBoundingBoxRight) + 1, MOST_PX);
      const height = Math.min(above + Math.ceil(box.actualBoundingBoxDescent) + 1, MOST_PX);
      if (width <= 2 || height <= 2) return JSON.stringify([0, 0, 0, 0, 0]);
      surface.width = width;   // clears it, and forgets the font
      surface.height = height;
      context.font = font;
      context.fillStyle = `#${color.toString(16).padStart(6, "0")}`;
      context.fillText(text, left, above);
      return JSON.stringify([upload(surface), -left, -above, width, height]);
    },
  };
}
