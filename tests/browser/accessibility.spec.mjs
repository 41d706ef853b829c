// For everybody: what axe finds, and the keyboard.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, story, test } from './fixtures.mjs';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, one line each. */
async function findings(page) {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode(true).analyze();
  // A page on which axe found nothing to look at would pass, too.
  expect(passes.length).toBeGreaterThan(10);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => (
    `${id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ').slice(0, 240)}`
  )));
}

/** Per flow: the first step, the last, and one in between with a decision of the person or a verdict. */
const steps = Object.fromEntries(Object.entries({
  'authorization-code': 'consent',
  'authorization-code-pkce': 'sign-in',
  'client-credentials': 'api-request',
  device: 'user-code',
  refresh: 'token-response-2',
  implicit: 'authorization-response',
}).map(([flow, middle]) => {
  const run = story(flow);
  return [flow, [1, run.at(middle), run.count]];
}));

for (const theme of ['light', 'dark']) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
    test.describe(`${theme}, ${viewport.width} pixels wide: axe finds nothing`, () => {
      test.use({ viewport, colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });

      for (const [flow, [first, middle, last]] of Object.entries(steps)) {
        test(`in ${flow}`, async ({ simulator, page }) => {
          for (const step of [first, middle, last]) {
            await simulator.open(`#/${flow}?step=${step}`);
            await simulator.expectStep(step, last);
            expect(await findings(page), `step ${step}`).toEqual([]);
          }
        });
      }

      test('in what unfolds: a parameter, a thread, a note, a wait, the keys, the settings', async ({ simulator, page }) => {
        await simulator.open('#/authorization-code-pkce?step=8&wait=8:600&profile=nonsense');
        await simulator.panel.getByRole('button', { expanded: false }).first().click();
        await simulator.section('Who knows what now').getByRole('button').last().click();
        expect(await findings(page)).toEqual([]);
        await page.keyboard.press('?');
        await expect(page.getByRole('dialog')).toBeVisible();
        expect(await findings(page)).toEqual([]);
        await page.keyboard.press('Escape');
        if (viewport.width < 700) {
          await page.getByRole('button', { name: 'Settings', exact: true }).click();
          await simulator.player.getByRole('button', { name: 'More controls' }).click();
          expect(await findings(page)).toEqual([]);
        }
      });
    });
  }
}

test.describe('the panel of a fault', () => {
  for (const theme of ['light', 'dark']) {
    test(`has nothing for axe, either (${theme})`, async ({ page, simulator }) => {
      await page.emulateMedia({ colorScheme: theme });
      await simulator.open('');
      await page.evaluate(() => dispatchEvent(new CustomEvent('oauth-flow:panic', { detail: 'no such step' })));
      await expect(page.getByRole('alert')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    });
  }
});

/** Everything that Tab has to reach: one per group of radio buttons, one per list of tabs, of steps, of checks or of values. */
const reachable = (page) => page.evaluate(() => {
  // From the top of the page: where the focus is, is a stop that no other place of a list is.
  document.querySelector('.skip-link').focus();
  window.reachable = [...document.querySelectorAll('a[href], button, input, select, [tabindex]')].filter((element) => {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.disabled || element.tabIndex < 0) return false;
    return element.type !== 'radio' || element.checked;
  });
  window.reached = [];
  return window.reachable.length;
});

