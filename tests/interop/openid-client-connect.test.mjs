// openid-client, unmodified: OpenID Connect, and what it says when something is wrong with the server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as client from 'openid-client';
import { tryEveryFault } from './fault-tests.mjs';
import { outcomes } from './oauth4webapi.mjs';
import { authorize, discover, opensTheApi, request } from './openid-client.mjs';
import { because, callback, formPostFrom, goodbye, redirectFrom, scope, watched, world } from './world.mjs';

const openid = `openid profile email ${scope}`;

async function connect(server, id = 'page', metadata = {}) {
  const config = await discover(server, id, client.None(), { algorithm: 'oidc', metadata });
  client.enableNonRepudiationChecks(config);
  return config;
}

// From the request for authentication to the tokens. The answer may come otherwise than by a redirect.
async function authenticate(server, config, { parameters = {}, checks = {}, come = redirectFrom } = {}) {
  const nonce = client.randomNonce();
  const made = await request({ scope: openid, nonce, ...parameters });
  const answer = await come(server, client.buildAuthorizationUrl(config, made.parameters));
  return client.authorizationCodeGrant(config, answer, { ...made.checks, expectedNonce: nonce, idTokenExpected: true, ...checks });
}

// By code and by hybrid answer, with UserInfo and the call at the API.
async function signIn(options) {
  const server = await world(options);
  const [byCode, hybrid] = [await connect(server), await connect(server, 'hybrid')];
  client.useCodeIdTokenResponseType(hybrid);
  for (const config of [byCode, hybrid]) {
    const tokens = await authenticate(server, config);
    await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    await opensTheApi(config, tokens);
  }
}

