// Serves dist/ as a strict host would: a Content Security Policy as a header, no cross-origin
// access, nothing that is not a file. The same files are at / and, to prove that their addresses
// are relative, in a folder below it.
//   node tests/browser/server.mjs [port]
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const folder = '/some/folder/';

// The page's own policy once more, now from the host, with the one directive that only a header can
// give.
async function policy() {
  const page = await readFile(join(dist, 'index.html'), 'utf8');
  const own = page.match(/http-equiv="Content-Security-Policy"\s+content="([^"]+)"/);
  if (!own) throw new Error('index.html has no Content Security Policy');
  return `${own[1]}; frame-ancestors 'none'`;
}

/** What a file is, by the ending of its name. */
export const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.xml': 'application/xml',
};

function fileOf(url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (path.startsWith(folder)) path = path.slice(folder.length - 1);
  if (path.endsWith('/')) path += 'index.html';
  const file = normalize(join(dist, path));
  return file.startsWith(dist) ? file : undefined;
}

async function answer(request, response) {
  const refuse = (status) => response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${status}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = fileOf(request.url);
  const found = file && (await stat(file).catch(() => undefined));
  if (!found?.isFile()) return refuse(404);
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Content-Security-Policy': await policy(),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  });
  if (request.method === 'HEAD') return response.end();
  createReadStream(file).pipe(response);
}

/** Starts the server on `port`, or on a free one, and waits until it listens. */
export function serve(port = 0) {
  return new Promise((resolve) => {
    const server = createServer(answer).listen(port, '127.0.0.1', () => resolve(server));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const server = await serve(Number(process.argv[2] ?? 8081));
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
