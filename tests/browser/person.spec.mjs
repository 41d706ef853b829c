// The learner acts as the person, on the screen that the person would see.
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');
const device = story('device');
const signIn = pkce.at('sign-in');
const consent = pkce.at('consent');
const enterUserCode = device.at('user-code');
const deviceConsent = device.at('consent');

test.describe('signing in', () => {
  test('with a wrong password first, which the server does not accept', async ({ simulator, page }) => {
    await simulator.open(`#/authorization-code-pkce?step=${signIn}`);
    await simulator.expectStep(signIn, pkce.count);
    await simulator.act('Enter a wrong password').click();
    await simulator.expectStep(signIn + 1);
    await expect(page).toHaveURL(/password=wrong/);
    await simulator.expectMessage(/^POST /, /password=wrong-password/);
    await simulator.next();
    await simulator.expectStep(signIn + 2);
    await expect(simulator.section('Authorization server checks').locator('.check.is-failed')).toHaveCount(1);
    await expect(simulator.screen.locator('.page-error').filter({ visible: true })).toHaveCount(1);
    await expect(simulator.act('Enter a wrong password')).toHaveCount(0);

    await simulator.act('Sign in').click();
    await simulator.next();
    await simulator.expectStep(signIn + 4);
    await expect(simulator.screen).toContainText('asks for access');
    await simulator.act('Approve').click();
    await simulator.next();
    await simulator.expectMessage(/^HTTP\/1\.1 303 See Other\n/, /\?code=/);
    await expect(simulator.outcome).toHaveText('The flow is complete.');
  });

  test('with the right one after all, when it is tried again from there', async ({ simulator, page }) => {
    await simulator.open(`#/authorization-code-pkce?step=${signIn}&password=wrong`);
    await expect(simulator.rows).toHaveCount(pkce.count + 2);
    await simulator.act('Sign in').click();
    await expect(page).not.toHaveURL(/password=/);
    await expect(simulator.rows).toHaveCount(pkce.count);
    await simulator.next();
    await simulator.expectStep(consent, pkce.count);
    await expect(simulator.screen).toContainText('asks for access');
  });
});

test('an answer that is pressed twice is one answer', async ({ simulator }) => {
  await simulator.open(`#/authorization-code-pkce?step=${consent}`);
  await simulator.act('Deny').evaluate((deny) => {
    const approve = deny.parentElement.querySelector('.is-main');
    deny.click();
    approve.click();
  });
  await simulator.expectStep(consent + 1);
  await simulator.expectMessage(/^POST /, /decision=deny/);
});

test.describe('being asked for consent', () => {
  for (const flow of ['authorization-code-pkce', 'authorization-code']) {
    test(`and denying in ${flow}: the application learns it and stops`, async ({ simulator, page }) => {
      const step = story(flow).at('consent');
      await simulator.open(`#/${flow}?step=${step}`);
      await expect(simulator.screen).toContainText('You are Alice');
      await expect(simulator.screen).toContainText('See your photos');
      await simulator.act('Deny').click();
      await simulator.expectStep(step + 1);
      await expect(page).toHaveURL(/consent=deny/);
      await simulator.expectMessage(/^POST /, /decision=deny/);
      await simulator.next();
      await simulator.expectMessage(/^HTTP\/1\.1 303 See Other\n/, /Location: \S+\?error=access_denied&/);
      await simulator.control('Last step').click();
      await expect(simulator.outcome).toContainText('stopped here. The server answered access_denied');
      await expect(simulator.rows.getByText('calls the API')).toHaveCount(0);
      await expect(simulator.rows.getByText('trades the code')).toHaveCount(0);
    });
  }

  test('and changing one’s mind: denied, gone back, approved', async ({ simulator, page }) => {
    await simulator.open(`#/authorization-code-pkce?step=${consent}`);
    await simulator.act('Deny').click();
    await simulator.expectStep(consent + 1);
    expect(await simulator.rows.count()).toBeLessThan(pkce.count);
    await simulator.control('Previous step').click();
    await simulator.act('Approve').click();
    await simulator.expectStep(consent + 1, pkce.count);
    await expect(page).not.toHaveURL(/consent=/);
    await simulator.expectMessage(/decision=approve/);
  });

  test('on the television flow and denying: the poll says access_denied', async ({ simulator }) => {
    await simulator.open(`#/device?step=${deviceConsent}`);
    const code = await simulator.screen.locator('.pairing-code').textContent();
    await expect(simulator.screen.locator('.page-code')).toHaveText(code);
    await simulator.act('Deny').click();
    await simulator.expectStep(deviceConsent + 1);
    await simulator.control('Last step').click();
    await expect(simulator.rows.last()).toContainText('access_denied');
    await simulator.expectMessage(/^HTTP\/1\.1 400 Bad Request\n/, /"error": "access_denied"/);
    await expect(simulator.outcome).toContainText('Television stopped here.');
  });
});

