// Finds a Chromium: CHROME_PATH, one on PATH, or the one that Playwright installed.
// As a command: prints its path, or exits with 1.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Some distributions ship a script of this name that only asks for another package to be installed.
const runs = (path) => spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;

export async function chromiumPath() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => isExecutable(path) && runs(path));
  if (onPath) return onPath;
  const { chromium } = await import('@playwright/test').catch(() => ({}));
  const own = chromium?.executablePath();
  return own && existsSync(own) ? own : undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = await chromiumPath();
  if (!path || !isExecutable(path)) process.exit(1);
  console.log(path);
}
