// storage.js - small settings that outlive the visit, where the browser allows it.

const PREFIX = "i2m.";

/**
 * `area()` returns localStorage and may throw. What cannot be stored is kept for this visit, and `onRefused(reason)` is
 * told once.
 */
export function createStorage({area, onRefused}) {
  const visit = new Map();
  let wasTold = false;

  function attempt(action) {
    try {
      return action(area());
    } catch (problem) {
      if (!wasTold) {
        wasTold = true;
        onRefused(problem?.name === "QuotaExceededError" ? "The browser's storage is full" : "The browser stores nothing for this page");
      }
      return undefined;
    }
  }

  return {
    store(key, value) {
      visit.set(key, value);
      attempt((place) => place.setItem(PREFIX + key, value));
    },
    /** The stored text, or null. */
    load(key) {
      if (visit.has(key)) return visit.get(key);
      try {
        return area().getItem(PREFIX + key);
      } catch {
        return null;   // told at the first store, when something is really lost
      }
    },
  };
}
