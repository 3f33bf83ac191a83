// preferences.js - what the person asked of the system: dark, contrast, motion, text size. Told at once and at each change.

const QUERIES = {
  isDark: "(prefers-color-scheme: dark)",
  moreContrast: "(prefers-contrast: more)",
  forcedColors: "(forced-colors: active)",
  reducesMotion: "(prefers-reduced-motion: reduce)",
};

/** `onChanged(isDark, isHighContrast, reducesMotion, textScale)`; textScale 1 is the browser's usual 16 px. */
export function followPreferences({window, onChanged}) {
  const lists = Object.fromEntries(Object.entries(QUERIES).map(([name, query]) => [name, window.matchMedia(query)]));
  const tell = () => onChanged(lists.isDark.matches, lists.moreContrast.matches || lists.forcedColors.matches,
    lists.reducesMotion.matches, textScale(window));
  for (const list of Object.values(lists)) list.addEventListener("change", tell);
  tell();
}

/** The browser's own font size setting: the page leaves the root's size alone so that it can be read here. */
function textScale(window) {
  const size = Number.parseFloat(window.getComputedStyle(window.document.documentElement).fontSize);
  return Number.isFinite(size) ? Math.min(Math.max(size / 16, 0.5), 3) : 1;
}
