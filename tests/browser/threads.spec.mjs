// Values have threads, and everybody knows what they were told: the page against the recorded run.
import { createHash } from 'node:crypto';
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');
const refresh = story('refresh');
const codeIssued = pkce.at('authorization-response');
const codeSpent = pkce.at('token-request', 1);

const uses = ['Made', 'Carried', 'Stored', 'Checked', 'Spent', 'Revoked'];

/** The thread of a value as the strip shows it: `{ Made: [8], … }`. */
function threadOf(run, value) {
  const stepsOf = (how) => run.steps.flatMap((step, index) => (
    step.uses.filter((one) => one.how === how && one.value === value).map(() => index + 1)
  ));
  return Object.fromEntries(uses.map((how) => [how, stepsOf(how)]).filter(([, steps]) => steps.length > 0));
}

const strip = (page) => page.getByRole('region', { name: 'Where this value goes' });

const shownThread = (page) => strip(page).locator('.thread-places > li').evaluateAll((places) => Object.fromEntries(
  places.map((place) => [
    place.querySelector('.thread-use').textContent,
    [...place.querySelectorAll('button')].map((button) => Number(button.textContent)),
  ]),
));

const litRows = (simulator) => simulator.rows.evaluateAll((rows) => (
  rows.flatMap((row, index) => (row.classList.contains('is-on-thread') ? [index + 1] : []))
));

const distinct = (steps) => [...new Set(steps)].sort((a, b) => a - b);

/** The chip of a value where everything that is known is listed. */
const chip = (simulator, name) => simulator.section('Who knows what now')
  .getByRole('button', { name: new RegExp(`^${name}(\\s*, new)?(, (spent|revoked))?$`) }).first();

for (const flow of ['authorization-code', 'authorization-code-pkce', 'client-credentials', 'device', 'refresh', 'implicit']) {
  test(`${flow}: choosing a value lights up every place on its thread`, async ({ simulator, page }) => {
    const run = story(flow);
    await simulator.open(`#/${flow}?step=${run.count}`);
    const values = new Set(Object.values(run.steps.at(-1).knowledge).flat());
    expect(values.size).toBeGreaterThan(1);
    for (const value of values) {
      await chip(simulator, value).click();
      await expect(strip(page).locator('.thread-name')).toHaveText(value);
      const thread = threadOf(run, value);
      expect(await shownThread(page), value).toEqual(thread);
      expect(await litRows(simulator), value).toEqual(distinct(Object.values(thread).flat()));
    }
    await page.keyboard.press('Escape');
    await expect(strip(page)).toHaveCount(0);
    expect(await litRows(simulator)).toEqual([]);
    await expect(page.locator('[aria-pressed="true"]')).toHaveCount(0);
  });
}

