// The single file for a content delivery network: the hash in its tag vouches for all that it loads.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '../browser/fixtures.mjs';
import { current, installed, sites, widget } from './sites.mjs';

const policy = (cdn) => `default-src 'none'; script-src ${cdn} 'wasm-unsafe-eval'; connect-src ${cdn}; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`;
const hash = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
const tag = (address, integrity) => `<script type="module" src="${address}" integrity="${integrity}" crossorigin></script>`;
const classicTag = (address, integrity) => tag(address, integrity).replace(' type="module"', '');
const block = '<pre><code class="language-oauth-flow">flow: device\nstep: 4\nloading: eager\n</code></pre>';
const element = '<oauth-flow flow="device" loading="eager"><p>The device flow in words</p></oauth-flow>';

/** Opens a page of another origin than that of the script, under a strict policy. */
async function openPage({ page, problems, baseURL }, head, body = element, policyFor = policy) {
  const cdn = new URL(baseURL).origin;
  const host = cdn.replace('127.0.0.1', 'localhost');
  problems.expect(/^request to another host: http:\/\/localhost/);
  const folder = mkdtempSync(join(sites, 'page-'));
  const csp = `<meta http-equiv="Content-Security-Policy" content="${policyFor(cdn)}">`;
  const title = '<title>Docs</title><link rel="icon" href="data:,">';
  writeFileSync(join(folder, 'index.html'), `<!doctype html><html lang="en"><head>${title}${csp}${head(cdn)}</head><body>${body}</body></html>`);
  await page.goto(`${host}/${basename(folder)}/`);
}

/** A copy of the package with one byte changed. */
function copyWithChange(folder, name) {
  cpSync(installed, join(sites, folder), { recursive: true });
  const bytes = readFileSync(join(sites, folder, name));
  // A letter in a name or a text: the file stays one that would run.
  const index = bytes.lastIndexOf('step');
  bytes[index] = 'S'.charCodeAt(0);
  writeFileSync(join(sites, folder, name), bytes);
}

test('runs from another host, with integrity, under a strict policy', async ({ page, problems, baseURL }) => {
  cpSync(installed, join(sites, 'cdn-element'), { recursive: true });
  const integrity = hash(readFileSync(join(installed, 'oauth-flow.min.js')));
  await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/cdn-element/oauth-flow.min.js`, integrity));
  await expect(current(page)).toHaveText('1');
  expect(await page.locator('head > *').evaluateAll((all) => all.map(({ localName }) => localName))).toEqual(['title', 'link', 'meta', 'script']);
});

test('the script for code blocks does so too', async ({ page, problems, baseURL }) => {
  cpSync(installed, join(sites, 'cdn-fence'), { recursive: true });
  const integrity = hash(readFileSync(join(installed, 'fence.min.js')));
  await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/cdn-fence/fence.min.js`, integrity), block);
  await expect(current(page)).toHaveText('4');
});

test('a classic tag does so too, for elements and for blocks, and adds no global name', async ({ page, problems, baseURL }) => {
  cpSync(installed, join(sites, 'cdn-classic'), { recursive: true });
  const integrity = hash(readFileSync(join(installed, 'oauth-flow.global.js')));
  await openPage({ page, problems, baseURL }, (cdn) => classicTag(`${cdn}/cdn-classic/oauth-flow.global.js`, integrity), element + block);
  await expect(current(page)).toHaveText('1');
  await expect(current(page, 1)).toHaveText('4');
  expect(await page.locator('head > *').evaluateAll((all) => all.map(({ localName }) => localName))).toEqual(['title', 'link', 'meta', 'script']);
  const names = await page.evaluate(() => {
    const own = Object.keys(window);
    const { contentWindow } = document.body.appendChild(document.createElement('iframe'));
    return own.filter((name) => !(name in contentWindow));
  });
  expect(names).toEqual([]);
});

test('a classic tag at the end of the page, as generators write it, needs nothing else', async ({ page, baseURL }) => {
  cpSync(installed, join(sites, 'book/oauth-flow'), { recursive: true });
  mkdirSync(join(sites, 'book/chapter'), { recursive: true });
  const script = '<script src="../oauth-flow/oauth-flow.global.js"></script>';
  writeFileSync(join(sites, 'book/chapter/page.html'), `<!doctype html><title>Book</title><link rel="icon" href="data:,">${block}${element}${script}`);
  await page.goto(`${baseURL}book/chapter/page.html`);
  await expect(current(page)).toHaveText('4');
  await expect(current(page, 1)).toHaveText('1');
});

