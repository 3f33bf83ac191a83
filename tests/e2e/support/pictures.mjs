// pictures.mjs - images to drop: real photos where they lie beside the project, and PNGs drawn here.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const testdata = process.env.I2M_TESTDATA_DIR ?? new URL("../../../../shared/testdata", import.meta.url).pathname;

/** A real photo as {name, type, bytes}, or null where the folder is missing. */
export function photo(name) {
  const file = path.join(testdata, "images", name);
  if (!fs.existsSync(file)) return null;
  return {name: path.basename(name), type: /\.jpe?g$/.test(name) ? "image/jpeg" : "image/png", bytes: fs.readFileSync(file)};
}

/** All photos of a folder as photo() gives them; none where it is missing. */
export function photos(folder) {
  const here = path.join(testdata, "images", folder);
  if (!fs.existsSync(here)) return [];
  return fs.readdirSync(here).filter((name) => /\.(png|jpe?g)$/.test(name)).sort().map((name) => photo(`${folder}/${name}`));
}

const CRC_TABLE = Uint32Array.from({length: 256}, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(content.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG of 8-bit RGB rows, each with its filter byte before it. */
export function png(name, width, height, rows, level = zlib.constants.Z_DEFAULT_COMPRESSION) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", header), chunk("IDAT", zlib.deflateSync(rows, {level})), chunk("IEND", Buffer.alloc(0))];
  return {name, type: "image/png", bytes: Buffer.concat([SIGNATURE, ...chunks])};
}

/** A PNG of noise, just below `bytes` bytes: what is costly to check. */
export function noise(name, bytes) {
  const width = 1500;
  const height = Math.floor((bytes - 4096) / (width * 3 + 2));
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let i = 0, x = 1; i < rows.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;   // Numerical Recipes' generator: the same file in every run
    rows[i] = i % (width * 3 + 1) === 0 ? 0 : x >>> 24;
  }
  return png(name, width, height, rows, 1);
}

/** A PNG of a shaded ball of the given hue on white, `size` pixels a side: an object that the draft engine knows. */
export function ball(name, hue = 0, size = 256) {
  const rows = Buffer.alloc(size * (size * 3 + 1));
  const tint = [0, 1, 2].map((c) => 0.6 + 0.4 * Math.cos(hue + (c * 2 * Math.PI) / 3));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = (x - size / 2) / (size * 0.4);
      const dy = (y - size / 2) / (size * 0.4);
      const height2 = 1 - dx * dx - dy * dy;
      const light = height2 > 0 ? 0.25 + 0.75 * Math.max(0, Math.sqrt(height2) * 0.7 - dx * 0.4 - dy * 0.5) : 0;
      for (let c = 0; c < 3; c++) rows[y * (size * 3 + 1) + 1 + x * 3 + c] = height2 > 0 ? Math.min(255, 255 * light * tint[c]) : 255;
    }
  }
  return png(name, size, size, rows);
}

/** `count` different balls. */
export const balls = (count, size) => Array.from({length: count}, (_, i) => ball(`ball ${i + 1}.png`, i / 3, size));
