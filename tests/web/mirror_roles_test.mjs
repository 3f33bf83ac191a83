// mirror_roles_test.mjs - the packed frame, Tab stops and what a dialog puts out of reach.
import assert from "node:assert/strict";
import fs from "node:fs";
import {test} from "node:test";
import {NUMBERS, ROLES, STATE, besideInSight, inertIds, tabStops, unpack} from "../../web/page/mirror_roles.js";

const header = fs.readFileSync(new URL("../../client/ui/mirror.hpp", import.meta.url), "utf8");
const role = (wanted) => ROLES.findIndex((row) => row.role === wanted || (!row.role && row.tag === wanted));

test("the table has a row for every role of mirror.hpp, in its order", () => {
  const names = header.match(/enum class Role[^{]*\{([\s\S]*?)\};/)[1].replace(/\/\/.*$/gm, "").split(",").map((name) => name.trim()).filter(Boolean);
  assert.equal(ROLES.length, names.length);
  for (const [name, wanted] of [["Button", "button"], ["Slider", "slider"], ["TextField", "input"], ["Dialog", "dialog"], ["Main", "main"], ["Viewport", "application"]]) {
    const row = ROLES[names.indexOf(name)];
    assert.equal(row.role ?? row.tag, wanted, name);
  }
});

test("the bits are those of mirror.hpp", () => {
  for (const [, name, shift] of header.matchAll(/kMirror(\w+) = 1 << (\d+)/g)) {
    assert.equal(STATE[name.toLowerCase()], 1 << Number(shift), name);
  }
});

test("a packed frame comes out as it went in", () => {
  const numbers = new Float64Array([7, 0, 2, 32, 0, 1.5, 2, 30, 40, 0, 0, 0, 8, 7, 16, 0, 0, 0, 0, 9, 9, 55, 0, 100]);
  assert.equal(numbers.length, 2 * NUMBERS.length);
  const items = unpack(numbers, "Gen\u00e9rate\0\0why\0Progress\x0055 %\0\0");
  assert.deepEqual(items.map(({id, parent, name, value, description, now}) => [id, parent, name, value, description, now]),
    [[7, 0, "Gen\u00e9rate", "", "why", 0], [8, 7, "Progress", "55 %", "", 55]]);
});

test("a group of radios is one Tab stop: the chosen one, or the first", () => {
  const radio = role("radio");
  const items = [{id: 1, parent: 9, role: radio, state: 0}, {id: 2, parent: 9, role: radio, state: STATE.checked}, {id: 3, parent: 9, role: radio, state: 0},
    {id: 4, parent: 8, role: radio, state: 0}, {id: 5, parent: 8, role: radio, state: 0},
    {id: 6, parent: 0, role: role("button"), state: 0}, {id: 7, parent: 0, role: role("button"), state: STATE.disabled}];
  assert.deepEqual([...tabStops(items)].sort(), [2, 4, 6]);
});

test("behind a modal dialog everything is inert but what holds it and what it holds", () => {
  const items = [{id: 1, parent: 0, state: 0}, {id: 2, parent: 1, state: 0}, {id: 3, parent: 1, state: STATE.modal},
    {id: 4, parent: 3, state: 0}, {id: 5, parent: 4, state: 0}, {id: 6, parent: 0, state: 0}];
  assert.deepEqual([...inertIds(items)].sort(), [2, 6]);
  assert.equal(inertIds(items.filter((item) => item.id !== 3)).size, 0);
});

test("the scroll area of what is out of sight is found by its nearest relative in sight", () => {
  const place = (id, parent, x, y, state = 0) => ({id, parent, x, y, width: 20, height: 20, state});
  const items = [place(1, 0, 500, 10), place(2, 0, 100, 100), place(3, 2, 100, 120), place(4, 3, 100, 125), place(5, 2, 100, 2000),
    place(6, 5, 100, 2005, STATE.clipped), place(7, 5, 100, 2010)];
  const of = (id) => besideInSight(items, items.find((item) => item.id === id), 800, 600)?.id;
  assert.equal(of(6), 3, "a button in a tile below: the tile above in the same list, not the words beside it that nobody sees");
  assert.equal(of(5), 3);
  assert.equal(besideInSight([place(1, 0, 0, 5000)], place(2, 1, 0, 5000), 800, 600), undefined);
});
