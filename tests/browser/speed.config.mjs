// Measures on an idle machine: `make speed`. Not part of the tests, because a busy machine measures
// itself.
import config from './playwright.config.mjs';

export default { ...config, testMatch: 'speed.bench.mjs', workers: 1 };