/** Where the focus is now, and whether it can be seen. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  window.reached.push(element);
  const isMarked = (one) => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  };
  // The mark may be around what the control stands for: its label, its row, its track.
  const around = [element, element.nextElementSibling, element.parentElement, element.closest('label'), element.closest('.step-body')];
  // A part of it has to be in sight (WCAG 2.2, 2.4.11): its middle or one of its corners.
  const whole = element.closest('label, .step-button') ?? element;
  const { left, right, top, bottom } = whole.getBoundingClientRect();
  const places = [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]];
  const isSeen = places.some(([x, y]) => whole.contains(document.elementFromPoint(x, y)));
  return {
    name: `${element.tagName} ${element.className} “${(element.ariaLabel ?? element.textContent).slice(0, 40)}”`,
    isMarked: around.some(isMarked),
    isSeen,
  };
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
  test.describe(`by Tab, ${viewport.width} pixels wide`, () => {
    test.use({ viewport, contextOptions: { reducedMotion: 'reduce' } });

    for (const fragment of ['#/authorization-code-pkce?step=6', '#/refresh?step=14&wait=3:60']) {
      test(`everything in ${fragment} is reached in the order of the page, and the focus is seen`, async ({ simulator, page }) => {
        await simulator.open(fragment);
        await simulator.section('Who knows what now').getByRole('button').last().press('Enter');
        const count = await reachable(page);
        expect(count).toBeGreaterThan(30);
        const [unmarked, unseen] = [[], []];
        for (let place = await focused(page), presses = 1; place !== null; presses += 1) {
          if (!place.isMarked) unmarked.push(place.name);
          if (!place.isSeen) unseen.push(place.name);
          if (presses === count) break;
          await page.keyboard.press('Tab');
          place = await focused(page);
        }
        expect(await page.evaluate(() => (
          window.reachable.filter((element) => !window.reached.includes(element)).map((element) => element.outerHTML.slice(0, 120)).slice(0, 10)
        )), 'not reached').toEqual([]);
        expect(await page.evaluate(() => window.reached.every((element, index) => element === window.reachable[index])), 'in order').toBe(true);
        expect(unmarked, 'without a mark').toEqual([]);
        expect(unseen, 'out of sight').toEqual([]);
      });
    }
  });
}

test.describe('the focus is never lost', () => {
  const isOnSomething = (page) => page.evaluate(() => document.activeElement !== document.body);

  test('when a step replaces what had it', async ({ simulator, page }) => {
    await simulator.open('#/authorization-code-pkce?step=8');
    await simulator.inspector.locator('.check a').last().focus();
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(9);
    await expect(simulator.inspector.getByRole('heading', { level: 2 })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(10);
    expect(await isOnSomething(page)).toBe(true);
  });

  test('when the person has acted', async ({ simulator, page }) => {
    await simulator.open('#/authorization-code-pkce?step=4');
    await simulator.act('Sign in').focus();
    await page.keyboard.press('Enter');
    await simulator.expectStep(5);
    await expect(simulator.inspector.getByRole('heading', { level: 2 })).toBeFocused();
    // A keyboard sees where it is; a pointer knows.
    await expect(simulator.inspector.getByRole('heading', { level: 2 })).toHaveCSS('outline-style', 'solid');
    await page.keyboard.press('ArrowRight');
    await simulator.act('Approve').click();
    await simulator.expectStep(7);
    await expect(simulator.inspector.getByRole('heading', { level: 2 })).toHaveCSS('outline-style', 'none');
  });

  test('when the profile changes the run', async ({ simulator, page }) => {
    await simulator.open('#/implicit?step=12');
    await page.getByRole('radio', { name: 'OAuth 2.0' }).focus();
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(story('implicit', 'rfc-9700').count);
    await expect(page.getByRole('radio', { name: 'RFC 9700' })).toBeFocused();
    await expect(page.getByRole('radio', { name: 'RFC 9700' })).toBeChecked();
  });

  test('when a row had it and the run gets shorter or is another one', async ({ simulator, page }) => {
    await simulator.open('#/implicit?step=12');
    await simulator.current.focus();
    await page.goto('./#/device?step=2');
    await simulator.expectStep(2);
    await page.keyboard.press('Tab');
    expect(await isOnSomething(page)).toBe(true);
  });

  test('on the tabs of a message, which the arrow keys move', async ({ simulator, page }) => {
    const tokenRequest = story('authorization-code-pkce').at('token-request');
    await simulator.open(`#/authorization-code-pkce?step=${tokenRequest}`);
    const tab = (name) => simulator.inspector.getByRole('tab', { name, exact: true });
    await tab('Request').focus();
    for (const name of ['Response', 'Code', 'curl', 'Request']) {
      await page.keyboard.press('ArrowRight');
      await expect(tab(name)).toBeFocused();
      await expect(tab(name)).toHaveAttribute('aria-selected', 'true');
    }
    await page.keyboard.press('End');
    await expect(tab('curl')).toBeFocused();
    await expect(simulator.panel).toContainText('curl');
    await simulator.expectStep(tokenRequest);
  });
});

test('links skip to the steps, the details and the player, and Tab passes the values of other steps', async ({ simulator, page }) => {
  await simulator.open('#/authorization-code-pkce?step=6');
  const targets = {
    'Skip to the steps': simulator.current,
    'Skip to the details': simulator.inspector.getByRole('heading', { level: 2 }),
    'Skip to the player': simulator.control('Play'),
  };
  for (const [name, target] of Object.entries(targets)) {
    const link = page.getByRole('link', { name, exact: true });
    await link.focus();
    await expect(link).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Enter');
    await expect(target).toBeFocused();
  }
  await expect(page).toHaveURL(/#\/authorization-code-pkce\?step=6/);
  // From the details it is not far to what the person does there.
  await page.getByRole('link', { name: 'Skip to the details' }).focus();
  await page.keyboard.press('Enter');
  let presses = 0;
  for (; presses < 8 && !(await simulator.act('Approve').evaluate((one) => one === document.activeElement)); presses += 1) await page.keyboard.press('Tab');
  await expect(simulator.act('Approve')).toBeFocused();

  const chips = (row) => simulator.rows.nth(row - 1).locator('.chip').evaluateAll((all) => all.map((chip) => chip.tabIndex));
  await simulator.rows.nth(7).locator('.step-number').click();
  await simulator.expectStep(8);
  expect(await chips(8)).toContain(0);
  await page.keyboard.press('ArrowRight');
  await simulator.expectStep(9);
  expect(await chips(9)).toContain(0);
  expect(await chips(8)).not.toContain(0);
});

test('a screen reader finds the parts of the page', async ({ simulator, page }) => {
  await simulator.open('#/authorization-code-pkce?step=8');
  for (const [role, name] of [
    ['banner'], ['main'], ['contentinfo'], ['navigation', 'Flows'], ['complementary', 'Step details'], ['group', 'Player'], ['list', 'Steps'],
  ]) {
    await expect(page.getByRole(role, name === undefined ? {} : { name, exact: true })).toHaveCount(1);
  }
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  const levels = await page.getByRole('heading').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1])));
  for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  await expect(simulator.rows.nth(7).getByRole('button').first()).toHaveAccessibleName(
    '8 The server sends the browser back with a code (Authorization server to Alice’s browser, front channel)',
  );
});
