// The flow in a frame, for pages that cannot have the element.
import { openDocs } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const device = story('device');
const policy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self'; frame-src 'self'";
const frames = (sources) => sources.map((source) => (
  `<iframe title="A flow" sandbox="allow-scripts" src="./embed.html#/${source}" style="width: 900px; height: 300px"></iframe>`
)).join('');

/** Opens a page with frames, on a host that does what package/README.md asks of it and no more. */
async function openFrames(page, ...sources) {
  // A sandboxed frame has no origin, so its scripts and its module come from another one.
  await page.route(/\.(js|wasm|css)$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'Access-Control-Allow-Origin': '*' } });
  });
  await page.route('**/embed.html', async (route) => {
    const response = await route.fetch();
    // The server of these tests forbids frames. The policy of the file itself stays.
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.addInitScript(() => {
    if (window !== parent) return;
    window.messages = [];
    addEventListener('message', ({ data }) => messages.push(data));
  });
  await openDocs(page, frames(sources), { csp: policy, head: '<script type="module" src="./frame.js"></script>' });
}

const step = (page, index = 0) => page.frameLocator('iframe').nth(index).locator('[aria-current="step"] .step-number');
const command = (page, method, ...args) => page.evaluate(([name, values]) => (
  document.querySelector('iframe').contentWindow.postMessage({ target: 'oauth-flow', v: 1, method: name, args: values }, '*')
), [method, args]);
const messages = (page, type) => page.evaluate((wanted) => window.messages.filter(({ type: one }) => one === wanted), type);

test('needs scripts alone, tells of its steps and does as it is asked', async ({ page }) => {
  await openFrames(page, 'device?step=consent&theme=dark&id=television');
  await expect(step(page)).toHaveText(String(device.at('asks for consent')));
  const [ready] = await messages(page, 'ready');
  expect(ready).toEqual({
    source: 'oauth-flow', v: 1, id: 'television', type: 'ready', detail: { steps: device.count, version: expect.any(String) },
  });
  for (const [method, args, number] of [
    ['seek', [7], 7], ['step', [], 8], ['step', [-3], 5], ['seek', ['100%'], device.count], ['restart', [], 1], ['seek', [{ marker: 'user-code' }], 11],
  ]) {
    await command(page, method, ...args);
    await expect(step(page)).toHaveText(String(number));
  }
  expect((await messages(page, 'step')).at(-1)).toMatchObject({ id: 'television', detail: { index: 11, id: 'user-code', count: device.count } });
  await command(page, 'play');
  await expect.poll(() => messages(page, 'play')).toHaveLength(1);
  await command(page, 'remove');
  await command(page, 'pause');
  await expect.poll(() => messages(page, 'pause')).toHaveLength(1);
  const shown = await page.frameLocator('iframe').locator('oauth-flow').evaluate((flow) => getComputedStyle(flow.shadowRoot.firstElementChild).colorScheme);
  expect(shown).toBe('dark');
});

test('gets the height that its flow asks for, and no other frame does', async ({ page }) => {
  await openFrames(page, 'device', 'client-credentials?controls=none&panels=inspector');
  await expect(step(page, 0)).toHaveText('1');
  const heights = () => page.locator('iframe').evaluateAll((all) => all.map(({ offsetHeight }) => offsetHeight));
  // With borders: all that a flow takes at most, and the details alone.
  await expect.poll(heights).toEqual([904, 324]);
  // What is not a frame of a flow has no say.
  await page.evaluate(() => new Promise((heard) => {
    // The page's own listener is older, and hears it first.
    addEventListener('message', heard, { once: true });
    postMessage({ source: 'oauth-flow', v: 1, type: 'resize', detail: { height: 50 } }, '*');
  }));
  expect(await heights()).toEqual([904, 324]);
});

test('an address sets no handler and nothing that is no attribute of the element', async ({ page }) => {
  await openFrames(page, 'refresh?step=2&onclick=alert(1)&style=display:none&panels=log');
  await expect(step(page)).toHaveText('2');
  const names = await page.frameLocator('iframe').locator('oauth-flow').evaluate((flow) => flow.getAttributeNames());
  expect(names.sort()).toEqual(['flow', 'loading', 'panels', 'step']);
});
