// folders.js - the files of a drop or a paste, those inside dropped folders included, within bounds.

export const MOST_FILES = 500;
const DEEPEST = 8;

/**
 * All files of `transfer` (a DataTransfer) as an array of File, folders walked in name order. Must be called inside the
 * event, before anything is awaited: the browser empties the transfer afterwards.
 */
export async function filesOf(transfer) {
  const entries = [];
  const plain = [];
  for (const item of transfer.items ?? []) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry) entries.push(entry);
    else plain.push(item.getAsFile());
  }
  if (entries.length === 0) return [...plain.filter(Boolean), ...(plain.length ? [] : transfer.files ?? [])].slice(0, MOST_FILES);
  const found = plain.filter(Boolean);
  for (const entry of entries) await walk(entry, found, 0);
  return found;
}

async function walk(entry, found, depth) {
  if (found.length >= MOST_FILES || depth > DEEPEST || isHiddenName(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise((done) => entry.file(done, () => done(null)));   // unreadable: left out
    if (file) found.push(file);
    return;
  }
  if (!entry.isDirectory) return;
  for (const child of (await childrenOf(entry)).sort((a, b) => a.name.localeCompare(b.name, undefined, {numeric: true}))) {
    await walk(child, found, depth + 1);
  }
}

/** readEntries gives at most 100 at a time and an empty list at the end. */
async function childrenOf(directory) {
  const reader = directory.createReader();
  const children = [];
  while (children.length < MOST_FILES) {
    const some = await new Promise((done) => reader.readEntries(done, () => done([])));
    if (some.length === 0) break;
    children.push(...some);
  }
  return children;
}

const isHiddenName = (name) => name.startsWith(".") || name === "Thumbs.db";