test.describe('the thread of the code', () => {
  test.beforeEach(({ simulator }) => simulator.open(`#/authorization-code-pkce?step=${codeIssued}`));

  test('is made, carried, checked and spent; all its chips are pressed, and no other', async ({ simulator, page }) => {
    await chip(simulator, 'code').click();
    const thread = await shownThread(page);
    expect(Object.keys(thread)).toEqual(['Made', 'Carried', 'Checked', 'Spent']);
    expect([thread.Made, thread.Checked, thread.Spent]).toEqual([[codeIssued], [codeSpent], [codeSpent]]);
    const pressed = await page.locator('[aria-pressed="true"]').allTextContents();
    expect(pressed.length).toBeGreaterThan(2);
    for (const name of pressed) expect(name).toMatch(/^code(, new)?$/);
    const all = await page.locator('.chip').filter({ hasText: /^code(, new)?$/ }).count();
    expect(pressed).toHaveLength(all);
    // It lights up where it stands in the message, too.
    await expect(simulator.panel.locator('.field.is-chosen')).toHaveText(/^&?\??code=/);
  });

  test('stays while the reader goes from place to place', async ({ simulator, page }) => {
    await chip(simulator, 'code').click();
    await strip(page).getByRole('button', { name: `Go to step ${codeSpent}`, exact: true }).first().click();
    await simulator.expectStep(codeSpent, pkce.count);
    await expect(strip(page).locator('[aria-current="step"]')).toHaveText([String(codeSpent), String(codeSpent)]);
    await expect(page.locator('[aria-current="step"]').filter({ hasText: 'checks the code and' })).toHaveCount(1);
    await strip(page).getByRole('button', { name: 'Let go of this value' }).click();
    await expect(strip(page)).toHaveCount(0);
    await expect(simulator.current).toBeFocused();
  });

  test('is let go by a second choice, and by Escape from inside the strip', async ({ simulator, page }) => {
    await chip(simulator, 'code').click();
    await chip(simulator, 'code').click();
    await expect(strip(page)).toHaveCount(0);
    await chip(simulator, 'code').click();
    await strip(page).getByRole('button', { name: `Go to step ${codeSpent - 1}`, exact: true }).focus();
    await page.keyboard.press('Escape');
    await expect(strip(page)).toHaveCount(0);
    await expect(simulator.current).toBeFocused();
  });

  test('is lit by its name in a title, too', async ({ simulator, page }) => {
    await simulator.rows.nth(codeIssued - 1).locator('.step-title code').click();
    await expect(strip(page).locator('.thread-name')).toHaveText('code');
    await simulator.expectStep(codeIssued, pkce.count);
  });

  test('shows the value itself, as it stands in the message', async ({ simulator, page }) => {
    await chip(simulator, 'code').click();
    const text = await strip(page).locator('.thread-text').textContent();
    expect(await simulator.message()).toContain(`code=${text}&`);
    await chip(simulator, 'code_challenge').click();
    await expect(strip(page)).toContainText('made from code_verifier');
  });

  test('is another text with another seed, and stays chosen', async ({ simulator, page }) => {
    await chip(simulator, 'code').click();
    const text = await strip(page).locator('.thread-text').textContent();
    await page.getByRole('button', { name: 'New seed' }).click();
    await expect(strip(page).locator('.thread-text')).not.toHaveText(text);
    await expect(strip(page).locator('.thread-name')).toHaveText('code');
  });
});

test.describe('who knows what', () => {
  for (const flow of ['authorization-code-pkce', 'refresh', 'device']) {
    test(`is after every step of ${flow} what the run recorded`, async ({ simulator, page }) => {
      const run = story(flow);
      await simulator.open(`#/${flow}`);
      for (const [index, step] of run.steps.entries()) {
        await simulator.expectStep(index + 1, run.count);
        const shown = await simulator.section('Who knows what now').locator('.knower').evaluateAll((cards) => (
          Object.fromEntries(cards.map((card) => [
            card.querySelector('.knower-name').textContent,
            [...card.querySelectorAll('button')].map((button) => button.firstChild.textContent),
          ]))
        ));
        expect(Object.keys(shown)).toEqual(run.actors);
        for (const actor of run.actors) {
          expect(shown[actor], `${actor} after step ${index + 1}`).toEqual(step.knowledge[actor] ?? []);
        }
        await page.keyboard.press('ArrowRight');
      }
    });
  }

  test('the API never knows the code; only the application and the server know the verifier', async ({ simulator }) => {
    await simulator.open(`#/authorization-code-pkce?step=${pkce.count}`);
    expect(await simulator.knownBy('API')).toEqual(['access_token']);
    expect(await simulator.knownBy('browser')).not.toContain('code_verifier');
    expect(await simulator.knownBy('browser')).not.toContain('access_token');
    expect(await simulator.knownBy('Photo page')).toContain('code_verifier');
    expect(await simulator.knownBy('Authorization server')).toContain('code_verifier');
  });

  test('the thief knows the old refresh token and never gets more', async ({ simulator }) => {
    const theft = refresh.at('theft');
    await simulator.open(`#/refresh?step=${theft - 1}`);
    expect(await simulator.knownBy('Thief')).toEqual([]);
    await expect(simulator.section('Who knows what now').getByRole('listitem').filter({ hasText: 'Thief' })).toContainText('nothing');
    await simulator.next();
    for (const step of [theft, refresh.at('token-response-2'), refresh.count]) {
      await simulator.rows.nth(step - 1).locator('.step-number').click();
      await simulator.expectStep(step, refresh.count);
      expect(await simulator.knownBy('Thief')).toEqual(['refresh_token']);
    }
    await expect(simulator.section('Refresh token family').locator('.family-member')).toHaveText([
      /^refresh_tokenrevoked/, /^refresh_token 2revoked/,
    ]);
  });

  test('what is new is marked as new', async ({ simulator }) => {
    await simulator.open(`#/authorization-code-pkce?step=${codeIssued}`);
    const browser = simulator.section('Who knows what now').getByRole('listitem').filter({ hasText: 'browser' });
    await expect(browser.getByRole('button', { name: /^code\s*, new$/ })).toBeVisible();
    await expect(browser.getByRole('button', { name: /, new$/ })).toHaveCount(1);
  });
});

