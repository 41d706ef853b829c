// Puts the npm package together from dist/, dist-interface/ and package/, in dist-package/, and prints its files
// with their bytes, and the tags for a content delivery network. esbuild has to be on PATH.
//   node tools/package.mjs VERSION
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../', import.meta.url));
const target = join(root, 'dist-package');
const [, , version] = process.argv;

const MODULES = ['oauth-flow-simulator', 'oauth-flow-simulator-whole'];
const LOADED = [...MODULES.flatMap((name) => [`${name}.js`, `${name}_bg.wasm`]), 'styles.js', 'poster.js'];
const COPIED = [
  ...[...LOADED, 'fence.js', 'embed.html', 'embed.css', 'embed.js', 'frame.js'].map((name) => [`dist/${name}`, name]),
  ['dist/icon.svg', 'icon.svg'],
  ['dist/static', 'static'],
  ['dist/posters', 'posters'],
  ['dist-interface', 'authorization-server'],
  ['package', '.'],
  ...['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT'].map((name) => [name, name]),
];

function hash(name) {
  return `sha384-${createHash('sha384').update(readFileSync(join(target, name))).digest('base64')}`;
}

/** Builds one of the scripts in web/, which loads the files in LOADED when it runs. */
function bundle(source, name, integrity, registers, format = ['--format=esm']) {
  // Bundlers leave the static form behind, and content delivery networks show the text of HTML.
  const constants = { VERSION: version, INTEGRITY: integrity, REGISTERS: registers, HAS_STATIC_FORM: false };
  const { status } = spawnSync('esbuild', [
    join(root, 'web', source),
    '--bundle',
    '--minify',
    '--log-level=warning',
    `--outfile=${join(target, name)}`,
    ...format,
    ...[...LOADED, 'posters/*'].map((file) => `--external:./${file}`),
    ...Object.entries(constants).map(([constant, value]) => `--define:${constant}=${JSON.stringify(value)}`),
  ], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`esbuild made no ${name}`);
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
for (const [from, to] of COPIED) cpSync(join(root, from), join(target, to), { recursive: true });

// The package has no page of the simulator beside these, but it has the frame, which takes the same addresses.
for (const name of readdirSync(join(target, 'static')).filter((file) => file.endsWith('.html'))) {
  const path = join(target, 'static', name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"../index.html', '"../embed.html'));
}

const description = JSON.parse(readFileSync(join(root, 'package/package.json'), 'utf8'));
const { name } = description;
writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name, version, ...description }, null, 2)}\n`);

// The package has no page of the simulator, and so no posters of it.
rmSync(join(target, 'posters/page'), { recursive: true });
const posters = readdirSync(join(target, 'posters')).map((file) => [file.replace(/\.js$/, ''), hash(`posters/${file}`)]);
writeFileSync(join(target, 'posters/hashes.js'), `export default ${JSON.stringify(Object.fromEntries(posters))};\n`);

const integrity = Object.fromEntries([...LOADED, 'posters/hashes.js'].map((file) => [`./${file}`, hash(file)]));
bundle('oauth-flow.js', 'element.js', null, false);
bundle('oauth-flow.js', 'oauth-flow.min.js', integrity, true);
bundle('fence.js', 'fence.min.js', integrity, true);
// For generators of documentation whose tags are those of classic scripts.
const classic = ['--format=iife', `--inject:${join(root, 'web/script-address.js')}`, '--define:import.meta.url=scriptAddress'];
bundle('fence.js', 'oauth-flow.global.js', integrity, true, classic);

const files = readdirSync(target, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort()
  .map((path) => ({ path: path.slice(target.length + 1), bytes: readFileSync(path) }));
const line = (path, ...cells) => console.log([path.padEnd(44), ...cells.map((cell) => String(cell).padStart(10))].join(''));
line(`${name}@${version}`, 'raw', 'gzip', 'brotli');
for (const { path, bytes } of files) {
  line(path, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length);
}

console.log('\nFor a content delivery network that serves packages of npm:\n');
for (const [script, type] of [['oauth-flow.min.js', ' type="module"'], ['fence.min.js', ' type="module"'], ['oauth-flow.global.js', '']]) {
  const address = `https://cdn.jsdelivr.net/npm/${name}@${version}/${script}`;
  console.log(`<script${type} src="${address}" integrity="${hash(script)}" crossorigin></script>`);
}
console.log('\nEach carries the hashes of what it loads:\n');
for (const [file, value] of Object.entries(integrity)) console.log(`${file.slice(2).padEnd(30)}${value}`);
