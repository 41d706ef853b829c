// The flow in a frame, for pages that cannot have the element.
import { openDocs } from './docs.mjs';
import { expect, story, test } from './fixtures.mjs';

const device = story('device');
const policy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self'; frame-src 'self'";
const head = '<script type="module" src="./frame.js"></script>';
const frames = (sources) => sources.map((source) => (
  `<iframe title="A flow" sandbox="allow-scripts" src="./embed.html#/${source}" style="width: 900px; height: 300px"></iframe>`
)).join('');

/** Opens a page with frames, on a host that does what package/README.md asks of it and no more. */
async function openFrames(page, ...sources) {
  await serveFrames(page);
  await openDocs(page, frames(sources), { csp: policy, head });
}

async function serveFrames(page) {
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
}

const step = (page, index = 0) => page.frameLocator('iframe').nth(index).locator('[aria-current="step"] .step-number');
const command = (page, method, ...args) => page.evaluate(([name, values]) => (
  document.querySelector('iframe').contentWindow.postMessage({ target: 'oauth-flow', v: 1, method: name, args: values }, '*')
), [method, args]);
const messages = (page, type) => page.evaluate((wanted) => window.messages.filter(({ type: one }) => one === wanted), type);

test('needs scripts alone, tells of its steps and does as it is asked', async ({ page }) => {
  await openFrames(page, 'device?step=consent&theme=dark&id=television');
  await expect(step(page)).toHaveText(String(device.at('consent')));
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

for (const height of ['auto', '400']) {
  test(`with details beside the steps, a narrow frame scrolls sideways to all of it, ${height} high`, async ({ page }) => {
    await serveFrames(page);
    await page.setViewportSize({ width: 420, height: 800 });
    const narrow = frames([`device?step=4&layout=wide&height=${height}`]).replace('width: 900px', 'width: 100%');
    await openDocs(page, narrow, { csp: policy, head });
    await expect(step(page)).toHaveText('4');
    const frame = page.frameLocator('iframe');
    const flow = frame.locator('oauth-flow');
    const below = () => flow.evaluate(({ shadowRoot }) => shadowRoot.querySelector('.footer').getBoundingClientRect().bottom - innerHeight);
    await expect.poll(below).toBeLessThanOrEqual(0);
    const edges = () => flow.evaluate((element) => {
      const { right } = element.shadowRoot.querySelector('.inspector').getBoundingClientRect();
      return [right, innerWidth, document.scrollingElement.scrollWidth];
    });
    const [before, room, whole] = await edges();
    expect(before).toBeGreaterThan(room);
    expect(whole).toBe(720);
    await flow.evaluate(() => scrollTo(720, 0));
    expect((await edges())[0]).toBeLessThanOrEqual(room);
    await expect(frame.locator('.inspector').getByRole('heading').first()).toBeInViewport();
  });
}

test('an address sets no handler and nothing that is no attribute of the element', async ({ page }) => {
  await openFrames(page, 'refresh?step=2&onclick=alert(1)&style=display:none&panels=log');
  await expect(step(page)).toHaveText('2');
  const names = () => page.frameLocator('iframe').locator('oauth-flow').evaluate((flow) => flow.getAttributeNames().sort());
  // The theme is what the page around is, as frame.js tells it.
  await expect.poll(names).toEqual(['flow', 'loading', 'panels', 'step', 'theme']);
});

test('does what a new address says, and forgets what only the last one said', async ({ page }) => {
  await openFrames(page, 'device?step=3&controls=none&theme=dark');
  await expect(step(page)).toHaveText('3');
  await command(page, 'set', { panels: 'log' });
  const go = (address) => page.locator('iframe').evaluate((frame, hash) => { frame.src = frame.src.replace(/#.*/, hash); }, address);
  await go('#/refresh?step=2');
  await expect(step(page)).toHaveText('2');
  const flow = page.frameLocator('iframe').locator('oauth-flow');
  const attributes = () => flow.evaluate((element) => Object.fromEntries(element.getAttributeNames().map((name) => [name, element.getAttribute(name)])));
  await expect.poll(attributes).toEqual({ flow: 'refresh', step: '2', panels: 'log', loading: 'eager', theme: 'light' });
  await expect(flow.getByRole('heading', { level: 2 }).first()).toContainText('Refresh');
});

test('the page around sets attributes, and nothing else', async ({ page }) => {
  await openFrames(page, 'device?step=3');
  await expect(step(page)).toHaveText('3');
  await command(page, 'set', { controls: 'none', names: { client: 'Acme TV' }, onclick: 'alert(1)', style: 'display: none' });
  const flow = page.frameLocator('iframe').locator('oauth-flow');
  await expect(flow).toContainText('Acme TV');
  expect((await flow.evaluate((element) => element.getAttributeNames())).sort()).toEqual(['controls', 'flow', 'loading', 'names', 'step', 'theme']);
  await command(page, 'set', { controls: null });
  await expect.poll(() => flow.evaluate((element) => element.hasAttribute('controls'))).toBe(false);
});

test('follows the page around between light and dark, unless its address says which', async ({ page }) => {
  await serveFrames(page);
  const style = '<style>html { color-scheme: light } html.dark { color-scheme: dark } html.both { color-scheme: light dark }</style>';
  await openDocs(page, style + frames(['device', 'refresh?theme=light']), { csp: policy, head });
  await expect(step(page)).toHaveText('1');
  await expect(step(page, 1)).toHaveText('1');
  const scheme = (index) => page.frameLocator('iframe').nth(index).locator('oauth-flow').evaluate((flow) => getComputedStyle(flow.shadowRoot.firstElementChild).colorScheme);
  await expect.poll(() => scheme(0)).toBe('light');
  const look = (name) => page.evaluate((value) => { document.documentElement.className = value; }, name);
  await look('dark');
  await expect.poll(() => scheme(0)).toBe('dark');
  await look('both');
  await expect.poll(() => scheme(0)).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => scheme(0)).toBe('dark');
  expect(await scheme(1)).toBe('light');
});

test('around the corners of a flow is the page around, light or dark', async ({ page }) => {
  await serveFrames(page);
  await openDocs(page, `<style>html { color-scheme: dark; background: rgb(1, 2, 3) }</style>${frames(['device?id=auto', 'device?theme=light', 'device?theme=dark'])}`, { csp: policy, head });
  for (const index of [0, 1, 2]) await expect(step(page, index)).toHaveText('1');
  const scheme = (index) => page.frameLocator('iframe').nth(index).locator('html').evaluate((root) => getComputedStyle(root).colorScheme);
  await expect.poll(() => scheme(0)).toBe('dark');
  expect(await scheme(1)).toBe('light');
  expect(await scheme(2)).toBe('dark');
  /** Of the pixel in the corner. */
  const corner = async () => {
    const box = await page.locator('iframe').first().boundingBox();
    const picture = (await page.screenshot({ clip: { x: box.x + 2, y: box.y + 2, width: 1, height: 1 } })).toString('base64');
    return page.evaluate(async (data) => {
      const pixels = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([pixels], { type: 'image/png' }));
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    }, picture);
  };
  await expect.poll(corner).toEqual([1, 2, 3]);
  // What it was told is taken back.
  await command(page, 'set', { theme: 'auto' });
  await expect.poll(() => scheme(0)).toBe('normal');
});

test('with leave to open windows, what it cites opens', async ({ page, problems }) => {
  problems.expect(/^request to another host: https:\/\/www\.rfc-editor\.org/);
  await serveFrames(page);
  await page.context().route('https://www.rfc-editor.org/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>RFC</title>' }));
  await openDocs(page, frames(['device?step=2']).replace('allow-scripts', 'allow-scripts allow-popups allow-popups-to-escape-sandbox'), { csp: policy, head });
  await expect(step(page)).toHaveText('2');
  const opened = page.context().waitForEvent('page');
  await page.frameLocator('iframe').locator('.references a').first().click();
  expect((await opened).url()).toMatch(/^https:\/\/www\.rfc-editor\.org\//);
});

test('where its files may not be read, it says so and leads to the flows without scripts', async ({ page, problems }) => {
  problems.expect(/CORS policy|Failed to load/);
  await page.route('**/embed.html', async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await openDocs(page, frames(['device']), { csp: policy, head });
  const link = page.frameLocator('iframe').getByRole('link', { name: 'All flows as pages without scripts' });
  await expect(link).toBeVisible();
  expect((await page.request.get(await link.evaluate(({ href }) => href))).status()).toBe(200);
});
