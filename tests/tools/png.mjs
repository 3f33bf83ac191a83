// A small PNG writer, so that tests need no picture file.
import { deflateSync } from "node:zlib";

const table = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; ++bit) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});

/** CRC-32 as PNG and ZIP have it. */
export function crc32Of(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32Of(body), body.length + 4);
  return out;
}

/** A coloured disc on white: a picture of which the draft engine makes a model. `level` 0 leaves it unpacked, and large. */
export function discPng(side, level = 6) {
  const rows = Buffer.alloc(side * (1 + 3 * side), 255);
  for (let y = 0; y < side; ++y) {
    rows[y * (1 + 3 * side)] = 0; // no filter
    for (let x = 0; x < side; ++x) {
      if ((x - side / 2) ** 2 + (y - side / 2) ** 2 < (side / 3) ** 2) rows.set([180, 60 + x, 40 + y], y * (1 + 3 * side) + 1 + 3 * x);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, {level})),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
