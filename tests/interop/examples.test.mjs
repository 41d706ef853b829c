// The examples of examples/javascript/ as they stand there, beside dist-interface/: in Node.js, in a page and in a service worker.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { chromiumPath } from '../browser/chromium.mjs';

const root = new URL('../../', import.meta.url);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

// What an author's own server has: the examples, the interface beside them, and the page that answers are sent to.
async function answer({ url }, response) {
  const { pathname } = new URL(url, 'http://localhost');
  const file = pathname.startsWith('/dist-interface/') ? `.${pathname}` : `./examples/javascript${pathname}`;
  const content = pathname === '/callback' ? '' : await readFile(new URL(file, root)).catch(() => undefined);
  const type = types[extname(pathname)] ?? 'text/html';
  response.writeHead(content === undefined ? 404 : 200, { 'content-type': type }).end(content);
}

describe('the examples', () => {
  let site;
  let browser;
  let page;
  let complaints;

  before(async () => {
    site = createServer(answer);
    await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: (await chromiumPath()) ?? undefined, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ baseURL: `http://127.0.0.1:${site.address().port}/` });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('http://127.0.0.1:')) complaints.push(`asked the network for ${request.url()}`);
    });
  });

  after(async () => {
    await browser?.close();
    site.close();
  });

  test('node.mjs signs in, calls the API, and shows why a second use of the code is refused', () => {
    const script = fileURLToPath(new URL('examples/javascript/node.mjs', root));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /redirected with \{\s+code: '[\w-]+'/);
    assert.match(stdout, /the API answers \{\s+owner: 'alice'/);
    assert.match(stdout, /a second time: invalid_grant \{\s+id: 'authorization_code\.code_is_unused'/);
  });

  test('page.html gets tokens without a request that leaves the page', async () => {
    await page.goto('page.html');
    await page.getByRole('button', { name: 'Sign in as Alice' }).click();
    await page.waitForFunction(() => document.querySelector('pre').textContent);
    const tokens = JSON.parse(await page.locator('pre').textContent());
    assert.equal(tokens.token_type, 'Bearer');
    assert.deepEqual(complaints, []);
  });

  test('service-worker.js answers a page as the two hosts, from sign-in to the call at the API', async () => {
    await page.goto('callback');
    const photos = await page.evaluate(async () => {
      const { serviceWorker } = navigator;
      const controls = new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
      await serviceWorker.register('service-worker.js', { type: 'module' });
      await controls;
      const { issuer } = await (await fetch('https://auth.example.com/.well-known/oauth-authorization-server')).json();
      const [verifier, challenge] = ['dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'];
      const send = async (path, fields) => fetch(`${issuer}${path}`, fields && { method: 'POST', body: new URLSearchParams(fields) });
      // Alice fills in the two pages of the server.
      let answer = await send(`/authorize?response_type=code&client_id=app&code_challenge=${challenge}&code_challenge_method=S256`);
      for (const entry of [{ username: 'alice', password: 'looking-glass' }, { decision: 'approve' }]) {
        const shown = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const form = shown.querySelector('form');
        answer = await send(form.getAttribute('action'), { csrf_token: form.elements.csrf_token.value, ...entry });
      }
      const code = new URL(answer.url).searchParams.get('code');
      const tokens = await send('/token', { grant_type: 'authorization_code', client_id: 'app', code, code_verifier: verifier });
      const { access_token } = await tokens.json();
      const called = await fetch('https://api.example.com/photos', { headers: { authorization: `Bearer ${access_token}` } });
      return { status: called.status, ...(await called.json()) };
    });
    assert.deepEqual([photos.status, photos.owner], [200, 'alice']);
    const beside = await page.evaluate(async () => (await fetch('page.html')).status);
    assert.equal(beside, 200);
  });
});
