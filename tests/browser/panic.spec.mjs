// A fault of the simulator itself. It has no back door that causes one: the browser's own functions
// are made to fail under it.
import { expect, test } from './fixtures.mjs';

const state = '#/authorization-code-pkce?step=8&profile=oauth-2.1&seed=5eed';

/** From now on no text can be put on the page. */
const refuseText = (page) => page.evaluate(() => {
  Document.prototype.createTextNode = () => { throw new Error('refused by the test'); };
});

test('an exception from the browser takes the page away, too, and says what it was', async ({ simulator, page, problems }) => {
  problems.expect(/^uncaught: Error: refused by the test/);
  await simulator.open(state);
  await refuseText(page);
  await page.keyboard.press('ArrowRight');
  const panel = page.getByRole('alert');
  await expect(panel.getByRole('heading', { level: 1, name: 'The simulator stopped' })).toBeFocused();
  await expect(panel.locator('pre')).toHaveText(/refused by the test/);
  await expect(page.locator('.oauth-flow')).toHaveCount(0);
});

test.describe('a panic', () => {
  // After an exception that nobody reported it finds itself in a state that cannot be.
  test.beforeEach(async ({ simulator, page, problems }) => {
    problems.expect(/^uncaught: Error: refused by the test/);
    problems.expect(/^uncaught: RuntimeError: unreachable/);
    await page.addInitScript(() => addEventListener('error', (event) => {
      if (event.message.includes('refused by the test')) event.stopImmediatePropagation();
    }));
    await simulator.open(state);
    await refuseText(page);
    await expect(async () => {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('?');
      await expect(page.getByRole('alert')).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 5_000 });
  });

  test('a panel takes the place of the page, says what happened, and has the focus', async ({ page }) => {
    const panel = page.getByRole('alert');
    await expect(panel.getByRole('heading', { level: 1, name: 'The simulator stopped' })).toBeFocused();
    await expect(panel.locator('pre')).toHaveText(/^panicked at \S+\.rs:\d+:\d+:\n\S/);
    await expect(page.locator('.oauth-flow')).toHaveCount(0);
    await expect(page).toHaveTitle(/^The simulator stopped/);
  });

  test('the link leads to the same state, where the simulator works again', async ({ page, simulator, stranger }) => {
    const link = page.getByRole('alert').getByRole('link');
    const address = page.url();
    await expect(link).toHaveAttribute('href', address);
    expect(address).toMatch(/#\/authorization-code-pkce\?step=\d+&profile=oauth-2\.1&seed=5eed$/);
    await stranger.page.goto(address);
    await stranger.expectStep(Number(address.match(/step=(\d+)/)[1]));
    await page.getByRole('button', { name: 'Reload this state' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await simulator.expectStep(Number(address.match(/step=(\d+)/)[1]));
    expect(page.url()).toBe(address);
  });

  test('“Start over” starts over', async ({ page, simulator }) => {
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await simulator.expectStep(1);
    await simulator.next();
    await simulator.expectStep(2);
  });
});
