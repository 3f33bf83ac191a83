// files.js - files that were dropped, picked or pasted. They stay here; the program knows them by number.

import {filesOf} from "./folders.js";

/**
 * Listens at once, so that nothing is lost while the program still loads: what arrives by then waits, onWaiting(count) says
 * how many, and connect(tell) hands it over. `tell` gets arrived(key, name, type, size), dragging(isOver, count) and
 * pasteRefused(reason); `target` is the window, `picker` the page's hidden <input type=file multiple>.
 */
export function createFiles({target, picker, clipboard, onWaiting}) {
  const kept = new Map();   // key -> File
  const listening = new AbortController();
  let tell = null;   // once the program runs
  let nextKey = 1;
  let depth = 0;     // of dragenter over dragleave: both bubble from every element
  let held = 0;      // files over the page

  const tellArrived = (key, file) => tell.arrived(key, file.name || "pasted.png", file.type, file.size);

  function take(files) {
    for (const file of files) {
      const key = nextKey++;
      kept.set(key, file);
      if (tell) tellArrived(key, file);
    }
    if (!tell && kept.size > 0) onWaiting(kept.size);
  }

  function hold(count) {
    held = count;
    tell?.dragging(depth > 0, count);
  }

  const listen = (source, type, action) => source.addEventListener(type, action, {signal: listening.signal});
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const countOf = (event) => [...event.dataTransfer.items].filter((item) => item.kind === "file").length;

  listen(target, "dragenter", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    if (depth === 1) hold(countOf(event));
  });
  listen(target, "dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  listen(target, "dragleave", (event) => {
    if (!hasFiles(event) || depth === 0) return;
    depth -= 1;
    if (depth === 0) hold(0);
  });
  listen(target, "drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    const files = filesOf(event.dataTransfer);   // reads the transfer before the first await
    hold(0);
    take(await files);
  });
  listen(target, "paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;   // text: the field that has the focus takes it
    event.preventDefault();
    take(files.map(named));
  });
  listen(picker, "change", () => {
    take([...picker.files]);
    picker.value = "";   // the same file can be picked again
  });

  return {
    /** The program runs: it hears of what waited, and from now on of everything at once. */
    connect(listener) {
      tell = listener;
      for (const [key, file] of kept) tellArrived(key, file);
      if (depth > 0) hold(held);
    },
    /** The page cannot run: files are the browser's again. */
    stop: () => listening.abort(),
    of: (key) => kept.get(key),
    release: (key) => { kept.delete(key); },
    /** Must run inside a user gesture. */
    pick: () => picker.click(),
    async paste() {
      try {
        const images = [];
        for (const item of await clipboard.read()) {
          const type = item.types.find((t) => t.startsWith("image/"));
          if (type) images.push(named(new File([await item.getType(type)], "", {type})));
        }
        if (images.length === 0) tell.pasteRefused("There is no image in the clipboard. Copy one, then paste.");
        take(images);
      } catch {
        tell.pasteRefused("The browser does not let this page read the clipboard. Press Ctrl+V instead.");
      }
    },
  };
}

/** Clipboards call every image "image.png" or nothing: tell them apart by the time. */
function named(file) {
  if (file.name && !/^image\.\w+$/.test(file.name)) return file;
  const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
  const ending = file.type === "image/jpeg" ? "jpg" : file.type.split("/")[1] || "png";
  return new File([file], `pasted ${time}.${ending}`, {type: file.type});
}
