// glb.mjs - what the Khronos validator says about a GLB.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";

const program = new URL("./check_glb.mjs", import.meta.url).pathname;

/** Fails on errors and warnings; returns the validator's info: triangles, vertices, materials ... */
export function expectValidGlb(file) {
  const report = JSON.parse(execFileSync(process.execPath, [program, file], {maxBuffer: 1 << 26, timeout: 60_000}));
  const said = report.issues.messages.filter((issue) => issue.severity < 2);
  assert.deepEqual(said, [], "the model is not clean glTF");
  assert.ok(report.info.totalTriangleCount > 100, `only ${report.info.totalTriangleCount} triangles`);
  return report.info;
}
