// The single file for a content delivery network: the hash in its tag vouches for all that it loads.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '../browser/fixtures.mjs';
import { current, installed, sites, widget } from './sites.mjs';

const policy = (cdn) => `default-src 'none'; script-src ${cdn} 'wasm-unsafe-eval'; connect-src ${cdn}; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`;
const hash = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
const tag = (address, integrity) => `<script type="module" src="${address}" integrity="${integrity}" crossorigin></script>`;
const element = '<oauth-flow flow="device" loading="eager"><p>The device flow in words</p></oauth-flow>';

/** Opens a page of another origin than that of the script, under a strict policy. */
async function openPage({ page, problems, baseURL }, head, body = element) {
  const cdn = new URL(baseURL).origin;
  const host = cdn.replace('127.0.0.1', 'localhost');
  problems.expect(/^request to another host: http:\/\/localhost/);
  const folder = mkdtempSync(join(sites, 'page-'));
  const csp = `<meta http-equiv="Content-Security-Policy" content="${policy(cdn)}">`;
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
  cpSync(installed, join(sites, 'cdn'), { recursive: true });
  const integrity = hash(readFileSync(join(installed, 'oauth-flow.min.js')));
  await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/cdn/oauth-flow.min.js`, integrity));
  await expect(current(page)).toHaveText('1');
  expect(await page.locator('head > *').evaluateAll((all) => all.map(({ localName }) => localName))).toEqual(['title', 'link', 'meta', 'script']);
});

test('the script for code blocks does so too', async ({ page, problems, baseURL }) => {
  cpSync(installed, join(sites, 'cdn'), { recursive: true });
  const integrity = hash(readFileSync(join(installed, 'fence.min.js')));
  const block = '<pre><code class="language-oauth-flow">flow: device\nstep: 4\nloading: eager\n</code></pre>';
  await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/cdn/fence.min.js`, integrity), block);
  await expect(current(page)).toHaveText('4');
});

for (const name of ['oauth-flow-simulator_bg.wasm', 'oauth-flow-simulator.js', 'styles.js']) {
  test(`a changed byte in ${name} is refused`, async ({ page, problems, baseURL }) => {
    problems.expect(/integrity|Failed to (load|fetch)|<oauth-flow>/i);
    const folder = `changed-${name}`;
    copyWithChange(folder, name);
    const integrity = hash(readFileSync(join(installed, 'oauth-flow.min.js')));
    await openPage({ page, problems, baseURL }, (cdn) => tag(`${cdn}/${folder}/oauth-flow.min.js`, integrity));
    await expect(widget(page).locator('.reason')).toContainText('did not load');
    await expect(page.getByText('The device flow in words')).toBeVisible();
    await expect(widget(page).locator('.oauth-flow')).toHaveCount(0);
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
