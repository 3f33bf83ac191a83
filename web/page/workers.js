// workers.js - work off the main thread: checks and drafts, each in a worker with its own WASM instance.

/**
 * `spawn()` makes a Worker. Its messages are {id, ...question} there and {id, ...answer} or {id, failed} back. A worker
 * that dies fails what it was asked and is replaced at the next question.
 */
export function createWorkerClient(spawn) {
  let worker = null;
  let nextId = 1;
  const waiting = new Map();   // id -> {done, failed}

  function start() {
    const made = spawn();
    made.onmessage = ({data}) => {
      const question = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.failed) question?.failed(new Error(data.failed));
      else question?.done(data);
    };
    made.onerror = (event) => {
      event.preventDefault?.();
      if (made !== worker) return;
      worker = null;
      made.terminate();
      for (const question of waiting.values()) question.failed(new Error("The worker stopped."));
      waiting.clear();
    };
    return made;
  }

  return {
    /** The answer to `question`, or a rejection. */
    ask(question) {
      return new Promise((done, failed) => {
        worker ??= start();
        const id = nextId++;
        waiting.set(id, {done, failed});
        worker.postMessage({id, ...question});
      });
    },
    /** Starts the worker before the first question, so that its WASM is compiled by then. */
    warm() { worker ??= start(); },
    waiting: () => waiting.size,
  };
}
