// Tries the packed package in projects of its own.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../browser/playwright.config.mjs';

// Every project and site is a folder of this one, and one server serves them all.
process.env.OAUTH_FLOW_SITES ??= mkdtempSync(join(tmpdir(), 'oauth-flow-sites-'));

export default {
  ...config,
  testDir: '.',
  // A bundler takes a while on a busy machine.
  timeout: 180_000,
  globalSetup: './setup.mjs',
  globalTeardown: './teardown.mjs',
  webServer: { ...config.webServer, command: `node server.mjs ${process.env.OAUTH_FLOW_TEST_PORT}` },
};
