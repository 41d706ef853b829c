// Every state has an address, and every address leads to a state.
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');
const device = story('device');
const job = story('client-credentials');
const theft = story('refresh').at('token-response-2');

const hash = (page) => new URL(page.url()).hash;
const note = (page) => page.locator('.notes');

test.describe('without an address', () => {
  for (const fragment of ['', '#', '#/', '#/?']) {
    test(`“${fragment}” shows the first step of PKCE and complains of nothing`, async ({ simulator, page }) => {
      await simulator.open(fragment);
      await simulator.expectStep(1, pkce.count);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Authorization code with PKCE');
      await expect(page).toHaveTitle('Authorization code with PKCE · OAuth Flow Simulator');
      await expect(note(page)).toBeHidden();
    });
  }

  test('every visit has random values of its own, which its address holds from then on', async ({ simulator, stranger, page }) => {
    for (const visit of [simulator, stranger]) {
      await visit.open('');
      await visit.expectStep(1, pkce.count);
      expect(hash(visit.page)).toMatch(/^#\/authorization-code-pkce\?step=1&profile=oauth-2\.1&seed=[0-9a-f]{1,8}$/);
    }
    expect(hash(stranger.page)).not.toBe(hash(page));
    const request = pkce.at('authorization-request');
    const shown = [];
    for (const visit of [simulator, stranger]) {
      await visit.page.evaluate((step) => { location.hash = location.hash.replace('step=1', `step=${step}`); }, request);
      await visit.expectStep(request, pkce.count);
      await visit.expectMessage(/code_challenge=/);
      shown.push(await visit.message());
    }
    expect(shown[1]).not.toBe(shown[0]);
    await page.reload();
    await simulator.expectStep(request, pkce.count);
    await expect.poll(() => simulator.message()).toBe(shown[0]);
  });
});

test.describe('an address with a mistake opens the nearest state and says what it did not understand', () => {
  for (const [fragment, title, step, complaint] of [
    ['#/teleport?step=3', 'Authorization code with PKCE', 1, 'There is no flow called “teleport”; this is “Authorization code with PKCE”.'],
    ['#/teleport?step=99', 'Authorization code with PKCE', 1, 'What the address says of its steps is left out; this is step 1.'],
    ['#/device?step=5&profile=oauth-9', 'Device authorization', 5, 'There is no profile called “oauth-9”; this is OAuth 2.1.'],
    ['#/device?step=5&seed=xyz', 'Device authorization', 5, '“xyz” is not a seed, which is up to 16 hexadecimal digits; this is seed 5eed.'],
    ['#/device?step=99', 'Device authorization', device.count, `There is no step “99”: this run has ${device.count} steps. This is step ${device.count}.`],
    ['#/device?step=minus', 'Device authorization', 1, 'There is no step called “minus” in this run; this is step 1.'],
    ['#/device?step=-1', 'Device authorization', 1, '“-1” is not the number of a step; this is step 1.'],
    ['#/device?step=5&speed=9', 'Device authorization', 5, 'An address cannot set “speed”; it is left out.'],
    ['#/device?step=5&seed=<img src=x>', 'Device authorization', 5, '“<img src=x>” is not a seed'],
  ]) {
    test(fragment, async ({ simulator, page }) => {
      await simulator.open(fragment);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      await simulator.expectStep(step);
      await expect(note(page)).toContainText(complaint);
      await page.getByRole('button', { name: 'Close this note' }).click();
      await expect(note(page)).toBeHidden();
      await expect(simulator.current).toBeFocused();
    });
  }

  test('and the one region that speaks says it', async ({ simulator, page }) => {
    await simulator.open('#/device?step=5&wait=99:600');
    await expect(page.locator('[aria-live], [role="status"]')).toHaveCount(1);
    await expect(simulator.spoken).toHaveText(`There is no step “99” to wait after: this run has ${device.count} steps.`);
    await page.evaluate(() => { location.hash = '#/device?step=6&speed=9'; });
    await expect(simulator.spoken).toHaveText(/^An address cannot set “speed”; it is left out\. Step 6 of /);
  });

  test('and the complaint goes when the reader moves on', async ({ simulator, page }) => {
    await simulator.open('#/device?step=5&profile=oauth-9');
    await expect(note(page)).toBeVisible();
    await simulator.next();
    await expect(note(page)).toBeHidden();
    expect(hash(page)).toBe('#/device?step=6&profile=oauth-2.1&seed=5eed');
  });

  test('also while the page is open', async ({ simulator, page }) => {
    await simulator.open('#/refresh?step=3');
    await page.evaluate(() => { location.hash = '#/nowhere'; });
    await expect(note(page)).toContainText('There is no flow called “nowhere”');
    await simulator.expectStep(1, pkce.count);
  });
});

test.describe('what an address changes is shown', () => {
  const row = (simulator, step) => simulator.rows.nth(step - 1).locator('.step-meta');

  test('at its row and in the details', async ({ simulator, page }) => {
    const changes = 'token-request:set:form:code_verifier=guessed';
    await simulator.open(`#/authorization-code-pkce?step=token-request&change=${changes}`);
    await expect(note(page)).toBeHidden();
    await expect(row(simulator, pkce.at('token-request'))).toContainText('changed');
    const section = simulator.section('Changed on its way');
    await expect(section.getByRole('listitem')).toHaveText('changed code_verifier arrives as guessed.');
    await simulator.expectMessage(/code_verifier=guessed/);
    await simulator.next();
    await expect(section).toHaveCount(0);
    await simulator.control('Previous step').click();
    await expect(simulator.spoken).toContainText('On its way: code_verifier arrives as guessed.');
    expect(hash(page)).toContain(`change=${changes}`);
  });

  test('a message that is lost', async ({ simulator }) => {
    await simulator.open('#/client-credentials?step=token-request&change=token-request:lose');
    await expect(row(simulator, job.at('token-request'))).toContainText('lost');
    await expect(simulator.section('Changed on its way')).toContainText('Nothing arrives.');
  });

  test('a check that is skipped', async ({ simulator, page }) => {
    await simulator.open(
      `#/authorization-code-pkce?step=${pkce.at('token-request', 1)}&skip=authorization_code.code_verifier_matches_challenge` +
        '&change=token-request:set:form:code_verifier=0123456789012345678901234567890123456789abc',
    );
    await expect(note(page)).toBeHidden();
    const skipped = simulator.inspector.locator('.check.is-skipped');
    await expect(skipped).toHaveCount(1);
    await expect(skipped).toContainText('skipped');
    await expect(skipped).toContainText('It would have failed');
    await expect(simulator.section('Authorization server checks').getByRole('heading')).toContainText('1 skipped');
  });

  test('a comparison that fails shows both sides and where they part', async ({ simulator }) => {
    const changed = 'authorization-request:set:query:redirect_uri=https://photos.example.com/callback/';
    await simulator.open(`#/authorization-code-pkce?step=page-response&change=${changed}`);
    const comparison = simulator.inspector.locator('.comparison');
    await expect(comparison.locator('dt')).toHaveText(['sent', 'expected']);
    await expect(comparison.locator('dd')).toHaveText(['https://photos.example.com/callback/', 'https://photos.example.com/callback']);
    await expect(comparison.locator('mark')).toHaveText(['/', '']);
    await expect(simulator.inspector.locator('.check.is-failed')).toContainText('They differ from character 36 on: a trailing slash.');
    await expect(simulator.inspector.locator('.check-mend')).toHaveText(
      'How to fix it: Send redirect_uri exactly once in the query, with the value https://photos.example.com/callback.',
    );
    const [sent, expected] = await comparison.locator('dd').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    expect(sent).toBe(expected);
    // Not by colour alone: a line below the character, where the text has ended, too.
    for (const mark of await comparison.locator('mark').all()) {
      await expect(mark).toHaveCSS('border-bottom-style', 'solid');
      expect((await mark.boundingBox()).width).toBeGreaterThan(3);
    }
  });

  test('or told where nothing has use for it, and nothing is lost', async ({ simulator, page }) => {
    await simulator.open('#/device?step=2&change=api-request-7:lose&skip=authorization_code.code_is_unused');
    await simulator.expectStep(2, device.count);
    await expect(note(page)).toContainText('No message of this run can be changed by “api-request-7:lose”.');
    await expect(note(page)).toContainText('nobody comes to the check “authorization_code.code_is_unused”');
    await simulator.next();
    expect(hash(page)).toContain('&change=api-request-7:lose&skip=authorization_code.code_is_unused');
  });
});

test.describe('the address follows', () => {
  test('the step, in one form', async ({ simulator, page }) => {
    await simulator.open('#/device');
    await simulator.next();
    expect(hash(page)).toBe('#/device?step=2&profile=oauth-2.1&seed=5eed');
  });

  test('the profile, and the run is another', async ({ simulator, page }) => {
    await simulator.open(`#/refresh?step=${theft}`);
    await simulator.expectMessage(/"error": "invalid_grant"/);
    await page.getByRole('radio', { name: 'OAuth 2.0' }).check();
    await expect(page).toHaveURL(new RegExp(`#/refresh\\?step=${theft}&profile=oauth-2\\.0&seed=5eed$`));
    await simulator.expectStep(theft, story('refresh', 'oauth-2.0').count);
    await simulator.expectMessage(/"access_token": "/);
    await page.goBack();
    await simulator.expectStep(theft, story('refresh').count);
    await expect(page.getByRole('radio', { name: 'OAuth 2.1' })).toBeChecked();
  });

  test('a profile whose run is shorter leads to its last step', async ({ simulator, page }) => {
    const shorter = story('implicit', 'oauth-2.1').count;
    await simulator.open(`#/implicit?step=${shorter + 2}`);
    await page.getByRole('radio', { name: 'OAuth 2.1' }).check();
    await simulator.expectStep(shorter, shorter);
    expect(hash(page)).toBe(`#/implicit?step=${shorter}&profile=oauth-2.1&seed=5eed`);
  });

  test('the seed, with other values and the same story', async ({ simulator, page }) => {
    const codeIssued = pkce.at('authorization-response');
    await simulator.open(`#/authorization-code-pkce?step=${codeIssued}`);
    const [message, rows] = [await simulator.message(), await simulator.rows.allInnerTexts()];
    await page.getByRole('button', { name: 'New seed' }).click();
    await expect(page).not.toHaveURL(/seed=5eed/);
    expect(hash(page)).toMatch(new RegExp(`^#/authorization-code-pkce\\?step=${codeIssued}&profile=oauth-2\\.1&seed=[0-9a-f]{1,8}$`));
    await expect.poll(() => simulator.message()).not.toBe(message);
    expect(await simulator.rows.allInnerTexts()).toEqual(rows);
    await page.reload();
    await simulator.expectStep(codeIssued, pkce.count);
    expect(await simulator.message()).not.toBe(message);
  });

  test('the flow, by the menu and by the select', async ({ simulator, page }) => {
    await simulator.open('#/device?step=4');
    await page.getByRole('navigation', { name: 'Flows' }).getByRole('link', { name: 'Client credentials' }).click();
    await simulator.expectStep(1, job.count);
    expect(hash(page)).toBe('#/client-credentials?step=1&profile=oauth-2.1&seed=5eed');
    await expect(page.getByRole('navigation').locator('[aria-current="page"]')).toHaveText('Client credentials');
    await page.setViewportSize({ width: 800, height: 700 });
    await page.getByRole('combobox', { name: 'Flow' }).selectOption('device');
    await simulator.expectStep(1, device.count);
    expect(hash(page)).toBe('#/device?step=1&profile=oauth-2.1&seed=5eed');
    await page.goBack();
    await simulator.expectStep(1, job.count);
    await expect(page.getByRole('combobox', { name: 'Flow' })).toHaveValue('client-credentials');
    await page.goBack();
    await simulator.expectStep(4, device.count);
  });
});

test.describe('the history', () => {
  test('back and forward lead through what was chosen, not through every step', async ({ simulator, page }) => {
    await simulator.open('#/authorization-code-pkce');
    await simulator.next();
    await simulator.next();
    await simulator.rows.nth(9).locator('.step-number').click();
    await simulator.expectStep(10, pkce.count);
    await page.getByRole('radio', { name: 'OAuth 2.0' }).check();
    await simulator.expectStep(10, pkce.count);

    await page.goBack();
    await expect(page.getByRole('radio', { name: 'OAuth 2.1' })).toBeChecked();
    await simulator.expectStep(10, pkce.count);
    await page.goBack();
    await simulator.expectStep(3, pkce.count);
    await page.goForward();
    await simulator.expectStep(10, pkce.count);
    await page.goForward();
    await expect(page.getByRole('radio', { name: 'OAuth 2.0' })).toBeChecked();
    await page.reload();
    await simulator.expectStep(10, pkce.count);
    await page.goBack();
    await expect(page.getByRole('radio', { name: 'OAuth 2.1' })).toBeChecked();
  });

  test('an answer of the person can be taken back', async ({ simulator, page }) => {
    const consent = pkce.at('consent');
    await simulator.open(`#/authorization-code-pkce?step=${consent}`);
    await simulator.act('Deny').click();
    await simulator.expectStep(consent + 1);
    await page.goBack();
    await simulator.expectStep(consent, pkce.count);
    expect(hash(page)).not.toContain('consent');
  });
});

test.describe('a reload keeps', () => {
  test('everything that was chosen', async ({ simulator, page }) => {
    const fragment = '#/device?step=13&profile=rfc-9700&seed=beef&password=wrong&user_code=BBBB-CCCC&wait=3:60&start=1767270000';
    await simulator.open(fragment);
    await expect(note(page)).toBeHidden();
    const text = await simulator.inspector.innerText();
    await page.reload();
    await expect(simulator.inspector).toBeVisible();
    await expect.poll(() => simulator.inspector.innerText()).toBe(text);
    expect(hash(page)).toBe(fragment);
    await simulator.next();
    // A wait that was written with the number of a step is written with its name.
    expect(hash(page)).toBe(fragment.replace('step=13', 'step=14').replace('wait=3:', 'wait=device-authorization-response.1:'));
  });

  test('the theme, in both and back to the system’s', async ({ simulator, page }) => {
    const background = () => page.locator('.oauth-flow').evaluate((root) => getComputedStyle(root).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    await simulator.open('');
    const light = await background();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await page.reload();
    await simulator.expectStep(1, pkce.count);
    expect(await background()).toBe(dark);
    await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();

    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('radio', { name: 'Light' }).check();
    await expect.poll(background).toBe(light);
    await page.reload();
    await simulator.expectStep(1, pkce.count);
    expect(await background()).toBe(light);

    await page.getByRole('radio', { name: 'As the system' }).check();
    await expect.poll(background).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(background).toBe(light);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });
});

test('“Copy link” copies the address of what is shown', async ({ simulator, page, context, stranger }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await simulator.open('#/device?step=4');
  await simulator.next();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(page.url());
  expect(copied).toMatch(/#\/device\?step=5&profile=oauth-2\.1&seed=5eed$/);
  await stranger.page.goto(copied);
  await stranger.expectStep(5, device.count);
  await expect.poll(() => stranger.message()).toBe(await simulator.message());
});

test('“Copy link” says so where the clipboard is refused', async ({ simulator, page }) => {
  await simulator.open('');
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); });
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Refused by the browser' })).toBeVisible();
});

test('“Copy message” copies every byte that was sent, also what the page shortens', async ({ simulator, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await simulator.open(`#/authorization-code-pkce?step=${pkce.at('token-response')}`);
  await simulator.panel.getByRole('button', { name: 'Copy message' }).click();
  await expect(simulator.panel.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [head, body] = copied.split('\r\n\r\n').length === 2 ? copied.split('\r\n\r\n') : copied.split('\n\n');
  expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
  const token = JSON.parse(body).access_token;
  expect(token.split('.')).toHaveLength(3);
  expect(JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))).toMatchObject({ iss: 'https://auth.example.com' });
});

test('another flow has the same seed, and the profile that was chosen', async ({ simulator, page }) => {
  await simulator.open('#/device?profile=rfc-9700&seed=abc');
  await page.getByRole('link', { name: 'Refresh rotation' }).click();
  await expect(page).toHaveURL(/#\/refresh\?.*profile=rfc-9700/);
  await expect(page).toHaveURL(/seed=abc/);
  // Nobody has chosen the profile that a flow has by itself.
  await simulator.open('#/device?seed=abc');
  await page.getByRole('link', { name: 'Implicit' }).click();
  await expect(page).toHaveURL(/#\/implicit\?.*profile=oauth-2\.0&seed=abc/);
});
