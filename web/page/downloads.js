// downloads.js - files that leave the page, as the browser's own downloads.

/** Clicks a real anchor; with a key the file is fetched first, since a link cannot carry one. */
export function createDownloads({document, base, access, get, onFailed}) {
  function click(href, name) {
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.download = name;
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
  }

  return async (path, name) => {
    if (access.key() === "") return click(base + path, name);
    try {
      const response = await get(path);
      if (!response.ok) throw new Error(`status ${response.status}`);
      const address = URL.createObjectURL(await response.blob());
      click(address, name);
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch {
      onFailed(`${name} could not be downloaded. Try again.`);
    }
  };
}
