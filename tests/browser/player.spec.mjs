// The player: its controls, its keys, what it says, and its clock.
import { expect, story, test } from './fixtures.mjs';

const flow = '#/authorization-code-pkce';
const run = story('authorization-code-pkce');
const lastStep = run.count;
const signIn = run.at('sign-in');
const consent = run.at('consent');
const codeIssued = run.at('authorization-response');
const tokens = run.at('token-response');
const deviceRun = story('device');
const askingForUserCode = deviceRun.at('user-code');
const jobCount = story('client-credentials').count;

const names = ['First step', 'Previous step', 'Play', 'Next step', 'Last step'];

/** All that depends on the step, in words. */
const view = async (simulator) => ({
  inspector: await simulator.inspector.innerText(),
  current: await simulator.current.innerText(),
  future: await simulator.rows.evaluateAll((rows) => rows.filter((row) => row.classList.contains('is-future')).length),
  clock: await simulator.player.getByRole('group', { name: 'Virtual clock' }).innerText(),
  slider: await simulator.player.getByRole('slider').getAttribute('aria-valuetext'),
});

/** Lets the clock of the page run on for as long as many steps are read. */
const letTimePass = (page) => page.clock.runFor(20_000);

test.describe('playing', () => {
  test.beforeEach(async ({ simulator, page }) => {
    await page.clock.install();
    await simulator.open(`${flow}?step=2`);
    await simulator.player.getByLabel('Speed').selectOption('4×');
  });

  test('stops where the person decides, and goes on when asked', async ({ simulator, page }) => {
    await simulator.control('Play').click();
    await letTimePass(page);
    await simulator.expectStep(signIn, lastStep);
    await expect(simulator.control('Play')).toBeVisible();
    await simulator.control('Play').click();
    await letTimePass(page);
    await simulator.expectStep(consent, lastStep);
    await expect(simulator.control('Play')).toBeVisible();
  });

  test('pauses, and stops when moved by hand', async ({ simulator }) => {
    const slow = simulator.player.getByLabel('Speed');
    await slow.selectOption('0.5×');
    await simulator.control('Play').click();
    await simulator.control('Pause').click();
    await expect(simulator.control('Play')).toBeFocused();
    await simulator.expectStep(2, lastStep);
    await simulator.control('Play').click();
    await simulator.next();
    await expect(simulator.control('Play')).toBeVisible();
    await simulator.expectStep(3, lastStep);
  });

  test('starts again from the end', async ({ simulator }) => {
    await simulator.open(`${flow}?step=${lastStep}`);
    await simulator.player.getByLabel('Speed').selectOption('0.5×');
    await simulator.control('Play').click();
    await simulator.expectStep(1, lastStep);
    await expect(simulator.control('Pause')).toBeVisible();
  });

  test('says nothing by itself, and says where it stopped', async ({ simulator, page }) => {
    await page.evaluate(() => {
      window.spoken = [];
      const region = document.querySelector('.oauth-flow > [aria-live="polite"]');
      new MutationObserver(() => spoken.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
    });
    await simulator.control('Play').click();
    await letTimePass(page);
    await simulator.expectStep(signIn, lastStep);
    await expect(simulator.spoken).toHaveText(new RegExp(`^Step ${signIn} of ${lastStep}\\..*Now the person signs in\\.$`));
    const spoken = await page.evaluate(() => window.spoken.filter((text) => text !== ''));
    expect(spoken).toEqual([expect.stringMatching(new RegExp(`^Step ${signIn} of ${lastStep}\\.`))]);
  });
});

test('a step stays as long as it takes to read, divided by the speed', async ({ simulator, page }) => {
  await page.clock.install({ time: '2026-01-01T12:00:00Z' });
  await simulator.open('#/client-credentials');
  await page.clock.pauseAt('2026-01-01T13:00:00Z');
  const speed = simulator.player.getByLabel('Speed');
  expect(await speed.locator('option').allTextContents()).toEqual(['0.5×', '1×', '2×', '4×']);
  await expect(speed).toHaveValue('1×');
  for (const [index, factor] of [1, 4, 0.5, 2].entries()) {
    await simulator.expectStep(index + 1, jobCount);
    const words = (await simulator.inspector.locator('.why').textContent()).split(/\s+/).length;
    const stay = Math.min(Math.max(2_500, 200 * words), 9_000) / factor;
    await speed.selectOption(`${factor}×`);
    await simulator.control('Play').click();
    await page.clock.runFor(stay - 100);
    await simulator.expectStep(index + 1, jobCount);
    await page.clock.runFor(200);
    await simulator.expectStep(index + 2, jobCount);
    await simulator.control('Pause').click();
  }
});

test.describe('moving', () => {
  test('a step back restores the former view', async ({ simulator }) => {
    await simulator.open(`${flow}?step=${codeIssued - 1}`);
    const before = await view(simulator);
    const known = await simulator.knownBy('browser');
    await simulator.next();
    await simulator.expectStep(codeIssued, lastStep);
    expect(await simulator.knownBy('browser')).toEqual([...known, 'code']);
    await simulator.control('Previous step').click();
    await simulator.expectStep(codeIssued - 1, lastStep);
    expect(await view(simulator)).toEqual(before);
    expect(await simulator.knownBy('browser')).toEqual(known);
  });

  test('to the first and the last step; at an end the buttons say so and keep the focus', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=${lastStep - 1}`);
    for (const name of names) await expect(simulator.control(name)).not.toHaveAttribute('aria-disabled');
    await simulator.next();
    await simulator.expectStep(lastStep, lastStep);
    for (const name of ['Next step', 'Last step']) await expect(simulator.control(name)).toHaveAttribute('aria-disabled', 'true');
    await expect(simulator.control('Next step')).toBeFocused();
    await page.keyboard.press('Enter');
    await simulator.expectStep(lastStep, lastStep);
    await expect(simulator.control('Next step')).toBeFocused();

    await simulator.control('First step').click();
    await simulator.expectStep(1, lastStep);
    for (const name of ['Previous step', 'First step']) await expect(simulator.control(name)).toHaveAttribute('aria-disabled', 'true');
    await expect(simulator.control('First step')).toBeFocused();
    await simulator.control('Last step').click();
    await simulator.expectStep(lastStep, lastStep);
  });

  test('the buttons are called by their exact names', async ({ simulator }) => {
    await simulator.open(flow);
    const buttons = simulator.player.locator('.player-buttons').getByRole('button');
    await expect(buttons).toHaveCount(names.length);
    for (const [index, name] of names.entries()) await expect(buttons.nth(index)).toHaveAccessibleName(name);
    await simulator.control('Play').click();
    await expect(buttons.nth(2)).toHaveAccessibleName('Pause');
  });

  test('by the slider, whose keys are its own', async ({ simulator, page }) => {
    await simulator.open(flow);
    const slider = simulator.player.getByRole('slider', { name: 'Step' });
    await expect(slider).toHaveAttribute('max', String(lastStep));
    const checking = run.at('token-request', 1);
    await slider.fill(String(checking));
    await simulator.expectStep(checking, lastStep);
    await expect(slider).toHaveAttribute('aria-valuetext', `Step ${checking} of ${lastStep}: The server checks the code and the code_verifier`);
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(checking + 1, lastStep);
    await page.keyboard.press('ArrowDown');
    await simulator.expectStep(checking, lastStep);
    await page.keyboard.press('Home');
    await simulator.expectStep(1, lastStep);
    await page.keyboard.press('End');
    await simulator.expectStep(lastStep, lastStep);
    await simulator.control('Previous step').click();
    await expect(slider).toHaveValue(String(lastStep - 1));
  });

  test('by choosing a row; exactly one row of the ordered list is the current one', async ({ simulator, page }) => {
    await simulator.open(flow);
    await expect(simulator.rows).toHaveCount(lastStep);
    expect(await simulator.steps.evaluate((list) => list.tagName)).toBe('OL');
    for (const step of [5, lastStep, 2]) {
      await simulator.rows.nth(step - 1).locator('.step-number').click();
      await simulator.expectStep(step, lastStep);
      await expect(simulator.steps.locator('[aria-current]')).toHaveCount(1);
      await expect(simulator.rows.nth(step - 1).getByRole('button').first()).toHaveAttribute('aria-current', 'step');
    }
    expect(new URL(page.url()).hash).toContain('step=2&');
  });

  test('what the user does is said, politely, with the verdict and the end', async ({ simulator }) => {
    await simulator.open(flow);
    await simulator.next();
    await expect(simulator.spoken).toHaveText(
      `Step 2 of ${lastStep}. Photo page to Alice’s browser, front channel: Photo page sends the browser to the authorization server.`,
    );
    await simulator.control('Last step').click();
    await expect(simulator.spoken).toHaveText(new RegExp(`^Step ${lastStep} of ${lastStep}\\. .* The flow is complete\\.$`));
    await simulator.open(`#/implicit?profile=oauth-2.1&step=${story('implicit', 'oauth-2.1').count - 1}`);
    await simulator.next();
    await expect(simulator.spoken).toHaveText(/^Step (\d+) of \1\. .*Checked: this fails: .* Old photo page stopped here\. /);
  });
});

