// How far it is by keyboard: the stops of Tab, the keys that move within a list, those that go from one main
// step to another, and the one that fills the screen. For everybody else, what axe finds in a widget.
import { AxeBuilder } from '@axe-core/playwright';
import { expectStep, openDocs, told, widget } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const flow = '#/authorization-code-pkce';
const pkce = story('authorization-code-pkce');
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

  test('change in the two rows that a step goes from and to, and in no other', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=8`);
    await page.evaluate(() => {
      window.touched = new Set();
      const rows = [...document.querySelectorAll('.steps > .step')];
      const note = (records) => records.forEach(({ target }) => touched.add(rows.indexOf(target.closest('.step')) + 1));
      new MutationObserver(note).observe(document.querySelector('.steps'), { subtree: true, attributes: true, childList: true, characterData: true });
    });
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(9);
    expect(await page.evaluate(() => [...touched].sort((one, other) => one - other))).toEqual([8, 9]);
  });

  test('stay where they are when another run replaces the row that has the focus', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=13`);
    const third = simulator.rows.nth(2);
    await third.getByRole('button').first().focus();
    await third.evaluate((row) => { row.isOld = true; });
    await page.evaluate(() => { location.hash = location.hash.replace('?', '?wait=3:60&'); });
    await expect(third.locator('.time-passes')).toBeVisible();
    expect(await third.evaluate((row) => row.isOld)).toBeUndefined();
    await expect(third.getByRole('button').first()).toBeFocused();
    // The player's next step finds the focus where the learner brought it since.
    await simulator.control('Play').focus();
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(14);
    await expect(simulator.control('Play')).toBeFocused();
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

for (const panels of ['diagram log inspector', 'diagram']) {
  test(`axe finds nothing in a widget with ${panels}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openDocs(page, `<main><h1>Docs</h1>${tag(`step="13" panels="${panels}"`)}</main>`);
    await expectStep(page, 13);
    await expect(widget(page).locator('.kicker')).toContainText('Step 13');
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const { violations, passes } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).setLegacyMode(true).analyze();
      expect(passes.length).toBeGreaterThan(10);
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`))).toEqual([]);
    }
  });
}

