// queue.js - work that would be too much all at once.

/**
 * Returns enqueue(run): a promise for what `run()` gives. At most `most` run at a time; of those that wait the oldest goes
 * next, or the newest: somebody who clicks through ten pictures wants the last one now and the others later.
 */
export function createQueue({most = 1, isNewestFirst = false} = {}) {
  const waiting = [];   // {run, done, failed}
  let running = 0;

  async function next() {
    if (running >= most) return;
    const wish = isNewestFirst ? waiting.pop() : waiting.shift();
    if (!wish) return;
    running += 1;
    try {
      wish.done(await wish.run());
    } catch (problem) {
      wish.failed(problem);
    } finally {
      running -= 1;
      next();
    }
  }

  return (run) => new Promise((done, failed) => {
    waiting.push({run, done, failed});
    next();
  });
}