test.describe('keys', () => {
  test('forward and back, first and last, play and pause', async ({ simulator, page }) => {
    await simulator.open(flow);
    for (const [key, step] of [['ArrowRight', 2], ['.', 3], ['ArrowLeft', 2], [',', 1], ['ArrowLeft', 1], ['End', lastStep], ['ArrowRight', lastStep], ['Home', 1]]) {
      await page.keyboard.press(key);
      await simulator.expectStep(step, lastStep);
    }
    for (const key of ['Space', 'k']) {
      await page.keyboard.press(key);
      await expect(simulator.control('Pause')).toBeVisible();
      await page.keyboard.press(key);
      await expect(simulator.control('Play')).toBeVisible();
    }
  });

  test('that belong to the browser are left to it', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=3`);
    await page.evaluate(() => addEventListener('keydown', (event) => { window.taken = event.defaultPrevented; }));
    for (const key of ['Control+ArrowRight', 'Alt+.', 'Meta+k', 'a', 'Tab']) {
      await page.keyboard.press(key);
      expect(await page.evaluate(() => window.taken), key).toBe(false);
    }
    await simulator.expectStep(3, lastStep);
  });

  test('are listed by ?, the list closes by Escape, and the focus returns', async ({ simulator, page }) => {
    await simulator.open(flow);
    const list = page.getByRole('dialog', { name: 'Keys' });
    await expect(list).toBeHidden();
    await simulator.control('Next step').focus();
    await page.keyboard.press('?');
    await expect(list).toBeVisible();
    for (const key of ['Space or K', '→ or .', '← or ,', 'Home', 'End', '?', 'Esc']) {
      await expect(list.getByRole('term').filter({ hasText: key }).first()).toBeVisible();
    }
    for (const [shape, what] of [['Circle', 'Your turn'], ['Diamond', 'A check fails']]) {
      await expect(list.getByRole('term').filter({ hasText: shape })).toBeVisible();
      await expect(list.getByRole('definition').filter({ hasText: what })).toBeVisible();
    }
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect(simulator.control('Next step')).toBeFocused();
    await simulator.expectStep(1, lastStep);

    await simulator.player.getByRole('button', { name: 'Keys', exact: true }).click();
    await expect(list).toBeVisible();
    await list.getByRole('button', { name: 'Close' }).click();
    await expect(list).toBeHidden();
    await expect(simulator.player.getByRole('button', { name: 'Keys', exact: true })).toBeFocused();
    await page.keyboard.press('?');
    await expect(list).toBeVisible();
    await page.keyboard.press('?');
    await expect(list).toBeHidden();
  });

  test('do nothing in the sign-in form, which is filled in and does not look otherwise', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=${signIn}`);
    for (const [name, value] of [['Username', 'alice'], ['Password', /^•+$/]]) {
      const field = simulator.screen.getByRole('textbox', { name });
      await expect(field).toHaveValue(value);
      await expect(field).toHaveCSS('cursor', 'default');
      await field.click();
      for (const key of ['9', 'k', '.', ' ', 'ArrowRight', 'Home', 'End', '?']) await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(simulator.control('Play')).toBeVisible();
      await simulator.expectStep(signIn, lastStep);
    }
    await expect(simulator.screen).toContainText('filled in for you');
    await simulator.act('Sign in').click();
    await simulator.expectMessage(/username=alice/);
  });

  test('are the player’s again after something was set with the pointer', async ({ simulator, page }) => {
    await simulator.open(flow);
    // A click on words is for whoever wants to select them.
    await simulator.inspector.locator('.why').click();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    const profile = page.locator('.segment', { hasText: 'RFC 9700' });
    await profile.click();
    await expect(profile.getByRole('radio')).toBeChecked();
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(2);
    await expect(profile.getByRole('radio')).toBeChecked();
    await page.locator('.segment', { hasText: 'Dark' }).click();
    await page.keyboard.press('ArrowLeft');
    await simulator.expectStep(1);
    await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();

    const act = simulator.player.getByRole('switch', { name: 'Act for me' });
    await simulator.player.locator('.switch').click();
    await expect(act).toBeChecked();
    await page.keyboard.press('Space');
    await expect(simulator.control('Pause')).toBeVisible();
    await page.keyboard.press('Space');
    await expect(simulator.control('Play')).toBeVisible();
    await expect(act).toBeChecked();
    // With the keyboard they stay where they are.
    await act.focus();
    await page.keyboard.press('Space');
    await expect(act).not.toBeChecked();
    await expect(act).toBeFocused();
  });

  test('what was pressed with the pointer keeps no keys', async ({ simulator, page }) => {
    await simulator.open(flow);
    await simulator.rows.nth(2).locator('.step-number').click();
    await simulator.expectStep(3);
    await page.keyboard.press('Space');
    await expect(simulator.control('Pause')).toBeVisible();
    await page.keyboard.press('Space');
    await simulator.rows.nth(2).locator('.step-number').click();
    await page.getByRole('tab', { name: 'Response' }).click();
    await expect(page.getByRole('tab', { name: 'Response' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowRight');
    await simulator.expectStep(4);
  });

  test('do nothing while a user code is typed', async ({ simulator, page }) => {
    await simulator.open(`#/device?step=${askingForUserCode}`);
    const field = simulator.screen.getByRole('textbox', { name: 'Code' });
    await field.focus();
    for (const key of ['k', '.', ',', '?', ' ', 'x']) await page.keyboard.press(key);
    await expect(field).toHaveValue('k.,? x');
    for (const key of ['Home', 'ArrowRight', 'End', 'ArrowLeft']) await page.keyboard.press(key);
    await expect(field).toBeFocused();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(simulator.control('Play')).toBeVisible();
    await simulator.expectStep(askingForUserCode, deviceRun.count);
  });
});

test('nobody is acted for where nobody decides', async ({ simulator }) => {
  const act = simulator.player.getByRole('switch', { name: 'Act for me' });
  await simulator.open('#/client-credentials');
  await expect(act).toBeHidden();
  await simulator.open('#/device');
  await expect(act).toBeVisible();
});

test('at the end Play looks like what it does there', async ({ simulator }) => {
  const picture = () => simulator.control('Play').locator('path').getAttribute('d');
  await simulator.open(`${flow}?step=${lastStep - 1}`);
  const before = await picture();
  await simulator.next();
  await simulator.expectStep(lastStep);
  expect(await picture()).not.toBe(before);
  await simulator.control('Previous step').click();
  await simulator.expectStep(lastStep - 1);
  expect(await picture()).toBe(before);
});

test.describe('the virtual clock', () => {
  const jump = (simulator, name) => simulator.player.getByRole('button', { name: `Let ${name} pass after this step` });

  test('ten minutes after the code was issued it has expired, by the server’s own verdict', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=${tokens}`);
    const before = await simulator.message();
    await simulator.rows.nth(codeIssued - 1).locator('.step-number').click();
    await simulator.expectStep(codeIssued, lastStep);
    await jump(simulator, '10 minutes').click();
    await expect(simulator.rows.nth(codeIssued - 1).locator('.time-passes')).toContainText('10 min pass');
    await expect(page).toHaveURL(/[?&]wait=[a-z]+(-[a-z0-9]+)*:600(&|$)/);
    await simulator.expectStep(codeIssued);
    await simulator.rows.last().locator('.step-number').click();
    await simulator.expectMessage(/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /expired/);
    await simulator.control('Previous step').click();
    await expect(simulator.section('Authorization server checks').locator('.check.is-failed')).toContainText('expired');
    await expect(simulator.outcome).toContainText('stopped here');
    await expect(simulator.rows.getByText('calls the API')).toHaveCount(0);

    await simulator.rows.nth(codeIssued - 1).getByRole('button', { name: `Take back the 10 min after step ${codeIssued}` }).click();
    await expect(simulator.rows).toHaveCount(lastStep);
    await expect(page).not.toHaveURL(/wait=/);
    await expect(simulator.current).toBeFocused();
    await simulator.rows.nth(tokens - 1).locator('.step-number').click();
    await simulator.expectStep(tokens, lastStep);
    expect(await simulator.message()).toBe(before);
  });

  test('says what its jumps do, and has none after the last step', async ({ simulator, page }) => {
    await simulator.open(`${flow}?step=${lastStep - 1}`);
    const clock = simulator.player.getByRole('group', { name: 'Virtual clock' });
    await expect(clock.getByText('Let pass after this step')).toBeVisible();
    await expect(jump(simulator, '1 hour')).not.toHaveAttribute('aria-disabled');
    await simulator.next();
    await expect(jump(simulator, '1 hour')).toHaveAttribute('aria-disabled', 'true');
    await jump(simulator, '1 hour').click({ force: true });
    await expect(simulator.rows.last()).not.toContainText('pass');
    expect(page.url()).not.toContain('wait=');
  });

  test('jumps add up and move the time of what follows', async ({ simulator, page }) => {
    await simulator.open('#/client-credentials?step=5');
    await expect(simulator.player.getByRole('group', { name: 'Virtual clock' })).toContainText('12:00:02');
    await jump(simulator, '1 minute').click();
    await jump(simulator, '1 minute').click();
    await expect(page).toHaveURL(/wait=api-request:120/);
    await expect(simulator.rows.nth(4).locator('.time-passes')).toContainText('2 min pass');
    await jump(simulator, '1 hour').click();
    await expect(simulator.rows.nth(4).locator('.time-passes')).toContainText('1 h 2 min pass');
    await simulator.next();
    await simulator.expectStep(6);
    await expect(simulator.player.getByRole('group', { name: 'Virtual clock' })).toContainText('13:02:02');
  });
});
