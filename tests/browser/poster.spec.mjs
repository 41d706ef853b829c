// The first picture, before the simulator is there: in page and widget the steps show at once, from HTML that was
// written with the build, and nothing moves or is lost when the simulator takes over.
import { readdirSync } from 'node:fs';
import { openDocs, told, widget } from './docs.mjs';
import { expect, test } from './fixtures.mjs';

const wasm = '**/*_bg.wasm';
const flow = '<oauth-flow flow="authorization-code-pkce"></oauth-flow>';
const files = readdirSync(new URL('../../dist/posters/', import.meta.url)).filter((name) => name.endsWith('.js'));
const poster = (page) => widget(page).locator('[data-poster]');
const play = (page) => widget(page).getByRole('button', { name: 'Play', exact: true });
const row = (page, number) => widget(page).locator('.step').nth(number - 1);

/** Keeps the module back until `release` is called. */
async function hold(page) {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(wasm, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** Notes every shift of what stands on the page. */
const watchShifts = (page) => page.addInitScript(() => {
  window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
});

/**
 * The elements below the first one that `selector` names, in the page or in a flow: tags, classes, attributes, texts,
 * and where they are. Of the details the first step's words alone, which are not random.
 */
const tree = (page, selector) => page.evaluate((wanted) => {
  const root = document.querySelector('oauth-flow')?.shadowRoot ?? document;
  const lines = [];
  // A property says in the one what an attribute says in the other; a seed is random.
  const leftOut = ['class', 'style', 'data-poster', 'aria-busy', 'selected', 'checked', 'value', 'href'];
  const visit = (node, depth) => {
    const indent = ' '.repeat(depth);
    if (node instanceof Text) {
      const words = node.data.replace(/\s+/g, ' ').trim();
      if (words) lines.push(`${indent}“${words}”`);
    } else if (node instanceof Element && !node.matches('.inspector-details > :not(.why), dialog, [aria-live]')) {
      const classes = [...node.classList].filter((name) => !/^(from|to|lanes)-\d$/.test(name)).sort();
      const attributes = [...node.attributes].filter(({ name }) => !leftOut.includes(name));
      const place = node.matches('.step, .actor, .player-button, .arrow, .node') ? Object.values(node.getBoundingClientRect().toJSON()).map(Math.round).slice(0, 4) : '';
      lines.push(`${indent}${node.localName} ${classes.join('.')} ${attributes.map(({ name, value }) => `${name}=${value}`).sort().join(' ')} ${place}`);
      for (const child of node.childNodes) visit(child, depth + 1);
    }
  };
  visit(root.querySelector(wanted), 0);
  return lines;
}, selector);

test.describe('the poster of', () => {
  for (const file of files) {
    const name = file.replace(/\.js$/, '');
    test(`${name} is what the flow draws`, async ({ page }) => {
      const [id, ...rest] = name.split(/\.(?=[a-z])/);
      const isProfile = (part) => /^(oauth|rfc|fapi)-/.test(part);
      const [profile, story] = [rest.find(isProfile), rest.find((part) => !isProfile(part))];
      await openDocs(page, `<oauth-flow flow="${id}"${profile ? ` profile="${profile}"` : ''}${story ? ` story="${story}"` : ''}></oauth-flow>`);
      await expect(poster(page)).toBeVisible();
      const before = await tree(page, '.oauth-flow');
      await widget(page).evaluate((element) => element.seek(1));
      await expect(poster(page)).toHaveCount(0);
      await expect(widget(page).locator('.why')).toBeVisible();
      expect(await tree(page, '.oauth-flow')).toEqual(before);
    });
  }
});

test.describe('the widget', () => {
  test('shows its steps without the module, which comes with the first touch', async ({ page }) => {
    const loaded = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname.split('/').pop()));
    await watchShifts(page);
    await openDocs(page, `<style>oauth-flow:not(:defined) { display: block; height: 640px }</style>${flow}<p>Below</p>`);
    await expect(row(page, 12)).toContainText('token');
    expect(loaded).toContain('authorization-code-pkce.js');
    expect(loaded.filter((name) => /simulator/.test(name))).toEqual([]);
    await play(page).hover();
    await expect(poster(page)).toHaveCount(0);
    expect(loaded).toContain('oauth-flow-simulator_bg.wasm');
    expect(await told(page, 'ready')).toHaveLength(1);
    expect(await page.evaluate(() => shifts)).toEqual([]);
  });

  test('a press on Play is heard at once, and plays when the module is there', async ({ page }) => {
    const release = await hold(page);
    await openDocs(page, flow);
    await play(page).click();
    await expect(poster(page)).toHaveAttribute('aria-busy', 'true');
    await expect(play(page)).toHaveClass(/is-heard/);
    release();
    await expect(widget(page).getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    expect(await told(page, 'play')).toHaveLength(1);
  });

  test('a press on a step goes there', async ({ page }) => {
    await openDocs(page, flow);
    await row(page, 3).locator('.step-button').click();
    await expect(widget(page).locator('[aria-current="step"] .step-number')).toHaveText('3');
    await expect(poster(page)).toHaveCount(0);
  });

  test('keys do what they do later, and the focus stays where it was', async ({ page }) => {
    const release = await hold(page);
    await openDocs(page, flow);
    await expect(poster(page)).toBeVisible();
    await play(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(poster(page)).toBeVisible();
    release();
    await expect(widget(page).locator('[aria-current="step"] .step-number')).toHaveText('3');
    await expect(play(page)).toBeFocused();
  });

  test('a method is a touch, and what waits is done in order', async ({ page }) => {
    await openDocs(page, flow);
    await expect(poster(page)).toBeVisible();
    const step = await widget(page).evaluate(async (element) => {
      element.seek(4);
      element.step();
      return (await element.ready).stepIndex;
    });
    expect(step).toBe(5);
  });

  test('stands at the step that its attribute names', async ({ page }) => {
    await openDocs(page, '<oauth-flow flow="authorization-code-pkce" step="consent"></oauth-flow>');
    const current = poster(page).locator('.step.is-current');
    await expect(current).toContainText('consent');
    await expect(current).toBeInViewport();
    await expect(poster(page).locator('.player-count')).toHaveText(/^6 \/ \d+$/);
  });

  test('says an author’s names', async ({ page }) => {
    await openDocs(page, `<oauth-flow flow="authorization-code-pkce" names='{"client":"Acme CLI","actors":{"api":"Acme API"}}'></oauth-flow>`);
    await expect(row(page, 1)).toContainText('Acme CLI makes a');
    await expect(poster(page).locator('.actor-name')).toContainText(['Acme CLI', 'Acme API']);
    const before = await tree(page, '.stage');
    await widget(page).evaluate((element) => element.seek(1));
    await expect(poster(page)).toHaveCount(0);
    expect(await tree(page, '.stage')).toEqual(before);
  });

  test('an author’s own poster stays until the touch', async ({ page }) => {
    await openDocs(page, '<oauth-flow><b slot="poster">My picture</b></oauth-flow>');
    await page.getByText('My picture').hover();
    await expect(widget(page).locator('.step')).not.toHaveCount(0);
    await expect(page.getByText('My picture')).toBeHidden();
  });

  for (const part of ['consent="deny"', 'change="token-request:lose"', 'switch="codeLifetimeSeconds:1"']) {
    test(`a run that only the simulator knows needs no touch: ${part}`, async ({ page }) => {
      await openDocs(page, `<oauth-flow ${part}></oauth-flow>`);
      await expect(widget(page).locator('[aria-current="step"]')).toBeVisible();
      await expect(poster(page)).toHaveCount(0);
    });
  }

  test('a module that does not load leaves the poster, with the reason and another try', async ({ page, problems }) => {
    problems.expect(/ERR_FAILED/);
    problems.expect(/<oauth-flow>: A file of the simulator did not load/);
    await page.route(wasm, (route) => route.abort());
    await openDocs(page, flow);
    await row(page, 3).locator('.step-button').click();
    await expect(widget(page).getByRole('alert')).toContainText('A file of the simulator did not load.');
    await expect(row(page, 12)).toBeAttached();
    await page.unroute(wasm);
    await widget(page).getByRole('button', { name: 'Try again' }).click();
    await expect(poster(page)).toHaveCount(0);
    await expect(widget(page).locator('[aria-current="step"] .step-number')).toHaveText('3');
  });
});

test.describe('the page', () => {
  for (const address of ['', '#/device?profile=rfc-9700', '#/refresh?story=two-tabs', '#/implicit']) {
    test(`has the steps of “${address}” before the module, and does not jump`, async ({ page }) => {
      await watchShifts(page);
      const release = await hold(page);
      await page.goto(`./${address}`, { waitUntil: 'commit' });
      await expect(page.locator('[data-poster] .step').first()).toBeVisible();
      const before = await tree(page, '.oauth-flow');
      await page.evaluate(() => { shifts.length = 0; });
      release();
      await expect(page.locator('[data-poster]')).toHaveCount(0);
      await expect(page.locator('.why')).toBeVisible();
      expect(await tree(page, '.oauth-flow')).toEqual(before);
      expect(await page.evaluate(() => shifts)).toEqual([]);
    });
  }

  test('does what was pressed before the module was there', async ({ page }) => {
    const release = await hold(page);
    await page.goto('./', { waitUntil: 'commit' });
    await page.getByRole('link', { name: 'Device', exact: true }).click();
    release();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Device/);
    expect(page.url()).toContain('#/device');
  });

  test('has its steps without scripts', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('./');
    await expect(page.locator('.step').nth(11)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Device authorization' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Play' })).toBeHidden();
    await context.close();
  });
});
