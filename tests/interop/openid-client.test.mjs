// openid-client, unmodified, with the server as its fetch.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as client from 'openid-client';
import { authorize, discover, opensTheApi, tokensOf } from './openid-client.mjs';
import { because, callback, issuer, redirectFrom, reports, scope, secret, world } from './world.mjs';

describe('openid-client 6.8.9', () => {
  test('metadata', async () => {
    const server = await world();
    const config = await discover(server, 'page');
    const known = { ...config.serverMetadata() };
    assert.deepEqual(known, { ...known, ...server.metadata() });
  });

  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    test(`authorization_code under ${profile}`, async () => {
      const server = await world({ profile });
      const authentications = { web: client.ClientSecretBasic(secret), post: client.ClientSecretPost(secret) };
      for (const [id, authentication] of Object.entries(authentications)) {
        const config = await discover(server, id, authentication);
        const tokens = await tokensOf(server, config);
        assert.equal(tokens.scope, scope);
        assert.equal((await opensTheApi(config, tokens)).owner, 'alice');
      }
    });

    test(`pkce under ${profile}`, async () => {
      const server = await world({ profile });
      const config = await discover(server, 'page');
      await opensTheApi(config, await tokensOf(server, config));
    });

    test(`refresh_token under ${profile}`, async () => {
      const server = await world({ profile });
      const config = await discover(server, 'page');
      const first = await tokensOf(server, config);
      server.clock.advance(10);
      const second = await client.refreshTokenGrant(config, first.refresh_token);
      await opensTheApi(config, second);
      if (profile === 'oauth-2.0') return;
      assert.notEqual(second.refresh_token, first.refresh_token);
      await assert.rejects(client.refreshTokenGrant(config, first.refresh_token), { error: 'invalid_grant' });
      // The second use has cost the whole family its tokens.
      await assert.rejects(client.refreshTokenGrant(config, second.refresh_token), { error: 'invalid_grant' });
      await assert.rejects(opensTheApi(config, second), client.WWWAuthenticateChallengeError);
    });
  }

  test('client_credentials', async () => {
    const server = await world();
    const config = await discover(server, 'service', client.ClientSecretBasic(secret));
    const tokens = await client.clientCredentialsGrant(config, { scope: 'reports.read' });
    assert.equal(tokens.refresh_token, undefined);
    assert.equal((await opensTheApi(config, tokens, reports)).reader, 'client:service');
  });

  test('device_code', async () => {
    const server = await world({ policy: { devicePollIntervalSeconds: 1 } });
    const config = await discover(server, 'television');
    const device = await client.initiateDeviceAuthorization(config, { scope });
    const tokens = client.pollDeviceAuthorizationGrant(config, device);
    const page = await server.fetch(device.verification_uri_complete);
    assert.match(await page.text(), /Device connected/);
    await opensTheApi(config, await tokens);
  });

  test('device_code that is polled too early is told to slow down', async () => {
    const server = await world();
    const config = await discover(server, 'television');
    const { device_code } = await client.initiateDeviceAuthorization(config, { scope });
    const poll = () =>
      client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:device_code', { device_code });
    await assert.rejects(poll(), { error: 'authorization_pending' });
    await assert.rejects(poll(), { error: 'slow_down' });
    server.clock.advance(600);
    await assert.rejects(poll(), { error: 'expired_token' });
  });

  test('implicit is refused by OAuth 2.1 and handed over by OAuth 2.0', async () => {
    for (const [profile, error] of [['oauth-2.0', undefined], ['oauth-2.1', 'unsupported_response_type']]) {
      const server = await world({ profile });
      const config = await discover(server, 'old');
      const url = client.buildAuthorizationUrl(config, { response_type: 'token', redirect_uri: callback, scope });
      const answer = await redirectFrom(server, url);
      const values = new URLSearchParams(answer.hash.slice(1));
      assert.equal(values.get('error') ?? undefined, error);
      if (!error) await opensTheApi(config, Object.fromEntries(values));
    }
  });

  test('password', async () => {
    const server = await world({ policy: { passwordGrantIsEnabled: true } });
    const config = await discover(server, 'legacy');
    const ask = (password) => client.genericGrantRequest(config, 'password', { username: 'alice', password });
    await opensTheApi(config, await ask('looking-glass'));
    await assert.rejects(ask('wrong'), { error: 'invalid_grant' });
  });

  test('revocation', async () => {
    const server = await world();
    const config = await discover(server, 'page');
    const tokens = await tokensOf(server, config);
    await client.tokenRevocation(config, tokens.access_token);
    await assert.rejects(opensTheApi(config, tokens), client.WWWAuthenticateChallengeError);
    await client.tokenRevocation(config, tokens.refresh_token);
    await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });
  });

  test('introspection', async () => {
    const server = await world();
    const config = await discover(server, 'web', client.ClientSecretBasic(secret));
    const tokens = await tokensOf(server, config);
    const { active, scope: granted } = await client.tokenIntrospection(config, tokens.access_token);
    assert.deepEqual({ active, granted }, { active: true, granted: scope });
    assert.equal((await client.tokenIntrospection(config, 'unknown')).active, false);
  });

  test('registration', async () => {
    const server = await world({ policy: { registrants: 'everybody' } });
    const metadata = { redirect_uris: [callback], token_endpoint_auth_method: 'none', scope };
    const options = { algorithm: 'oauth2', [client.customFetch]: server.fetch };
    const config = await client.dynamicClientRegistration(new URL(issuer), metadata, client.None(), options);
    await opensTheApi(config, await tokensOf(server, config));
  });

  test('refusal: a state that is not the request\'s', async () => {
    const server = await world();
    const config = await discover(server, 'page');
    const { answer, checks } = await authorize(server, config);
    answer.searchParams.set('state', 'another');
    await assert.rejects(client.authorizationCodeGrant(config, answer, checks), because(/"state"/));
  });

  test('refusal: an issuer that is not the server\'s', async () => {
    const server = await world();
    const config = await discover(server, 'page');
    for (const change of [(url) => url.searchParams.set('iss', 'https://evil.example'), (url) => url.searchParams.delete('iss')]) {
      const { answer, checks } = await authorize(server, config);
      change(answer);
      await assert.rejects(client.authorizationCodeGrant(config, answer, checks), because(/"iss"/));
    }
  });

  test('refusal: the errors of the server reach the caller', async () => {
    const server = await world();
    const config = await discover(server, 'page');
    const { answer, checks } = await authorize(server, config);
    const wrong = { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
    await assert.rejects(client.authorizationCodeGrant(config, answer, wrong), { error: 'invalid_grant' });
    const { answer: tooWide, checks: same } = await authorize(server, config, { scope: 'photos.read admin' });
    await assert.rejects(client.authorizationCodeGrant(config, tooWide, same), { error: 'invalid_scope' });
    const impostor = await discover(server, 'web', client.ClientSecretBasic('wrong'));
    await assert.rejects(client.clientCredentialsGrant(impostor), client.WWWAuthenticateChallengeError);
  });
});
