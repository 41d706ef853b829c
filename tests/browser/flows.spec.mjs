// Every flow to its end: by the buttons, by the keyboard alone, by playing, and by its address.
// What is asserted is what the server answered, as the page shows it.
import { expect, test } from './fixtures.mjs';

const signIn = { screen: 'Sign in' };
const approve = { screen: 'Approve' };

/** Per flow: how many steps it has, where the person acts, and what the servers answer in which step. */
const flows = [
  {
    id: 'authorization-code',
    count: 18,
    acts: { 5: signIn, 7: approve },
    answers: {
      5: [/^HTTP\/1\.1 200 OK\n/, /<form method="post"/],
      9: [/^HTTP\/1\.1 303 See Other\n/, /Location: https:\/\/\S+\/callback\?code=[\w-]{27}&state=[\w-]+/],
      14: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/, /"token_type": "Bearer"/],
      17: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
    },
  },
  {
    id: 'authorization-code-pkce',
    count: 16,
    acts: { 4: signIn, 6: approve },
    answers: {
      4: [/^HTTP\/1\.1 200 OK\n/, /Set-Cookie: session=/],
      8: [/^HTTP\/1\.1 303 See Other\n/, /Location: https:\/\/\S+\/callback\?code=[\w-]{27}&state=[\w-]+&iss=/],
      13: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/, /Cache-Control: no-store/],
      16: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
    },
  },
  {
    id: 'client-credentials',
    count: 15,
    acts: {},
    answers: {
      4: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
      6: [/^HTTP\/1\.1 200 OK\n/],
      13: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
      15: [/^HTTP\/1\.1 200 OK\n/],
    },
  },
  {
    id: 'device',
    count: 22,
    acts: { 9: signIn, 11: { userCode: true }, 13: approve },
    answers: {
      2: [/^HTTP\/1\.1 200 OK\n/, /"device_code": "/, /"user_code": "[B-Z]{4}-[B-Z]{4}"/, /"interval": 5/],
      5: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "authorization_pending"/],
      7: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "slow_down"/],
      15: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "authorization_pending"/],
      19: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
      22: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
    },
  },
  {
    id: 'refresh',
    count: 19,
    acts: {},
    answers: {
      6: [/^HTTP\/1\.1 401 Unauthorized\n/, /error="invalid_token"/, /has expired/],
      9: [/^HTTP\/1\.1 200 OK\n/, /"refresh_token": "/],
      14: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /has been used before/],
      16: [/^HTTP\/1\.1 401 Unauthorized\n/, /error="invalid_token"/, /has been revoked/],
      18: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /has been revoked/],
    },
  },
  {
    id: 'implicit',
    count: 15,
    acts: { 4: signIn, 6: approve },
    answers: {
      8: [/^HTTP\/1\.1 303 See Other\n/, /Location: https:\/\/\S+\/callback#access_token=/],
      15: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
    },
  },
];

/** What the television shows, read where the person reads it. */
const userCodeOnTelevision = (simulator) => simulator.screen.locator('.pairing-code').textContent();

