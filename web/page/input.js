// input.js - mouse, wheel, fingers and keys on their way into the program.

import {createGestures} from "./gestures.js";
import {createGlide} from "./glide.js";
import {keyName, routeKey} from "./keys.js";
import {idOf} from "./mirror.js";
import {ROLES} from "./mirror_roles.js";
import {wheelDistance} from "./wheel.js";

const ZOOM_STEP = Math.log(1.1);
const PINCH_STEPS_PER_PX = 0.105;   // a trackpad's pinch arrives as a wheel with Ctrl and means a scale of e^(-y / 100)
const MOST_PINCH_STEPS = 3;         // a mouse wheel with Ctrl jumps by 100 px

/**
 * `program` takes position(x, y, isTouch), leave(), button(index, isDown), scroll(dx, dy), pinch(x, y, steps, dx,
 * dy), key(name, isDown, hasShift), blur(), activate(id), adjust(id, steps). All listeners sit on `root` or the window, so
 * that a click on a mirror element arrives at the place where it happened.
 */
export function createInput({root, window, host, program, frames, mirror}) {
  const buttons = new Set();   // that the program holds to be down
  let wasForwarded = false;    // the last press went into the program, so its click must not activate again
  const held = new Set();      // key names

  const kindOf = (element) => ROLES[mirror.itemOf(element)?.role];
  const isViewport = (element) => Boolean(element.closest?.(".viewport"));
  /** A press that belongs to the browser: a link in a new tab, text editing. */
  const isBrowsers = (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && (event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey)) return true;
    return event.target.tagName === "INPUT" || (event.button === 2 && !isViewport(event.target));
  };

  function press(event) {
    wasForwarded = false;
    if (event.pointerType === "touch") return touchDown(event);
    if (isBrowsers(event)) return;
    wasForwarded = true;
    buttons.add(event.button);
    program.position(event.clientX, event.clientY, false);
    frames.drawNow();   // what is hovered must be known before the button goes down
    program.button(event.button, true);
    frames.wake();
  }

  function move(event) {
    if (event.pointerType === "touch") {
      gestures.move(event.pointerId, event.clientX, event.clientY, event.timeStamp);
      return frames.wake();
    }
    if (buttons.size === 0 && !root.contains(event.target)) return;
    program.position(event.clientX, event.clientY, false);
    frames.wake();
  }

  function release(event) {
    if (event.pointerType === "touch") {
      gestures.up(event.pointerId, event.timeStamp);
      return fling();
    }
    if (!buttons.delete(event.button)) return;
    program.position(event.clientX, event.clientY, false);
    program.button(event.button, false);
    frames.wake();
  }

  function click(event) {
    const link = event.target.closest?.("a[href]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && !isPlain) return;
    link && event.preventDefault();
    const id = idOf(event.target);
    if ((event.detail === 0 || !wasForwarded) && id && event.target.tagName !== "INPUT") program.activate(id);
    frames.settleNow();   // inside the gesture: pickers and clipboards open, and a test reads the outcome
  }

  function wheel(event) {
    const overView = isViewport(event.target);
    if (event.ctrlKey && !overView) return;   // the browser's zoom
    event.preventDefault();
    const {x, y} = wheelDistance(event, root.clientHeight);
    program.position(event.clientX, event.clientY, false);
    const steps = Math.max(-MOST_PINCH_STEPS, Math.min(MOST_PINCH_STEPS, -y * PINCH_STEPS_PER_PX));
    if (event.ctrlKey) program.pinch(event.clientX, event.clientY, steps, 0, 0);
    else if (overView) program.scroll(x, y);
    else glideBy(x, y);
    frames.wake();
  }

  const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
  const glideBy = createGlide({
    host, isStill: () => stillness.matches,
    scroll(x, y) {
      program.scroll(x, y);
      frames.wake();
    },
  });

  // --- Fingers -----------------------------------------------------------------------------------------------------
  const gestures = createGestures({
    modeAt: (x, y) => (window.document.elementFromPoint(x, y)?.closest(".dragged") ? "drag" : "scroll"),
    act: {
      tap(x, y) {
        if (window.document.elementFromPoint(x, y)?.tagName === "INPUT") return;
        wasForwarded = true;
        program.position(x, y, true);
        frames.drawNow();
        program.button(0, true);
        frames.drawNow();
        program.button(0, false);
        frames.settleNow();
        program.leave();   // a finger that is gone hovers over nothing
        frames.wake();
      },
      dragStart(x, y) {
        wasForwarded = true;
        program.position(x, y, true);
        frames.drawNow();
        program.button(0, true);
      },
      dragMove: (x, y) => program.position(x, y, true),
      dragEnd(x, y) {
        program.position(x, y, true);
        program.button(0, false);
        frames.drawNow();
        program.leave();
        frames.wake();
      },
      scroll(x, y, dx, dy) {
        program.position(x, y, true);
        program.scroll(-dx, -dy);
        frames.wake();
      },
      pinch: (x, y, scale, dx, dy) => program.pinch(x, y, Math.log(scale) / ZOOM_STEP, dx, dy),
    },
  });

  function touchDown(event) {
    event.target.releasePointerCapture?.(event.pointerId);
    gestures.down(event.pointerId, event.clientX, event.clientY, event.timeStamp);
    frames.wake();
  }

  function fling() {
    const step = (time) => {
      if (gestures.step(time)) window.requestAnimationFrame(step);
      else { program.leave(); frames.wake(); }
    };
    window.requestAnimationFrame(step);
  }

  // --- Keys --------------------------------------------------------------------------------------------------------
  function keyDown(event) {
    if (event.target !== window.document.body && !root.contains(event.target)) return;   // the login form
    const id = idOf(event.target);
    const route = routeKey(event, kindOf(event.target));
    if (route.to === "browser") return;
    if (route.to === "adjust") program.adjust(id, route.steps);
    else if (route.to === "activate") program.activate(id);
    else {
      held.add(keyName(event));
      program.key(keyName(event), true, event.shiftKey);
    }
    if (route.to !== "program" || route.isKept) event.preventDefault();
    frames.wake();
  }

  function keyUp(event) {
    const name = keyName(event);
    if (!held.delete(name)) return;
    program.key(name, false, event.shiftKey);
    frames.wake();
  }

  function blur() {
    buttons.clear();
    held.clear();
    program.blur();
    frames.wake();
  }

  root.addEventListener("pointerdown", press);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", (event) => {
    gestures.cancel(event.pointerId, event.timeStamp);
    frames.wake();
  });
  root.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "touch" || buttons.size > 0) return;
    program.leave();
    frames.wake();
  });
  root.addEventListener("click", click);
  root.addEventListener("wheel", wheel, {passive: false});
  root.addEventListener("mousedown", (event) => { if (event.button === 1 && isViewport(event.target)) event.preventDefault(); });
  root.addEventListener("contextmenu", (event) => { if (isViewport(event.target)) event.preventDefault(); });
  window.addEventListener("keydown", keyDown);
  window.addEventListener("keyup", keyUp);
  window.addEventListener("blur", blur);
}
