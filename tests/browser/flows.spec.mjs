// Every flow to its end: by the buttons, by the keyboard alone, by playing, and by its address.
// What is asserted is what the server answered, as the page shows it.
import { expect, story, test } from './fixtures.mjs';

/** Per flow: what the servers answer, by the step in which they do. */
const answers = {
  'authorization-code': (run) => ({
    [run.at('sign-in')]: [/^HTTP\/1\.1 200 OK\n/, /<form method="post"/],
    [run.at('authorization-response')]: [/^HTTP\/1\.1 303 See Other\n/, /Location: https:\/\/\S+\/callback\?code=[\w-]{27}&state=[\w-]+/],
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/, /"token_type": "Bearer"/],
    [run.at('api-response')]: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
  }),
  'authorization-code-pkce': (run) => ({
    [run.at('sign-in')]: [/^HTTP\/1\.1 200 OK\n/, /Set-Cookie: session=/],
    [run.at('authorization-response')]: [/^HTTP\/1\.1 303 See Other\n/, /Location: https:\/\/\S+\/callback\?code=[\w-]{27}&state=[\w-]+&iss=/],
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/, /Cache-Control: no-store/],
    [run.at('api-response')]: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
  }),
  'client-credentials': (run) => ({
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
    [run.at('api-response')]: [/^HTTP\/1\.1 200 OK\n/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
    [run.at('api-response-3')]: [/^HTTP\/1\.1 200 OK\n/],
  }),
  device: (run) => ({
    [run.at('device-authorization-response')]: [
      /^HTTP\/1\.1 200 OK\n/, /"device_code": "/, /"user_code": "[B-Z]{4}-[B-Z]{4}"/, /"interval": 5/,
    ],
    [run.at('token-response')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "authorization_pending"/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "slow_down"/],
    [run.at('token-response-3')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "authorization_pending"/],
    [run.at('token-response-4')]: [/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/],
    [run.at('api-response')]: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
  }),
  refresh: (run) => ({
    [run.at('api-response-2')]: [/^HTTP\/1\.1 401 Unauthorized\n/, /error="invalid_token"/, /has expired/],
    [run.at('token-response')]: [/^HTTP\/1\.1 200 OK\n/, /"refresh_token": "/],
    [run.at('token-response-2')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /has been used before/],
    [run.at('api-response-4')]: [/^HTTP\/1\.1 401 Unauthorized\n/, /error="invalid_token"/, /is not active/],
    [run.at('token-response-3')]: [/^HTTP\/1\.1 400 Bad Request\n/, /"error": "invalid_grant"/, /has been revoked/],
  }),
  implicit: (run) => ({
    [run.at('authorization-response')]: [/^HTTP\/1\.1 303 See Other\n/, /Location: https:\/\/\S+\/callback#access_token=/],
    [run.at('api-response')]: [/^HTTP\/1\.1 200 OK\n/, /harbour\.jpg/],
  }),
};

/** The button with which the person decides. */
const decide = { SignIn: 'Sign in', Consent: 'Approve', EnterUserCode: 'Continue' };

const flows = Object.entries(answers).map(([id, find]) => {
  const run = story(id);
  return { id, count: run.count, end: run.end, answers: find(run), decisionAt: (step) => run.steps[step - 1].decision };
});

/** What the television shows, read where the person reads it. */
const userCodeOnTelevision = (simulator) => simulator.screen.locator('.pairing-code').textContent();

/** Flows that between them have every screen on which the person acts, and one without any. */
const byKeyboard = ['authorization-code-pkce', 'client-credentials', 'device'];

for (const flow of flows) {
  test.describe(flow.id, () => {
    test('to its end by “Next step”, with the person acting on the screen', async ({ simulator }) => {
      await simulator.open(`#/${flow.id}`);
      for (let step = 1; step <= flow.count; step += 1) {
        await simulator.expectStep(step, flow.count);
        if (flow.answers[step]) await simulator.expectMessage(...flow.answers[step]);
        const decision = flow.decisionAt(step);
        if (decision === 'EnterUserCode') {
          const code = await userCodeOnTelevision(simulator);
          await simulator.screen.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase());
        }
        if (decision) {
          await simulator.act(decide[decision]).click();
        } else if (step < flow.count) {
          await simulator.next();
        }
      }
      await expect(simulator.outcome).toHaveText(flow.end);
      await expect(simulator.control('Next step')).toHaveAttribute('aria-disabled', 'true');
    });

    if (byKeyboard.includes(flow.id)) test('to its end by the keyboard alone', async ({ simulator, page }) => {
      await simulator.open(`#/${flow.id}`);
      await simulator.skipToSteps();
      for (let step = 1; step < flow.count; step += 1) {
        const decision = flow.decisionAt(step);
        if (decision === 'EnterUserCode') {
          await simulator.tabTo(simulator.screen.getByRole('textbox', { name: 'Code' }));
          await page.keyboard.type(await userCodeOnTelevision(simulator));
          await page.keyboard.press('Enter');
        } else if (decision) {
          await simulator.tabTo(simulator.act(decide[decision]));
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
      await page.clock.install();
      await simulator.open(`#/${flow.id}`);
      await simulator.player.getByLabel('Speed').selectOption('4×');
      // Where nobody decides there is nothing to act on.
      const act = simulator.player.getByRole('switch', { name: 'Act for me' });
      if (await act.isVisible()) await act.check();
      await page.keyboard.press('k');
      await expect(simulator.control('Pause')).toBeVisible();
      await page.clock.runFor(120_000);
      await expect(simulator.current.locator('.step-number')).toHaveText(String(flow.count));
      await expect(simulator.control('Play')).toBeVisible();
      await simulator.expectStep(flow.count, flow.count);
      await expect(simulator.outcome).toHaveText(flow.end);
      expect(new URL(page.url()).hash).toContain(`step=${flow.count}&`);
    });

    test('at its last answer by its address, the same for a stranger', async ({ simulator, stranger }) => {
      const [step, patterns] = Object.entries(flow.answers).at(-1);
      const fragment = `#/${flow.id}?step=${step}&seed=5eed`;
      await simulator.open(fragment);
      await simulator.expectStep(Number(step), flow.count);
      await simulator.expectMessage(...patterns);
      await stranger.open(fragment);
      await stranger.expectStep(Number(step), flow.count);
      const shown = await simulator.message();
      await expect.poll(() => stranger.message()).toBe(shown);
      const details = await simulator.inspector.innerText();
      await expect.poll(() => stranger.inspector.innerText()).toBe(details);
    });

    test('with other random values from another seed', async ({ simulator, stranger }) => {
      const step = Object.keys(flow.answers).find((number) => /token": |code=|#access_token/.test(String(flow.answers[number])));
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
  test('implicit is refused under OAuth 2.1, and the application stops', async ({ simulator, page }) => {
    const run = story('implicit', 'oauth-2.1');
    const refused = run.at('authorization-response');
    await simulator.open('#/implicit?profile=oauth-2.1');
    for (let step = 1; step < run.count; step += 1) {
      await simulator.expectStep(step, run.count);
      if (step === refused) {
        await simulator.expectMessage(/^HTTP\/1\.1 303 See Other\n/, /#error=unsupported_response_type/);
        await expect(simulator.inspector.locator('.check.is-failed')).toContainText('The implicit grant is not offered.');
      }
      await simulator.next();
    }
    await simulator.expectStep(run.count, run.count);
    await expect(simulator.outcome).toContainText('Old photo page stopped here.');
    await expect(simulator.outcome).toContainText('unsupported_response_type');
    await expect(page.locator('main')).not.toContainText('access_token');
  });

  test('a stolen refresh token works under OAuth 2.0', async ({ simulator }) => {
    const run = story('refresh', 'oauth-2.0');
    const stolen = run.at('token-response-2');
    await simulator.open(`#/refresh?profile=oauth-2.0&step=${stolen}`);
    await simulator.expectStep(stolen, run.count);
    await simulator.expectMessage(/^HTTP\/1\.1 200 OK\n/, /"access_token": "eyJ/);
    await simulator.open(`#/refresh?profile=oauth-2.0&step=${run.at('api-response-4')}`);
    await simulator.expectMessage(/^HTTP\/1\.1 200 OK\n/);
    expect(await simulator.knownBy('Thief')).toEqual(['refresh_token', 'access_token 3']);
  });

  test('a code comes with iss and PKCE or without', async ({ simulator }) => {
    for (const [profile, rest, asked] of [['oauth-2.0', '\n', false], ['oauth-2.1', '&iss=https%3A%2F%2Fauth\\.example\\.com\n', true]]) {
      const run = story('authorization-code', profile);
      await simulator.open(`#/authorization-code?profile=${profile}&step=${run.at('authorization-response')}`);
      await simulator.expectMessage(new RegExp(`Location: \\S+\\?code=[\\w-]+&state=[\\w-]+${rest}`));
      await simulator.open(`#/authorization-code?profile=${profile}&step=${run.at('authorization-request-2')}`);
      await simulator.expectMessage(/response_type=code/);
      expect((await simulator.message()).includes('code_challenge_method=S256')).toBe(asked);
    }
  });
});

test('what the API asks the server stands in the step in which it judges, folded', async ({ simulator }) => {
  const run = story('client-credentials');
  await simulator.open(`#/client-credentials?step=${run.at('api-response')}`);
  const asked = simulator.section('API asks Authorization server');
  const question = asked.locator('details').filter({ hasText: 'POST /introspect' });
  await expect(question.locator('.http')).toBeHidden();
  await question.locator('summary').click();
  await expect(question.locator('.http')).toContainText('token_type_hint=access_token');
  const answer = asked.locator('details').filter({ hasText: 'HTTP/1.1 200 OK' });
  await answer.locator('summary').press('Enter');
  await expect(answer.locator('.http')).toContainText('"active": true');
  // A call that comes later is asked about anew.
  await simulator.open(`#/client-credentials?step=${run.at('token-response')}`);
  await expect(asked).toHaveCount(0);
});
