// How long a reader waits for the diagram: this page beside Mermaid, which draws the same steps, in one
// browser, in turns, each time with an empty cache.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const shareOfMermaid = 0.5;
const turns = 10;

const dist = new URL('../../dist/', import.meta.url);
const mermaid = new URL('node_modules/mermaid/dist/', import.meta.url);
const types = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

/** One server for both, so that neither has a better one. */
function serve(diagram) {
  const mermaidPage = `<!doctype html><meta charset="utf-8"><title>Mermaid</title>
    <pre class="mermaid">${diagram}</pre>
    <script type="module">import mermaid from '/mermaid/mermaid.esm.min.mjs'; mermaid.initialize({ startOnLoad: true });</script>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const send = (type) => response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
    if (pathname === '/mermaid.html') return send('text/html').end(mermaidPage);
    const [folder, path] = pathname.startsWith('/mermaid/') ? [mermaid, pathname.slice('/mermaid/'.length)] : [dist, pathname.slice(1)];
    const file = new URL(path || 'index.html', folder);
    const stream = createReadStream(fileURLToPath(file));
    stream.once('open', () => stream.pipe(send(types[extname(file.pathname)] ?? 'application/octet-stream')));
    stream.once('error', () => response.writeHead(404).end());
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The steps of the page as a sequence diagram. */
function sequence(steps) {
  const text = (words) => words.replace(/[;#:<>]/g, ' ');
  const lines = steps.map(({ title, from, to }) => `  ${from}->>${to}: ${text(title)}`);
  return ['sequenceDiagram', ...lines].join('\n');
}

/** Milliseconds from the start of the navigation to the frame with what `selector` names. */
async function firstPicture(browser, address, selector, slowDown) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  await page.addInitScript((wanted) => {
    window.pictured = new Promise((resolve) => {
      const look = () => {
        const found = document.querySelector(wanted);
        // The frame is on the screen when the next task runs.
        if (found?.getBoundingClientRect().height > 0) return setTimeout(() => resolve(performance.now()));
        requestAnimationFrame(look);
      };
      look();
    });
  }, selector);
  await page.goto(address, { waitUntil: 'commit' });
  const time = await page.evaluate(() => window.pictured);
  await context.close();
  return time;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

test('the diagram is there in half the time that Mermaid takes', async ({ browser, page, baseURL }) => {
  test.setTimeout(300_000);
  await page.goto(`${baseURL}#/authorization-code-pkce`);
  const rows = page.locator('.steps > .step');
  await rows.first().waitFor();
  const steps = await rows.evaluateAll((items) => items.map((item) => {
    const lane = (name) => Number(getComputedStyle(item.querySelector('.arrow, .node')).getPropertyValue(name) || NaN);
    const arrow = item.querySelector('.arrow');
    const [left, right] = [lane('--from'), arrow ? lane('--to') : lane('--from')];
    const ends = arrow?.classList.contains('is-leftward') ? [right, left] : [left, right];
    return { title: item.querySelector('.step-title').textContent, from: `Actor${ends[0]}`, to: `Actor${ends[1]}` };
  }));
  expect(steps.length).toBeGreaterThan(10);

  const server = await serve(sequence(steps));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const lines = [];
  for (const slowDown of [1, 4]) {
    const times = { ours: [], mermaid: [] };
    for (let turn = 0; turn < turns; turn += 1) {
      times.ours.push(await firstPicture(browser, `${origin}/#/authorization-code-pkce`, '.steps > .step:last-child', slowDown));
      times.mermaid.push(await firstPicture(browser, `${origin}/mermaid.html`, `svg .messageText:nth-of-type(${steps.length})`, slowDown));
    }
    const [ours, theirs] = [median(times.ours), median(times.mermaid)];
    lines.push(`  ${`${slowDown}x slower`.padEnd(28)}${ours.toFixed(0).padStart(8)}${theirs.toFixed(0).padStart(10)}${(ours / theirs).toFixed(2).padStart(9)}`);
    expect.soft(ours / theirs, `${slowDown}x slower`).toBeLessThanOrEqual(shareOfMermaid);
  }
  console.log([`first picture, median of ${turns}, ms      ours   Mermaid    ratio`, ...lines].join('\n'));
  server.close();
});
