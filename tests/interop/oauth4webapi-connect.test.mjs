// oauth4webapi, unmodified: OpenID Connect, and what it says when something is wrong with the server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { tryEveryFault } from './fault-tests.mjs';
import { addressOf, call, discover, outcomes, request, through } from './oauth4webapi.mjs';
import { because, callback, formPostFrom, goodbye, redirectFrom, scope, watched, world } from './world.mjs';

const openid = `openid profile email ${scope}`;

// From the request for authentication to the tokens, by `judge`, one of the library's functions for the answer.
async function authenticate(server, {
  client = { client_id: 'page' }, changes = {}, expected = {}, come = redirectFrom, judge = oauth.validateAuthResponse, keys = {},
} = {}) {
  const as = await discover(server, 'oidc');
  const nonce = oauth.generateRandomNonce();
  const { parameters: asked, verifier, state } = await request(client.client_id, { scope: openid, nonce, ...changes });
  const answer = await come(server, addressOf(as, asked));
  const isHybrid = judge === oauth.validateCodeIdTokenResponse;
  const parameters = isHybrid
    ? await judge(as, client, answer, nonce, state, undefined, { ...through(server), ...keys })
    : judge(as, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    as, client, oauth.None(), parameters, callback, verifier, through(server));
  const tokens = await oauth.processAuthorizationCodeResponse(
    as, client, response, { expectedNonce: nonce, requireIdToken: true, ...expected });
  await oauth.validateApplicationLevelSignature(as, response, { ...through(server), ...keys });
  return { as, client, tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
}

const hybrid = {
  client: { client_id: 'hybrid' }, changes: { response_type: 'code id_token' }, judge: oauth.validateCodeIdTokenResponse,
};
const es256 = { client_id: 'es256', id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' };

async function told(server, { as, client, tokens }, subject) {
  const response = await oauth.userInfoRequest(as, client, tokens.access_token, through(server));
  const claims = await oauth.processUserInfoResponse(as, client, subject, response);
  if (client.userinfo_signed_response_alg) await oauth.validateApplicationLevelSignature(as, response, through(server));
  return claims;
}

// By code and by hybrid answer, with UserInfo and the call at the API.
async function signIn(options) {
  const server = await world(options);
  for (const way of [{}, hybrid]) {
    const flow = await authenticate(server, way);
    await told(server, flow, flow.claims.sub);
    await call(server, flow.tokens);
  }
}

describe('oauth4webapi 3.8.8', () => {
  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    test(`id_token under ${profile}`, async () => {
      const server = await world({ profile });
      for (const client of [{ client_id: 'page' }, es256]) {
        const { tokens, claims } = await authenticate(server, { client });
        assert.deepEqual([claims.iss, claims.sub, claims.aud], [server.issuer, 'alice', client.client_id]);
        await call(server, tokens);
      }
    });

    test(`hybrid under ${profile}`, async () => {
      const server = await world({ profile });
      await call(server, (await authenticate(server, hybrid)).tokens);
      const posted = { ...hybrid, changes: { ...hybrid.changes, response_mode: 'form_post' }, come: formPostFrom };
      await call(server, (await authenticate(server, posted)).tokens);
    });
  }

  test('form_post', async () => {
    const server = await world();
    const come = async (...where) => new URLSearchParams(await (await formPostFrom(...where)).text());
    await call(server, (await authenticate(server, { changes: { response_mode: 'form_post' }, come })).tokens);
  });

  test('userinfo', async () => {
    const server = await world();
    const flow = await authenticate(server);
    assert.equal((await told(server, flow, 'alice')).sub, 'alice');
    await assert.rejects(told(server, flow, 'bob'), because(/"sub"/));
  });

  test('userinfo that is signed', async () => {
    const server = await world();
    assert.equal((await told(server, await authenticate(server, { client: es256 }), 'alice')).sub, 'alice');
  });

  test('id_token of a sign-in that is recent enough', async () => {
    const server = await world();
    const asked = { changes: { max_age: '60' }, expected: { maxAge: 60 } };
    const first = (await authenticate(server, asked)).claims.auth_time;
    assert.equal((await authenticate(server, asked)).claims.auth_time, first);
    const slow = await world({ clock: { now: first - 100 } });
    await assert.rejects(authenticate(slow, { expected: asked.expected }), because(/too much time has elapsed/));
  });

  test('id_token by prompt and id_token_hint', async () => {
    const server = await world();
    await assert.rejects(authenticate(server, { changes: { prompt: 'none' } }), { error: 'login_required' });
    const { tokens } = await authenticate(server);
    const hinted = { changes: { prompt: 'none', id_token_hint: tokens.id_token } };
    assert.equal((await authenticate(server, hinted)).claims.sub, 'alice');
    await assert.rejects(authenticate(server, { changes: { prompt: 'none login' } }), { error: 'invalid_request' });
  });

  test('logout', async () => {
    const server = await world();
    const { as, tokens } = await authenticate(server, { client: es256 });
    const url = new URL(as.end_session_endpoint);
    url.search = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: goodbye, state: 'bye' });
    assert.equal((await redirectFrom(server, url)).href, `${goodbye}?state=bye`);
    await assert.rejects(authenticate(server, { changes: { prompt: 'none' } }), { error: 'login_required' });
  });

  test('key_rotation', async () => {
    const server = await world();
    const { seen, fetch } = watched(server);
    const cache = {};
    const keys = { [oauth.jwksCache]: cache };
    const before = await authenticate({ fetch }, { client: es256, keys });
    // Published, then signing.
    server.rotateSigningKey();
    server.rotateSigningKey();
    // The library asks again for a key that it does not know, but not within a minute.
    cache.uat -= 61;
    seen.length = 0;
    const after = await authenticate({ fetch }, { client: es256, keys });
    assert.deepEqual(seen.filter((line) => line.includes('/jwks')), ['GET /jwks 200']);
    for (const { tokens } of [before, after]) await call(server, tokens);
  });

  tryEveryFault(signIn, outcomes);
});
