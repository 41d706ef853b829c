// The widget beside Mermaid with the same sequence diagram and asciinema-player with the same steps as a
// recording: in one browser, in turns, each time with an empty cache, 1, 10 and 50 on a page.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { loadavg } from 'node:os';
import { extname } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { types } from '../browser/server.mjs';
import { recording, steps } from './recording.mjs';

const turns = 5;
const counts = [1, 10, 50];
const run = ['authorization-code-pkce', 'oauth-2.1'];
const story = steps(...run);

/** The steps up to this one, as a sequence diagram. */
function sequence(last) {
  const lines = story.slice(0, last).map(({ title, from, to }) => `  ${from}->>${to}: ${title.replace(/[;#:<>`]/g, ' ')}`);
  return ['sequenceDiagram', ...lines].join('\n');
}

const ours = (loading) => ({
  body: (count) => `<script type="module" src="/dist/oauth-flow.js"></script>${`<oauth-flow flow="${run[0]}" profile="${run[1]}" loading="${loading}"></oauth-flow>`.repeat(count)}`,
  // How many there are with a picture.
  pictures: () => [...document.querySelectorAll('oauth-flow')].filter((one) => one.shadowRoot?.querySelector('.steps > .step')).length,
  step: () => document.querySelector('oauth-flow').step(),
});

const subjects = {
  ours: { ...ours('lazy'), drawn: () => 1 },
  'ours, none lazy': { ...ours('eager'), drawn: (count) => count },
  Mermaid: {
    body: (count) => `${`<pre class="mermaid">${sequence(story.length)}</pre>`.repeat(count)}
      <script type="module">
        import mermaid from '/mermaid/mermaid.esm.min.mjs';
        mermaid.initialize({ startOnLoad: true });
        window.mermaid = mermaid;
      </script>`,
    pictures: () => [...document.querySelectorAll('pre.mermaid svg')].filter((one) => one.querySelector('.messageText')).length,
    // It has no steps: an author draws the diagram again, with one message more.
    async step(number, diagrams) {
      const { svg } = await window.mermaid.render(`again-${number}`, diagrams[number]);
      document.querySelector('pre.mermaid').innerHTML = svg;
    },
    drawn: (count) => count,
  },
  asciinema: {
    body: (count) => `<link rel="stylesheet" href="/asciinema/asciinema-player.css">${'<div class="cast"></div>'.repeat(count)}
      <script src="/asciinema/asciinema-player.min.js"></script>
      <script>
        window.players = [...document.querySelectorAll('.cast')].map((place) => AsciinemaPlayer.create('/flow.cast', place, { poster: 'npt:0:02', preload: true }));
      </script>`,
    pictures: () => [...document.querySelectorAll('.cast')].filter((one) => one.querySelector('.ap-line')?.textContent.trim()).length,
    step: () => window.players[0].seek({ marker: 'next' }),
    drawn: (count) => count,
  },
};

const folders = {
  dist: new URL('../../dist/', import.meta.url),
  mermaid: new URL('node_modules/mermaid/dist/', import.meta.url),
  asciinema: new URL('node_modules/asciinema-player/dist/bundle/', import.meta.url),
};
const files = new Map();

/** A file as it is, and compressed in both ways. */
function fileOf(path) {
  if (!files.has(path)) {
    const [, folder, name] = path.match(/^\/(\w+)\/(.+)$/) ?? [];
    const bytes = path === '/flow.cast' ? Buffer.from(recording(...run)) : readFileSync(new URL(name, folders[folder]));
    files.set(path, { bytes, gzip: gzipSync(bytes, { level: 9 }), brotli: brotliCompressSync(bytes) });
  }
  return files.get(path);
}

/** One server for all, so that none has a better one. It adds up what it is asked for. */
function serve(asked) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    if (pathname === '/') {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      const { body } = subjects[searchParams.get('subject')];
      return response.end(`<!doctype html><meta charset="utf-8"><title>Docs</title><h1>Docs</h1>${body(Number(searchParams.get('count')))}`);
    }
    const { gzip, brotli } = fileOf(pathname);
    asked.add(pathname);
    const type = pathname.endsWith('.mjs') ? types['.js'] : types[extname(pathname)];
    response.writeHead(200, { 'Content-Type': type ?? 'text/plain', 'Content-Encoding': 'gzip', 'Content-Length': gzip.length });
    return response.end(gzip);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Runs in the page before all else: notes when enough pictures are there, and what WebAssembly takes. */
function watch([pictures, wanted]) {
  window.memories = new Set();
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...words) => {
      const made = await original.apply(WebAssembly, words);
      const { memory } = (made.instance ?? made).exports;
      if (memory) window.memories.add(memory);
      return made;
    };
  }
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function Watched(...words) {
    const made = new Instance(...words);
    if (made.exports.memory) window.memories.add(made.exports.memory);
    return made;
  };
  const count = eval(pictures);
  const at = {};
  window.pictured = new Promise((resolve) => {
    const look = () => {
      const there = count();
      // The frame is on the screen when the next task runs.
      if (there >= 1) at.first ??= new Promise((done) => { setTimeout(() => done(performance.now())); });
      if (there >= wanted) return setTimeout(async () => resolve({ first: await at.first, all: performance.now() }));
      requestAnimationFrame(look);
    };
    look();
  });
}

async function measure(browser, origin, name, count, asked) {
  const { pictures, step, drawn } = subjects[name];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metric = async (wanted) => (await session.send('Performance.getMetrics')).metrics.find((one) => one.name === wanted).value;
  await page.addInitScript(watch, [`(${pictures})`, drawn(count)]);
  asked.clear();
  await page.goto(`${origin}/?subject=${encodeURIComponent(name)}&count=${count}`, { waitUntil: 'commit' });
  const { first, all } = await page.evaluate(() => window.pictured);
  await page.evaluate(() => new Promise((still) => { requestIdleCallback(still); }));
  const thread = await metric('TaskDuration') * 1_000;
  const bytes = { gzip: 0, brotli: 0 };
  for (const path of asked) for (const way of Object.keys(bytes)) bytes[way] += fileOf(path)[way].length / 1_000;
  await session.send('HeapProfiler.collectGarbage');
  const heap = await metric('JSHeapUsedSize') / 1e6;
  const wasm = await page.evaluate(() => [...window.memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0)) / 1e6;
  const diagrams = story.map((_, index) => sequence(index + 1));
  const worked = await metric('TaskDuration');
  const took = await page.evaluate(async ([source, given]) => {
    const act = eval(source);
    const times = [];
    for (let number = 1; number <= 8; number += 1) {
      const start = performance.now();
      await act(number, given);
      await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[4];
  }, [`(${String(step).replace(/^async step/, 'async function')})`, diagrams]);
  const work = (await metric('TaskDuration') - worked) * 1_000 / 8;
  await context.close();
  return { ...bytes, first, all, step: took, work, thread, heap, wasm };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
// The wait for a step, and how long the page's own thread worked for it; and for all until the page was still.
const columns = {
  gzip: 'KB gzip', brotli: 'KB brotli', first: 'first ms', all: 'all ms', step: 'step ms', work: 'of thread', thread: 'load ms', heap: 'heap MB', wasm: 'wasm MB',
};

test('the widget beside Mermaid and asciinema-player', async ({ browser }) => {
  test.setTimeout(1_800_000);
  const asked = new Set();
  const server = await serve(asked);
  const origin = `http://127.0.0.1:${server.address().port}`;
  // Compresses the files, once.
  for (const name of Object.keys(subjects)) await measure(browser, origin, name, 1, asked);
  const lines = [];
  const row = (label, cells) => lines.push(`| ${[label.padEnd(20), ...cells.map((cell) => String(cell).padStart(9))].join(' | ')} |`);
  const spread = [];
  for (const count of counts) {
    row(`${count} on a page`, Object.values(columns));
    lines.push(`|${'---|'.repeat(Object.keys(columns).length + 1)}`);
    const seen = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
    for (let turn = 0; turn < turns; turn += 1) {
      for (const name of Object.keys(subjects)) seen[name].push(await measure(browser, origin, name, count, asked));
    }
    const medians = Object.fromEntries(Object.entries(seen).map(([name, samples]) => [
      name,
      Object.fromEntries(Object.keys(columns).map((column) => [column, median(samples.map((sample) => sample[column]))])),
    ]));
    for (const [name, values] of Object.entries(medians)) row(name, Object.keys(columns).map((column) => values[column].toFixed(1)));
    for (const [name, values] of Object.entries(medians).slice(2)) {
      row(`ours / ${name}`, Object.keys(columns).map((column) => (values[column] > 0 ? (medians.ours[column] / values[column]).toFixed(2) : '')));
    }
    lines.push('');
    for (const samples of Object.values(seen)) {
      const firsts = samples.map(({ first }) => first);
      spread.push(Math.max(...firsts) / Math.min(...firsts));
    }
  }
  server.close();
  lines.push(`Medians of ${turns}. Slowest through fastest first picture of the same: ${median(spread).toFixed(2)} in the median, ${Math.max(...spread).toFixed(2)} at worst.`);
  lines.push(`Programs that wanted the machine's processors at the end: ${loadavg()[0].toFixed(1)}.`);
  console.log(lines.join('\n'));
  expect(lines.length).toBeGreaterThan(counts.length);
});
