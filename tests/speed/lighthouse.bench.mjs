// What Lighthouse says of a page of documentation with a flow below the fold, and of the same page without it: in
// turns, each time with an empty cache, served as a host of documentation serves it, compressed and to be kept.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { types } from '../browser/server.mjs';

const turns = 5;
const categories = ['performance', 'accessibility'];
const dist = new URL('../../dist/', import.meta.url);

const paragraph = '<p>An application that cannot keep a secret makes one for each sign-in. The server keeps its hash with the code, and asks for the secret when the code is traded.</p>';
const flow = '<oauth-flow flow="authorization-code-pkce" step="8"><ol><li>The app makes a verifier.</li><li>The browser carries its hash.</li></ol></oauth-flow>';
const style = `
  :root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
  body { display: grid; grid-template-columns: minmax(0, 44rem); justify-content: center; margin: 1rem; }
  nav a { display: inline-block; min-height: 3rem; padding: 0 0.75rem; line-height: 3rem; }
  oauth-flow:not(:defined) { display: block; height: 640px; }`;

/** A page of documentation, with what `widget` adds to its head and below its fold. */
function docs({ head, body }) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign-in with PKCE</title><meta name="description" content="How an application signs people in.">
    <link rel="icon" href="/icon.svg"><style>${style}</style>${head}</head>
    <body><nav aria-label="Documentation"><a href="/start">Start</a><a href="/tokens">Tokens</a></nav>
    <main><h1>Sign-in with PKCE</h1>${paragraph.repeat(12)}<h2>Step by step</h2>${body}${paragraph.repeat(4)}</main></body></html>`;
}

const pages = {
  '/without': docs({ head: '', body: '' }),
  '/with': docs({ head: '<script type="module" src="/oauth-flow.js"></script>', body: flow }),
};

/** Serves the pages and dist/. Files are compressed once, before anything is measured. */
function serve() {
  const compressed = new Map();
  const send = (path) => {
    if (!compressed.has(path)) compressed.set(path, brotliCompressSync(pages[path] ?? readFileSync(new URL(`.${path}`, dist))));
    return compressed.get(path);
  };
  ['/with', '/without', '/oauth-flow.js', '/icon.svg'].forEach(send);
  const asked = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    try {
      const body = send(url);
      response.writeHead(200, {
        'Content-Type': types[extname(url) || '.html'],
        'Content-Encoding': 'br',
        'Content-Length': body.length,
        'Cache-Control': url in pages ? 'no-cache' : 'public, max-age=31536000, immutable',
      }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve({ server, asked })); });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

test('a flow below the fold takes nothing from what Lighthouse says of a page', async () => {
  test.setTimeout(900_000);
  const { server, asked } = await serve();
  const chrome = await launch({ chromePath: process.env.CHROME_PATH, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
  const scores = Object.fromEntries(Object.keys(pages).map((path) => [path, { performance: [], accessibility: [] }]));
  const complaints = new Set();
  const shifts = [];
  for (let turn = 0; turn < turns; turn += 1) {
    for (const path of Object.keys(pages)) {
      const { lhr } = await lighthouse(`http://127.0.0.1:${server.address().port}${path}`, { port: chrome.port, logLevel: 'error', onlyCategories: categories, disableFullPageScreenshot: true });
      shifts.push(lhr.audits['cumulative-layout-shift'].numericValue);
      for (const category of categories) {
        scores[path][category].push(Math.round(lhr.categories[category].score * 100));
        for (const { id, weight } of lhr.categories[category].auditRefs) {
          const { score, displayValue = '' } = lhr.audits[id];
          if (weight > 0 && score !== null && score < 0.9) complaints.add(`${path} ${id} ${displayValue}`);
        }
      }
    }
  }
  await chrome.kill();
  server.close();

  for (const [path, seen] of Object.entries(scores)) {
    console.log(`${path.slice(1).padEnd(8)} ${categories.map((category) => `${category} ${median(seen[category])} of ${seen[category].join(' ')}`).join(', ')}`);
  }
  if (complaints.size > 0) console.log([...complaints].join('\n'));
  // Nothing of it but the element itself was loaded.
  expect(new Set(asked.filter((url) => /\.(js|wasm)$/.test(url)))).toEqual(new Set(['/oauth-flow.js']));
  expect(Math.max(...shifts)).toBe(0);
  const [without, withIt] = [scores['/without'], scores['/with']];
  for (const category of categories) expect(median(withIt[category]), category).toBeGreaterThanOrEqual(median(without[category]));
  expect(median(withIt.accessibility)).toBe(100);
});
