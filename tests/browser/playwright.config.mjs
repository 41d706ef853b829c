import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromiumPath } from './chromium.mjs';

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

// Through the environment, because every worker reads this file again and must get the same answers.
// A free port lets several work trees test at the same time.
process.env.OAUTH_FLOW_TEST_PORT ??= await freePort();
process.env.CHROME_PATH ??= (await chromiumPath()) ?? '';

// What the tests know of the runs, from the engine itself, once for all workers.
if (!process.env.OAUTH_FLOW_TEST_RUNS) {
  const file = fileURLToPath(new URL('../../target/runs.json', import.meta.url));
  const cargo = ['run', '--quiet', '--locked', '--no-default-features', '--bin', 'runs'];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, execFileSync('cargo', cargo, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 25 }));
  process.env.OAUTH_FLOW_TEST_RUNS = file;
}

const origin = `http://127.0.0.1:${process.env.OAUTH_FLOW_TEST_PORT}`;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine that others share can stand still for longer than any wait. What passes only when repeated is
  // named as flaky in the list and in the last table.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  reporter: 'list',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    baseURL: `${origin}/`,
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    // Recording costs more than the tests themselves: ask for it with --trace on.
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROME_PATH || undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-sync',
        '--no-first-run',
        '--disable-component-update',
      ],
    },
  },
  webServer: {
    command: `node server.mjs ${process.env.OAUTH_FLOW_TEST_PORT}`,
    url: `${origin}/`,
    reuseExistingServer: false,
    timeout: 10_000,
  },
});
