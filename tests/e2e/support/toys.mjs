// toys.mjs - pictures of toys on white, drawn here by marching rays through distance fields (after Inigo Quilez' articles on
// distance functions): something worth looking at for the screenshots that belongs to nobody else.
import fs from "node:fs";
import path from "node:path";

import {png} from "./pictures.mjs";
import {buildDir} from "./server.mjs";

const length = (x, y, z = 0) => Math.sqrt(x * x + y * y + z * z);
const clamp = (v, low, high) => Math.min(Math.max(v, low), high);
const sphere = (p, c, r) => length(p[0] - c[0], p[1] - c[1], p[2] - c[2]) - r;
const ellipsoid = (p, c, r) => (length((p[0] - c[0]) / r[0], (p[1] - c[1]) / r[1], (p[2] - c[2]) / r[2]) - 1) * Math.min(...r);
const cylinder = (p, c, r, h, round = 0.03) => {
  const dx = length(p[0] - c[0], p[2] - c[2]) - r + round;
  const dy = Math.abs(p[1] - c[1]) - h + round;
  return Math.min(Math.max(dx, dy), 0) + length(Math.max(dx, 0), Math.max(dy, 0)) - round;
};
const cone = (p, c, r, h) => Math.max(length(p[0] - c[0], p[2] - c[2]) - (r * (c[1] + h - p[1])) / (2 * h), Math.abs(p[1] - c[1]) - h) * 0.7;
const torus = (p, c, big, small) => length(length(p[0] - c[0], p[1] - c[1]) - big, p[2] - c[2]) - small;
const box = (p, c, s, round) => {
  const q = [0, 1, 2].map((i) => Math.abs(p[i] - c[i]) - s[i] + round);
  return length(...q.map((v) => Math.max(v, 0))) + Math.min(Math.max(...q), 0) - round;
};
const blend = (a, b, k) => {
  const h = clamp(0.5 + (0.5 * (b - a)) / k, 0, 1);
  return b + (a - b) * h - k * h * (1 - h);
};

/** Each toy: parts as [colour, distance]. The camera looks from the front, a little from above. */
const TOYS = {
  duck: [
    [[250, 200, 40], (p) => blend(ellipsoid(p, [0.05, -0.3, 0], [0.62, 0.42, 0.42]), sphere(p, [-0.3, 0.32, 0], 0.34), 0.18)],
    [[240, 120, 30], (p) => ellipsoid(p, [-0.66, 0.24, 0.1], [0.18, 0.08, 0.13])],
    [[30, 30, 36], (p) => sphere(p, [-0.44, 0.42, 0.27], 0.055)],
    [[235, 180, 30], (p) => ellipsoid(p, [0.2, -0.24, 0.38], [0.3, 0.17, 0.1])],
  ],
  mug: [
    [[52, 152, 219], (p) => Math.max(cylinder(p, [-0.1, -0.05, 0], 0.48, 0.55, 0.06), -cylinder(p, [-0.1, 0.15, 0], 0.41, 0.5))],
    [[52, 152, 219], (p) => torus(p, [0.45, -0.05, 0], 0.24, 0.075)],
    [[240, 240, 245], (p) => cylinder(p, [-0.1, -0.05, 0], 0.487, 0.12, 0.01)],
  ],
  rocket: [
    [[236, 240, 241], (p) => ellipsoid(p, [0, 0.05, 0], [0.3, 0.75, 0.3])],
    [[231, 76, 60], (p) => Math.max(ellipsoid(p, [0, 0.05, 0], [0.308, 0.76, 0.308]), 0.42 - p[1])],
    [[93, 173, 226], (p) => sphere(p, [0, 0.2, 0.27], 0.12)],
    [[231, 76, 60], (p) => box(p, [-0.34, -0.5, 0.05], [0.1, 0.22, 0.05], 0.04)],
    [[231, 76, 60], (p) => box(p, [0.34, -0.5, 0.05], [0.1, 0.22, 0.05], 0.04)],
    [[58, 66, 74], (p) => cylinder(p, [0, -0.68, 0], 0.17, 0.1)],
  ],
  mushroom: [
    [[245, 235, 215], (p) => cylinder(p, [0, -0.4, 0], 0.22, 0.42, 0.1)],
    [[214, 60, 50], (p) => Math.max(ellipsoid(p, [0, 0.05, 0], [0.68, 0.55, 0.68]), 0.02 - p[1])],
    ...[[-0.3, 0.36, 0.46], [0.26, 0.4, 0.44], [0.02, 0.52, 0.3], [-0.52, 0.2, 0.34], [0.5, 0.18, 0.38], [0, 0.22, 0.62]]
      .map((c) => [[250, 245, 235], (p) => sphere(p, c, 0.1)]),
  ],
  tree: [
    [[142, 98, 60], (p) => cylinder(p, [0, -0.65, 0], 0.11, 0.2)],
    [[46, 160, 90], (p) => Math.min(cone(p, [0, -0.2, 0], 0.62, 0.32), cone(p, [0, 0.2, 0], 0.5, 0.3), cone(p, [0, 0.55, 0], 0.36, 0.26))],
    [[243, 156, 18], (p) => sphere(p, [0, 0.84, 0], 0.09)],
  ],
};

