// Serves the folder of the tests' sites as a content delivery network would: everybody may read the files.
//   node tests/package/server.mjs PORT
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { types } from '../browser/server.mjs';
import { sites } from './sites.mjs';

function fileOf(path) {
  const file = normalize(join(sites, path.endsWith('/') ? `${path}index.html` : path));
  if (!file.startsWith(sites)) return undefined;
  // Sites may link to their pages without the ending.
  return [file, `${file}.html`].find((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
}

createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  if (path === '/') return response.end();
  const file = fileOf(path);
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, {
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'no-cache',
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
  });
  createReadStream(file).pipe(response);
}).listen(Number(process.argv[2]), '127.0.0.1');
