// features.js - what a browser must be able to do for the drawn page, asked before anything large is fetched.

// The smallest modules that use what the program is compiled with (from the wasm-feature-detect project's idea).
const EXCEPTIONS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

/** What `window` lacks, in words, or "". */
export function missingFeature(window) {
  const {WebAssembly, document} = window;
  if (typeof WebAssembly !== "object" || !WebAssembly.instantiateStreaming) return "This browser runs no WebAssembly.";
  if (!WebAssembly.validate(new Uint8Array(EXCEPTIONS)) || !WebAssembly.validate(new Uint8Array(SIMD))) return "This browser is too old for the 3D page.";
  if (!hasWebGl2(document)) return "This browser shows no 3D graphics (WebGL 2 is off or missing).";
  if (typeof window.OffscreenCanvas !== "function" || typeof window.createImageBitmap !== "function") return "This browser is too old for the 3D page.";
  return "";
}

function hasWebGl2(document) {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();   // browsers allow few contexts: give it back
    return context !== null;
  } catch {
    return false;
  }
}
