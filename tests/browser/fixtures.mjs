// Every browser test takes `test` and `expect` from here, so that no test passes while the page
// complains: a console error or warning, an uncaught error, a breach of the Content Security Policy
// or a request to another host fails the test in which it happens.
import { readFileSync } from 'node:fs';
import { expect, test as base } from '@playwright/test';

export { expect };

let runs;

/**
 * A run as the engine says: who takes part, how it ends, and per step its name, its title, who decides, what is done with which
 * value, and who knows what. Tests find their steps here by name. A story that is not the usual one stands behind a
 * dot: `refresh.two-tabs`.
 */
export function story(flow, profile = flow === 'implicit' ? 'oauth-2.0' : 'oauth-2.1') {
  runs ??= JSON.parse(readFileSync(process.env.OAUTH_FLOW_TEST_RUNS, 'utf8'));
  const run = runs[`${flow.replace('.', ' ')} ${profile}`];
  return {
    ...run,
    count: run.steps.length,
    /** The number of the step called `name`, or of the one that comes so many steps `after` it: not every step has a name. */
    at(name, after = 0) {
      const index = run.steps.findIndex((step) => step.name === name);
      if (index < 0) throw new Error(`no step of ${flow} under ${profile} is called “${name}”`);
      return index + 1 + after;
    },
  };
}

/** The page as a reader has it: by what stands on it, not by how it is made. */
class Simulator {
  constructor(page) {
    this.page = page;
    this.steps = page.getByRole('list', { name: 'Steps', exact: true });
    this.rows = this.steps.locator('> li');
    this.current = this.steps.locator('[aria-current="step"]');
    this.player = page.getByRole('group', { name: 'Player', exact: true });
    this.inspector = page.getByRole('complementary', { name: 'Step details', exact: true });
    this.screen = page.getByRole('region', { name: 'On the screen', exact: true });
    this.panel = this.inspector.getByRole('tabpanel');
    this.outcome = page.locator('.outcome');
    this.spoken = page.locator('[aria-live="polite"]');
  }

  /** Opens the state of a fragment, or goes there if the page is open already. */
  async open(fragment = '') {
    await this.page.goto(`./${fragment}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(this.page.locator('.boot')).toHaveCount(0);
  }

  control(name) {
    return this.player.getByRole('button', { name, exact: true });
  }

  /** A button of the screen on which the learner acts as the person. */
  act(name) {
    return this.screen.getByRole('button', { name, exact: true });
  }

  section(name) {
    return this.inspector.locator('section').filter({ has: this.page.getByRole('heading', { level: 3, name }) });
  }

  async next() {
    await this.control('Next step').click();
  }

  /** Waits until the page shows this step, everywhere at once. */
  async expectStep(number, count) {
    await expect(this.inspector.locator('.kicker')).toContainText(`Step ${number} of ${count ?? ''}`);
    await expect(this.current.locator('.step-number')).toHaveText(String(number));
  }

  /** The message that is shown, with the lines that it was sent in. */
  async message() {
    const lines = await this.panel.locator('.http-line').evaluateAll((all) => all.map((line) => [
      line.classList.contains('is-continued'),
      line.textContent,
    ]));
    return lines.map(([continues, text], index) => (continues || index === 0 ? text : `\n${text}`)).join('');
  }

  async expectMessage(...patterns) {
    await expect(async () => {
      const text = await this.message();
      for (const pattern of patterns) expect(text).toMatch(pattern);
    }).toPass();
  }

  /** The names of the values that an actor knows now. */
  async knownBy(actor) {
    const card = this.section('Who knows what now').getByRole('listitem').filter({ hasText: actor });
    const chips = await card.getByRole('button').allTextContents();
    return chips.map((name) => name.replace(', new', ''));
  }

  /** Leaves out the header, as a reader with a keyboard does. */
  async skipToSteps() {
    await this.page.keyboard.press('Tab');
    await expect(this.page.getByRole('link', { name: 'Skip to the steps' })).toBeFocused();
    await this.page.keyboard.press('Enter');
    await expect(this.current).toBeFocused();
  }

  /** Tab, until the focus is on `target`: what cannot be reached so cannot be reached at all. */
  async tabTo(target) {
    const isFocused = () => target.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < 250; presses += 1) {
      await this.page.keyboard.press('Tab');
      if (await isFocused()) return;
    }
    throw new Error(`Tab does not lead to ${target}`);
  }
}

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
  simulator: async ({ page }, use) => use(new Simulator(page)),
  /** Another reader, with nothing in common with the first: no storage, no history. */
  stranger: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext({ baseURL });
    await use(new Simulator(await context.newPage()));
    await context.close();
  },
});
