// Exchanges of an authorization code with PKCE per second: this server natively and in WebAssembly, beside two others
// that run in the same Node.js without a socket. Then what one costs this server after many earlier ones: with access
// tokens that are not signed, because the signature, always the same work, would hide what grows.
//   node bench.mjs [--update]   --update takes the table over into docs/benchmarks.md
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import inject from 'light-my-request';
import { OAuth2Server } from 'oauth2-mock-server';
import { callback, challengeOf, issuer, oidcProvider } from './peers.mjs';
import { senderTo } from './requests.mjs';
import { world } from './world.mjs';

console.warn = console.info = () => {};
const measured = 200;
const earlier = [10, 1_000, 100_000];
// A server that is compared has had as many exchanges before.
const compared = earlier[1];
const progress = (text) => process.stderr.write(`${text}\n`);

// Microseconds that an exchange takes: the median, which a busy machine moves little.
async function cost(exchange) {
  const times = [];
  for (let count = 0; count < measured; count++) {
    const started = performance.now();
    await exchange();
    times.push(performance.now() - started);
  }
  return times.sort((first, second) => first - second)[measured / 2] * 1_000;
}

async function repeat(count, exchange) {
  for (let made = 0; made < count; made++) await exchange();
}

async function senderToWorld(policy = {}) {
  const server = await world({ policy });
  return senderTo(async (url, request) => {
    const response = await server.fetch(url, request);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  }, 'oauth-authorization-server');
}

async function inWebAssembly() {
  // Another server first: the engine of Node.js compiles a second time what runs often.
  const first = await senderToWorld();
  await repeat(compared, () => first.tokens('page'));
  const usual = await cost(() => first.tokens('page'));
  const server = await senderToWorld({ accessTokensAreOpaque: true });
  const after = {};
  let made = 0;
  for (const count of earlier) {
    await repeat(count - made, () => server.tokens('page'));
    after[count] = await cost(() => server.tokens('page'));
    progress(`  after ${count}: ${Math.round(after[count])} µs`);
    made = count + measured;
  }
  return { usual, after };
}

async function natively() {
  const bench = ['bench', '--quiet', '--locked', '--no-default-features', '--bench', 'exchange'];
  const cargo = spawn('cargo', bench, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => cargo.on('error', reject).on('close', resolve));
  const after = {};
  let usual;
  for await (const line of createInterface({ input: cargo.stdout })) {
    const [, count, each] = line.match(/^(signed|\d+) (\d+)$/) ?? [];
    if (!count) continue;
    if (count === 'signed') usual = Number(each);
    else after[count] = Number(each);
    progress(`  ${count === 'signed' ? 'with a signature' : `after ${count}`}: ${each} µs`);
  }
  if ((await ended) !== 0) throw new Error('cargo bench failed');
  return { usual, after };
}

async function ofOidcProvider() {
  const server = await senderTo((await oidcProvider()).answer, 'openid-configuration');
  await repeat(compared, () => server.tokens('page'));
  return cost(() => server.tokens('page'));
}

// oauth2-mock-server takes any client and any person.
async function ofMockServer() {
  const mock = new OAuth2Server();
  mock.issuer.url = issuer;
  await mock.issuer.keys.generate('ES256');
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const authorization = new URLSearchParams({
    response_type: 'code', client_id: 'page', redirect_uri: callback, scope: 'photos.read', state: 's',
    code_challenge: challengeOf(verifier), code_challenge_method: 'S256',
  });
  const exchange = async () => {
    const answer = await inject(mock.service.requestHandler, { url: `/authorize?${authorization}` });
    const code = new URL(answer.headers.location).searchParams.get('code');
    const tokens = await inject(mock.service.requestHandler, {
      method: 'POST',
      url: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'authorization_code', client_id: 'page', code, redirect_uri: callback, code_verifier: verifier,
      }).toString(),
    });
    if (tokens.statusCode !== 200) throw new Error(tokens.payload);
  };
  await repeat(compared, exchange);
  return cost(exchange);
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const versionOf = (name) => JSON.parse(readFileSync(here('package.json'))).devDependencies[name];

progress('this server, natively');
const native = await natively();
progress('this server, WebAssembly in Node.js');
const wasm = await inWebAssembly();
progress('oidc-provider, in process');
const provider = await ofOidcProvider();
progress('oauth2-mock-server, in process');
const mock = await ofMockServer();

const perSecond = (microseconds) => Math.round(1_000_000 / microseconds).toLocaleString('en-US');
const times = (ratio) => `${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`;
// Costs after many, relative to the cost after a few.
const growth = ({ after }) =>
  earlier.map((count) => `${(after[count] / after[earlier[0]]).toFixed(2)} (${Math.round(after[count])} µs)`);
const row = (name, microseconds, cells = ['', '', '']) => [name, times(provider / microseconds), perSecond(microseconds), ...cells];
const rows = [
  ['', 'rate, oidc-provider = 1', 'exchanges per second', ...earlier.map((count) => `unsigned, after ${count.toLocaleString('en-US')}`)],
  row('this server, native', native.usual, growth(native)),
  row('this server, WebAssembly in Node.js', wasm.usual, growth(wasm)),
  row(`oauth2-mock-server ${versionOf('oauth2-mock-server')}, in process`, mock),
  row(`oidc-provider ${versionOf('oidc-provider')}, in process`, provider),
];
const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
const table = [line(rows[0]), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
const [one, , quarter] = loadavg().map((load) => load.toFixed(1));
const machine =
  `One run, Node.js ${process.version}, ${arch()}, ${cpus().length} cores. What else ran on the machine: a load of ${quarter} in ` +
  `the last quarter of an hour, ${one} at the end.`;
console.log(`\n${machine}\n\n${table}`);
if (process.argv.includes('--update')) {
  const path = here('../../docs/benchmarks.md');
  const text = readFileSync(path, 'utf8');
  const between = /(<!-- table -->\n)[^]*(<!-- end of table -->)/;
  writeFileSync(path, text.replace(between, (_, begin, end) => `${begin}${machine}\n\n${table}\n${end}`));
}

process.exit(0);
