// Turns web/, the WASM modules and the fonts into the folder that the server sends.
//
//   node tools/package_web.mjs --web web --wasm build/wasm/bin --fonts build/fonts --out build/release/web [--dev]
//
// What lies where afterwards:
//   assets/<name>-<hash>.<ext>   everything that may be cached for ever: scripts, styles, WASM, fonts, pictures
//   *.html, sw.js, *.webmanifest, robots.txt, favicon.ico   under their own names at the top
//   asset-manifest.json          {"version": hash of all, "assets": {"boot.js": {"url", "bytes", "brotli"}, ...}, "pages": [...]}
//   *.br, *.gz                   packed copies beside each file that shrinks
//
// Scripts with an entry of their own: boot.js, docs.js, sw.js and every *worker.js. The rest of web/*.js is bundled into those
// that import it.
//
// Placeholders, in every script, style, page and manifest of web/:
//   {{NAME}}      the URL of that file: {{boot.js}}, {{shell.css}}, {{app.mjs}}, {{app.wasm}}, {{worker.js}},
//                 {{worker.mjs}}, {{worker.wasm}}, {{inter-400.ttf}}, {{icons.ttf}}, {{logo.svg}},
//                 {{docs.js}}, {{swagger-ui-bundle.js}}, {{swagger-ui.css}} (npm swagger-ui-dist, for the page of the API)
//   {{fonts}}     the fonts as JSON, {"inter-400": URL, ...}: write it in single quotes, JSON.parse('{{fonts}}')
//   {{assets}}    every asset made so far as JSON, {"app.wasm": URL, ...}; complete in sw.js and in pages
//   {{version}}   hash over all assets; in sw.js and in pages only
// One that names nothing is an error. A script cannot name a script of a later kind; the order is workers, boot, pages.
import {createHash} from "node:crypto";
import fs from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import zlib from "node:zlib";
import {build, transform} from "esbuild";

const options = {};
for (let i = 2; i < process.argv.length; i++) {
  const name = process.argv[i].replace(/^--/, "");
  options[name] = name === "dev" ? true : process.argv[++i];
}
for (const name of ["web", "wasm", "fonts", "out"]) if (!options[name]) fail(`--${name} is missing`);
const minify = !options.dev;

const assets = new Map();   // name in the sources -> {url, file, content}
const pages = new Map();    // name at the top -> content
let version = "";

function fail(message) {
  console.error(`package_web: ${message}`);
  process.exit(1);
}

const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 10);

/** Registers `content` under a name that changes with it. */
function add(name, content) {
  const buffer = Buffer.from(content);
  const {name: base, ext} = path.parse(name);
  const file = `assets/${base}-${hash(buffer)}${ext}`;
  assets.set(name, {url: `/${file}`, file, content: buffer});
}

const urls = (entries) => JSON.stringify(Object.fromEntries(entries));

function substitute(text, where) {
  return text.replace(/\{\{([\w.-]+)\}\}/g, (whole, name) => {
    if (name === "fonts") return urls([...assets].filter(([n]) => n.endsWith(".ttf")).map(([n, a]) => [n.slice(0, -4), a.url]));
    if (name === "assets") return urls([...assets].map(([n, a]) => [n, a.url]));
    if (name === "version" && version) return version;
    if (!assets.has(name)) fail(`${where} names ${whole}, but there is no such file (known: ${[...assets.keys()].join(", ")})`);
    return assets.get(name).url;
  });
}

const here = (name) => path.join(options.web, name);
const read = (name) => fs.readFileSync(here(name), "utf8");

async function bundle(name) {
  const placeholders = {
    name: "placeholders",
    setup(hooks) {
      hooks.onLoad({filter: /\.m?js$/}, (file) => ({contents: substitute(fs.readFileSync(file.path, "utf8"), file.path), loader: "js"}));
    },
  };
  const result = await build({
    entryPoints: [here(name)], bundle: true, write: false, minify, format: name === "sw.js" ? "iife" : "esm", target: "es2022",
    legalComments: "none", external: ["/assets/*"], plugins: [placeholders], logLevel: "warning",
  });
  return result.outputFiles[0].contents;
}

