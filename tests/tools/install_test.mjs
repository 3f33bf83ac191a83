// install_test.mjs - `cmake --install` to a folder of any name: the program finds its page from there, also after it was moved.
import assert from "node:assert/strict";
import {execFile, spawn} from "node:child_process";
import {once} from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import {promisify} from "node:util";

const run = promisify(execFile);
const build = path.dirname(path.resolve(process.env.I2M_BIN_DIR ?? "build/dev/bin"));

/** The installed server, started in a folder that has nothing to do with it; resolves with its address. */
async function start(prefix, folder) {
  const child = spawn(path.join(prefix, "bin/image2model"), ["--port", "0", "--data-dir", path.join(folder, "data")], {cwd: os.tmpdir(), stdio: ["ignore", "pipe", "inherit"]});
  let said = "";
  const url = await new Promise((ready, failed) => {
    child.stdout.setEncoding("utf8").on("data", (part) => {
      said += part;
      const address = /ready on (http:\/\/\S+)/.exec(said);
      if (address) ready(address[1]);
    });
    child.once("exit", (code) => failed(new Error(`The installed program ended with ${code}:\n${said}`)));
  });
  return {child, url};
}

test("one program and its page, wherever they are put", {timeout: 240_000}, async (t) => {
  if (!fs.existsSync("build/release/web/index.html")) return t.skip("the page is not built (make page)");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "i2m install "));
  t.after(() => fs.rmSync(folder, {recursive: true, force: true}));
  const first = path.join(folder, "first place");
  const prefix = path.join(folder, "second place");
  await run("cmake", ["--install", build, "--prefix", first, "--strip"]);
  fs.renameSync(first, prefix);
  for (const file of ["bin/image2model", "share/image2model/web/index.html", "share/doc/image2model/README.md", "share/doc/image2model/LICENSE",
    "share/doc/image2model/assets/LICENSES.md", "share/doc/image2model/docs/configuration.md", "share/doc/image2model/docs/monitoring/alerts.yml"]) {
    assert.ok(fs.existsSync(path.join(prefix, file)), file);
  }
  assert.deepEqual(fs.readdirSync(path.join(prefix, "bin")), ["image2model"]);

  const {child, url} = await start(prefix, folder);
  t.after(() => child.kill("SIGKILL"));
  const page = await fetch(url);
  assert.equal(page.status, 200);
  const html = await page.text();
  assert.equal(html, fs.readFileSync(path.join(prefix, "share/image2model/web/index.html"), "utf8"));
  const asset = /assets\/[^"' ]+/.exec(html)?.[0];
  assert.ok(asset, "the page names its files");
  assert.equal((await fetch(`${url}/${asset}`)).status, 200, asset);
  const {stdout} = await run(path.join(prefix, "bin/image2model"), ["healthcheck", "--port", new URL(url).port]);
  assert.match(stdout, /lives/);
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("systemd understands the unit", {timeout: 120_000}, async (t) => {
  const verifier = await run("sh", ["-c", "command -v systemd-analyze"]).catch(() => null);
  if (!verifier) return t.skip("systemd-analyze is not there");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "i2m-unit-"));
  t.after(() => fs.rmSync(folder, {recursive: true, force: true}));
  const unit = fs.readFileSync("docs/deploy/image2model.service", "utf8");
  assert.match(unit, /ExecStart=\/usr\/local\/bin\/image2model\n/);
  const file = path.join(folder, "image2model.service");
  fs.writeFileSync(file, unit.replace("/usr/local/bin/image2model", process.execPath));   // a program that is there
  const {stdout, stderr} = await run("systemd-analyze", ["verify", "--man=no", file]);
  assert.equal(`${stdout}${stderr}`.split("\n").filter((line) => line.includes("image2model.service")).join("\n"), "");
});
