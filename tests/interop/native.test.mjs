// The native server as a program: what it takes from the command line, and what it takes over the network.
// SERVER names the program.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';

// A server that listens, with what it says of itself.
async function start(...words) {
  const child = spawn(process.env.SERVER, ['--port', '0', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, issuer] = line.match(/^issuer +(\S+)$/) ?? [];
    if (!issuer) continue;
    const { port } = new URL(issuer);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return { child, issuer, port: Number(port), stop: () => (child.kill(), ended) };
  }
  throw new Error('the server ended before it listened');
}

async function during(words, use) {
  const server = await start(...words);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

const metadataOf = async ({ issuer }) => (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();

// A connection that has sent `text`, and all that comes back until the server closes it.
function connect({ port }, text) {
  const socket = createConnection({ port, host: '127.0.0.1' });
  let received = '';
  socket.setEncoding('utf8').on('data', (data) => (received += data));
  const closed = new Promise((resolve) => socket.once('close', () => resolve(received)));
  // Who is cut off while it still sends hears of it as an error.
  socket.on('error', () => {});
  socket.write(text);
  return { socket, closed };
}

const statusOf = async ({ closed }) => Number((await closed).match(/^HTTP\/1\.1 (\d+)/)?.[1]);
const head = ({ port }, line, ...fields) =>
  [line, `Host: 127.0.0.1:${port}`, 'Connection: close', ...fields, '', ''].join('\r\n');

describe('the native server', () => {
  let server;
  before(async () => (server = await start('--auto-approve', 'alice')));
  after(() => server.stop());

  test('says what it takes, and takes nothing else', () => {
    const run = (...words) => spawnSync(process.env.SERVER, words, { encoding: 'utf8', timeout: 10_000 });
    const help = run('--help');
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.match(help.stdout, /--auto-approve USER/);
    for (const [words, problem] of [
      [['--colour', 'blue'], /--colour is unknown/],
      [['--port'], /--port needs a value/],
      [['--port', 'many'], /--port takes a number, not many/],
      [['--port', '65536'], /--port takes a number, not 65536/],
      [['--port', '0', '--profile', 'oauth-3'], /profile: must be one of oauth-2\.0, rfc-9700, oauth-2\.1, fapi-2\.0/],
      [['--port', '0', '--auto-approve', 'mallory'], /autoApprove: must be the username/],
      [['--options', '/nonexistent'], /\/nonexistent: /],
    ]) {
      const { status, stdout, stderr } = run(...words);
      assert.deepEqual([status, stdout], [2, ''], words.join(' '));
      assert.match(stderr, problem);
      assert.match(stderr, /--port PORT/);
    }
    // Nothing is wrong with the words, but the port is taken.
    const taken = run('--port', String(server.port));
    assert.equal(taken.status, 1);
    assert.match(taken.stderr, /in use/);
  });

  test('is the issuer at the address where it listens, whatever its file says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'native-'));
    const file = join(folder, 'options.json');
    writeFileSync(file, JSON.stringify({ issuer: 'https://elsewhere.example', resource: 'https://api.elsewhere.example' }));
    try {
      await during(['--options', file], async (other) => {
        assert.notEqual(other.issuer, server.issuer);
        const { issuer, ...addresses } = await metadataOf(other);
        assert.equal(issuer, other.issuer);
        assert.match(issuer, /^http:\/\/127\.0\.0\.1:\d+$/);
        for (const [name, address] of Object.entries(addresses)) {
          if (/_endpoint$|_uri$/.test(name)) assert.ok(String(address).startsWith(`${issuer}/`), `${name}: ${address}`);
        }
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('demands what its profile does', async () => {
    const pushes = async (words) => during(words, async (other) => (await metadataOf(other)).require_pushed_authorization_requests ?? false);
    assert.equal(await pushes([]), false);
    assert.equal(await pushes(['--profile', 'fapi-2.0']), true);
  });

  test('approves by itself only when it is told to', async () => {
    const registration = { redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'none' };
    const visit = async ({ issuer }) => {
      const body = JSON.stringify(registration);
      const headers = { 'content-type': 'application/json' };
      const { client_id } = await (await fetch(`${issuer}/register`, { method: 'POST', headers, body })).json();
      const url = new URL(`${issuer}/authorize`);
      url.search = new URLSearchParams({
        response_type: 'code', client_id, redirect_uri: registration.redirect_uris[0], code_challenge_method: 'S256',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      });
      return fetch(url, { redirect: 'manual' });
    };
    const approved = await visit(server);
    assert.equal(approved.status, 303);
    assert.match(approved.headers.get('location'), /^http:\/\/127\.0\.0\.1\/callback\?code=/);
    await during([], async (other) => {
      const asked = await visit(other);
      assert.equal(asked.status, 200);
      assert.match(await asked.text(), /name="password"/);
    });
  });

  test('the same seed gives the same answers', async () => {
    const nonce = (seed) => during(['--seed', seed, '--auto-approve', 'alice'], async ({ issuer }) => {
      const body = JSON.stringify({ redirect_uris: ['http://127.0.0.1/callback'] });
      const response = await fetch(`${issuer}/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return (await response.json()).client_secret;
    });
    assert.equal(await nonce('7'), await nonce('7'));
    assert.notEqual(await nonce('7'), await nonce('8'));
  });

  test('a body or a head that is too large is refused', async () => {
    const form = 'Content-Type: application/x-www-form-urlencoded';
    const post = (length) => connect(server, head(server, 'POST /token HTTP/1.1', form, `Content-Length: ${length}`) + 'a'.repeat(length));
    // This one is read: it names no client.
    assert.equal(await statusOf(post(64 * 1024)), 401);
    assert.equal(await statusOf(post(64 * 1024 + 1)), 413);
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const chunked = head(server, 'POST /token HTTP/1.1', form, 'Transfer-Encoding: chunked') + chunk + chunk;
    assert.equal(await statusOf(connect(server, chunked)), 413);
    const padded = (length) => connect(server, head(server, 'GET /jwks HTTP/1.1', `X-Padding: ${'a'.repeat(length)}`));
    assert.equal(await statusOf(padded(16 * 1024)), 200);
    assert.equal(await statusOf(padded(64 * 1024)), 431);
  });

  test('what is no HTTP is refused, and so is another host', async () => {
    for (const text of ['hello\r\n\r\n', 'GET /jwks\r\n\r\n', 'GET /jwks HTTP/1.1\r\nHost : x\r\n\r\n', '\0\0\0\0\r\n\r\n']) {
      assert.equal(await statusOf(connect(server, text)), 400, JSON.stringify(text));
    }
    const elsewhere = 'GET /jwks HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n';
    assert.equal(await statusOf(connect(server, elsewhere)), 421);
    assert.equal(await statusOf(connect(server, head(server, 'GET /nothing HTTP/1.1'))), 404);
    assert.equal((await metadataOf(server)).issuer, server.issuer);
  });

  test('who is slow is cut off, and keeps none of many others waiting', async () => {
    const halfHead = connect(server, 'GET /jwks HTTP/1.1\r\nHost: ');
    const halfBody = connect(server, head(server, 'POST /token HTTP/1.1', 'Content-Length: 100') + 'grant_type=');
    const silent = connect(server, '');
    let cutOff = 0;
    const ends = [halfHead, halfBody, silent].map(async (connection) => {
      await connection.closed;
      cutOff += 1;
    });
    const ask = () => statusOf(connect(server, head(server, 'GET /jwks HTTP/1.1')));
    assert.equal(await ask(), 200);
    assert.equal(cutOff, 0);
    const many = await Promise.all(Array.from({ length: 200 }, ask));
    assert.deepEqual([...new Set(many)], [200]);
    await Promise.all(ends);
    assert.equal(await statusOf(halfBody), 408);
    assert.equal((await metadataOf(server)).issuer, server.issuer);
  });
});
