// The flows as HTML that needs no script: the files that the build writes into static/.
import { readFileSync, readdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import { expect, story, test } from './fixtures.mjs';

const folder = new URL('../../dist/static/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.html'));
const text = (name) => readFileSync(new URL(name, folder), 'utf8');
const profiles = ['oauth-2.0', 'rfc-9700', 'oauth-2.1'];
const flows = ['authorization-code', 'authorization-code-pkce', 'client-credentials', 'device', 'refresh', 'implicit'];
const usual = (flow) => (flow === 'implicit' ? 'oauth-2.0' : 'oauth-2.1');
const fileOf = (flow, profile) => (profile === usual(flow) ? `${flow}.html` : `${flow}.${profile}.html`);
const all = flows.flatMap((flow) => profiles.map((profile) => ({ flow, profile, file: fileOf(flow, profile) })));

/** The steps of a run as the engine told them: see `tests/golden.rs`. */
function told(flow, profile) {
  const golden = readFileSync(new URL(`../golden/${flow}.${profile}.txt`, import.meta.url), 'utf8');
  const plain = (words) => words.replaceAll('`', '');
  return golden.split(/^== \d+\. /m).slice(1).map((part) => {
    const [head, why] = part.split('\n');
    const checks = [...part.matchAll(/^(pass|FAIL) \w+ \((.+?)\): (.*)$/gm)];
    return {
      title: plain(head.match(/^(.*) \[\w+ -> \w+, /)[1]),
      why: plain(why),
      message: part.match(/^--- \w+\n([^]*?)\n---$/m)?.[1].replaceAll('\r', '').trimEnd() ?? null,
      asked: [...part.matchAll(/^--- asks \w+: \w+\n([^]*?)\n---$/gm)].map(([, sent]) => sent.replaceAll('\r', '').trimEnd()),
      checks: checks.map(([, verdict, section, detail]) => `${verdict} ${section} ${plain(detail)}`),
    };
  });
}

test('there is a page for every flow under every profile, and a list', () => {
  expect(files.sort()).toEqual([...all.map(({ file }) => file), 'index.html'].sort());
  expect(readdirSync(new URL('fragments/', folder)).sort()).toEqual(all.map(({ file }) => file).sort());
});

test('every file is valid HTML', async () => {
  test.slow();
  const validator = new HtmlValidate({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
    // All files come from one host.
    rules: { 'doctype-style': ['error', { style: 'lowercase' }], 'require-sri': 'off' },
  });
  const fragments = all.map(({ file }) => `fragments/${file}`);
  for (const name of [...files, ...fragments]) {
    const { results } = await validator.validateString(text(name), name);
    // What a fragment is included in has the head and the title.
    const isOurs = ({ ruleId }) => !(name.startsWith('fragments/') && ['missing-doctype', 'element-required-content'].includes(ruleId));
    const found = results.flatMap(({ messages }) => messages.filter(isOurs));
    expect(found.map(({ ruleId, line, message }) => `${name}:${line}: ${ruleId}: ${message}`)).toEqual([]);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the simulator lists the flows, and the links lead to them', async ({ page }) => {
    await page.goto('./');
    const links = page.getByRole('complementary', { name: 'Without scripts' }).getByRole('link');
    await expect(links).toHaveCount(flows.length);
    for (const name of await links.allTextContents()) {
      await page.getByRole('complementary', { name: 'Without scripts' }).getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      await page.goBack();
    }
  });

  for (const { flow, profile, file } of all) {
    test(`${flow} under ${profile} tells what the engine told, in its order`, async ({ page }) => {
      await page.goto(`./static/${file}`);
      const shown = await page.locator('.steps > li').evaluateAll((steps) => steps.map((step) => {
        const words = (selector) => step.querySelector(selector)?.textContent;
        const sent = (element) => element.textContent.replaceAll('\r', '').trimEnd();
        const message = step.querySelector('.step-body > .message pre');
        return {
          title: words('h3'),
          why: words('.route + p'),
          message: message && sent(message),
          asked: [...step.querySelectorAll('.inquiries pre')].map(sent),
          checks: [...step.querySelectorAll('.checks > li')].map((check) => [
            check.querySelector('.is-passed') ? 'pass' : 'FAIL',
            check.querySelector('a').textContent,
            check.querySelector('.detail')?.textContent ?? '',
          ].join(' ')),
        };
      }));
      expect(shown).toEqual(told(flow, profile));
      const overview = page.getByRole('navigation', { name: 'Steps' }).getByRole('link');
      expect(await overview.allTextContents()).toEqual(shown.map(({ title }) => title));
    });
  }

  test('links lead to a step, to the next flow and back, and to the list', async ({ page }) => {
    await page.goto('./static/device.html');
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('link').nth(7).click();
    await expect(page.locator('#step-8')).toBeInViewport();
    await page.getByRole('link', { name: 'Refresh with rotation' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Refresh with rotation');
    await page.getByRole('link', { name: 'Device authorization' }).click();
    await expect(page).toHaveURL(/static\/device\.html$/);
    await page.getByRole('link', { name: 'All flows' }).click();
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(flows.length);
  });

  test('on paper all messages and checks are there, and no navigation', async ({ page }) => {
    await page.goto('./static/authorization-code.html');
    const checks = page.locator('.checks');
    await expect(checks.first()).toBeHidden();
    await page.emulateMedia({ media: 'print' });
    for (const one of [...await checks.all(), ...await page.locator('pre').all()]) await expect(one).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Flows' })).toBeHidden();
    await expect(page.getByRole('link', { name: 'Run it in the simulator' })).toBeHidden();
  });

  test('nothing is wider than a window of 320 pixels', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    for (const file of files) {
      await page.goto(`./static/${file}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), file).toBe(320);
    }
  });

  test('a fragment between the tags of the element shows the steps', async ({ page }) => {
    await page.route('**/docs.html', (route) => route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="./icon.svg"><oauth-flow loading="lazy" flow="device">${text('fragments/device.html')}</oauth-flow>`,
    }));
    await page.goto('./docs.html');
    await expect(page.getByRole('list').first().locator('> li')).toHaveCount(story('device').count);
    await expect(page.getByText('slow_down').first()).toBeVisible();
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const names of [['index.html'], ...flows.map((flow) => profiles.map((profile) => fileOf(flow, profile)))]) {
    test(`axe finds nothing in ${names[0]}, ${colorScheme}`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      for (const file of names) {
        await page.goto(`./static/${file}`);
        // Folded text is looked at, too.
        await page.locator('details').evaluateAll((folds) => folds.forEach((fold) => { fold.open = true; }));
        const axe = new AxeBuilder({ page }).setLegacyMode(true);
        // The colours are all that differs between the themes.
        if (colorScheme === 'light') axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
        else axe.withRules(['color-contrast']);
        const { violations, passes } = await axe.analyze();
        expect(passes.flatMap(({ nodes }) => nodes).length).toBeGreaterThan(10);
        expect(violations.map(({ id, nodes }) => `${file}: ${id}: ${nodes[0].target} ${nodes[0].failureSummary}`)).toEqual([]);
      }
    });
  }
}

test('the button leads to the same flow and profile in the simulator', async ({ page, simulator }) => {
  await page.goto('./static/device.rfc-9700.html');
  await page.getByRole('link', { name: 'Run it in the simulator' }).click();
  await simulator.expectStep(1, story('device', 'rfc-9700').count);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Device authorization');
  await expect(page.getByRole('radio', { name: 'RFC 9700' })).toBeChecked();
});

test('the simulator that cannot start leads to the flows in words', async ({ page, problems }) => {
  problems.expect(/Failed to load resource|ERR_FAILED/);
  await page.route('**/oauth-flow-simulator_bg.wasm', (route) => route.abort());
  await page.goto('./');
  await expect(page.getByRole('heading', { name: 'The simulator could not start' })).toBeVisible();
  await page.getByRole('link', { name: 'The flows without scripts' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('OAuth flows, step by step');
});

test.describe('the element where WebAssembly is refused', () => {
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

  async function openDocs(page, body) {
    await page.route('**/docs.html', (route) => route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'Content-Security-Policy': policy },
      body: `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="./icon.svg">
        <script type="module" src="./oauth-flow.js"></script>${body}`,
    }));
    await page.goto('./docs.html');
  }

  test('links to the flow and profile in words, and says why', async ({ page, problems }) => {
    problems.expect(/wasm-unsafe-eval/);
    problems.expect(/policy breach/);
    await openDocs(page, all.map(({ flow, profile }) => `<oauth-flow flow="${flow}" profile="${profile}" loading="eager"></oauth-flow>`).join(''));
    const links = page.locator('oauth-flow').getByRole('link', { name: 'This flow as a page without scripts' });
    await expect(links).toHaveCount(all.length);
    await expect(page.getByText('wasm-unsafe-eval').first()).toBeVisible();
    const addresses = await links.evaluateAll((found) => found.map(({ href }) => href));
    expect(addresses.map((address) => address.split('/static/')[1])).toEqual(all.map(({ file }) => file));
    await links.nth(1).click();
    await expect(page).toHaveTitle(/RFC 9700/);
  });

  test('links to the list of flows where there is no such flow, and to the usual profile where there is no such one', async ({ page, problems }) => {
    problems.expect(/wasm-unsafe-eval/);
    problems.expect(/policy breach/);
    await openDocs(page, '<oauth-flow flow="telepathy" loading="eager"></oauth-flow><oauth-flow flow="../../x" loading="eager"></oauth-flow><oauth-flow flow="device" profile="oauth-7" loading="eager"></oauth-flow>');
    const links = page.locator('oauth-flow').getByRole('link');
    await expect(links).toHaveText(['The flows as pages without scripts', 'The flows as pages without scripts', 'This flow as a page without scripts']);
    const addresses = await links.evaluateAll((found) => found.map(({ href }) => href));
    expect(addresses.map((address) => address.split('/static/')[1])).toEqual(['index.html', 'index.html', 'device.html']);
    for (const address of addresses) expect((await page.request.get(address)).status()).toBe(200);
  });

  test('keeps its first picture rather than show a link of its own', async ({ page, problems }) => {
    problems.expect(/wasm-unsafe-eval/);
    problems.expect(/policy breach/);
    await openDocs(page, '<oauth-flow flow="device" loading="eager"> <em>In our words</em> </oauth-flow>');
    await expect(page.getByText('wasm-unsafe-eval')).toBeVisible();
    await expect(page.locator('oauth-flow').getByRole('listitem').filter({ hasText: 'user_code' }).first()).toBeVisible();
    await expect(page.locator('oauth-flow').getByRole('link')).toHaveCount(0);
  });
});
