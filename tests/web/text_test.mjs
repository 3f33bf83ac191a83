// text_test.mjs - lines painted by the browser: where they stand, how large they are, in which colour.
import assert from "node:assert/strict";
import {test} from "node:test";

import {createTextPainter, fontOf} from "../../web/page/text.js";

/** A canvas whose letters are half an em wide, reach 0.8 em up and 0.2 em down. */
function fakeSurface(drawn) {
  const context = {
    font: "", fillStyle: "",
    measureText(text) {
      const size = Number(/([\d.]+)px/.exec(this.font)[1]);
      return {width: text.length * size / 2, actualBoundingBoxLeft: 0.3, actualBoundingBoxRight: text.length * size / 2,
        actualBoundingBoxAscent: text.trim() ? size * 0.8 : 0, actualBoundingBoxDescent: text.trim() ? size * 0.2 : 0};
    },
    fillText(text, x, y) { drawn.push({text, x, y, font: this.font, color: this.fillStyle, width: surface.width, height: surface.height}); },
  };
  const surface = {width: 0, height: 0, getContext: () => context};
  return surface;
}

function setUp() {
  const drawn = [];
  const painter = createTextPainter({makeSurface: () => fakeSurface(drawn), upload: () => 7});
  return {painter, drawn};
}

test("a width is in CSS pixels", () => {
  assert.deepEqual(JSON.parse(setUp().painter.measure("500", 14, "急須")), [14]);
});

test("a picture has a texel for each device pixel and tells its place from the pen", () => {
  const {painter, drawn} = setUp();
  const [texture, x, y, width, height] = JSON.parse(painter.paint("500", 14, 2, 0x0b6e57, "急須"));
  assert.equal(texture, 7);
  const [line] = drawn;
  assert.deepEqual([line.width, line.height], [width, height]);
  assert.deepEqual([line.x, line.y], [-x, -y], "the pen is where the program puts it");
  assert.ok(width >= 28 && height >= 28, `${width} x ${height}`);
  assert.equal(line.color, "#0b6e57");
  assert.equal(line.font, fontOf("500", 28));
});

test("a dark colour keeps its leading zeros", () => {
  const {painter, drawn} = setUp();
  painter.paint("400", 12, 1, 0x20, "é");
  assert.equal(drawn[0].color, "#000020");
});

test("nothing to see makes no texture, and no line makes one that a GPU refuses", () => {
  assert.deepEqual(JSON.parse(setUp().painter.paint("400", 14, 1, 0, "　")), [0, 0, 0, 0, 0]);
  const [, , , width] = JSON.parse(setUp().painter.paint("400", 14, 3, 0, "長".repeat(2000)));
  assert.equal(width, 4096);
});