// --- Collect, what is named before what names it ----------------------------------------------------------------------
for (const font of fs.readdirSync(options.fonts).filter((f) => f.endsWith(".ttf")).sort()) {
  add(font, fs.readFileSync(path.join(options.fonts, font)));
}
for (const module of ["app", "worker"]) {
  const glue = path.join(options.wasm, `${module}.mjs`);
  if (!fs.existsSync(glue)) continue;
  add(`${module}.wasm`, fs.readFileSync(path.join(options.wasm, `${module}.wasm`)));
  const source = fs.readFileSync(glue, "utf8").replaceAll(`${module}.wasm`, path.basename(assets.get(`${module}.wasm`).file));
  add(`${module}.mjs`, minify ? (await transform(source, {minify: true, format: "esm", target: "es2022", legalComments: "none"})).code : source);
}
const files = fs.readdirSync(options.web).sort();
for (const name of files.filter((f) => /\.(svg|png|jpg|webp|woff2|ktx2?|bin)$/.test(f))) add(name, fs.readFileSync(here(name)));
for (const name of files.filter((f) => f.endsWith(".css"))) {
  add(name, (await transform(substitute(read(name), name), {loader: "css", minify, target: "es2022"})).code);
}
for (const name of files.filter((f) => f.endsWith("worker.js"))) add(name, await bundle(name));
for (const name of ["boot.js", "docs.js"]) if (files.includes(name)) add(name, await bundle(name));
if (files.includes("docs.html")) {
  const viewer = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  for (const name of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
    const text = fs.readFileSync(path.join(viewer, name), "utf8");
    add(name, text.replace(/\n?(\/\/# sourceMappingURL=.*|\/\*# sourceMappingURL=.*\*\/)\s*$/, "\n"));
  }
}

version = hash([...assets.values()].map((a) => a.file).sort().join("\n"));
for (const name of files) {
  if (name === "sw.js") pages.set(name, Buffer.from(await bundle(name)));
  else if (/\.(html|webmanifest|txt)$/.test(name)) pages.set(name, Buffer.from(tidy(substitute(read(name), name), name)));
  else if (name.endsWith(".ico")) pages.set(name, fs.readFileSync(here(name)));
}

function tidy(text, name) {
  if (!minify || !name.endsWith(".html")) return text;
  return text.replace(/<!--(?!\[)[\s\S]*?-->/g, "").replace(/^\s+/gm, "").replace(/\n{2,}/g, "\n");
}

// --- Write: only what changed, and nothing stays behind ------------------------------------------------------------------
const packed = {br: (b) => zlib.brotliCompressSync(b, {params: {[zlib.constants.BROTLI_PARAM_QUALITY]: options.dev ? 4 : 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 24 - 2, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: b.length}}),
  gz: (b) => zlib.gzipSync(b, {level: options.dev ? 1 : 9})};
const written = new Set();

function write(file, content) {
  const target = path.join(options.out, file);
  written.add(target);
  if (!fs.existsSync(target) || !fs.readFileSync(target).equals(content)) {
    fs.mkdirSync(path.dirname(target), {recursive: true});
    fs.writeFileSync(`${target}.part`, content);
    fs.renameSync(`${target}.part`, target);
    for (const kind of Object.keys(packed)) fs.rmSync(`${target}.${kind}`, {force: true});
  }
  const sizes = {bytes: content.length, brotli: content.length};
  if (/\.(png|jpe?g|webp|woff2)$/.test(file) || content.length < 150) return sizes;
  for (const [kind, pack] of Object.entries(packed)) {
    const copy = `${target}.${kind}`;
    if (!fs.existsSync(copy)) {
      const small = pack(content);
      if (small.length >= content.length * 0.95) continue;
      fs.writeFileSync(`${copy}.part`, small);
      fs.renameSync(`${copy}.part`, copy);
    }
    written.add(copy);
    if (kind === "br") sizes.brotli = fs.statSync(copy).size;
  }
  return sizes;
}

function sweep(folder) {
  for (const entry of fs.readdirSync(folder, {withFileTypes: true})) {
    const target = path.join(folder, entry.name);
    if (entry.isDirectory()) sweep(target);
    else if (!written.has(target)) fs.rmSync(target);
  }
}

const manifest = {version, assets: {}, pages: [...pages.keys()]};
let total = 0;
for (const [name, {url, file, content}] of assets) {
  manifest.assets[name] = {url, ...write(file, content)};
  total += manifest.assets[name].brotli;
}
// Pages last: whoever reads one while this runs finds every file that it names.
for (const [name, content] of pages) total += write(name, content).brotli;
write("asset-manifest.json", Buffer.from(JSON.stringify(manifest, null, 1)));
sweep(options.out);

for (const [name, {bytes, brotli}] of Object.entries(manifest.assets)) console.log(`  ${name.padEnd(16)} ${String(bytes).padStart(8)}  packed ${String(brotli).padStart(7)}`);
console.log(`package_web: ${options.out}, ${(total / 1024).toFixed(0)} KiB packed in all`);
