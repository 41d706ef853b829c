import { pathToFileURL } from 'node:url';
import { expect, test } from './fixtures.mjs';

const wasm = '**/*_bg.wasm';
const panel = (page) => page.getByRole('alert');

test.describe('the page starts', () => {
  for (const folder of ['./', './some/folder/']) {
    test(`from ${folder}`, async ({ page }) => {
      await page.goto(folder);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page.locator('.boot')).toHaveCount(0);
      await expect(panel(page)).toHaveCount(0);
    });
  }

  test('and loads each file once, with nothing inline', async ({ page }) => {
    const requested = [];
    // For its tab the browser asks for the icon by itself, beside the page's own mark.
    page.on('request', (request) => {
      if (!request.url().endsWith('/icon.svg')) requested.push(new URL(request.url()).pathname);
    });
    await page.goto('./');
    await expect(page.locator('.boot')).toHaveCount(0);
    expect(requested.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
    expect(requested).toEqual([...new Set(requested)]);
    await expect(page.locator('script:not([src]), style')).toHaveCount(0);
  });

  test('after the wasm arrived late', async ({ page }) => {
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await page.route(wasm, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('./', { waitUntil: 'domcontentloaded' });
    await expect(page.locator('[data-poster] .step').first()).toBeVisible();
    release();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.boot')).toHaveCount(0);
  });
});

test('a run that only the simulator knows waits for it in words', async ({ page }) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(wasm, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./#/device?consent=deny', { waitUntil: 'domcontentloaded' });
  await expect(page.getByRole('status')).toHaveText('Starting the authorization server…');
  release();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test.describe('the stored theme', () => {
  for (const [stored, applied] of [['dark', 'dark'], ['light', 'light'], ['"><b>', undefined]]) {
    test(`${stored} gives ${applied}`, async ({ page }) => {
      await page.addInitScript((theme) => localStorage.setItem('oauth-flow-simulator:theme', theme), stored);
      // No part of the app may be needed for it: it has to be there before the first paint.
      await page.route('**/oauth-flow-simulator.js', () => {});
      await page.goto('./', { waitUntil: 'commit' });
      await expect(page.locator('[data-poster] .step').first()).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(applied);
    });
  }

  test('is not needed: storage may be refused', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });
    });
    await page.goto('./');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});

test.describe('when the simulator cannot start, the panel says why', () => {
  test('the wasm does not load', async ({ page, problems }) => {
    problems.expect(/ERR_FAILED/);
    await page.route(wasm, (route) => route.abort());
    await page.goto('./');
    await expect(panel(page)).toContainText('A file of the simulator did not load.');
    await expect(page.getByRole('heading', { level: 1, name: 'The simulator could not start' })).toBeFocused();
    // The steps can be read all the same.
    await expect(page.locator('[data-poster] .step').nth(11)).toBeAttached();
  });

  test('the host has no wasm', async ({ page, problems }) => {
    problems.expect(/404/);
    await page.route(wasm, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: 'no' }));
    await page.goto('./');
    await expect(panel(page)).toContainText('A file of the simulator did not load.');
  });

  test('the glue does not load', async ({ page, problems }) => {
    problems.expect(/ERR_FAILED/);
    await page.route('**/oauth-flow-simulator.js', (route) => route.abort());
    await page.goto('./');
    await expect(panel(page)).toContainText('A file of the simulator did not load.');
  });

  test('the wasm is not wasm', async ({ page }) => {
    await page.route(wasm, (route) => route.fulfill({ contentType: 'application/wasm', body: 'nonsense' }));
    await page.goto('./');
    await expect(panel(page)).toContainText('does not accept the simulator');
    await expect(panel(page).locator('pre')).toContainText('CompileError');
  });

  test('the policy of the host forbids WebAssembly', async ({ page, problems }) => {
    problems.expect(/policy/i);
    await page.route('./', async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      headers['content-security-policy'] = headers['content-security-policy'].replace(" 'wasm-unsafe-eval'", '');
      await route.fulfill({ response, headers });
    });
    await page.goto('./');
    await expect(panel(page)).toContainText("script-src directive has to contain 'wasm-unsafe-eval'");
  });

  test('the page was opened from a file', async ({ page, problems }) => {
    problems.expect(/file:/);
    await page.goto(pathToFileURL(new URL('../../dist/index.html', import.meta.url).pathname).href);
    await expect(panel(page)).toContainText('Serve the folder');
  });
});

test.describe('when the simulator stops', () => {
  const address = './#/authorization-code-pkce?step=3&seed=5eed';

  test.beforeEach(async ({ page }) => {
    await page.goto(address);
    await expect(page.locator('.boot')).toHaveCount(0);
    await page.evaluate(() => dispatchEvent(new CustomEvent('oauth-flow:panic', { detail: 'no <b>such</b> step' })));
  });

  test('the panel has the message and the address', async ({ page, baseURL }) => {
    const heading = page.getByRole('heading', { level: 1, name: 'The simulator stopped' });
    await expect(heading).toBeFocused();
    await expect(panel(page).locator('pre')).toHaveText('no <b>such</b> step');
    await expect(panel(page).getByRole('link')).toHaveAttribute('href', new URL(address, baseURL).href);
    await expect(page).toHaveTitle(/^The simulator stopped/);
  });

  test('a second report does not replace the first', async ({ page }) => {
    await page.evaluate(() => dispatchEvent(new CustomEvent('oauth-flow:panic', { detail: 'another' })));
    await expect(panel(page)).toHaveCount(1);
    await expect(panel(page).locator('pre')).toHaveText('no <b>such</b> step');
  });

  test('the address can be copied', async ({ page, context, baseURL }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(new URL(address, baseURL).href);
  });

  test('the address is selected where the clipboard is refused', async ({ page, baseURL }) => {
    await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); });
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('button', { name: 'Selected' })).toBeVisible();
    expect(await page.evaluate(() => String(getSelection()))).toBe(new URL(address, baseURL).href);
  });

  test('“Start over” starts without the fragment', async ({ page, baseURL }) => {
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect(panel(page)).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(new URL(baseURL).pathname);
    expect(page.url()).not.toContain('step=3');
  });

  test('“Reload this state” keeps it', async ({ page, baseURL }) => {
    await page.getByRole('button', { name: 'Reload this state' }).click();
    await expect(panel(page)).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(page.url()).toBe(new URL(address, baseURL).href);
  });
});
