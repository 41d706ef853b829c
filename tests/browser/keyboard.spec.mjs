// How far it is by keyboard: the stops of Tab, and the keys that move within a list.
import { expectStep, openDocs, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const flow = '#/authorization-code-pkce';
const tag = (attributes = '') => `<oauth-flow loading="eager" ${attributes}></oauth-flow>`;

/** What Tab stops at in the widget, in the order of the document. */
const stops = (page) => widget(page).evaluate((element) => (
  [...element.shadowRoot.querySelectorAll('a[href], button, input, select, [tabindex]')]
    .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && (one.type !== 'radio' || one.checked))
    .map((one) => one.ariaLabel ?? one.className)
));

test.describe('the stops of Tab', () => {
  for (const name of ['authorization-code-pkce', 'device', 'refresh', 'implicit']) {
    test(`are few in a widget at every step of ${name}, and Play is one of the first`, async ({ page }) => {
      await openDocs(page, tag(`flow="${name}"`));
      await expectStep(page, 1);
      for (let step = 1; step <= story(name).count; step += 1) {
        await widget(page).evaluate((element, number) => element.seek(number), step);
        await expect(widget(page).locator('.kicker')).toContainText(`Step ${step} of`);
        const all = await stops(page);
        expect(all.length, `step ${step}`).toBeLessThanOrEqual(35);
        expect(all.indexOf('Play'), `step ${step}`).toBeLessThan(5);
      }
    });
  }

  test('lead to Play, and on to the current step with its values', async ({ page }) => {
    await openDocs(page, `<button>Before</button>${tag('step="8"')}`);
    await expectStep(page, 8);
    await page.getByRole('button', { name: 'Before' }).focus();
    const within = () => widget(page).evaluate(({ shadowRoot: { activeElement } }) => activeElement?.ariaLabel ?? activeElement?.className);
    const seen = [];
    while (seen.at(-1) !== 'step-button' && seen.length < 20) {
      await page.keyboard.press('Tab');
      seen.push(await within());
    }
    expect(seen.indexOf('Play')).toBeLessThan(5);
    expect(seen.at(-1)).toBe('step-button');
    await expect(widget(page).getByRole('button', { name: /^8 / })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(widget(page).locator('.step.is-current .chip').first()).toBeFocused();
  });

  test('of a list are one place, to which the arrows bring the others', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=13`);
    const places = (list) => page.locator(list).evaluate((one) => {
      const all = [...one.querySelectorAll('.step, .check, .knower-values > .chip')];
      return all.flatMap((place, index) => ([place, ...place.querySelectorAll('a, button')].some((control) => control.tabIndex >= 0) ? index : []));
    });
    for (const [list, home] of [['.steps', 12], ['.checks', 0], ['.knowledge', 0]]) expect(await places(list), list).toEqual([home]);

    await simulator.current.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect(simulator.rows.nth(10).getByRole('button').first()).toBeFocused();
    expect(await places('.steps')).toEqual([10, 12]);
    await simulator.expectStep(13);
    // Whatever the player does, the focus stays, and Tab goes on from there.
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(14);
    await expect(simulator.rows.nth(10).getByRole('button').first()).toBeFocused();
    expect(await places('.steps')).toEqual([10, 13]);
    await page.keyboard.press('Enter');
    await simulator.expectStep(11);
    expect(await places('.steps')).toEqual([10]);

    await simulator.rows.nth(12).locator('.step-number').click();
    await simulator.expectStep(13);
    for (const list of ['.checks', '.knowledge']) {
      const controls = page.locator(list).locator('a, button');
      await controls.first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect(controls.nth(2)).toBeFocused();
      await expect(controls.nth(2)).toBeInViewport();
      expect(await places(list), list).toEqual([0, 2]);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      await expect(controls.first()).toBeFocused();
      await page.keyboard.press('Shift+Tab');
      expect(await places(list), list).toEqual([0]);
    }
    await simulator.expectStep(13);
  });
});
