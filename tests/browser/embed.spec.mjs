// The button “Embed”: what it offers, and that each piece shows the same state where it is pasted.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.mjs';

const state = '#/device?step=5&profile=rfc-9700&seed=abc&consent=deny';
const names = ['Element', 'Frame', 'Code fence', 'Link'];

class Dialog {
  constructor(page) {
    this.page = page;
    this.opener = page.getByRole('button', { name: 'Embed', exact: true });
    this.node = page.getByRole('dialog', { name: 'Embed: Device authorization' });
    this.status = this.node.getByRole('status');
  }

  async open() {
    if (!await this.opener.isVisible()) await this.page.getByRole('button', { name: 'Settings' }).click();
    await this.opener.click();
    await expect(this.node).toBeVisible();
  }

  section(name) {
    return this.node.locator('section').filter({ has: this.page.getByRole('heading', { name, exact: true }) });
  }

  copy(name) {
    return this.section(name).getByRole('button', { name: `Copy the ${name.toLowerCase()}` });
  }

  text(name) {
    return this.section(name).locator('code').textContent();
  }
}

const embed = test.extend({
  dialog: async ({ page, simulator }, use) => {
    await simulator.open(state);
    await use(new Dialog(page));
  },
});

/** Opens a page of documentation with this in its body. */
async function openHost(page, body) {
  await page.route('**/docs.html', (route) => route.fulfill({
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="./icon.svg">${body}</html>`,
  }));
  await page.goto('./docs.html');
}

/** The flow and the step that are shown, in a page, an element or a frame. */
async function expectState(place) {
  await expect(place.locator('[aria-current="step"] .step-number')).toHaveText('5');
  await expect(place.getByText('Device authorization').first()).toBeAttached();
  await expect(place.locator('.kicker').first()).toContainText('Step 5 of');
}

embed('loads nothing before it is pressed, and gives the focus back', async ({ page, simulator, dialog }) => {
  const loaded = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop()));
  const before = await loaded();
  expect(before).toContain('boot.js');
  await dialog.open();
  // The browser asks for the page's icon when it likes.
  const since = (await loaded()).filter((name) => !['icon.svg', ...before].includes(name));
  expect(since.sort()).toEqual(['embed-dialog.css', 'embed-dialog.js', 'fence.js', 'oauth-flow.js']);
  await expect(dialog.node.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(dialog.node).toHaveCount(0);
  await expect(dialog.opener).toBeFocused();
  await simulator.expectStep(5);
});

embed('copies each form with one press, and says so', async ({ page, context, dialog }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.open();
  for (const name of names) {
    const text = await dialog.text(name);
    const button = dialog.section(name).getByRole('button');
    await button.click();
    await expect(button).toContainText('Copied');
    await expect(dialog.status).toHaveText(`${name}: copied.`);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  }
});

embed('selects the text where the clipboard is refused', async ({ page, dialog }) => {
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); });
  await dialog.open();
  for (const name of names) {
    await dialog.copy(name).click();
    await expect(dialog.status).toContainText(`${name}: the browser refuses`);
    expect(await page.evaluate(() => getSelection().toString())).toBe(await dialog.text(name));
  }
});

embed('states the version, and follows its choices', async ({ dialog }) => {
  await dialog.open();
  for (const name of names.slice(0, 3)) expect(await dialog.text(name)).toMatch(/^<!-- oauth-flow-simulator \d+\.\d+\.\d+ -->$/m);
  await dialog.node.getByLabel('Start at step 5').uncheck();
  await dialog.node.getByLabel('Theme').selectOption('Dark');
  const texts = await Promise.all(names.map((name) => dialog.text(name)));
  for (const text of texts) expect(text).not.toMatch(/step[=:]/);
  expect(texts[0]).toContain(' theme="dark"');
  expect(texts[1]).toContain('&amp;theme=dark"');
  expect(texts[2]).toContain('\ntheme: dark\n');
  expect(texts[3]).not.toContain('theme');
});

embed('a tag that is pinned takes the script as it is, and no other', async ({ page, problems, dialog }) => {
  await dialog.open();
  expect(await dialog.text('Element')).not.toContain('integrity');
  await dialog.node.getByLabel('Only this very script').check();
  const [element, fence] = [await dialog.text('Element'), await dialog.text('Code fence')];
  expect(fence).toMatch(/fence\.js" integrity="sha384-[\w+/]{64}" crossorigin>/);
  await openHost(page, element);
  await expectState(page.locator('oauth-flow'));
  // One byte more, and the browser refuses it.
  problems.expect(/integrity/);
  await page.route('**/oauth-flow.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()} ` });
  });
  await openHost(page, element);
  await expect(page.getByRole('link', { name: 'Device authorization, step by step' })).toBeVisible();
  expect(await page.evaluate(() => customElements.get('oauth-flow'))).toBeUndefined();
});

