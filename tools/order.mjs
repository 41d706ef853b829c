// In which order the functions of a module compress best: each beside the one that is most like it.
import { Reader, list, name, number, withSections } from './wasm.mjs';

const IMPORT_SECTION = 2;
const CODE_SECTION = 10;
const CUSTOM_SECTION = 0;
const FUNCTION_NAMES = 1;
/** So many bytes in a row tell how like two functions are. */
const WINDOW = 4;
/** What more functions than this have in common tells nothing. */
const MOST_WITH_WINDOW = 300;
/** Functions of about the same length are chained together. */
const LENGTH_CLASSES = 5;

/** The sets of all windows of bytes in each function. */
function windowsOf(bodies) {
  return bodies.map((body) => {
    const windows = new Set();
    for (let at = 0; at + WINDOW <= body.length; at += 1) windows.add(body.readUInt32LE(at));
    return windows;
  });
}

/** The functions of `pool` as a chain, in which each is followed by the one left that shares most with it. */
function chain(pool, windows) {
  const owners = new Map();
  for (const index of pool) {
    for (const window of windows[index]) {
      if (!owners.has(window)) owners.set(window, []);
      owners.get(window).push(index);
    }
  }
  const left = new Set(pool);
  const order = [];
  for (let current = pool[0]; current !== undefined; ) {
    left.delete(current);
    order.push(current);
    const shared = new Map();
    for (const window of windows[current]) {
      const others = owners.get(window);
      if (others.length > MOST_WITH_WINDOW) continue;
      // What few have says more.
      const weight = 1 / Math.log2(1 + others.length);
      for (const other of others) if (left.has(other)) shared.set(other, (shared.get(other) ?? 0) + weight);
    }
    const likeness = ([other, weight]) => weight / (windows[other].size + windows[current].size - weight + 1);
    const best = [...shared].map((entry) => [entry[0], likeness(entry)]).reduce((one, other) => (other[1] > one[1] ? other : one), [undefined, 0]);
    current = best[0] ?? left.values().next().value;
  }
  return order;
}

/**
 * The module with names for its functions that sort as they are to stand: `wasm-opt --reorder-functions-by-name`
 * puts them so, and corrects what calls them.
 */
export function byLikeness(module) {
  let imported = 0;
  let bodies = [];
  withSections(module, {
    [IMPORT_SECTION]: (reader) => { imported = reader.number(); },
    [CODE_SECTION]: (reader) => { bodies = reader.list((body) => Buffer.from(body.take(body.number()))); },
  });
  const windows = windowsOf(bodies);
  const byLength = bodies.map((_, index) => index).sort((one, other) => bodies[one].length - bodies[other].length);
  const size = Math.ceil(byLength.length / LENGTH_CLASSES);
  const order = Array.from({ length: LENGTH_CLASSES }, (_, at) => byLength.slice(at * size, (at + 1) * size))
    .flatMap((pool) => chain(pool, windows));
  const ranks = [];
  order.forEach((index, rank) => { ranks[index] = rank; });
  const names = list(ranks.map((rank, index) => Buffer.concat([number(imported + index), name(String(rank).padStart(6, '0'))])));
  const content = Buffer.concat([name('name'), Buffer.from([FUNCTION_NAMES]), number(names.length), names]);
  return Buffer.concat([module, Buffer.from([CUSTOM_SECTION]), number(content.length), content]);
}