test('classic and module tags on one page do not fight: each flow is there once', async ({ page, baseURL }) => {
  cpSync(installed, join(sites, 'cdn-several'), { recursive: true });
  const modules = [];
  page.on('request', (request) => request.url().endsWith('.wasm') && modules.push(request.url()));
  const scripts = ['oauth-flow.global.js', 'fence.min.js', 'oauth-flow.min.js', 'oauth-flow.global.js'].map((name) => (
    `<script${name.includes('global') ? '' : ' type="module"'} src="/cdn-several/${name}"></script>`
  ));
  await page.route('**/several.html', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><title>Several</title><link rel="icon" href="data:,">${scripts.join('')}${element}${block}`,
  }));
  await page.goto(`${baseURL}several.html`);
  await expect(current(page)).toHaveText('1');
  await expect(current(page, 1)).toHaveText('4');
  await expect(page.locator('oauth-flow')).toHaveCount(2);
  expect(modules).toHaveLength(1);
});

test('where the policy names files, and not those that are loaded later, the words name what is missing', async ({ page, problems, baseURL }) => {
  problems.expect(/./);
  cpSync(installed, join(sites, 'cdn-named'), { recursive: true });
  const integrity = hash(readFileSync(join(installed, 'oauth-flow.min.js')));
  const only = (cdn) => policy(cdn).replace(`script-src ${cdn}`, `script-src ${cdn}/cdn-named/oauth-flow.min.js`);
  await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/cdn-named/oauth-flow.min.js`, integrity), element, only);
  await expect(widget(page).locator('.reason')).toContainText(`its script-src has to allow ${new URL(baseURL).origin}.`);
});

for (const name of ['oauth-flow-simulator_bg.wasm', 'oauth-flow-simulator.js', 'styles.js']) {
  test(`a changed byte in ${name} is refused`, async ({ page, problems, baseURL }) => {
    problems.expect(/integrity|Failed to (load|fetch)|<oauth-flow>|was preloaded using link preload/i);
    const folder = `changed-${name}`;
    copyWithChange(folder, name);
    const integrity = hash(readFileSync(join(installed, 'oauth-flow.min.js')));
    await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/${folder}/oauth-flow.min.js`, integrity));
    await expect(widget(page).locator('.reason')).toContainText('did not load');
    // Without its styles there is no first picture either.
    await expect(page.getByText('The device flow in words')).toBeVisible({ visible: name === 'styles.js' });
    await expect(widget(page).locator('.steps')).toHaveCount(name === 'styles.js' ? 0 : 1);
    expect(await widget(page).evaluate((flow) => flow.stepIndex)).toBe(0);
  });
}

test('two versions on one page: the first keeps the element, and the second says so', async ({ page, problems, baseURL }) => {
  problems.expect(/version 0\.0\.1 is on this page already, and stays/);
  cpSync(installed, join(sites, 'newer'), { recursive: true });
  cpSync(installed, join(sites, 'older'), { recursive: true });
  const script = join(sites, 'older/element.js');
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  writeFileSync(script, readFileSync(script, 'utf8').replaceAll(version, '0.0.1'));
  const scripts = ['older', 'newer'].map((name) => `<script type="module" src="/${name}/oauth-flow.js"></script>`);
  await page.route('**/two.html', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><title>Two</title><link rel="icon" href="data:,">${scripts.join('')}${element}<div></div>`,
  }));
  await page.goto(`${baseURL}two.html`);
  await expect(current(page)).toHaveText('1');
  const seen = await page.evaluate(async () => {
    const { mount } = await import('/newer/mount.js');
    const mounted = await mount(document.querySelector('div'), { flow: 'refresh', step: 3 });
    return [customElements.get('oauth-flow').version, mounted.constructor.version, mounted.stepIndex];
  });
  expect(seen).toEqual(['0.0.1', '0.0.1', 3]);
});
