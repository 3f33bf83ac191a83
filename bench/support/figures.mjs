// figures.mjs - how a benchmark says what it measured: one JSON object a line, read by bench/run.

const sorted = (values) => [...values].sort((a, b) => a - b);

export function median(values) {
  const all = sorted(values);
  const middle = all.length >> 1;
  return all.length % 2 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
}

const short = (value) => Number(value.toPrecision(4));

/** Prints the median of `values`, with the lowest and the highest. */
export function report(name, values, unit, better = "lower") {
  const all = sorted(values);
  console.log(JSON.stringify({name, value: short(median(all)), unit, better, spread: [short(all[0]), short(all.at(-1))]}));
}

export const skip = (name, reason) => console.log(JSON.stringify({skip: name, reason}));
