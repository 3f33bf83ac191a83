// features.js - what a browser must be able to do for the drawn page, asked before anything large is fetched.

// The smallest modules that use what the program is compiled with (from the wasm-feature-detect project's idea).
const EXCEPTIONS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

/** What `window` lacks, in words, or "". */
export function missingFeature(window) {
  const {WebAssembly} = window;
  if (typeof WebAssembly !== "object" || !WebAssembly.compileStreaming) return "This browser runs no WebAssembly.";
  if (!WebAssembly.validate(new Uint8Array(EXCEPTIONS)) || !WebAssembly.validate(new Uint8Array(SIMD))) return "This browser is too old for the 3D page.";
  if (typeof window.OffscreenCanvas !== "function" || typeof window.createImageBitmap !== "function") return "This browser is too old for the 3D page.";
  return "";
}

/**
 * Makes the canvas' context, which the program then finds there (gl_context.cpp asks for the same attributes): a context
 * of its own only to ask would cost a tenth of a second. What is lacking, in words, or "".
 */
export function missingGraphics(canvas) {
  const attributes = {alpha: false, depth: false, stencil: false, antialias: false, powerPreference: "default"};
  try {
    if (canvas.getContext("webgl2", attributes)) return "";
  } catch {
    // Said below.
  }
  return "This browser shows no 3D graphics (WebGL 2 is off or missing).";
}
