// Every draft of a real photo has nothing for the Khronos validator to say, and says that it is a draft.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import assert from "node:assert/strict";

const validator = createRequire(import.meta.url)("gltf-validator");
const draft = join(process.env.I2M_BIN_DIR ?? "build/dev/bin", "draft");
const photos = join(process.env.I2M_TESTDATA_DIR ?? "../shared/testdata", "images/objects");
const out = mkdtempSync(join(tmpdir(), "i2m-drafts-"));
test.after(() => rmSync(out, { recursive: true }));

function documentOf(glb) {
  const size = new DataView(glb.buffer, glb.byteOffset).getUint32(12, true);
  return JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + size)));
}

async function expectSound(photo, flags) {
  const target = join(out, "draft.glb");
  execFileSync(draft, [photo, "-o", target, "--quiet", ...flags], { stdio: "pipe" });
  const glb = new Uint8Array(readFileSync(target));
  const report = await validator.validateBytes(glb, { maxIssues: 20 });
  assert.deepEqual(report.issues.messages, [], `${photo} ${flags}`);
  const { asset } = documentOf(glb);
  assert.equal(asset.extras.draft, true);
  assert.match(asset.extras.input_sha256, /^[0-9a-f]{64}$/);
}

const methods = [
  ["triposr_robot.png", ["--method", "extrusion", "--grid", "128"]],
  ["triposr_robot.png", ["--method", "relief", "--grid", "128"]],
  ["triposr_robot.png", ["--faces", "1500"]],
  ["trellis_typical_misc_crate.png", ["--method", "balls", "--grid", "512", "--texture", "1024"]],
  ["trellis_typical_misc_crate.png", ["--faces", "400"]],
];

test("drafts of photos", { skip: !existsSync(photos) && `${photos} is not there` }, async () => {
  for (const name of readdirSync(photos)) await expectSound(join(photos, name), []);
  for (const [name, flags] of methods) await expectSound(join(photos, name), flags);
});

test("the command line explains itself", () => {
  assert.match(execFileSync(draft, ["--help"], { encoding: "utf8" }), /--method/);
  for (const [flags, words] of [
    [["no-such.png"], /no-such\.png: there is no such file/],
    [["package.json"], /package\.json/],
    [["package.json", "--grid", "3"], /64 to 1024/],
    [[], /required/],
  ]) {
    assert.throws(() => execFileSync(draft, flags, { stdio: "pipe", encoding: "utf8" }), (failure) => words.test(failure.stderr));
  }
});
