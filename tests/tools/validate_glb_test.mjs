// Every GLB that our writer makes, whole or quantised, is without errors to the Khronos validator.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import assert from "node:assert/strict";

const validator = createRequire(import.meta.url)("gltf-validator");
const inspect = join(process.env.I2M_BIN_DIR ?? "build/dev/bin", "glb_inspect");
const testdata = process.env.I2M_TESTDATA_DIR ?? "../shared/testdata";

/** The corpus is our own; the models lie beside the tree on some machines only. */
const folders = ["tests/fuzz/corpus/glb", join(testdata, "models")].filter((folder) => existsSync(folder));
const out = mkdtempSync(join(tmpdir(), "i2m-validate-"));
test.after(() => rmSync(out, { recursive: true }));

function rewritten(path, flags) {
  const target = join(out, "model.glb");
  try {
    execFileSync(inspect, [path, "--write", target, ...flags], { stdio: "pipe" });
  } catch (failure) {
    assert.equal(failure.status, 1, `glb_inspect crashed on ${path}: ${failure.stderr}`);
    return null; // refused: nothing to validate
  }
  return new Uint8Array(readFileSync(target));
}

// A chunk of PNG signature with nothing behind it stands for an image in the corpus; the validator looks inside.
const ignoredIssues = ["IMAGE_DATA_INVALID", "IMAGE_UNEXPECTED_EOS"];

for (const folder of folders) {
  test(`models of ${folder}`, async () => {
    let validated = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".glb"))) {
      for (const flags of [[], ["--quantize"]]) {
        const bytes = rewritten(join(folder, name), flags);
        if (bytes === null) continue;
        const report = await validator.validateBytes(bytes, { ignoredIssues, maxIssues: 20 });
        const errors = report.issues.messages.filter((message) => message.severity === 0);
        assert.deepEqual(errors, [], `${name} ${flags}`);
        validated += 1;
      }
    }
    assert.ok(validated >= 10, `only ${validated} models were written`);
  });
}
