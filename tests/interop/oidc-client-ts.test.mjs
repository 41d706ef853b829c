// oidc-client-ts, unmodified. It is made for pages: it finds its cryptography in the window, and has no setting for its
// fetch, so the global one is the server's for the time of a test.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { InMemoryWebStorage, OidcClient, User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { goesOn, tryEveryFault } from './fault-tests.mjs';
import { callback, gateway, goodbye, issuer, longSecret, photos, redirectFrom, scope, secret, watched, world } from './world.mjs';

const networkFetch = globalThis.fetch;
globalThis.window = globalThis;
let server;

// The list of what was asked of the server.
async function start(options) {
  server = await world(options);
  const { seen, fetch } = watched(server);
  globalThis.fetch = fetch;
  return seen;
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

async function signIn(client, change = (url) => url, parameters = {}) {
  const request = await client.createSigninRequest(parameters);
  const answer = change(await redirectFrom(server, request.url));
  return client.processSigninResponse(answer.href);
}

async function call({ access_token }) {
  return server.fetch(photos, { headers: { authorization: `Bearer ${access_token}` } });
}

// With OpenID Connect: no address of metadata is that document's own.
const connect = (settings = {}) =>
  application({ metadataUrl: undefined, scope: `openid profile ${scope}`, loadUserInfo: true, ...settings });

// Where the library keeps its key for DPoP; in a browser it is the browser's database.
class KeyStore {
  #states = new Map();
  set = async (name, state) => void this.#states.set(name, state);
  get = async (name) => this.#states.get(name);
  remove = async (name) => this.#states.delete(name);
  getAllKeys = async () => [...this.#states.keys()];
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

  test('client_secret_jwt', async () => {
    const settings = { client_id: 'sharer', client_secret: longSecret, client_authentication: 'client_secret_jwt' };
    await start({ policy: { assertionAudienceIsTheIssuerAlone: false } });
    assert.equal((await call(await signIn(application(settings)))).status, 200);
    // Its assertions are for the token endpoint, which RFC 7523 allowed and its revision does not.
    await start();
    await assert.rejects(signIn(application(settings)), { error: 'invalid_client' });
  });

  for (const dpopNonceIsRequired of [false, true]) {
    test(`dpop${dpopNonceIsRequired ? ' with nonces of the server' : ''}`, async () => {
      const seen = await start({ policy: { dpopNonceIsRequired } });
      const client = application({ client_id: 'bound', dpop: { store: new KeyStore() } });
      const tokens = await signIn(client);
      assert.equal(tokens.token_type, 'DPoP');
      const atToken = seen.filter((line) => line.startsWith('POST /token'));
      assert.deepEqual(atToken, dpopNonceIsRequired ? ['POST /token 400', 'POST /token 200'] : ['POST /token 200']);
      const manager = new UserManager({ ...client.settings, userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }) });
      const user = new User({ ...tokens, profile: {} });
      const ask = async (nonce) => {
        const dpop = await manager.dpopProof(photos.href, user, 'GET', nonce);
        return server.fetch(photos, { headers: { authorization: `DPoP ${user.access_token}`, dpop } });
      };
      const first = await ask();
      assert.equal(first.status, dpopNonceIsRequired ? 401 : 200);
      if (dpopNonceIsRequired) assert.equal((await ask(first.headers.get('dpop-nonce'))).status, 200);
      assert.equal((await call(user)).status, 401);
    });
  }

  test('resource_indicators', async () => {
    await start();
    const client = application({ resource: gateway });
    assert.equal((await call(await signIn(client))).status, 401);
    assert.equal((await call(await signIn(application({ resource: server.api.resource })))).status, 200);
    await assert.rejects(signIn(application({ resource: 'https://nobody.example.com' })), { error: 'invalid_target' });
  });

  test('password', async () => {
    await start({ policy: { passwordGrantIsEnabled: true } });
    const client = application({ client_id: 'legacy' });
    const credentials = { username: 'alice', password: 'looking-glass', skipUserInfo: true };
    assert.equal((await call(await client.processResourceOwnerPasswordCredentials(credentials))).status, 200);
    const wrong = client.processResourceOwnerPasswordCredentials({ ...credentials, password: 'wrong' });
    await assert.rejects(wrong, { error: 'invalid_grant' });
  });

  test('id_token', async () => {
    await start();
    const tokens = await signIn(connect());
    assert.equal(tokens.profile.sub, 'alice');
    assert.equal((await call(tokens)).status, 200);
  });

  test('id_token by prompt and id_token_hint', async () => {
    await start();
    const silently = { prompt: 'none' };
    await assert.rejects(signIn(connect(), undefined, silently), { error: 'login_required' });
    const { id_token } = await signIn(connect());
    const hinted = await signIn(connect(), undefined, { ...silently, id_token_hint: id_token, max_age: 60 });
    assert.equal(hinted.profile.sub, 'alice');
  });

  test('userinfo', async () => {
    await start();
    const { profile } = await signIn(connect({ scope: 'openid email' }));
    assert.match(profile.email, /@/);
  });

  test('refresh_token of OpenID Connect', async () => {
    await start();
    const client = connect({ client_id: 'es256', scope: 'openid offline_access', prompt: 'consent', loadUserInfo: false });
    const { refresh_token, profile, scope: granted } = await signIn(client);
    const state = { refresh_token, scope: granted, session_state: null, profile };
    const refreshed = await client.useRefreshToken({ state });
    assert.equal(refreshed.profile.sub, 'alice');
  });

  test('logout', async () => {
    await start();
    const client = connect({ client_id: 'es256', loadUserInfo: false, post_logout_redirect_uri: goodbye });
    const { id_token } = await signIn(client);
    const { url } = await client.createSignoutRequest({ id_token_hint: id_token, state: 'bye' });
    const answer = await redirectFrom(server, url);
    assert.equal((await client.processSignoutResponse(answer.href)).error, null);
    await assert.rejects(signIn(client, undefined, { prompt: 'none' }), { error: 'login_required' });
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

  async function signInAndCall(options) {
    await start(options);
    const tokens = await signIn(connect(), undefined, { nonce: crypto.randomUUID() });
    assert.equal((await call(tokens)).status, 200);
  }

  // It believes what comes from the server over TLS, and looks at few claims (OpenID Connect Core section 3.1.3.7, item 6).

  tryEveryFault(signInAndCall, {
    id_token_issuer_is_another: goesOn,
    id_token_issuer_is_missing: goesOn,
    id_token_subject_is_missing: /missing a subject claim/,
    id_token_subject_is_another: /subject from UserInfo/,
    id_token_audience_is_another: goesOn,
    id_token_audience_is_missing: goesOn,
    id_token_time_of_issue_is_missing: goesOn,
    id_token_is_expired: goesOn,
    id_token_nonce_is_another: /nonce in id_token/,
    id_token_nonce_is_missing: /nonce in id_token/,
    id_token_at_hash_is_another: goesOn,
    id_token_c_hash_is_another: goesOn,
    id_token_signature_is_another: goesOn,
    id_token_is_not_signed: goesOn,
    id_token_is_signed_with_the_public_key_as_secret: goesOn,
    id_token_key_is_unknown: goesOn,
    userinfo_subject_is_another: /subject from UserInfo/,
    metadata_issuer_is_another: goesOn,
    response_issuer_is_another: goesOn,
    response_issuer_is_missing: goesOn,
    response_state_is_another: /No matching state/,
    response_state_is_missing: /No state in response/,
    token_type_is_unknown: goesOn,
    server_has_an_error: /told to fail/,
    server_is_overloaded: /told to fail/,
    signing_key_is_rotated: goesOn,
  });
});
