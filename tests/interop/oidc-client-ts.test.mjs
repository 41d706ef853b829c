// oidc-client-ts, unmodified: it has no setting for its fetch, so the global one is the server's for the time of a test.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { callback, issuer, photos, redirectFrom, scope, secret, world } from './world.mjs';

const networkFetch = globalThis.fetch;
let server;

async function start(options) {
  server = await world(options);
  globalThis.fetch = server.fetch;
}

const application = (settings = {}) =>
  new OidcClient({
    authority: issuer,
    metadataUrl: `${issuer}/.well-known/oauth-authorization-server`,
    client_id: 'page',
    redirect_uri: callback,
    scope,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    ...settings,
  });

async function signIn(client, change = (url) => url) {
  const request = await client.createSigninRequest({});
  const answer = change(await redirectFrom(server, request.url));
  return client.processSigninResponse(answer.href);
}

async function call({ access_token }) {
  return server.fetch(photos, { headers: { authorization: `Bearer ${access_token}` } });
}

describe('oidc-client-ts 3.5.0', () => {
  after(() => (globalThis.fetch = networkFetch));

  test('metadata', async () => {
    await start();
    const { metadataService } = application();
    assert.equal(await metadataService.getTokenEndpoint(), server.metadata().token_endpoint);
    assert.equal((await metadataService.getSigningKeys()).length > 0, true);
  });

  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    test(`pkce under ${profile}`, async () => {
      await start({ profile });
      const tokens = await signIn(application());
      assert.equal((await call(tokens)).status, 200);
    });

    test(`authorization_code under ${profile}`, async () => {
      await start({ profile });
      const post = { client_id: 'post', client_secret: secret };
      const basic = { client_id: 'web', client_secret: secret, client_authentication: 'client_secret_basic' };
      for (const settings of [post, basic]) {
        const tokens = await signIn(application(settings));
        assert.equal((await call(tokens)).status, 200);
      }
    });

    test(`refresh_token under ${profile}`, async () => {
      await start({ profile });
      const client = application();
      const tokens = await signIn(client);
      const state = { refresh_token: tokens.refresh_token, scope, session_state: null, profile: {} };
      const refreshed = await client.useRefreshToken({ state });
      assert.notEqual(refreshed.access_token, tokens.access_token);
      assert.equal((await call(refreshed)).status, 200);
    });
  }

  test('id_token', async () => {
    await start();
    const { profile } = await signIn(application({ metadataUrl: undefined, scope: 'openid profile', loadUserInfo: true }));
    assert.equal(profile.sub, 'alice');
  });

  test('revocation', async () => {
    await start();
    const client = application();
    const tokens = await signIn(client);
    await client.revokeToken(tokens.refresh_token, 'refresh_token');
    assert.equal((await call(tokens)).status, 401);
  });

  test('refusal: a state that nobody has started', async () => {
    await start();
    const change = (url) => (url.searchParams.set('state', 'another'), url);
    await assert.rejects(signIn(application(), change), /No matching state/);
  });

  test('refusal: the errors of the server reach the caller', async () => {
    await start();
    await assert.rejects(signIn(application({ scope: 'admin' })), { error: 'invalid_scope' });
    const change = (url) => (url.searchParams.set('code', 'another'), url);
    await assert.rejects(signIn(application(), change), { error: 'invalid_grant' });
  });
});
