// Gives the names between the WebAssembly module and its JavaScript glue one or two letters, drops the exports
// that nothing calls, and makes both as small as they get.
//   node tools/glue.mjs FOLDER     with oauth-flow-simulator.js and oauth-flow-simulator_bg.wasm
// wasm-bindgen names an import after what it does and a hash (__wbg_after_d06eb2ac2b119baf), in both files; and a
// crate beneath Leptos exports classes for streams, which wasm-bindgen keeps whether or not a page uses them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byLikeness } from './order.mjs';
import { list, name, number, withSections } from './wasm.mjs';

const IMPORT_SECTION = 2;
const EXPORT_SECTION = 7;
const FUNCTION = 0;
const MODULE = 'oauth-flow-simulator';
/** What the module calls the glue, and what it is called afterwards. */
const GLUE = `./${MODULE}_bg.js`;
const SHORT_GLUE = 'a';
/** What other scripts import from the glue. */
const ENTRY = `export { default, mountWidget } from './${MODULE}.js';`;
/** What wasm-bindgen makes begins so; nothing of the browser's does. */
const GENERATED = '^__wb|^__externref|^__destroy_into_raw$|^wasm_bindgen__|^widget_';

function readImport(reader) {
  const entry = { module: reader.name(), name: reader.name(), kind: reader.take(1)[0] };
  if (entry.kind !== FUNCTION) throw new Error(`${entry.name} is imported and is not a function`);
  if (entry.module !== GLUE) throw new Error(`${entry.name} is imported from ${entry.module}`);
  return { ...entry, type: reader.number() };
}

const readExport = (reader) => ({ name: reader.name(), kind: reader.take(1)[0], index: reader.number() });

const folder = process.argv[2];
const [glueFile, moduleFile] = [`${MODULE}.js`, `${MODULE}_bg.wasm`].map((file) => join(folder, file));
const scratch = mkdtempSync(join(tmpdir(), 'glue-'));
const esbuild = (input, ...options) =>
  execFileSync('esbuild', ['--bundle', '--format=esm', '--log-level=warning', ...options], { input, cwd: folder }).toString();

const written = readFileSync(glueFile, 'utf8');
if (!written.includes(`"${GLUE}"`)) throw new Error(`The glue does not name ${GLUE}`);
// `using` and finalizers keep a class alive that nothing imports.
const glue = written
  .replace(/^if \(Symbol\.dispose\).*$/gm, '')
  .replaceAll(': new FinalizationRegistry(', ': /* @__PURE__ */ new FinalizationRegistry(')
  .replaceAll(`"${GLUE}"`, `"${SHORT_GLUE}"`);
writeFileSync(glueFile, glue);
const used = esbuild(ENTRY);
const cache = join(scratch, 'names.json');
writeFileSync(cache, '{}');
writeFileSync(glueFile, esbuild(used, '--minify', `--mangle-props=${GENERATED}`, `--mangle-cache=${cache}`));
const shortened = JSON.parse(readFileSync(cache, 'utf8'));

const words = new Set(used.match(/[\w$]+/g));
const isUsed = (entry) => words.has(entry.name);
const module = withSections(readFileSync(moduleFile), {
  [IMPORT_SECTION]: (reader) =>
    list(reader.list(readImport).map((entry) =>
      Buffer.concat([name(SHORT_GLUE), name(shortened[entry.name]), Buffer.from([entry.kind]), number(entry.type)]))),
  [EXPORT_SECTION]: (reader) =>
    list(reader.list(readExport).filter(isUsed).map((entry) =>
      Buffer.concat([name(shortened[entry.name] ?? entry.name), Buffer.from([entry.kind]), number(entry.index)]))),
});
writeFileSync(moduleFile, module);
const optimize = (...options) => execFileSync('wasm-opt', [...options, moduleFile, '-o', moduleFile], { stdio: 'inherit' });
// Common subexpressions kept in locals take fewer bytes as they are, but compress worse. Control flow is made
// anew from its graph, which finds shorter forms than the compiler's.
optimize('--flatten', '--rereloop', '-Oz', '-Oz', '--skip-pass=local-cse', '--low-memory-unused');
writeFileSync(moduleFile, byLikeness(readFileSync(moduleFile)));
// An engine need not be told how memory is aligned.
optimize('--reorder-functions-by-name', '--dealign', '--optimize-stack-ir', '--strip-debug', '--strip-producers', '--strip-target-features');
rmSync(scratch, { recursive: true });

// What one of the two asks for, the other has: otherwise the page would not start.
const known = new Set(readFileSync(glueFile, 'utf8').match(/[\w$]+/g));
const linked = new WebAssembly.Module(readFileSync(moduleFile));
for (const { name: wanted } of [...WebAssembly.Module.imports(linked), ...WebAssembly.Module.exports(linked)]) {
  if (!known.has(wanted)) throw new Error(`${wanted} is in the module and not in its glue`);
}
