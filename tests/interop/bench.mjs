// Exchanges by the authorization code with PKCE per second: the server in WebAssembly and natively, beside two others
// that run in the same Node.js without a socket.
import { execFileSync } from 'node:child_process';
import inject from 'light-my-request';
import { OAuth2Server } from 'oauth2-mock-server';
import { callback, challengeOf, issuer, oidcProvider } from './peers.mjs';
import { senderTo } from './requests.mjs';
import { world } from './world.mjs';

console.warn = console.info = () => {};
const measured = 200;
const earlier = [10, 1_000, 100_000];

async function microseconds(exchange) {
  const started = performance.now();
  for (let count = 0; count < measured; count++) await exchange();
  return ((performance.now() - started) * 1000) / measured;
}

async function warm(exchange) {
  for (let count = 0; count < 100; count++) await exchange();
}

// The server, in WebAssembly.
const server = await world();
const ours = await senderTo(async (url, request) => {
  const response = await server.fetch(url, request);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}, 'oauth-authorization-server');
const wasm = { after: {} };
let made = 0;
for (const count of earlier) {
  for (; made < count; made++) await ours.tokens('page');
  wasm.after[count] = await microseconds(() => ours.tokens('page'));
  made += measured;
}
wasm.rate = 1_000_000 / wasm.after[1_000];

// oidc-provider.
const theirs = await senderTo((await oidcProvider()).answer, 'openid-configuration');
await warm(() => theirs.tokens('page'));
const providerRate = 1_000_000 / (await microseconds(() => theirs.tokens('page')));

// oauth2-mock-server, which takes any client and any person.
const mock = new OAuth2Server();
mock.issuer.url = issuer;
await mock.issuer.keys.generate('ES256');
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const mockExchange = async () => {
  const question = new URLSearchParams({
    response_type: 'code', client_id: 'page', redirect_uri: callback, scope: 'photos.read', state: 's',
    code_challenge: challengeOf(verifier), code_challenge_method: 'S256',
  });
  const answer = await inject(mock.service.requestHandler, { url: `/authorize?${question}` });
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
await warm(mockExchange);
const mockRate = 1_000_000 / (await microseconds(mockExchange));

// The server, natively.
const bench = ['bench', '--quiet', '--locked', '--no-default-features', '--bench', 'exchange'];
const lines = execFileSync('cargo', bench, { encoding: 'utf8' }).trim().split('\n');
const native = { after: {} };
for (const line of lines) {
  const [, rate] = line.match(/^native (\d+)$/) ?? [];
  const [, count, each] = line.match(/^native after (\d+) (\d+)$/) ?? [];
  if (rate) native.rate = Number(rate);
  if (count) native.after[count] = Number(each);
}

const row = (name, value) => console.log(`${name.padEnd(44)} ${value}`);
console.log('authorization code with PKCE, exchanges per second');
row('this server, native', native.rate.toFixed(0));
row('this server, WebAssembly in Node.js', wasm.rate.toFixed(0));
row('oidc-provider 9.13.3, in process', providerRate.toFixed(0));
row('oauth2-mock-server 9.3.0, in process', mockRate.toFixed(0));
console.log('\nmicroseconds for one exchange after so many earlier ones');
row('', earlier.map((count) => count.toLocaleString('en-US').padStart(9)).join(''));
for (const [name, { after }] of Object.entries({ 'this server, native': native, 'this server, WebAssembly in Node.js': wasm })) {
  row(name, earlier.map((count) => Math.round(after[count]).toLocaleString('en-US').padStart(9)).join(''));
}
process.exit(0);
