// fakes.mjs - a clock with timers and animation frames that tests turn by hand.

export function fakeHost() {
  let time = 0;
  let nextId = 1;
  const timers = new Map();   // id -> {at, action}
  let steps = [];
  const host = {
    isAway: false,
    now: () => time,
    isHidden: () => host.isAway,
    setTimeout(action, delay) {
      timers.set(nextId, {at: time + delay, action});
      return nextId++;
    },
    clearTimeout: (id) => timers.delete(id),
    requestAnimationFrame: (step) => steps.push(step),
    /** Runs the animation frames that were asked for; how many. */
    paint() {
      const due = steps;
      steps = [];
      for (const step of due) step(time);
      return due.length;
    },
    /** Lets `ms` pass and runs what is due, in order. */
    pass(ms) {
      const end = time + ms;
      for (;;) {
        const [id, next] = [...timers].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
        if (!next || next.at > end) break;
        timers.delete(id);
        time = next.at;
        next.action();
      }
      time = end;
    },
    pending: () => timers.size,
  };
  return host;
}
