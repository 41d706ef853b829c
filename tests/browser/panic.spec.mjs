// A fault of the simulator itself. It has no back door that causes one: the browser's own functions
// are made to fail under it.
import { expectStep, openDocs, tag, told, widget } from './docs.mjs';
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
    }).toPass();
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

test.describe('a panic in a page with widgets', () => {
  const stopped = 'The simulator stopped. This is a fault of its own, not a part of the flow.';

  test.beforeEach(async ({ page, problems }) => {
    problems.expect(/^uncaught: Error: refused by the test/);
    problems.expect(/^uncaught: RuntimeError: unreachable/);
    problems.expect(/<oauth-flow>: The simulator stopped/);
    await openDocs(page, `${tag}<oauth-flow flow="device" loading="eager"><p>The device flow in words</p></oauth-flow>`);
    await expectStep(page, 8);
    await expectStep(page, 1, 1);
    await refuseText(page);
    await widget(page).getByRole('button', { name: 'Next step' }).focus();
    await expect(async () => {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('?');
      await expect(widget(page).locator('.reason')).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  test('each says that the simulator stopped, with its words, and tells of it', async ({ page }) => {
    for (const [index, words] of ['Not ready yet', 'The device flow in words'].entries()) {
      await expect(widget(page, index).locator('.reason')).toContainText(stopped);
      await expect(page.getByText(words)).toBeVisible();
      await expect(widget(page, index).locator('.oauth-flow')).toHaveCount(0);
    }
    expect(await told(page, 'error')).toEqual([stopped, stopped].map((reason) => ({ type: 'error', reason })));
    expect(await widget(page).evaluate(({ stepIndex, playing }) => [stepIndex, playing])).toEqual([0, false]);
    // One that comes later is told the same, and waits for nothing.
    const later = await page.evaluate(async () => {
      const { mount } = await import('./oauth-flow.js');
      return mount(document.body, { flow: 'refresh', loading: 'eager' }).catch(({ message }) => message);
    });
    expect(later).toBe(stopped);
  });

  test('the page loaded again has them again', async ({ page }) => {
    await widget(page).getByRole('button', { name: 'Reload the page' }).click();
    await expectStep(page, 8);
    await expectStep(page, 1, 1);
  });
});

test('a flow that cannot be put together is not called a file that did not load', async ({ page, problems }) => {
  problems.expect(/<oauth-flow>: The simulator stopped/);
  await openDocs(page, '<p>Docs</p>');
  await refuseText(page);
  const reason = await page.evaluate(async () => {
    const { mount } = await import('./oauth-flow.js');
    return mount(document.body, { loading: 'eager' }).catch(({ message }) => message);
  });
  expect(reason).toMatch(/^The simulator stopped/);
});

test('what a page around does wrong takes no flow down', async ({ page, problems }) => {
  problems.expect(/uncaught: RangeError: of the page/);
  await openDocs(page, tag);
  await expectStep(page, 8);
  await page.evaluate(() => addEventListener('oauth-flow:step', () => { throw new RangeError('of the page'); }));
  await widget(page).getByRole('button', { name: 'Next step' }).click();
  await expectStep(page, 9);
  await widget(page).getByRole('button', { name: 'Next step' }).click();
  await expectStep(page, 10);
});