const TILT = 0.22;   // radians that the camera looks down

function nearest(parts, p) {
  let best = 1e9;
  let colour = null;
  for (const [tint, distance] of parts) {
    const d = distance(p);
    if (d < best) { best = d; colour = tint; }
  }
  return [best, colour];
}

/** The ray through a pixel of the unit square -1..1, as origin and direction. */
function ray(x, y) {
  const turn = ([a, b, c]) => [a, b * Math.cos(TILT) + c * Math.sin(TILT), c * Math.cos(TILT) - b * Math.sin(TILT)];
  return [turn([x * 1.02, y * 1.02, 3]), turn([0, 0, -1])];
}

function shade(parts, p, colour) {
  const e = 0.002;
  const at = (q) => nearest(parts, q)[0];
  const d = at(p);
  const n = [at([p[0] + e, p[1], p[2]]) - d, at([p[0], p[1] + e, p[2]]) - d, at([p[0], p[1], p[2] + e]) - d];
  const size = length(...n) || 1;
  const [nx, ny, nz] = n.map((v) => v / size);
  const sun = Math.max(0, nx * -0.45 + ny * 0.65 + nz * 0.6);
  const open = clamp(at([p[0] + nx * 0.15, p[1] + ny * 0.15, p[2] + nz * 0.15]) / 0.15, 0.2, 1);
  const gloss = Math.pow(Math.max(0, nx * -0.3 + ny * 0.45 + nz * 0.84), 60) * 0.35;
  const light = (0.42 + 0.2 * ny) * open + 0.62 * sun;
  return colour.map((c) => clamp(c * light + 255 * gloss, 0, 255));
}

function pixel(parts, x, y) {
  const [from, way] = ray(x, y);
  for (let t = 1.2, step = 0; t < 5 && step < 90; step++) {
    const p = from.map((v, i) => v + way[i] * t);
    const [d, colour] = nearest(parts, p);
    if (d < 0.001) return shade(parts, p, colour);
    t += d * 0.9;
  }
  return [255, 255, 255];
}

function drawn(name, size) {
  const rows = Buffer.alloc(size * (size * 3 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const corners = [0.25, 0.75].flatMap((a) => [0.25, 0.75].map((b) => pixel(TOYS[name], ((x + a) / size) * 2 - 1, 1 - ((y + b) / size) * 2)));
      for (let c = 0; c < 3; c++) rows[y * (size * 3 + 1) + 1 + x * 3 + c] = corners.reduce((sum, k) => sum + k[c], 0) / 4;
    }
  }
  return png(`${name}.png`, size, size, rows).bytes;
}

/** A picture of a toy: duck, mug, rocket, mushroom or tree. Drawn once (a second or two), then kept in build/toys. */
export function toy(name, size = 400) {
  const file = path.join(buildDir, "toys", `${name}-${size}.png`);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), {recursive: true});
    fs.writeFileSync(file, drawn(name, size));
  }
  return {name: `${name}.png`, type: "image/png", bytes: fs.readFileSync(file)};
}

export const toys = (size) => Object.keys(TOYS).map((name) => toy(name, size));
