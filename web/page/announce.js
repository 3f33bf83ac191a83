// announce.js - words for screen readers: failures at once, progress at most once in two seconds.

export const POLITE_PAUSE_MS = 2000;

/**
 * `say(words, isUrgent)` puts words into a live region. Of polite words that come too quickly only the latest is said,
 * when the pause is over. `host` gives setTimeout and now().
 */
export function createAnnouncer({say, host}) {
  let saidAt = -Infinity;
  let waiting = null;
  let timer = 0;
  let last = "";

  function sayPolitely() {
    timer = 0;
    if (waiting === null) return;
    saidAt = host.now();
    last = waiting;
    waiting = null;
    say(last, false);
  }

  return (words, isUrgent) => {
    if (!words) return;
    if (isUrgent) return say(words, true);
    if (words === last && waiting === null) return;
    waiting = words;
    if (timer) return;
    const pause = saidAt + POLITE_PAUSE_MS - host.now();
    if (pause <= 0) sayPolitely();
    else timer = host.setTimeout(sayPolitely, pause);
  };
}

/**
 * Two live regions inside `root`, which screen readers know before the first word comes. Equal words in a row are heard
 * again because the region is emptied first.
 */
export function createLiveRegions(root, host) {
  const region = (role, live) => {
    const element = document.createElement("div");
    element.setAttribute("role", role);
    element.setAttribute("aria-live", live);
    element.className = "said";
    root.append(element);
    return element;
  };
  const polite = region("status", "polite");
  const urgent = region("alert", "assertive");
  return (words, isUrgent) => {
    const element = isUrgent ? urgent : polite;
    element.textContent = "";
    host.setTimeout(() => { element.textContent = words; }, 50);
  };
}
