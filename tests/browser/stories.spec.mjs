// Every story that is not the usual one of its flow: by its address, and by the select, to its end.
// What is asserted is what the server answered, as the page shows it.
import { expect, story, test } from './fixtures.mjs';

/** Per story: what the server answers, by the step in which it does. */
const answers = {
  'authorization-code-pkce.stolen-code': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /code_verifier is missing/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /does not match/],
    [run.at('token-response-3')]: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
  }),
  'client-credentials.dpop': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"token_type": "DPoP"/],
    [run.at('api-response')]: [/^HTTP\/1\.1 200 OK\n/, /reports/],
    [run.at('api-response-2')]: [/^HTTP\/1\.1 401 Unauthorized\n/, /Bearer is not enough/],
    [run.at('api-response-3')]: [/^HTTP\/1\.1 401 Unauthorized\n/, /made with another key/],
  }),
  'refresh.in-time': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"refresh_token": "/],
    [run.at('api-response-2')]: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
  }),
  'refresh.more-scope': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_scope"/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 200 OK\n/, /"scope": "photos\.read"/],
    [run.at('token-response-3')]: [/^HTTP\/1\.1 200 OK\n/, /"scope": "photos\.read photos\.write"/],
  }),
  'refresh.two-tabs': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"refresh_token": "/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /has been used before/],
    [run.at('token-response-3')]: [/^HTTP\/1\.1 400 Bad Request\n/, /has been revoked/],
  }),
  'refresh.two-tabs-grace': (run) => ({
    [run.at('token-response-2')]: [/^HTTP\/1\.1 200 OK\n/, /"refresh_token": "/],
    [run.at('api-response-3')]: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
  }),
  'refresh.expired': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /has expired/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 200 OK\n/, /"refresh_token": "/],
  }),
};

const choice = (page) => page.getByRole('combobox', { name: 'Story', exact: true });

for (const [name, find] of Object.entries(answers)) {
  const [flow, id] = name.split('.');
  const run = story(name);
  const shown = find(run);
  const { title: heading, summary } = run;

  test.describe(name, () => {
    test('at its answers and at its end from its address', async ({ simulator, page }) => {
      await simulator.open(`#/${flow}?story=${id}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      await expect(page.locator('.lede')).toHaveText(summary.replaceAll('`', ''));
      for (const [step, patterns] of Object.entries(shown)) {
        await simulator.open(`#/${flow}?story=${id}&step=${step}`);
        await simulator.expectStep(Number(step), run.count);
        await simulator.expectMessage(...patterns);
      }
      await page.keyboard.press('Home');
      await page.keyboard.press('End');
      await simulator.expectStep(run.count, run.count);
      await expect(simulator.outcome).toHaveText(run.end);
      await expect(page).toHaveURL(new RegExp(`#/${flow}\\?step=${run.count}&profile=oauth-2\\.1&seed=5eed&story=${id}$`));
    });

    test('by the select, with seed and profile as before and the usual person, and back', async ({ simulator, page }) => {
      const rest = 'profile=rfc-9700&seed=beef';
      await simulator.open(`#/${flow}?step=2&${rest}&password=wrong`);
      await choice(page).selectOption(id);
      await expect(page).toHaveURL(new RegExp(`#/${flow}\\?step=1&${rest}&story=${id}$`));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      await simulator.expectStep(1);
      await page.keyboard.press('End');
      await expect(simulator.control('Next step')).toHaveAttribute('aria-disabled', 'true');
      await page.goBack();
      await expect(choice(page)).toHaveValue('usual');
      await simulator.expectStep(2);
    });
  });
}

test('the select is reached and set by the keyboard alone, and keeps the focus', async ({ simulator, page }) => {
  await simulator.open('#/refresh');
  await simulator.tabTo(choice(page));
  for (const id of ['in-time', 'more-scope', 'two-tabs']) {
    await page.keyboard.press('ArrowDown');
    await expect(choice(page)).toHaveValue(id);
    await expect(page).toHaveURL(new RegExp(`&story=${id}$`));
    await expect(choice(page)).toBeFocused();
  }
});

test('there is no select where a flow has one story, and another flow starts with its usual one', async ({ simulator, page }) => {
  await simulator.open('#/refresh?story=two-tabs');
  await expect(choice(page)).toHaveValue('two-tabs');
  for (const [name, options] of [['Device', 0], ['Code + PKCE', 2], ['Refresh rotation', 6]]) {
    await page.getByRole('navigation', { name: 'Flows' }).getByRole('link', { name }).click();
    await expect(choice(page)).toHaveCount(options > 0 ? 1 : 0);
    await expect(page.locator('.story option')).toHaveCount(options);
    if (options > 0) await expect(choice(page)).toHaveValue('usual');
    await expect(page).not.toHaveURL(/story=/);
  }
});

test('a story that the flow does not have is told', async ({ simulator, page }) => {
  await simulator.open('#/device?story=two-tabs');
  await expect(page.getByRole('region', { name: 'What the address got wrong' })).toContainText('no story called “two-tabs”');
  await simulator.expectStep(1);
});

test('implicit leads to the same sign-in with code and PKCE', async ({ simulator, page }) => {
  await simulator.open('#/implicit?profile=oauth-2.0&seed=beef&password=wrong&step=3');
  await page.getByRole('link', { name: 'The same sign-in with Code + PKCE' }).click();
  await expect(page).toHaveURL(/#\/authorization-code-pkce\?step=1&profile=oauth-2\.0&seed=beef&password=wrong$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Authorization code with PKCE');
  await expect(page.getByRole('link', { name: /The same sign-in/ })).toHaveCount(0);
});

for (const [width, height] of [[1440, 900], [1376, 800], [1181, 800], [1180, 800], [1057, 800], [910, 700], [768, 1024], [360, 740]]) {
  test(`the select has room beside the profile at ${width} pixels`, async ({ simulator, page }) => {
    await page.setViewportSize({ width, height });
    await simulator.open('#/refresh?story=two-tabs-grace');
    if (width <= 896) await page.getByRole('button', { name: 'Settings' }).click();
    const boxes = await page.locator('.header :is(select, .segment, .button, .brand)').evaluateAll((all) => all
      .filter((one) => one.checkVisibility())
      .map((one) => one.getBoundingClientRect())
      .map(({ left, right, top, bottom }) => ({ left, right, top, bottom })));
    const overlaps = boxes.some((a, i) => boxes.slice(i + 1).some((b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5));
    expect(overlaps).toBe(false);
    expect(boxes.every(({ left, right }) => left >= 0 && right <= width)).toBe(true);
    expect((await choice(page).boundingBox()).width).toBeGreaterThan(120);
  });
}