embed('the element shows the same state in another page', async ({ page, dialog }) => {
  await dialog.open();
  const text = await dialog.text('Element');
  await openHost(page, text);
  const element = page.locator('oauth-flow');
  await expectState(element);
  expect(await element.evaluate((one) => one.fragment)).toBe(state);
  const fallback = page.getByRole('link', { name: 'Device authorization, step by step', includeHidden: true });
  expect((await page.request.get(await fallback.getAttribute('href'))).status()).toBe(200);
});

embed('the code fence shows the same state in another page', async ({ page, dialog }) => {
  await dialog.open();
  const [script, fence] = (await dialog.text('Code fence')).split('\n\n');
  const [, block] = fence.match(/^```oauth-flow\n([^]*?)\n```$/);
  await openHost(page, `${script}<pre><code class="language-oauth-flow">${block}</code></pre>`);
  const element = page.locator('oauth-flow');
  await expectState(element);
  expect(await element.evaluate((one) => one.fragment)).toBe(state);
});

for (const [name, host] of [['Element', (text) => text], ['Code fence', (text) => {
  const [settings, fence] = text.split('\n\n');
  return `${settings}<pre><code class="language-oauth-flow">${fence.match(/^```oauth-flow\n([^]*?)\n```$/)[1]}</code></pre>`;
}]]) {
  embed(`nothing in another page moves when the flow comes: ${name.toLowerCase()}`, async ({ page, dialog }) => {
    await dialog.open();
    const text = await dialog.text(name);
    await page.addInitScript(() => {
      window.shifts = [];
      const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)));
      observer.observe({ type: 'layout-shift', buffered: true });
    });
    // The script comes when the page has been on the screen.
    let release;
    const shown = new Promise((resolve) => { release = resolve; });
    await page.route('**/oauth-flow.js', async (route) => {
      await shown;
      await route.continue();
    });
    await page.route('**/docs.html', (route) => route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="./icon.svg"><p>Above</p>${host(text)}<p>Below</p></html>`,
    }));
    await page.goto('./docs.html', { waitUntil: 'commit' });
    await expect(page.getByText('Below')).toBeVisible();
    const frames = () => page.evaluate(async () => { for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame); });
    await frames();
    release();
    await expectState(page.locator('oauth-flow'));
    await frames();
    expect(await page.evaluate(() => shifts.reduce((sum, value) => sum + value, 0))).toBeLessThan(0.01);
  });
}

embed('the frame shows the same state in another page', async ({ page, dialog }) => {
  await dialog.open();
  const text = await dialog.text('Frame');
  // A sandboxed frame has no origin: its files are another origin's, and its policy names the host.
  await page.route(/\/(embed|oauth-flow|styles|poster)[^?]*\.(js|css|wasm)$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'Access-Control-Allow-Origin': '*', 'Content-Security-Policy': '' } });
  });
  await page.route('**/embed.html', async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers, body: (await response.text()).replaceAll("'self'", new URL(page.url()).origin) });
  });
  expect(text).toContain(' sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" allow="fullscreen" ');
  await openHost(page, text);
  await expectState(page.frameLocator('iframe[title="Device authorization, step by step"]'));
});

embed('the link shows the same state to a stranger', async ({ stranger, dialog }) => {
  await dialog.open();
  await stranger.page.goto(await dialog.text('Link'));
  await stranger.expectStep(5);
  await expect(stranger.page.getByRole('heading', { level: 1 })).toHaveText('Device authorization');
  expect(new URL(stranger.page.url()).hash).toBe(state);
});

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
    embed(`axe finds nothing, ${colorScheme}, ${viewport.width} pixels wide`, async ({ page, dialog }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await dialog.open();
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations, passes } = await new AxeBuilder({ page }).include('dialog.embed').withTags(tags).setLegacyMode(true).analyze();
      expect(passes.length).toBeGreaterThan(5);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`)).toEqual([]);
      const box = await dialog.node.boundingBox();
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
      expect(await dialog.node.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
      for (const control of await dialog.node.locator('button, select, label').all()) {
        expect((await control.boundingBox()).height).toBeGreaterThanOrEqual(24);
      }
    });
  }
}
