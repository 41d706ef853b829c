// The packed package, installed into a fresh project: with bundlers, in Node.js and with TypeScript.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../browser/fixtures.mjs';
import { current, installed, project, sites, widget } from './sites.mjs';

const tools = fileURLToPath(new URL('./node_modules/', import.meta.url));

/** Opens the project that main.js and index.html make, and steps through what is in it. */
async function expectProjectToWork(page, address) {
  await page.goto(address);
  await expect(current(page)).toHaveText('1');
  expect(await page.evaluate(() => window.result)).toMatchObject({ isElement: true, mounted: 2, status: 200 });
  await widget(page).getByRole('button', { name: 'Next step' }).click();
  await expect(current(page)).toHaveText('2');
  await expect(widget(page, 1)).toContainText('Robin');
  expect((await page.evaluate(() => window.seen)).sort()).toEqual([1, 2, 2]);
  expect((await widget(page).boundingBox()).height).toBe(700);
  // The address of the module is that from which the element has it.
  const [core, loaded] = await page.evaluate(() => [window.core, performance.getEntriesByType('resource').map(({ name }) => name)]);
  expect(core).toMatch(/\.wasm$/);
  expect(loaded).toContain(core);
}

test('works with Vite', async ({ page }) => {
  const { build } = await import('vite');
  await build({ root: project, base: './', logLevel: 'warn', build: { outDir: join(sites, 'vite'), emptyOutDir: true } });
  await expectProjectToWork(page, './vite/');
});

test('works with the development server of Vite', async ({ page, problems }) => {
  // It is a host of its own.
  problems.expect(/^request to another host: http:\/\/127\.0\.0\.1/);
  const { createServer } = await import('vite');
  const server = await createServer({ root: project, logLevel: 'warn', server: { host: '127.0.0.1', port: 0 } });
  try {
    await server.listen();
    await expectProjectToWork(page, server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
});

test('works with webpack', async ({ page }) => {
  const { default: webpack } = await import('webpack');
  const folder = join(sites, 'webpack');
  const compiler = webpack({
    mode: 'production',
    context: project,
    entry: './main.js',
    output: { path: folder, filename: 'main.js' },
    // As in most projects, a style sheet is a module.
    experiments: { css: true },
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  expect(stats.toJson({ all: false, errors: true }).errors).toEqual([]);
  const html = readFileSync(join(project, 'index.html'), 'utf8');
  writeFileSync(join(folder, 'index.html'), html.replace('</head>', '<link rel="stylesheet" href="./main.css"></head>'));
  await expectProjectToWork(page, './webpack/');
});

test('is imported in Node.js without a DOM, where the server answers', () => {
  expect(execFileSync('node', ['node.mjs'], { cwd: project, encoding: 'utf8' })).toBe('all imported\n');
});

test('has strict types, for React and Vue too', () => {
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/react', 'vue']) symlinkSync(join(tools, name), join(project, 'node_modules', name));
  let output = '';
  try {
    output = execFileSync('node', [join(tools, 'typescript/bin/tsc'), '--project', project], { encoding: 'utf8' });
  } catch (error) {
    output = error.stdout;
  }
  expect(output).toBe('');
});

test('has types for everything that can be imported', () => {
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const [name, entry] of Object.entries(exports).filter(([path]) => !path.endsWith('.json'))) {
    for (const file of [entry.types, entry.default ?? entry.types]) expect(existsSync(join(installed, file ?? '')), `${name}: ${file}`).toBe(true);
  }
  expect(Object.keys(exports)).toEqual(expect.arrayContaining(['.', './mount', './core.wasm', './iframe']));
});

test('tells nothing of the machine that built it', () => {
  const folders = [homedir(), '/registry/src/', '/.cargo/', '/.rustup/', fileURLToPath(new URL('../../', import.meta.url))];
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.flatMap(({ parentPath, path, name }) => {
    const bytes = readFileSync(join(parentPath ?? path, name));
    return folders.filter((folder) => bytes.includes(folder)).map((folder) => `${name}: ${folder}`);
  });
  expect(found).toEqual([]);
});

test('has the files that docs/package-files.md lists', () => {
  const { status, stderr } = spawnSync('node', [fileURLToPath(new URL('../../tools/package-files.mjs', import.meta.url))], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('is packed as registries and bundlers expect it', async () => {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  expect(pkg.dependencies).toBeUndefined();
  const [, version] = readFileSync(new URL('../../Cargo.toml', import.meta.url), 'utf8').match(/^version = "(.+)"$/m);
  expect(pkg.version).toBe(version);
});
