// Tries the packed package in sites of documentation, as their tools build them.
import { fileURLToPath } from 'node:url';
import config from '../package/playwright.config.mjs';

export default {
  ...config,
  testDir: '.',
  globalSetup: './setup.mjs',
  globalTeardown: '../package/teardown.mjs',
  webServer: { ...config.webServer, cwd: fileURLToPath(new URL('../package/', import.meta.url)) },
};
