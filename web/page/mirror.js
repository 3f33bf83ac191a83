// mirror.js - the screen as DOM: transparent elements over the canvas, at the places of what is drawn, kept by id.

import {ROLES, STATE, besideInSight, inertIds, tabStops} from "./mirror_roles.js";
import {POLITE_PAUSE_MS} from "./announce.js";

/**
 * `root` lies over the canvas. `tell` gets focused(id, isVisible), typed(id, text), and revealed(x, y, dx, dy): the browser
 * wants to see what lies (dx, dy) out of sight, in the scroll area around (x, y). `host` gives setTimeout and now(). show()
 * is called with a frame's items when they changed.
 */
export function createMirror({root, tell, host, hrefOf}) {
  const records = new Map();   // id -> {element, words, item, shown: {...}}
  let focusWish = 0;           // the last id that the program wanted the focus on
  let isMoving = false;        // focus events of our own making are not told
  let focusedAt = -Infinity;

  function show(items) {
    const stops = tabStops(items);
    const inert = inertIds(items);
    const holders = new Set(items.map((item) => item.parent));
    const present = new Set();
    const cursors = new Map();   // parent element -> its last placed child
    const focused = document.activeElement;
    for (const item of items) {
      if (present.has(item.id) || !ROLES[item.role]) continue;
      present.add(item.id);
      const parent = present.has(item.parent) && item.parent !== item.id ? records.get(item.parent) : null;
      const record = recordOf(item);
      place(record, parent?.element ?? root, cursors);
      update(record, item, {parent: parent?.item, isStop: stops.has(item.id), isInert: inert.has(item.id), isHolder: holders.has(item.id)});
    }
    for (const [id, record] of records) if (!present.has(id)) remove(id, record);
    keepFocus(focused);
    followFocus(items);
  }

  function recordOf(item) {
    const old = records.get(item.id);
    if (old && old.item.role === item.role && old.item.level === item.level) return old;
    if (old) remove(item.id, old);
    const kind = ROLES[item.role];
    const element = document.createElement(kind.isHeading ? `h${Math.min(Math.max(item.level, 1), 6)}` : kind.tag);
    element.dataset.id = item.id;
    if (kind.tag === "button") element.type = "button";
    if (kind.tag === "a") element.draggable = false;
    if (kind.tag === "input") prepareInput(element, item.id);
    if (kind.role) element.setAttribute("role", kind.role);
    if (kind.isText) element.classList.add("words");
    if (kind.isDragged) element.classList.add("dragged");
    if (kind.isViewport) {
      element.classList.add("viewport");
      element.setAttribute("aria-roledescription", "3D view");
    }
    if (kind.hasPopup) element.setAttribute("aria-haspopup", kind.hasPopup);
    const words = kind.named === "text" ? element.appendChild(document.createTextNode("")) : null;
    const record = {element, words, item, shown: {}, saidAt: -Infinity, timer: 0};
    records.set(item.id, record);
    return record;
  }

  function prepareInput(element, id) {
    element.type = "text";
    element.autocomplete = "off";
    element.spellcheck = false;
    element.addEventListener("input", (event) => {
      if (!event.isComposing || !element.dataset.composes) tell.typed(id, element.value);
    });
  }

  function place({element, words, item}, parent, cursors) {
    const last = cursors.get(parent) ?? (parent === root ? null : records.get(Number(parent.dataset.id))?.words ?? null);
    const next = last ? last.nextSibling : parent.firstChild;
    if (next !== element) parent.insertBefore(element, next);
    cursors.set(parent, element);
  }

  function update(record, item, {parent, isStop, isInert, isHolder}) {
    const {element} = record;
    const kind = ROLES[item.role];
    put(record, "left", px(item.x - (parent?.x ?? 0)));
    put(record, "top", px(item.y - (parent?.y ?? 0)));
    put(record, "width", px(item.width));
    put(record, "height", px(item.height));
    if (kind.isText) fitWords(record, item);
    const isSaid = kind.named === "text" && !(isHolder && kind.isLive);   // a live region that holds others only has a label
    if (kind.named === "text") say(record, isSaid ? item.name : "", kind);
    if (!isSaid) set(record, "aria-label", item.name || null);
    set(record, "aria-description", item.description || null);
    if (kind.tag === "input") updateInput(record, item);
    if (kind.tag === "a") set(record, "href", item.value ? hrefOf(item.value) : null);
    if (kind.hasRange) updateRange(record, item);
    if (kind.hasPopup && item.value) say(record, item.value, kind);
    updateState(record, item, kind, isStop, isInert);
    record.item = item;
    element.classList.toggle("clipped", Boolean(item.state & STATE.clipped));
  }

  function updateState(record, item, kind, isStop, isInert) {
    const has = (bit) => (item.state & bit ? "true" : null);
    set(record, "tabindex", kind.isFocusable ? (isStop ? "0" : "-1") : kind.tag === "main" ? "-1" : null);
    set(record, "aria-disabled", has(STATE.disabled));
    set(record, "aria-busy", has(STATE.busy));
    set(record, "aria-current", item.state & STATE.current ? "page" : null);
    if (kind.tells) set(record, `aria-${kind.tells}`, String(Boolean(item.state & STATE[kind.tells])));
    else if (kind.tag === "button") set(record, "aria-pressed", has(STATE.checked | STATE.selected));
    const isOpen = Boolean(item.state & STATE.expanded);
    set(record, "aria-expanded", kind.hasPopup || item.state & (STATE.expanded | STATE.collapsed) ? String(isOpen) : null);
    if (kind.role === "dialog") set(record, "aria-modal", has(STATE.modal));
    set(record, "inert", isInert ? "" : null);
  }

  function updateRange(record, item) {
    set(record, "aria-valuemin", String(item.min));
    set(record, "aria-valuemax", String(item.max > item.min ? item.max : 100));
    set(record, "aria-valuenow", item.state & STATE.busy && ROLES[item.role].role === "progressbar" ? null : String(round(item.now)));
    set(record, "aria-valuetext", item.value || null);
  }

  function updateInput(record, item) {
    const {element} = record;
    set(record, "disabled", item.state & STATE.disabled ? "" : null);
    set(record, "placeholder", item.description || null);
    element.classList.toggle("bare", item.width < 100);   // a figure beside a slider: no padding, to the right
    set(record, "inputmode", item.max > item.min ? "numeric" : null);
    // What is being typed wins over the echo of what was typed a moment ago.
    const isEcho = document.activeElement === element && record.shown.text === item.value;
    if (!isEcho && element.value !== item.value) element.value = item.value;
    record.shown.text = item.value;
  }

  function fitWords(record, item) {
    const isOneLine = item.height <= 48;
    put(record, "fontSize", px(isOneLine ? item.height * 0.7 : 14));
    put(record, "lineHeight", px(isOneLine ? item.height : 20));
  }

  /** Puts the words into the element; those of a status at most every two seconds, the latest ones. */
  function say(record, words, kind) {
    if (record.shown.words === words) return;
    record.shown.words = words;
    const apply = () => {
      record.timer = 0;
      record.saidAt = host.now();
      if (record.words) record.words.data = record.shown.words;
      else record.element.textContent = record.shown.words;
    };
    const pause = kind.isPolite ? record.saidAt + POLITE_PAUSE_MS - host.now() : 0;
    if (pause <= 0) apply();
    else if (!record.timer) record.timer = host.setTimeout(apply, pause);
  }

  function set(record, name, value) {
    if (record.shown[name] === value) return;
    if (value === null && record.shown[name] === undefined) return;
    record.shown[name] = value;
    if (value === null) record.element.removeAttribute(name);
    else record.element.setAttribute(name, value);
  }

  function put(record, name, value) {
    if (record.shown[name] === value) return;
    record.shown[name] = value;
    record.element.style[name] = value;
  }

  function remove(id, record) {
    records.delete(id);
    for (const child of [...record.element.children]) root.append(child);   // those that live on are placed anew
    record.element.remove();
  }

  /** An element that was moved or removed loses the focus: give it back, or to the page's main part. */
  function keepFocus(focused) {
    if (!focused || focused === document.activeElement || !("id" in (focused.dataset ?? {}))) return;
    const target = focused.isConnected && root.contains(focused) ? focused : root.querySelector("main:not([inert])");
    if (target) focusQuietly(target);
  }

  function followFocus(items) {
    const wish = items.find((item) => item.state & STATE.focused)?.id ?? 0;
    if (wish === focusWish) return;
    focusWish = wish;
    const element = records.get(wish)?.element;
    if (element && element !== document.activeElement) focusQuietly(element);
  }

  function focusQuietly(element) {
    isMoving = true;
    element.focus({preventScroll: true});
    isMoving = false;
  }

  root.addEventListener("focusin", (event) => {
    const id = idOf(event.target);
    if (isMoving || !id) return;
    focusWish = id;
    focusedAt = host.now();
    tell.focused(id, event.target.matches(":focus-visible"));
  });
  root.addEventListener("focusout", (event) => {
    if (isMoving || (event.relatedTarget && root.contains(event.relatedTarget))) return;
    focusWish = 0;
    tell.focused(0, false);
  });

  /**
   * Find in page, screen readers and tests scroll an element into view. The elements must stay where the canvas shows them,
   * so the drawn page is scrolled instead. A focus scrolls by itself.
   */
  root.addEventListener("scroll", () => {
    const dx = root.scrollLeft;
    const dy = root.scrollTop;
    if (dx === 0 && dy === 0) return;
    root.scrollTo(0, 0);
    if (host.now() - focusedAt < 200) return;
    const isIn = ({x, y, width, height}) => x + width > dx && x < root.clientWidth + dx && y + height > dy && y < root.clientHeight + dy;
    const items = [...records.values()].map((record) => record.item);
    const wanted = items.find((item) => item.state & STATE.clipped && isIn(item));
    if (!wanted) return;
    const beside = besideInSight(items, wanted, root.clientWidth, root.clientHeight);
    if (beside) tell.revealed(beside.x + beside.width / 2, beside.y + beside.height / 2, dx, dy);
  });

  return {show, itemOf: (element) => records.get(idOf(element))?.item, size: () => records.size};
}

/** The program's id of what `element` lies in, 0 for none. */
export function idOf(element) {
  return Number(element?.closest?.("[data-id]")?.dataset.id ?? 0);
}

const round = (value) => Math.round(value * 1000) / 1000;
const px = (value) => `${round(value)}px`;
