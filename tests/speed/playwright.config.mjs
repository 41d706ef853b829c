// Measures on an idle machine: `make speed`. Not part of the tests, because a busy machine measures
// itself.
import config from '../browser/playwright.config.mjs';

export default {
  ...config,
  testDir: '.',
  testMatch: '*.bench.mjs',
  workers: 1,
  webServer: { ...config.webServer, cwd: '../browser' },
};
