// Builds each site into a folder of its own, with the package as it would be published.
import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import install from '../package/setup.mjs';
import { installed, project, sites } from '../package/sites.mjs';

/** What an author copies to a site that has no bundler. */
const modules = ['oauth-flow-simulator', 'oauth-flow-simulator-whole'].flatMap((name) => [`${name}.js`, `${name}_bg.wasm`]);
const files = ['fence.min.js', ...modules, 'styles.js', 'poster.js', 'posters'];
const here = fileURLToPath(new URL('./', import.meta.url));

function run(command, words, options) {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
}

function buildMkDocs() {
  const source = join(sites, 'mkdocs-source');
  cpSync(join(here, 'mkdocs'), source, { recursive: true });
  for (const name of files) cpSync(join(installed, name), join(source, 'docs/oauth-flow', name), { recursive: true });
  const origin = `http://127.0.0.1:${process.env.OAUTH_FLOW_TEST_PORT}`;
  const env = { ...process.env, SITE_URL: `${origin}/mkdocs/`, SITE_DIR: join(sites, 'mkdocs'), NO_MKDOCS_2_WARNING: '1' };
  run(process.env.DOCS_PYTHON, ['-m', 'mkdocs', 'build', '--strict', '--quiet'], { cwd: source, env });
}

function buildVitePress() {
  cpSync(join(here, 'vitepress'), join(project, 'docs'), { recursive: true });
  symlinkSync(join(here, 'node_modules/vitepress'), join(project, 'node_modules/vitepress'));
  const words = ['build', 'docs', '--base', '/vitepress/', '--outDir', join(sites, 'vitepress')];
  run(join(here, 'node_modules/.bin/vitepress'), words, { cwd: project });
}

export default function setup() {
  install();
  buildMkDocs();
  buildVitePress();
}
