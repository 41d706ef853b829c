// Packs dist-package/ as it would be published, and installs that into a fresh project.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { project, sites } from './sites.mjs';

export default function setup() {
  const source = fileURLToPath(new URL('../../dist-package/', import.meta.url));
  if (!existsSync(source)) throw new Error('there is no dist-package/: run make package');
  const npm = (...words) => execFileSync('npm', [...words, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: sites, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(npm('pack', source, '--json'));
  cpSync(new URL('./project/', import.meta.url), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }\n');
  npm('install', '--prefix', project, join(sites, filename));
}
