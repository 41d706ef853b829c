// Prints the bytes of what is loaded, and exits with 1 where a firm limit is exceeded or a file is missing.
// With --ratchet it exits with 1 also where more is loaded than was reached, and 2 % beside.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** What a widget near the view loads beside its shell: what draws the poster, its style, and the poster itself. */
const UNTOUCHED = ['poster.js', 'styles.js', 'posters/authorization-code-pkce.js'];

// One KB is 1000 bytes. `reached` goes down with every gain, and goes up only in a commit that says what the page or
// the widget got for it. A limit that is not firm is a direction.
const budgets = [
  { what: 'all that the page loads', entry: 'index.html', measure: 'brotli', limit: 320_000, reached: 419_500 },
  { what: 'all that the widget loads', entry: 'oauth-flow.js', measure: 'brotli', limit: 320_000, reached: 417_200 },
  { what: 'a widget until somebody touches it', entry: 'oauth-flow.js', also: UNTOUCHED, measure: 'brotli', limit: 25_000, reached: 20_700, isFirm: true },
  { what: 'the shell of the widget', entry: 'oauth-flow.js', alone: true, measure: 'gzip', limit: 5_000, reached: 4_900, isFirm: true },
];
const RATCHET = 1.02;
// What is loaded only when a reader asks for it counts by itself, and not with the page.
const ON_DEMAND = {
  'embed-dialog.js': { what: 'on demand, when “Embed” is pressed', limit: 4_000, isFirm: true },
  'failure.js': { what: 'on demand, where the widget cannot run', limit: 4_000, isFirm: true },
  'oauth-flow-simulator-whole.js': { what: 'on demand, in place of the usual module, for stories that take more of the server', limit: 500_000 },
};
for (const [entry, budget] of Object.entries(ON_DEMAND)) budgets.push({ entry, measure: 'brotli', ...budget });
const isRatchet = process.argv.includes('--ratchet');

const measures = {
  raw: (bytes) => bytes.length,
  gzip: (bytes) => gzipSync(bytes, { level: 9 }).length,
  brotli: (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }).length,
};

const references = {
  // What a plain link leads to is not loaded.
  html: /<(?:link|script|img|iframe)\b[^>]*\s(?:href|src)="([^"]+)"/g,
  css: /url\(["']?([^"')]+)["']?\)/g,
  js: /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\()["']((?:\.{1,2}\/)?[\w./-]+\.\w+)["']/g,
};

// What a file makes the browser load is read from the file, so that no list here can go stale.
function loadedFrom(entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  const path = join(dist, entry);
  if (!existsSync(path)) throw new Error(`${entry} is loaded but is not in dist/`);
  const pattern = references[entry.split('.').pop()];
  if (!pattern) return found;
  for (const [, reference] of readFileSync(path, 'utf8').matchAll(pattern)) {
    if (/^([a-z]+:|#|\/\/)/i.test(reference)) continue;
    const file = normalize(join(dirname(entry), reference.split(/[?#]/)[0]));
    // Of all posters one is loaded.
    if (file.startsWith('posters/') && !UNTOUCHED.includes(file)) continue;
    if (!(file in ON_DEMAND)) loadedFrom(file, found);
  }
  return found;
}

function sizes(file) {
  const bytes = readFileSync(join(dist, file));
  return Object.fromEntries(Object.entries(measures).map(([name, measure]) => [name, measure(bytes)]));
}

function total(all) {
  const sums = Object.keys(measures).map((name) => [name, all.reduce((sum, size) => sum + size[name], 0)]);
  return Object.fromEntries(sums);
}

function print(title, rows) {
  const columns = Object.keys(measures);
  const width = Math.max(title.length, ...rows.map(({ name }) => name.length));
  const line = (name, cells) => console.log([name.padEnd(width), ...cells.map((cell) => cell.padStart(10))].join(' '));
  line(title, columns);
  for (const { name, size } of rows) line(name, columns.map((column) => size[column].toLocaleString('en-US')));
}

const always = new Set(['index.html', 'oauth-flow.js'].flatMap((entry) => [...loadedFrom(entry)]));

/** What is loaded with this entry, and for those on demand not before. */
function loadedWith({ entry, also = [], alone }) {
  if (alone || also.length > 0) return [entry, ...also];
  return [...loadedFrom(entry)].filter((name) => !(entry in ON_DEMAND) || !always.has(name));
}

const allFiles = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)))
  .sort();
const counted = new Set();
const verdicts = [];

for (const budget of budgets) {
  const { what, measure, limit, isFirm = false, reached = limit } = budget;
  const rows = loadedWith(budget).map((name) => ({ name, size: sizes(name) }));
  rows.sort((a, b) => b.size[measure] - a.size[measure]);
  const sum = total(rows.map(({ size }) => size));
  print(what, [...rows, { name: 'sum', size: sum }]);
  console.log();
  rows.forEach(({ name }) => counted.add(name));
  verdicts.push({ what, measure, limit, isFirm, reached, sum: sum[measure] });
}

const others = allFiles.filter((name) => !counted.has(name) && !/^(static|posters)\//.test(name));
const pages = allFiles.filter((name) => name.startsWith('static/'));
if (others.length > 0) {
  const rows = others.map((name) => ({ name, size: sizes(name) }));
  print('also in dist/', [...rows, { name: `static/, ${pages.length} files`, size: total(pages.map(sizes)) }]);
  console.log();
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
for (const { what, measure, limit, isFirm, reached, sum } of verdicts) {
  const within = sum <= limit;
  console.log(`${within ? 'within' : 'OVER'} budget: ${what}, ${measure}: ${kilobytes(sum)} of ${kilobytes(limit)}`);
  if (!within && isFirm) process.exitCode = 1;
  if (isRatchet && sum > reached * RATCHET) {
    console.log(`MORE than was reached, which is ${kilobytes(reached)}: say in the commit what it is for, and write it down here`);
    process.exitCode = 1;
  }
}