test.describe('with Shift', () => {
  const names = [...Array(pkce.count)].map((_, index) => index + 1);

  test('the arrows go from main step to main step, as the widget’s markers do', async ({ page }) => {
    await openDocs(page, tag());
    await expectStep(page, 1);
    const markers = await widget(page).evaluate((element) => element.events.flatMap(({ id, index }) => (/^step-/.test(id) ? [] : index)));
    expect(markers.length).toBeGreaterThan(5);
    expect(markers.length).toBeLessThan(names.length);
    await widget(page).getByRole('button', { name: 'Play' }).focus();
    for (const number of [...markers.filter((one) => one > 1), pkce.count]) {
      await page.keyboard.press('Shift+ArrowRight');
      await expectStep(page, number);
    }
    for (const number of [...markers.filter((one) => one < pkce.count).reverse(), 1]) {
      await page.keyboard.press('Shift+ArrowLeft');
      await expectStep(page, number);
    }
    expect(await told(page, 'end')).not.toHaveLength(0);
  });

  test('they change a selection of text where there is one', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=3`);
    await simulator.inspector.locator('.why').dblclick({ position: { x: 20, y: 10 } });
    const selected = () => page.evaluate(() => getSelection().toString().trimEnd().length);
    const before = await selected();
    expect(before).toBeGreaterThan(0);
    for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Shift+ArrowRight');
    expect(await selected()).toBeGreaterThan(before);
    await simulator.expectStep(3);
    await page.evaluate(() => getSelection().removeAllRanges());
    await page.keyboard.press('Shift+ArrowRight');
    await simulator.expectStep(4);
  });
});

test.describe('F fills the screen', () => {
  test('with the page, and leaves it', async ({ simulator, page }) => {
    await simulator.open(flow);
    const fills = () => page.evaluate(() => document.fullscreenElement === document.documentElement);
    await page.keyboard.press('f');
    await expect.poll(fills).toBe(true);
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(2);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await page.keyboard.press('f');
    expect(await fills()).toBe(true);
    await page.keyboard.press('?');
    await page.keyboard.press('f');
    await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBe(null);
  });

  for (const [attributes, part] of [['', '.stage-scroller'], ['height="auto"', '.stage-scroller'], ['height="300" layout="narrow"', '.oauth-flow'], ['panels="diagram"', '.stage-scroller']]) {
    test(`with a widget (${attributes || 'as it is'}), which scrolls and has its ground`, async ({ page }) => {
      await page.setViewportSize({ width: 1000, height: 500 });
      await openDocs(page, `<p>Docs</p>${tag(`step="6" ${attributes}`)}<div style="height: 200vh"></div>`);
      await expectStep(page, 6);
      await widget(page).getByRole('button', { name: 'Play' }).focus();
      const before = await widget(page).boundingBox();
      await page.keyboard.press('f');
      const frame = () => widget(page).evaluate(({ shadowRoot }, selector) => {
        const { top, left, bottom, right } = shadowRoot.querySelector('.oauth-flow-frame').getBoundingClientRect();
        const root = getComputedStyle(shadowRoot.querySelector('.oauth-flow'));
        const scroller = shadowRoot.querySelector(selector);
        return {
          fills: shadowRoot.fullscreenElement !== null && top === 0 && left === 0 && bottom === innerHeight && right === innerWidth,
          border: root.borderTopWidth,
          hasGround: getComputedStyle(shadowRoot.querySelector('.oauth-flow-frame')).backgroundColor === root.backgroundColor,
          scrolls: scroller.scrollHeight > scroller.clientHeight && scroller.clientHeight < innerHeight + 1,
        };
      }, part);
      await expect.poll(frame).toMatchObject({ fills: true, border: '0px', hasGround: true });
      if (part === '.stage-scroller') expect((await frame()).scrolls).toBe(true);
      await expect(widget(page).locator('.step.is-current .step-number')).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('End');
      await expectStep(page, pkce.count);
      await expect(widget(page).locator('.step.is-current .step-number')).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('f');
      await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBe(null);
      expect((await widget(page).boundingBox()).height).toBe(before.height);
      // The page is where it was, also after steps meanwhile.
      expect((await widget(page).boundingBox()).y).toBe(before.y);
      expect(await widget(page).evaluate((element) => element.style.minHeight)).toBe('');
    });
  }

  test('not for a script, which the browser refuses, and nothing comes of it', async ({ page, problems }) => {
    // The browser's own remark; a refusal that nobody heard would be an error besides.
    problems.expect(/^console warning: .* can only be initiated by a user gesture/);
    // What a test evaluates has a reader's gesture, so the page presses the key by itself.
    await page.addInitScript(() => addEventListener('oauth-flow:ready', ({ target }) => setTimeout(() => {
      const press = new KeyboardEvent('keydown', { key: 'f', bubbles: true, cancelable: true });
      target.shadowRoot.querySelector('.oauth-flow').dispatchEvent(press);
      setTimeout(() => console.log(`taken: ${press.defaultPrevented}, filled: ${document.fullscreenElement !== null}`), 200);
    })));
    const said = page.waitForEvent('console', (message) => message.text().startsWith('taken'));
    await openDocs(page, tag());
    expect((await said).text()).toBe('taken: true, filled: false');
  });

  for (const [words, allow, filled] of [['not where a frame may not, and nothing comes of it', '', null], ['with a frame that may', 'allow="fullscreen"', 'IFRAME']]) test(words, async ({ page }) => {
    await page.route(/\.(js|wasm|css)$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'Access-Control-Allow-Origin': '*' } });
    });
    await page.route('**/embed.html', async (route) => {
      const response = await route.fetch();
      const { 'content-security-policy': _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await openDocs(page, `<iframe title="A flow" sandbox="allow-scripts" ${allow} src="./embed.html#/device" style="width: 900px; height: 400px"></iframe>`);
    const inside = page.frameLocator('iframe');
    await inside.getByRole('button', { name: 'Play' }).focus();
    await page.keyboard.press('f');
    await page.keyboard.press('ArrowRight');
    await expect(inside.locator('[aria-current="step"] .step-number')).toHaveText('2');
    await expect.poll(() => page.evaluate(() => document.fullscreenElement?.tagName ?? null)).toBe(filled);
  });
});