test.describe('typing a user code', () => {
  test.beforeEach(({ simulator }) => simulator.open(`#/device?step=${enterUserCode}`));

  const field = (simulator) => simulator.screen.getByRole('textbox', { name: 'Code' });

  test('that is wrong: the server says so, then takes the right one', async ({ simulator, page }) => {
    await field(simulator).fill('BBBB-CCCC');
    await page.keyboard.press('Enter');
    await simulator.expectStep(enterUserCode + 1);
    await expect(page).toHaveURL(/user_code=BBBB-CCCC/);
    await simulator.expectMessage(/^POST /, /user_code=BBBB-CCCC/);
    await simulator.next();
    await simulator.expectStep(enterUserCode + 2);
    await expect(simulator.section('Authorization server checks').locator('.check.is-failed')).toHaveCount(1);
    await expect(simulator.screen.locator('.page-error').filter({ visible: true })).toHaveCount(1);

    const code = await simulator.screen.locator('.pairing-code').textContent();
    await field(simulator).fill(code);
    await simulator.act('Continue').click();
    await simulator.expectMessage(/^POST /, new RegExp(`user_code=${code}`));
    await simulator.next();
    await expect(simulator.screen).toContainText('Television asks for access');
    await simulator.control('Last step').click();
    await expect(simulator.outcome).toHaveText('The flow is complete.');
  });

  test('in another spelling, as the server allows', async ({ simulator, page }) => {
    const code = await simulator.screen.locator('.pairing-code').textContent();
    await field(simulator).fill(` ${code.toLowerCase().replace('-', ' ')} `);
    await simulator.act('Continue').click();
    await simulator.expectStep(enterUserCode + 1, device.count);
    await expect(page).not.toHaveURL(/user_code=/);
  });

  test('that is empty: nothing is sent', async ({ simulator }) => {
    for (const typed of ['', ' -- ']) {
      await field(simulator).fill(typed);
      await simulator.act('Continue').click();
      await expect(simulator.screen.getByRole('alert')).toHaveText('Type the code that the television shows.');
      await expect(field(simulator)).toBeFocused();
      await expect(field(simulator)).toHaveAttribute('aria-invalid', 'true');
    }
    await simulator.expectStep(enterUserCode, device.count);
    await field(simulator).fill('B');
    await expect(simulator.screen.getByRole('alert')).toHaveCount(0);
  });

  test('with markup in it: it stays text', async ({ simulator }) => {
    await field(simulator).fill('<img src=x onerror=alert(1)>');
    await simulator.act('Continue').click();
    await simulator.expectStep(enterUserCode + 1);
    await simulator.control('Last step').click();
    await expect(simulator.outcome).toHaveText('The flow is complete.');
    await expect(simulator.page.locator('img')).toHaveCount(0);
  });
});

test('the screens of steps that ask nobody have no controls', async ({ simulator }) => {
  await simulator.open(`#/device?step=${enterUserCode + 1}`);
  await expect(simulator.screen).toBeVisible();
  await expect(simulator.screen.getByRole('button')).toHaveCount(0);
  await simulator.open(`#/authorization-code-pkce?step=${pkce.count}`);
  await expect(simulator.screen).toContainText('harbour.jpg');
  await expect(simulator.screen.getByRole('button')).toHaveCount(0);
});

test('a page is drawn with the words of the HTML that the server has sent', async ({ simulator }) => {
  const references = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
  for (const [flow, step] of [['authorization-code-pkce', signIn], ['authorization-code-pkce', consent], ['device', enterUserCode], ['device', deviceConsent]]) {
    await simulator.open(`#/${flow}?step=${step}`);
    await simulator.expectMessage(/<h1>/);
    const [, html] = (await simulator.message()).split('\n\n');
    const elements = [...html.matchAll(/<(h1|p|li|label|button)\b[^>]*>(.*?)<\/\1>/g)];
    const words = elements.map(([, , inner]) => inner.replace(/<[^>]*>/g, '').replace(/&\w+;/g, (name) => references[name]).trim());
    expect(words.length).toBeGreaterThan(2);
    for (const one of words) await expect(simulator.screen).toContainText(one);
  }
});
