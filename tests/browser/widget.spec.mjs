// The widget on somebody's page: the element, the frame, the code fence and mount().
import { expect, story, test } from './fixtures.mjs';

const pkce = story('authorization-code-pkce');
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self'; frame-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const tag = '<oauth-flow flow="authorization-code-pkce" step="8"><span>Not ready yet</span></oauth-flow>';
const script = '<script type="module" src="./oauth-flow.js"></script>';

/** Opens a page of documentation with this in its body. */
async function openDocs(page, body, { csp = policy, head = script } = {}) {
  await page.route('**/docs.html', (route) => route.fulfill({
    contentType: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': csp },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Docs</title>
      <link rel="icon" href="./icon.svg">${head}</head><body>${body}</body></html>`,
  }));
  await page.addInitScript(() => {
    window.told = [];
    for (const type of ['ready', 'step', 'play', 'pause', 'end', 'error']) {
      addEventListener(`oauth-flow:${type}`, ({ detail }) => told.push({ type, ...detail }));
    }
  });
  await page.goto('./docs.html');
}

const widget = (page, index = 0) => page.locator('oauth-flow').nth(index);
const current = (page, index = 0) => widget(page, index).locator('[aria-current="step"] .step-number');
const told = (page, type) => page.evaluate((wanted) => window.told.filter((one) => one.type === wanted), type);

test.describe('the element', () => {
  test('shows the step that its attributes name, and tells of it', async ({ page }) => {
    await openDocs(page, tag);
    await expect(current(page)).toHaveText('8');
    await expect(page.getByText('Not ready yet')).toBeHidden();
    expect(await told(page, 'ready')).toEqual([{ type: 'ready', count: pkce.count }]);
    expect(await told(page, 'step')).toMatchObject([{ step: 8, count: pkce.count, title: pkce.steps[7].title.replaceAll('`', '') }]);
    expect(await told(page, 'error')).toEqual([]);
  });

  test('weighs nothing until it is near the view', async ({ page }) => {
    const loaded = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname.split('/').pop()));
    await openDocs(page, `<div style="height: 400vh"></div>${tag}`);
    await page.evaluate(() => customElements.whenDefined('oauth-flow'));
    const before = await widget(page).boundingBox();
    expect(loaded.filter((name) => /\.wasm$|simulator\.js$|styles\.js$/.test(name))).toEqual([]);
    await widget(page).scrollIntoViewIfNeeded();
    await expect(current(page)).toHaveText('8');
    expect(loaded).toContain('oauth-flow-simulator_bg.wasm');
    expect((await widget(page).boundingBox()).height).toBe(before.height);
  });

  test('several have one module, and one that is removed is gone', async ({ page }) => {
    const modules = [];
    page.on('request', (request) => request.url().endsWith('.wasm') && modules.push(request.url()));
    await openDocs(page, '<oauth-flow flow="device" loading="eager"></oauth-flow>'.repeat(5));
    for (let index = 0; index < 5; index += 1) await expect(current(page, index)).toHaveText('1');
    expect(modules).toHaveLength(1);
    await widget(page, 1).getByRole('button', { name: 'Next step' }).click();
    await expect(current(page, 1)).toHaveText('2');
    await expect(current(page, 0)).toHaveText('1');
    await page.evaluate(() => {
      const removed = document.querySelector('oauth-flow');
      removed.play();
      removed.remove();
    });
    await expect(widget(page, 4)).toHaveCount(0);
    await widget(page, 0).getByRole('button', { name: 'Last step' }).click();
    await expect(widget(page, 0).locator('.outcome')).toBeVisible();
  });

  test('leaves nothing in memory when it is gone', async ({ page }) => {
    await openDocs(page, '<main></main>');
    const session = await page.context().newCDPSession(page);
    const turn = (times) => page.evaluate(async (count) => {
      for (let index = 0; index < count; index += 1) {
        const element = document.createElement('oauth-flow');
        element.setAttribute('loading', 'eager');
        document.querySelector('main').append(element);
        (await element.ready).next();
        await new Promise(requestAnimationFrame);
        element.remove();
      }
    }, times);
    const counted = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return session.send('Memory.getDOMCounters');
    };
    await turn(1);
    const first = await counted();
    await turn(4);
    await expect.poll(counted).toEqual(first);
  });

  test('keeps its player within a height that leaves little room', async ({ page }) => {
    await openDocs(page, `<style>oauth-flow { --oauth-flow-height: 400px; }</style>${tag}${tag}`);
    for (const index of [0, 1]) {
      await expect(current(page, index)).toHaveText('8');
      const next = widget(page, index).getByRole('button', { name: 'Next step' });
      const [outside, inside] = [await widget(page, index).boundingBox(), await next.boundingBox()];
      expect(outside.height).toBe(400);
      expect(inside.y + inside.height).toBeLessThanOrEqual(outside.y + outside.height);
      await next.click();
      await expect(current(page, index)).toHaveText('9');
    }
  });

  test('has methods and properties, and follows its attributes', async ({ page }) => {
    await openDocs(page, tag);
    await expect(current(page)).toHaveText('8');
    const numbers = await page.evaluate(async () => {
      const element = await document.querySelector('oauth-flow').ready;
      const seen = [element.stepNumber, element.stepCount];
      element.next();
      seen.push(element.stepNumber);
      element.previous();
      element.seek(3);
      return [...seen, element.stepNumber, element.playing, element.fragment];
    });
    expect(numbers).toEqual([8, pkce.count, 9, 3, false, '#/authorization-code-pkce?step=3&profile=oauth-2.1&seed=5eed']);
    for (const [method, playing] of [['play', true], ['pause', false]]) {
      expect(await widget(page).evaluate((element, name) => { element[name](); return element.playing; }, method)).toBe(playing);
      await expect.poll(() => told(page, method)).toHaveLength(1);
    }
    await widget(page).evaluate((element) => element.setAttribute('flow', 'implicit'));
    await expect(widget(page).getByRole('heading', { level: 2 }).first()).toHaveText('Implicit');
    await widget(page).evaluate((element) => element.seek(999));
    await expect.poll(() => told(page, 'end')).toHaveLength(1);
  });

  test('an unknown value falls back, is said, and takes nothing down', async ({ page, problems }) => {
    problems.expect(/<oauth-flow>: /);
    await openDocs(page, '<oauth-flow flow="telepathy" profile="oauth-7" loading="eager"></oauth-flow><p>The page goes on</p>');
    await expect(current(page)).toHaveText('1');
    const reasons = (await told(page, 'error')).map(({ reason }) => reason);
    expect(reasons).toHaveLength(2);
    expect(reasons.join(' ')).toMatch(/telepathy.*oauth-7/);
    await expect(page.getByText('The page goes on')).toBeVisible();
  });

  test('everything that an address can say is an attribute', async ({ page }) => {
    const said = { step: '3', profile: 'oauth-2.0', seed: 'abc', consent: 'deny', password: 'wrong', wait: '2:60', start: '1800000000' };
    const attributes = Object.entries(said).map(([name, value]) => `${name}="${value}"`).join(' ');
    await openDocs(page, `<oauth-flow flow="authorization-code" ${attributes} loading="eager"></oauth-flow>`);
    await expect(current(page)).toHaveText('3');
    expect(await told(page, 'error')).toEqual([]);
    const fragment = await widget(page).evaluate((element) => element.fragment);
    expect(Object.fromEntries(new URLSearchParams(fragment.split('?')[1]))).toEqual(said);
  });

  test('gives the simulated world the names of the author, and the server uses them', async ({ page }) => {
    await openDocs(page, `<oauth-flow flow="authorization-code-pkce" loading="eager"
      names='{"client":"Acme CLI","client_id":"acmecli","authorization_server":"https://login.acme.example"}'></oauth-flow>`);
    await widget(page).evaluate(async (element) => (await element.ready).seek(12));
    const message = widget(page).locator('.http');
    await expect(message).toContainText('Host: login.acme.example');
    await expect(message).toContainText('client_id=acmecli');
    await widget(page).evaluate((element) => element.seek(14));
    // A token is three parts of base64url: the issuer and the client stand in the second.
    const text = await widget(page).locator('.token').first().textContent();
    expect(text).toContain('https://login.acme.example');
    expect(text).toContain('acmecli');
  });

  test('refuses names that are none, by name', async ({ page, problems }) => {
    problems.expect(/<oauth-flow>: /);
    await openDocs(page, `<oauth-flow loading="eager" names='{"client_id":"with spaces","nobody":"x","api":"api.acme.example"}'></oauth-flow>`);
    await expect(current(page)).toHaveText('1');
    expect((await told(page, 'error')).map(({ reason }) => reason).join('\n')).toMatch(/client_id[^]*nobody/);
  });

  test('follows the page’s colours live, and its own where it is told', async ({ page }) => {
    await openDocs(page, `<style>html { color-scheme: light } html.dark { color-scheme: dark }</style>${tag}<oauth-flow theme="light" loading="eager"></oauth-flow>`);
    await expect(current(page)).toHaveText('8');
    const background = (index) => widget(page, index).locator('.oauth-flow').evaluate((root) => getComputedStyle(root).backgroundColor);
    const light = await background(0);
    await page.evaluate(() => document.documentElement.classList.add('dark'));
    await expect.poll(() => background(0)).not.toBe(light);
    expect(await background(1)).toBe(light);
  });

  test('nothing gets in: rules for everything change nothing inside', async ({ page }) => {
    const looks = () => widget(page).locator('.oauth-flow').evaluate((root) => (
      [root, ...root.querySelectorAll('button, h2, p, li, code')].map((element) => {
        const { color, font, letterSpacing, textTransform, backgroundColor, display } = getComputedStyle(element);
        return [element.className, color, font, letterSpacing, textTransform, backgroundColor, display].join(' ');
      })
    ));
    await openDocs(page, tag);
    await expect(current(page)).toHaveText('8');
    const undisturbed = await looks();
    await page.addStyleTag({ content: `
      * { all: unset; } head, style, script { display: none; }
      html { font-size: 10px; letter-spacing: 4px; text-transform: uppercase; color: maroon; }
      button, p, li { color: red !important; background: yellow !important; display: inline !important; }
    ` });
    expect(await looks()).toEqual(undisturbed);
    expect(undisturbed.length).toBeGreaterThan(50);
  });

  test('nothing gets out: the page around looks as it did', async ({ page }) => {
    await openDocs(page, `<h2>Login</h2><p class="step">How it works <button class="chip">Why</button></p>${tag}`);
    const looks = () => page.locator('body > h2, body > p, body > p > button').evaluateAll((all) => all.map((element) => getComputedStyle(element).cssText));
    const before = await looks();
    await expect(current(page)).toHaveText('8');
    expect(await looks()).toEqual(before);
    expect(await page.evaluate(() => [document.title, location.hash, document.querySelectorAll('head > style, body > div').length])).toEqual(['Docs', '', 0]);
  });

  test('keys act only while the focus is inside, and stay there', async ({ page }) => {
    await openDocs(page, `<input aria-label="Search">${tag}`);
    await page.evaluate(() => {
      window.heard = [];
      document.addEventListener('keydown', ({ key }) => heard.push(key));
    });
    await expect(current(page)).toHaveText('8');
    await page.getByLabel('Search').press('ArrowRight');
    await page.locator('body').press('ArrowRight');
    await expect(current(page)).toHaveText('8');
    await widget(page).getByRole('button', { name: 'Next step' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(current(page)).toHaveText('9');
    await page.keyboard.press('Home');
    await expect(current(page)).toHaveText('1');
    expect(await page.evaluate(() => heard)).toEqual(['ArrowRight', 'ArrowRight']);
  });

  test('without ‘wasm-unsafe-eval’ the fallback stays and names the directive', async ({ page, problems }) => {
    problems.expect(/./);
    await openDocs(page, tag, { csp: policy.replace(" 'wasm-unsafe-eval'", '') });
    await expect(widget(page).locator('.reason')).toContainText("'wasm-unsafe-eval'");
    await expect(page.getByText('Not ready yet')).toBeVisible();
    expect((await told(page, 'error'))[0].reason).toContain('script-src');
  });

  test('a second copy of the script leaves the first its element', async ({ page }) => {
    await openDocs(page, tag, { head: `${script}<script type="module" src="./oauth-flow.js?copy"></script>` });
    await expect(current(page)).toHaveText('8');
  });
});

