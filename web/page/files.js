// files.js - files that were dropped, picked or pasted. They stay here; the program knows them by number.

import {filesOf} from "./folders.js";

/**
 * `tell` gets arrived(key, name, type, size), dragging(isOver, count) and pasteRefused(reason); `target` is the window,
 * `picker` the page's hidden <input type=file multiple>.
 */
export function createFiles({tell, target, picker, clipboard}) {
  const kept = new Map();   // key -> File
  let nextKey = 1;
  let depth = 0;   // of dragenter over dragleave: both bubble from every element

  function take(files) {
    for (const file of files) {
      const key = nextKey++;
      kept.set(key, file);
      tell.arrived(key, file.name || "pasted.png", file.type, file.size);
    }
  }

  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const countOf = (event) => [...event.dataTransfer.items].filter((item) => item.kind === "file").length;

  target.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    if (depth === 1) tell.dragging(true, countOf(event));
  });
  target.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  target.addEventListener("dragleave", (event) => {
    if (!hasFiles(event) || depth === 0) return;
    depth -= 1;
    if (depth === 0) tell.dragging(false, 0);
  });
  target.addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    const files = filesOf(event.dataTransfer);   // reads the transfer before the first await
    tell.dragging(false, 0);
    take(await files);
  });
  target.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;   // text: the field that has the focus takes it
    event.preventDefault();
    take(files.map(named));
  });
  picker.addEventListener("change", () => {
    take([...picker.files]);
    picker.value = "";   // the same file can be picked again
  });

  return {
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
