// oauth4webapi, unmodified, with the server as its fetch.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { call, codeFlow, discover, through } from './oauth4webapi.mjs';
import { because, callback, deviceGrant, photos, reports, scope, secret, world } from './world.mjs';

describe('oauth4webapi 3.8.8', () => {
  test('metadata', async () => {
    const server = await world();
    assert.deepEqual({ ...(await discover(server)) }, server.metadata());
  });

  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    test(`authorization_code under ${profile}`, async () => {
      const server = await world({ profile });
      for (const [id, authentication] of [['web', oauth.ClientSecretBasic(secret)], ['post', oauth.ClientSecretPost(secret)]]) {
        const { tokens } = await codeFlow(server, { id, authentication });
        assert.equal(tokens.token_type, 'bearer');
        assert.equal((await call(server, tokens)).owner, 'alice');
      }
    });

    test(`pkce under ${profile}`, async () => {
      const server = await world({ profile });
      const { tokens } = await codeFlow(server);
      await call(server, tokens);
    });

    test(`refresh_token under ${profile}`, async () => {
      const server = await world({ profile });
      const { as, client, authentication, tokens } = await codeFlow(server);
      const options = { ...through(server), additionalParameters: { scope: 'photos.read' } };
      const response = await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, options);
      const refreshed = await oauth.processRefreshTokenResponse(as, client, response);
      assert.equal(refreshed.scope, 'photos.read');
      await call(server, refreshed);
    });
  }

  test('access tokens are those of RFC 9068', async () => {
    for (const accessTokenAlgorithm of ['ES256', 'RS256']) {
      const server = await world({ policy: { accessTokenAlgorithm } });
      const { as, tokens } = await codeFlow(server);
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const request = new Request(photos, { headers });
      const claims = await oauth.validateJwtAccessToken(as, request, server.api.resource, through(server));
      assert.equal(claims.sub, 'alice');
      assert.equal(claims.client_id, 'page');
    }
  });

  test('client_credentials', async () => {
    const server = await world();
    const as = await discover(server);
    const client = { client_id: 'service' };
    const response = await oauth.clientCredentialsGrantRequest(
      as, client, oauth.ClientSecretBasic(secret), { scope: 'reports.read' }, through(server));
    const tokens = await oauth.processClientCredentialsResponse(as, client, response);
    assert.equal((await call(server, tokens, reports)).reader, 'client:service');
  });

  test('device_code', async () => {
    const server = await world();
    const as = await discover(server);
    const client = { client_id: 'television' };
    const asked = await oauth.deviceAuthorizationRequest(as, client, oauth.None(), { scope }, through(server));
    const device = await oauth.processDeviceAuthorizationResponse(as, client, asked);
    const poll = async () => {
      server.clock.advance(device.interval);
      const response = await oauth.deviceCodeGrantRequest(as, client, oauth.None(), device.device_code, through(server));
      return oauth.processDeviceCodeResponse(as, client, response);
    };
    await assert.rejects(poll(), { error: 'authorization_pending' });
    await server.fetch(device.verification_uri_complete);
    await call(server, await poll());
    await assert.rejects(poll(), { error: 'invalid_grant' });
  });

  test('revocation', async () => {
    const server = await world();
    const { as, client, authentication, tokens } = await codeFlow(server);
    const response = await oauth.revocationRequest(as, client, authentication, tokens.refresh_token, through(server));
    assert.equal(await oauth.processRevocationResponse(response), undefined);
    await assert.rejects(call(server, tokens), oauth.WWWAuthenticateChallengeError);
    const refresh = await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, through(server));
    await assert.rejects(oauth.processRefreshTokenResponse(as, client, refresh), { error: 'invalid_grant' });
  });

  test('introspection', async () => {
    for (const accessTokensAreOpaque of [false, true]) {
      const server = await world({ policy: { accessTokensAreOpaque } });
      const flow = await codeFlow(server, { id: 'web', authentication: oauth.ClientSecretBasic(secret) });
      const ask = async (token) => {
        const response = await oauth.introspectionRequest(flow.as, flow.client, flow.authentication, token, through(server));
        return oauth.processIntrospectionResponse(flow.as, flow.client, response);
      };
      const { active, sub, client_id } = await ask(flow.tokens.access_token);
      assert.deepEqual({ active, sub, client_id }, { active: true, sub: 'alice', client_id: 'web' });
      await call(server, flow.tokens);
      assert.deepEqual({ ...(await ask('unknown')) }, { active: false });
      server.clock.advance(flow.tokens.expires_in);
      assert.deepEqual({ ...(await ask(flow.tokens.access_token)) }, { active: false });
    }
  });

  test('registration', async () => {
    const server = await world({ policy: { registrants: 'everybody' } });
    const as = await discover(server);
    const metadata = { redirect_uris: [callback], grant_types: ['authorization_code', 'refresh_token'], scope };
    const response = await oauth.dynamicClientRegistrationRequest(as, metadata, through(server));
    const client = await oauth.processDynamicClientRegistrationResponse(response);
    const authentication = oauth.ClientSecretBasic(client.client_secret);
    const { tokens } = await codeFlow(server, { id: client.client_id, authentication });
    await call(server, tokens);
  });

  test('refusal: a state that is not the request\'s', async () => {
    await assert.rejects(codeFlow(await world(), { expected: { state: 'another' } }), because(/"state"/));
  });

  test('refusal: an issuer that is not the server\'s', async () => {
    const evil = (url) => (url.searchParams.set('iss', 'https://evil.example'), url);
    const none = (url) => (url.searchParams.delete('iss'), url);
    for (const change of [evil, none]) await assert.rejects(codeFlow(await world(), { change }), because(/"iss"/));
  });

  test('refusal: the errors of the server reach the caller', async () => {
    const server = await world();
    const verifier = oauth.generateRandomCodeVerifier();
    await assert.rejects(codeFlow(server, { expected: { verifier } }), { error: 'invalid_grant' });
    const wrong = { id: 'web', authentication: oauth.ClientSecretBasic('wrong') };
    await assert.rejects(codeFlow(server, wrong), oauth.WWWAuthenticateChallengeError);
    const as = await discover(server);
    const client = { client_id: 'page' };
    const unknown = await oauth.genericTokenEndpointRequest(as, client, oauth.None(), 'password', {}, through(server));
    await assert.rejects(oauth.processGenericTokenEndpointResponse(as, client, unknown), { error: 'unsupported_grant_type' });
    const forbidden = await oauth.genericTokenEndpointRequest(as, client, oauth.None(), deviceGrant, {}, through(server));
    await assert.rejects(oauth.processGenericTokenEndpointResponse(as, client, forbidden), { error: 'unauthorized_client' });
  });
});
