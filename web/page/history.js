// history.js - addresses: back, forward, bookmarks, and the prefix that a proxy may put before all of them.

/** The prefix that the server put into the page, without a slash at its end: "" or "/tools/i2m". */
export function basePathOf(document) {
  return (document.querySelector("meta[name=i2m-base]")?.content ?? "").replace(/\/+$/, "");
}

/** `path` of an address without the prefix; "/" when it is outside. */
export function withoutBase(pathname, base) {
  if (base && !(pathname === base || pathname.startsWith(`${base}/`))) return "/";
  return pathname.slice(base.length) || "/";
}

/** `onChanged(path, query)` is called for back, forward and typed fragments; never for set(). */
export function createHistory({window, base, onChanged}) {
  const here = () => ({path: withoutBase(window.location.pathname, base), query: window.location.search.slice(1)});
  window.addEventListener("popstate", () => {
    const {path, query} = here();
    onChanged(path, query);
  });
  return {
    here,
    /** `path` with query, without the prefix. The same address twice is one entry. */
    set(path, isReplacing) {
      const address = base + path;
      if (address === window.location.pathname + window.location.search) return;
      window.history[isReplacing ? "replaceState" : "pushState"](null, "", address);
    },
  };
}
