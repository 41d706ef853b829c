// Compares docs/package-files.md with what npm would pack of dist-package/, and exits with 1 where it is out of date.
//   node tools/package-files.mjs [--update]     --update writes it
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('../', import.meta.url));
const source = join(root, 'dist-package');
const list = join(root, 'docs/package-files.md');
/** How far a size may be from what is written, which is rounded: it does not change with every commit. */
const TOLERANCE = 0.1;
/** Nor with every sentence. */
const LEAST_BYTES = 2000;
/** A folder of many files of one kind is one line. */
const FOLDER = 'static/';

const { stdout } = spawnSync('npm', ['pack', source, '--dry-run', '--json', '--offline', '--loglevel=error'], { encoding: 'utf8' });
const [{ files, size, unpackedSize }] = JSON.parse(stdout);

for (const file of files) file.compressed = brotliCompressSync(readFileSync(join(source, file.path))).length;
const total = (all) => ['size', 'compressed'].map((measure) => all.reduce((sum, file) => sum + file[measure], 0));
const inFolder = files.filter(({ path }) => path.startsWith(FOLDER));
const rows = [
  ...files.filter((file) => !inFolder.includes(file)).map((file) => [`\`${file.path}\``, ...total([file])]).sort(([a], [b]) => (a < b ? -1 : 1)),
  [`\`${FOLDER}\`, ${inFolder.length} files`, ...total(inFolder)],
  [`all ${files.length} files`, unpackedSize, total(files)[1]],
  ['what npm sends, a `.tgz`', size, size],
];

const kilobytes = (bytes) => String(Number((bytes / 1000).toPrecision(2)));
const text = `# The files of the npm package

In KB, which are 1,000 bytes, as they are and with brotli. \`make package\` prints the bytes. \`make package UPDATE=--update\`
writes this list; \`make test\` compares it with what npm packs: the names have to be the same, and the sizes nearly.

| file | KB | with brotli |
|---|---:|---:|
${rows.map(([name, ...sizes]) => `| ${[name, ...sizes.map(kilobytes)].join(' | ')} |`).join('\n')}
`;

if (process.argv.includes('--update')) {
  writeFileSync(list, text);
} else {
  const written = existsSync(list) ? readFileSync(list, 'utf8') : '';
  const cells = new Map([...written.matchAll(/^\| (.+) \| ([\d.]+) \| ([\d.]+) \|$/gm)].map(([, name, ...sizes]) => [name, sizes]));
  const isNear = (bytes, size) => Math.abs(bytes - size * 1000) <= Math.max(LEAST_BYTES, bytes * TOLERANCE);
  const wrong = rows.filter(([name, ...sizes]) => !cells.has(name) || !sizes.every((bytes, index) => isNear(bytes, cells.get(name)[index])));
  const names = rows.map(([name]) => name);
  const gone = [...cells.keys()].filter((name) => !names.includes(name));
  for (const [name, ...sizes] of wrong) console.error(`${name}: ${sizes.map(kilobytes).join(', ')} KB, and not ${cells.get(name)?.join(', ') ?? 'in the list'}`);
  for (const name of gone) console.error(`${name}: not in the package`);
  if (wrong.length + gone.length > 0) {
    console.error('docs/package-files.md is out of date: make package UPDATE=--update');
    process.exitCode = 1;
  }
}
