// Every browser test takes `test` and `expect` from here, so that no test passes while the page
// complains: a console error or warning, an uncaught error, a breach of the Content Security Policy
// or a request to another host fails the test in which it happens.
import { expect, test as base } from '@playwright/test';

export { expect };

class Problems {
  #seen = [];
  #expected = [];

  add(problem) {
    this.#seen.push(problem);
  }

  /** Announces a problem that this test causes on purpose. It must then happen. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  get unexpected() {
    return this.#seen.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
  }

  get missing() {
    return this.#expected.filter((pattern) => !this.#seen.some((problem) => pattern.test(problem))).map(String);
  }
}

export const test = base.extend({
  problems: [
    async ({ context, baseURL }, use) => {
      const problems = new Problems();
      const { host } = new URL(baseURL);

      context.on('console', (message) => {
        if (['error', 'warning', 'assert'].includes(message.type())) {
          problems.add(`console ${message.type()}: ${message.text()} (${message.location().url})`);
        }
      });
      context.on('weberror', (event) => problems.add(`uncaught: ${event.error().stack ?? event.error()}`));
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) {
          problems.add(`request to another host: ${request.url()}`);
        }
      });
      // The console names breaches too, but not those of a policy that only reports.
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy breach: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
        });
      });

      await use(problems);

      expect(problems.unexpected, 'problems that the page reported').toEqual([]);
      expect(problems.missing, 'problems that this test announced and that did not happen').toEqual([]);
    },
    { auto: true },
  ],
});