for (const flow of flows) {
  test.describe(flow.id, () => {
    test('to its end by “Next step”, with the person acting on the screen', async ({ simulator }) => {
      await simulator.open(`#/${flow.id}`);
      for (let step = 1; step <= flow.count; step += 1) {
        await simulator.expectStep(step, flow.count);
        if (flow.answers[step]) await simulator.expectMessage(...flow.answers[step]);
        const act = flow.acts[step];
        if (act?.userCode) {
          const code = await userCodeOnTelevision(simulator);
          await simulator.screen.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase());
          await simulator.act('Continue').click();
        } else if (act) {
          await simulator.act(act.screen).click();
        } else if (step < flow.count) {
          await simulator.next();
        }
      }
      await expect(simulator.outcome).toHaveText('The flow is complete.');
      await expect(simulator.control('Next step')).toHaveAttribute('aria-disabled', 'true');
    });

    test('to its end by the keyboard alone', async ({ simulator, page }) => {
      await simulator.open(`#/${flow.id}`);
      await simulator.skipToSteps();
      for (let step = 1; step < flow.count; step += 1) {
        const act = flow.acts[step];
        if (act?.userCode) {
          await simulator.tabTo(simulator.screen.getByRole('textbox', { name: 'Code' }));
          await page.keyboard.type(await userCodeOnTelevision(simulator));
          await page.keyboard.press('Enter');
        } else if (act) {
          await simulator.tabTo(simulator.act(act.screen));
          await page.keyboard.press('Enter');
        } else {
          await page.keyboard.press('ArrowRight');
        }
        await simulator.expectStep(step + 1, flow.count);
        if (flow.answers[step + 1]) await simulator.expectMessage(...flow.answers[step + 1]);
      }
      await page.keyboard.press('Home');
      await simulator.expectStep(1, flow.count);
      await page.keyboard.press('End');
      await simulator.expectStep(flow.count, flow.count);
      await page.keyboard.press('ArrowLeft');
      await simulator.expectStep(flow.count - 1, flow.count);
    });

    test('to its end by playing, with “Act for me”', async ({ simulator, page }) => {
      await simulator.open(`#/${flow.id}`);
      await simulator.player.getByLabel('Speed').selectOption('4×');
      await simulator.player.getByRole('switch', { name: 'Act for me' }).check();
      await page.keyboard.press('k');
      await expect(simulator.control('Pause')).toBeVisible();
      await expect(simulator.current.locator('.step-number')).toHaveText(String(flow.count), { timeout: 20_000 });
      await expect(simulator.control('Play')).toBeVisible();
      await simulator.expectStep(flow.count, flow.count);
      await expect(simulator.outcome).toHaveText('The flow is complete.');
      expect(new URL(page.url()).hash).toContain(`step=${flow.count}&`);
    });

    test('at every answer by its address, the same for a stranger', async ({ simulator, stranger }) => {
      for (const [step, patterns] of Object.entries(flow.answers)) {
        const fragment = `#/${flow.id}?step=${step}&seed=5eed`;
        await simulator.open(fragment);
        await simulator.expectStep(Number(step), flow.count);
        await simulator.expectMessage(...patterns);
        await stranger.open(fragment);
        await stranger.expectStep(Number(step), flow.count);
        expect(await stranger.message()).toBe(await simulator.message());
        expect(await stranger.inspector.innerText()).toBe(await simulator.inspector.innerText());
      }
    });

    test('with other random values from another seed', async ({ simulator, stranger }) => {
      const step = Object.keys(flow.answers).find((number) => /token"|code=/.test(String(flow.answers[number])));
      await simulator.open(`#/${flow.id}?step=${step}&seed=5eed`);
      await stranger.open(`#/${flow.id}?step=${step}&seed=beef`);
      await stranger.expectStep(Number(step), flow.count);
      const [mine, theirs] = [await simulator.message(), await stranger.message()];
      expect(theirs).not.toBe(mine);
      // The same kind of answer all the same.
      for (const pattern of flow.answers[step]) expect(theirs).toMatch(pattern);
    });
  });
}

test.describe('the profile decides', () => {
  test('implicit is refused under OAuth 2.1, and the application stops', async ({ simulator }) => {
    await simulator.open('#/implicit?profile=oauth-2.1');
    for (let step = 1; step < 8; step += 1) {
      await simulator.expectStep(step, 8);
      if (step === 4) {
        await simulator.expectMessage(/^HTTP\/1\.1 303 See Other\n/, /#error=unsupported_response_type/);
        await expect(simulator.inspector.locator('.check.is-failed')).toContainText('The implicit grant is not offered.');
      }
      await simulator.next();
    }
    await simulator.expectStep(8, 8);
    await expect(simulator.outcome).toContainText('Old photo page stopped here.');
    await expect(simulator.outcome).toContainText('unsupported_response_type');
    await expect(simulator.page.locator('main')).not.toContainText('access_token');
  });

  test('a stolen refresh token works under OAuth 2.0', async ({ simulator }) => {
    await simulator.open('#/refresh?profile=oauth-2.0&step=14');
    await simulator.expectStep(14, 17);
    await simulator.expectMessage(/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/);
    await simulator.open('#/refresh?profile=oauth-2.0&step=16');
    await simulator.expectMessage(/^HTTP\/1\.1 200 OK\n/);
    expect(await simulator.knownBy('Thief')).toEqual(['refresh_token', 'access_token 3']);
  });

  test('a code comes with iss and PKCE or without', async ({ simulator }) => {
    await simulator.open('#/authorization-code?profile=oauth-2.0&step=9');
    await simulator.expectMessage(/Location: \S+\?code=[\w-]+&state=[\w-]+\n/);
    await simulator.open('#/authorization-code?profile=oauth-2.1&step=9');
    await simulator.expectMessage(/Location: \S+\?code=[\w-]+&state=[\w-]+&iss=https%3A%2F%2Fauth\.example\.com\n/);
    await simulator.open('#/authorization-code?profile=oauth-2.0&step=4');
    expect(await simulator.message()).not.toContain('code_challenge');
    await simulator.open('#/authorization-code?profile=oauth-2.1&step=4');
    expect(await simulator.message()).toContain('code_challenge_method=S256');
  });
});