test('a step that makes values shows them', async ({ simulator }) => {
  await simulator.open('#/authorization-code-pkce');
  const rows = simulator.section('What is made').getByRole('listitem');
  await expect(rows).toHaveText([
    /^code_verifier[\w-]{43,}$/, /^code_challengeBASE64URL\(SHA-256\(code_verifier\)\) = [\w-]{43}$/, /^state[\w-]{16,}$/,
  ]);
  const [verifier, challenge] = await rows.locator('.note-value').allTextContents();
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(challenge.split(' = ')[1]);
});

test('inside an actor the checks come before the message that they are about, in the order in which they were made', async ({ simulator }) => {
  await simulator.open(`#/authorization-code-pkce?step=${codeSpent}`);
  const order = () => simulator.inspector.evaluate((inspector) => (
    inspector.querySelector('.checks').getBoundingClientRect().top < inspector.querySelector('.http').getBoundingClientRect().top
  ));
  await expect.poll(order).toBe(true);
  await simulator.open(`#/authorization-code-pkce?step=${codeSpent}&wait=${codeIssued}:600`);
  // Nothing is judged after the check that decides.
  const failed = await simulator.inspector.locator('.check').evaluateAll((all) => all.map((one) => one.classList.contains('is-failed')));
  expect(failed.length).toBeGreaterThan(1);
  expect(failed.indexOf(true)).toBe(failed.length - 1);
});

test('what travels with a page of the server is not what its address keeps', async ({ simulator, page }) => {
  for (const pageOfServer of ['sign-in', 'consent']) {
    const step = pkce.at(pageOfServer);
    await simulator.open(`#/authorization-code-pkce?step=${step}`);
    await simulator.expectStep(step, pkce.count);
    const row = simulator.steps.getByRole('listitem').filter({ has: page.locator('[aria-current="step"]') });
    await expect(row.locator('.packet')).toHaveText(/^(session|csrf_token)/);
  }
});

test('a value that was spent or revoked is struck through where somebody still has it', async ({ simulator, page }) => {
  const refresh = story('refresh');
  await simulator.open(`#/refresh?step=${refresh.at('token-response-2')}`);
  const chip = page.locator('.knower', { hasText: 'Thief' }).getByRole('button', { name: /^refresh_token, (spent|revoked)$/ });
  await expect(chip).toHaveCSS('text-decoration-line', 'line-through');
});

test('a no is told by a cross and by its colour', async ({ simulator }) => {
  const device = story('device');
  await simulator.open(`#/device?step=${device.count}`);
  const lines = (name) => simulator.rows.nth(device.at(name) - 1).locator('.start-line');
  const mark = (line) => line.evaluate((one) => getComputedStyle(one, '::before').content);
  expect(await mark(lines('token-response-2'))).toContain('✕');
  expect(await mark(lines('token-response'))).toBe('none');
});
