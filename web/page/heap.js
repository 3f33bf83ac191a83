// heap.js - text and bytes on their way into and out of the WASM memory.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * `module` is the running Emscripten module. Its HEAPU8 is replaced when the memory grows, so it is read anew after
 * everything that may allocate, and a view that was handed out is good until the next call into the program only.
 */
export function createHeap(module) {
  function place(bytes, room) {
    const at = module._malloc(Math.max(room, 1));
    if (at === 0) throw new Error("The page ran out of memory.");
    module.HEAPU8.set(bytes, at);
    return at;
  }

  return {
    /** The `size` bytes at `at`, as text. */
    text: (at, size) => decoder.decode(module.HEAPU8.subarray(at, at + size)),
    /** A copy of the `size` bytes at `at`. */
    bytes: (at, size) => module.HEAPU8.slice(at, at + size),
    /** The `count` doubles at `at`, as a view. */
    doubles: (at, count) => new Float64Array(module.HEAPU8.buffer, at, count),

    /**
     * Calls the exported function `name`. Text arrives as const char* with NUL at the end, a Uint8Array as pointer and
     * size; both are freed when the call returns.
     */
    call(name, ...values) {
      const placed = [];
      const passed = [];
      try {
        for (const value of values) {
          if (typeof value === "string") {
            const bytes = encoder.encode(value);
            const at = place(bytes, bytes.length + 1);
            placed.push(at);
            module.HEAPU8[at + bytes.length] = 0;
            passed.push(at);
          } else if (value instanceof Uint8Array) {
            const at = place(value, value.length);
            placed.push(at);
            passed.push(at, value.length);
          } else {
            passed.push(typeof value === "boolean" ? Number(value) : value);
          }
        }
        return module[name](...passed);
      } finally {
        for (const at of placed) module._free(at);
      }
    },
  };
}