test('mount() puts a flow into an element', async ({ page }) => {
  await openDocs(page, '<div id="place"></div>');
  const seen = await page.evaluate(async () => {
    const { mount } = await import('./oauth-flow.js');
    const element = await mount(document.querySelector('#place'), { flow: 'refresh', step: 5, names: { person: 'Robin' } });
    return [element.parentElement.id, element.stepNumber];
  });
  expect(seen).toEqual(['place', 5]);
  await expect(widget(page)).toContainText('Robin');
});

test('a fenced block becomes a flow, whose fallback it is', async ({ page }) => {
  await openDocs(page, '<pre><code class="language-oauth-flow">flow: device\nstep: 4\n</code></pre><pre><code class="language-js">const untouched = 1;</code></pre>', {
    head: '<script type="module" src="./fence.js"></script>',
  });
  await expect(current(page)).toHaveText('4');
  await expect(widget(page).getByRole('heading', { level: 2 }).first()).toHaveText('Device authorization');
  await expect(page.getByText('const untouched')).toBeVisible();
});

test('the frame needs scripts alone, tells of its steps and does as it is asked', async ({ page }) => {
  // A sandboxed frame has no origin: its files are another origin's.
  await page.route(/\/(embed|oauth-flow|styles)[^/]*\.(js|css|wasm)$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'Access-Control-Allow-Origin': '*', 'Content-Security-Policy': '' } });
  });
  await page.route('**/embed.html', async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    // In such a frame 'self' is nobody, so the host is named.
    const origin = new URL(page.url()).origin;
    await route.fulfill({ response, headers, body: (await response.text()).replaceAll("'self'", origin) });
  });
  await openDocs(page, `<iframe title="The device flow" sandbox="allow-scripts" src="./embed.html#/device?step=3&theme=dark" style="width: 700px; height: 600px"></iframe>
    `);
  await page.evaluate(() => {
    window.messages = [];
    addEventListener('message', ({ data }) => messages.push(data));
  });
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('[aria-current="step"] .step-number')).toHaveText('3');
  await page.evaluate(() => document.querySelector('iframe').contentWindow.postMessage({ target: 'oauth-flow', v: 1, method: 'seek', args: [7] }, '*'));
  await expect(frame.locator('[aria-current="step"] .step-number')).toHaveText('7');
  await expect.poll(() => page.evaluate(() => messages.filter(({ type }) => type === 'step').at(-1)?.detail.step)).toBe(7);
  expect(await page.evaluate(() => messages.every(({ source, v }) => source === 'oauth-flow' && v === 1))).toBe(true);
});