describe('openid-client 6.8.9', () => {
  test('metadata of OpenID Connect', async () => {
    const server = await world();
    const known = { ...(await connect(server)).serverMetadata() };
    assert.deepEqual(known, { ...known, ...server.metadata() });
  });

  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    for (const [id, alg] of [['page', 'RS256'], ['es256', 'ES256']]) {
      test(`id_token by ${alg} under ${profile}`, async () => {
        const server = await world({ profile });
        const config = await connect(server, id, { id_token_signed_response_alg: alg });
        const tokens = await authenticate(server, config);
        const { iss, aud, sub } = tokens.claims();
        assert.deepEqual([iss, aud, sub], [server.issuer, id, 'alice']);
        await opensTheApi(config, tokens);
      });
    }

    test(`hybrid under ${profile}`, async () => {
      const server = await world({ profile });
      const config = await connect(server, 'hybrid');
      client.useCodeIdTokenResponseType(config);
      for (const [parameters, come] of [[{}, redirectFrom], [{ response_mode: 'form_post' }, formPostFrom]]) {
        await opensTheApi(config, await authenticate(server, config, { parameters, come }));
      }
    });

    test(`implicit ID Token under ${profile}`, async () => {
      const server = await world({ profile });
      const config = await connect(server, 'hybrid');
      client.useIdTokenResponseType(config);
      const [nonce, expectedState] = [client.randomNonce(), client.randomState()];
      const asked = { redirect_uri: callback, scope: 'openid', nonce, state: expectedState };
      const answer = await redirectFrom(server, client.buildAuthorizationUrl(config, asked));
      const claims = await client.implicitAuthentication(config, answer, nonce, { expectedState });
      assert.equal(claims.sub, 'alice');
      await assert.rejects(client.implicitAuthentication(config, answer, 'another', { expectedState }), because(/nonce/));
    });
  }

  test('form_post', async () => {
    const server = await world();
    const config = await connect(server);
    const tokens = await authenticate(server, config, { parameters: { response_mode: 'form_post' }, come: formPostFrom });
    await opensTheApi(config, tokens);
  });

  test('userinfo', async () => {
    const server = await world();
    const config = await connect(server);
    const { access_token } = await authenticate(server, config);
    const told = await client.fetchUserInfo(config, access_token, 'alice');
    assert.equal(told.sub, 'alice');
    assert.equal(typeof told.email, 'string');
  });

  test('userinfo that is signed', async () => {
    const server = await world();
    const metadata = { id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' };
    const config = await connect(server, 'es256', metadata);
    const { access_token } = await authenticate(server, config);
    assert.equal((await client.fetchUserInfo(config, access_token, 'alice')).sub, 'alice');
    await assert.rejects(client.fetchUserInfo(config, access_token, 'bob'), because(/"sub"/));
    // A client that asks for it is not content with JSON.
    const other = await connect(server, 'page', { userinfo_signed_response_alg: 'ES256' });
    const tokens = await authenticate(server, other);
    await assert.rejects(client.fetchUserInfo(other, tokens.access_token, 'alice'), because(/JWT UserInfo Response expected/));
  });

  test('id_token of a sign-in that is recent enough', async () => {
    const server = await world();
    const config = await connect(server);
    const parameters = { max_age: '60' };
    const first = (await authenticate(server, config, { parameters, checks: { maxAge: 60 } })).claims().auth_time;
    assert.equal((await authenticate(server, config, { parameters, checks: { maxAge: 60 } })).claims().auth_time, first);
    // The session has become too old: the person signs in again.
    server.clock.advance(61);
    assert.ok((await authenticate(server, config, { parameters })).claims().auth_time >= first + 61);
    const slow = await world({ clock: { now: first - 100 } });
    const checks = { maxAge: 60 };
    await assert.rejects(authenticate(slow, await connect(slow), { checks }), because(/too much time has elapsed/));
  });

  test('id_token by prompt and id_token_hint', async () => {
    const server = await world({ users: [{ username: 'alice' }, { username: 'bob' }] });
    const config = await connect(server);
    const silently = { prompt: 'none' };
    await assert.rejects(authenticate(server, config, { parameters: silently }), { error: 'login_required' });
    const { id_token } = await authenticate(server, config);
    const hinted = { ...silently, id_token_hint: id_token };
    assert.equal((await authenticate(server, config, { parameters: hinted })).claims().sub, 'alice');
    const elsewhere = await world({ autoApprove: 'bob', users: [{ username: 'alice' }, { username: 'bob' }], seed: server.seed });
    const bobs = await connect(elsewhere);
    await authenticate(elsewhere, bobs);
    await assert.rejects(authenticate(elsewhere, bobs, { parameters: hinted }), { error: 'login_required' });
    const fresh = await authenticate(server, config, { parameters: { prompt: 'login' } });
    assert.equal(fresh.claims().sub, 'alice');
  });

  test('refresh_token of OpenID Connect', async () => {
    const server = await world();
    const config = await connect(server, 'es256', { id_token_signed_response_alg: 'ES256' });
    const tokens = await authenticate(server, config, {
      parameters: { scope: `${openid} offline_access`, prompt: 'consent' },
    });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    const { sub, auth_time } = refreshed.claims();
    assert.deepEqual({ sub, auth_time }, { sub: 'alice', auth_time: tokens.claims().auth_time });
    await opensTheApi(config, refreshed);
  });

  test('logout', async () => {
    const server = await world();
    const config = await connect(server, 'es256', { id_token_signed_response_alg: 'ES256' });
    const { id_token } = await authenticate(server, config);
    const url = client.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri: goodbye, state: 'bye' });
    assert.equal((await redirectFrom(server, url)).href, `${goodbye}?state=bye`);
    const silently = authenticate(server, config, { parameters: { prompt: 'none' } });
    await assert.rejects(silently, { error: 'login_required' });
    const elsewhere = client.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri: callback });
    assert.equal((await server.fetch(elsewhere)).status, 400);
  });

  test('registration for OpenID Connect', async () => {
    const server = await world({ policy: { registrants: 'everybody' } });
    const metadata = { redirect_uris: [callback], scope: openid, id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'client_secret_post' };
    const options = { algorithm: 'oidc', [client.customFetch]: server.fetch };
    const config = await client.dynamicClientRegistration(new URL(server.issuer), metadata, undefined, options);
    client.enableNonRepudiationChecks(config);
    assert.equal((await authenticate(server, config)).claims().aud, config.clientMetadata().client_id);
  });

  test('key_rotation', async () => {
    const server = await world();
    const { seen, fetch } = watched(server);
    const metadata = { id_token_signed_response_alg: 'ES256' };
    const first = await connect({ fetch }, 'es256', metadata);
    const before = await authenticate({ fetch }, first);
    const { jwks } = client.getJwksCache(first);
    // Published, then signing.
    server.rotateSigningKey();
    server.rotateSigningKey();
    // The library asks again for a key that it does not know, but not within a minute.
    const config = await connect({ fetch }, 'es256', metadata);
    client.setJwksCache(config, { jwks, uat: Math.floor(Date.now() / 1000) - 61 });
    seen.length = 0;
    const after = await authenticate({ fetch }, config);
    assert.deepEqual(seen.filter((line) => line.includes('/jwks')), ['GET /jwks 200']);
    const key = ({ id_token }) => JSON.parse(Buffer.from(id_token.split('.')[0], 'base64url')).kid;
    assert.notEqual(key(after), key(before));
    assert.ok(jwks.keys.every(({ kid }) => kid !== key(after)));
    for (const tokens of [before, after]) await opensTheApi(config, tokens);
  });

  test('refusal: a nonce that is not the request\'s', async () => {
    const server = await world();
    await assert.rejects(authenticate(server, await connect(server), { checks: { expectedNonce: 'another' } }), because(/"nonce"/));
    const { answer, checks } = await authorize(server, await connect(server), { scope: openid, nonce: 'n' });
    await assert.rejects(client.authorizationCodeGrant(await connect(server), answer, checks), because(/"nonce"/));
  });

  tryEveryFault(signIn, { ...outcomes, metadata_issuer_is_another: /metadata issuer does not match/ });
});
