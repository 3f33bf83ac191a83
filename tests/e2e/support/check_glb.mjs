// check_glb.mjs - prints the Khronos validator's report on the GLB named on the command line. A program of its own: some
// input ends the validator's process.
import fs from "node:fs";
import validator from "gltf-validator";

const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(process.argv[2])));
process.stdout.write(JSON.stringify(report));
