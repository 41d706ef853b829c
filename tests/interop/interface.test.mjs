// The interface for scripts itself: what authorization-server.d.ts promises.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAuthorizationServer } from '../../dist-interface/authorization-server.js';
import { callback, issuer, photos, world } from './world.mjs';

const request = new URL(`${issuer}/authorize`);
request.search = new URLSearchParams({
  response_type: 'code',
  client_id: 'page',
  state: 's',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
});

const form = (fields) => ({ method: 'POST', body: new URLSearchParams(fields) });

const token = (server, code, options = {}) =>
  server.fetch(`${issuer}/token`, {
    ...form({
      grant_type: 'authorization_code',
      client_id: 'page',
      code,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    }),
    ...options,
  });

const codeIn = (response) => new URL(response.headers.get('location')).searchParams.get('code');

// What a person does with a page of the server: fills in its form and sends it.
async function submit(server, response, fields) {
  const html = await response.text();
  const [, action] = html.match(/<form method="post" action="([^"]+)"/);
  const [, csrf] = html.match(/name="csrf_token" value="([^"]+)"/);
  return server.fetch(new URL(action.replaceAll('&amp;', '&'), issuer), form({ csrf_token: csrf, ...fields }));
}

describe('the interface for scripts', () => {
  test('answers without any options', async () => {
    const server = await createAuthorizationServer();
    assert.equal(server.issuer, issuer);
    assert.equal((await server.fetch(`${issuer}/jwks`)).status, 200);
  });

  test('names the option that is wrong', async () => {
    const wrong = [
      [{ profile: 'oauth-3' }, /^profile: /],
      [{ clock: { now: 'noon' } }, /^clock: /],
      [{ clients: [{ client_id: 'a' }, { client_secret: 'b' }] }, /^clients\[1\]/],
      [{ autoApprove: 'mallory' }, /^autoApprove: /],
      [{ colour: 'blue' }, /^colour: /],
    ];
    for (const [options, message] of wrong) {
      await assert.rejects(createAuthorizationServer(options), { name: 'TypeError', message });
    }
  });

  test('a person signs in and approves by the server\'s own pages', async () => {
    const server = await world({ autoApprove: undefined });
    const signIn = await server.fetch(request);
    assert.match(signIn.headers.get('content-type'), /^text\/html/);
    const wrong = await submit(server, signIn, { username: 'alice', password: 'wrong' });
    assert.equal(wrong.status, 403);
    const consent = await submit(server, wrong, { username: 'alice', password: 'looking-glass' });
    assert.equal(consent.status, 200);
    const answer = await submit(server, consent, { decision: 'deny' });
    assert.equal(answer.status, 303);
    assert.equal(new URL(answer.headers.get('location')).searchParams.get('error'), 'access_denied');
  });

  test('follows no redirect and rejects where nobody answers', async () => {
    const server = await world();
    const answer = await server.fetch(request);
    assert.equal(answer.status, 303);
    assert.ok(answer.headers.get('location').startsWith(`${callback}?code=`));
    await assert.rejects(server.fetch(answer.headers.get('location')), TypeError);
  });

  test('says which checks it made', async () => {
    const server = await world();
    const answer = await server.fetch(request);
    assert.ok(server.checks(answer).every(({ passed }) => passed));
    await token(server, codeIn(answer));
    const again = await token(server, codeIn(answer));
    const [last] = server.checks(again).slice(-1);
    assert.deepEqual([last.name, last.passed], ['code_is_unused', false]);
    assert.match(last.sectionUrl, /^https:\/\//);
  });

  test('a virtual clock stands still until it is advanced, and a real one can be advanced too', async () => {
    const still = await world({ clock: { now: 1_767_268_800 } });
    const moving = await world();
    assert.ok(Math.abs(moving.clock.now - Date.now() / 1000) < 5);
    for (const server of [still, moving]) {
      const before = server.clock.now;
      const code = codeIn(await server.fetch(request));
      server.clock.advance(61);
      assert.ok(server.clock.now - before >= 61);
      assert.equal((await (await token(server, code)).json()).error, 'invalid_grant');
      assert.throws(() => server.clock.advance(-1), TypeError);
    }
    assert.equal(still.clock.now, 1_767_268_861);
  });

  test('the same seed gives the same answers, and no seed others', async () => {
    const code = async (seed) => {
      const server = await world({ seed, clock: { now: 1_767_268_800 } });
      return { code: codeIn(await server.fetch(request)), seed: server.seed };
    };
    assert.deepEqual(await code(7), await code(7));
    const drawn = await code();
    assert.notDeepEqual(drawn, await code());
    assert.deepEqual(drawn, await code(drawn.seed));
  });

  test('the API takes the server\'s tokens, by either fetch', async () => {
    const server = await world();
    const tokens = await (await token(server, codeIn(await server.fetch(request)))).json();
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    for (const fetch of [server.fetch, server.api.fetch]) {
      const response = await fetch(new Request(photos, { headers }));
      assert.equal(response.status, 200);
      assert.equal((await response.json()).owner, 'alice');
    }
    assert.match((await server.api.fetch(photos)).headers.get('www-authenticate'), /^Bearer realm="api"/);
  });

  test('two servers know nothing of each other', async () => {
    const [one, other] = [await world(), await world()];
    const code = codeIn(await one.fetch(request));
    assert.equal((await token(other, code)).status, 400);
    assert.equal((await token(one, code)).status, 200);
  });

  test('a response without content has none', async () => {
    const server = await world();
    const options = { method: 'OPTIONS', headers: { origin: 'https://app.example.com' } };
    const response = await server.fetch(`${issuer}/token`, options);
    assert.equal(response.status, 204);
    assert.equal(response.body, null);
  });
});
