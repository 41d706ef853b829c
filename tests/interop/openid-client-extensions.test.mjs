// openid-client, unmodified: what goes beyond OAuth 2.0's own grants, and the whole of FAPI 2.0.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as client from 'openid-client';
import { authorize, discover, opensTheApi, request, tokensOf } from './openid-client.mjs';
import {
  accessTokenType, clientKey, gateway, jwtBearer, longSecret, neighboursWord, photos, redirectFrom, scope, secret, tokenExchange,
  watched, world,
} from './world.mjs';

const signed = () => client.PrivateKeyJwt({ key: clientKey.privateKey, kid: 'k' });
const shared = () => client.ClientSecretJwt(longSecret);

// An authorization request that is pushed, and the address that the browser comes back with.
async function push(server, config, changes = {}, options = {}) {
  const { parameters, checks } = await request(changes);
  const url = await client.buildAuthorizationUrlWithPAR(config, parameters, options);
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  return { url, answer: await redirectFrom(server, url), checks };
}

describe('openid-client 6.8.9', () => {
  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    test(`pushed_authorization_request under ${profile}`, async () => {
      const server = await world({ profile });
      for (const [id, authentication] of [['page', client.None()], ['web', client.ClientSecretBasic(secret)]]) {
        const config = await discover(server, id, authentication);
        const { answer, checks } = await push(server, config);
        await opensTheApi(config, await client.authorizationCodeGrant(config, answer, checks));
      }
    });

    for (const [id, name, authentication] of [['signer', 'private_key_jwt', signed], ['sharer', 'client_secret_jwt', shared]]) {
      test(`${name} under ${profile}`, async () => {
        const server = await world({ profile });
        const config = await discover(server, id, authentication());
        const { answer, checks } = await push(server, config);
        const tokens = await client.authorizationCodeGrant(config, answer, checks);
        await opensTheApi(config, tokens);
        assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, true);
        const second = await client.refreshTokenGrant(config, tokens.refresh_token);
        // Where refresh tokens do not rotate, the first one is still the one to use.
        const refreshToken = second.refresh_token ?? tokens.refresh_token;
        await client.tokenRevocation(config, refreshToken);
        await assert.rejects(client.refreshTokenGrant(config, refreshToken), { error: 'invalid_grant' });
      });
    }

    for (const dpopNonceIsRequired of [false, true]) {
      test(`dpop under ${profile}${dpopNonceIsRequired ? ' with nonces of the server' : ''}`, async () => {
        const { seen, fetch } = watched(await world({ profile, policy: { dpopNonceIsRequired } }));
        const config = await discover({ fetch }, 'bound');
        const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
        const { answer, checks } = await authorize({ fetch }, config);
        seen.length = 0;
        const tokens = await client.authorizationCodeGrant(config, answer, checks, undefined, { DPoP });
        assert.equal(tokens.token_type, 'dpop');
        await opensTheApi(config, tokens, photos, { DPoP });
        const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP });
        await opensTheApi(config, refreshed, photos, { DPoP });
        // Without a nonce it is turned away once by each of the two, and comes again by itself.
        const turnedAway = dpopNonceIsRequired ? [['POST /token 400'], ['GET /photos 401']] : [[], []];
        const [atToken, atApi] = turnedAway;
        assert.deepEqual(seen, [...atToken, 'POST /token 200', ...atApi, 'GET /photos 200', 'POST /token 200', 'GET /photos 200']);
      });
    }
  }

  test('dpop from the pushed request on binds the code', async () => {
    const server = await world();
    const config = await discover(server, 'bound');
    const [DPoP, another] = await Promise.all(
      [1, 2].map(async () => client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))));
    const stolen = await push(server, config, {}, { DPoP });
    const redeem = ({ answer, checks }, handle) =>
      client.authorizationCodeGrant(config, answer, checks, undefined, { DPoP: handle });
    await assert.rejects(redeem(stolen, another), { error: 'invalid_grant' });
    const tokens = await redeem(await push(server, config, {}, { DPoP }), DPoP);
    await assert.rejects(opensTheApi(config, tokens, photos, { DPoP: another }), client.WWWAuthenticateChallengeError);
    await assert.rejects(opensTheApi(config, tokens, photos), client.WWWAuthenticateChallengeError);
    await opensTheApi(config, tokens, photos, { DPoP });
  });

  test('dpop with an access token that says nothing by itself', async () => {
    const server = await world({ policy: { accessTokensAreOpaque: true, dpopNonceIsRequired: true } });
    const config = await discover(server, 'bound');
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const { answer, checks } = await authorize(server, config);
    const tokens = await client.authorizationCodeGrant(config, answer, checks, undefined, { DPoP });
    await opensTheApi(config, tokens, photos, { DPoP });
  });

  test('jwt_bearer', async () => {
    const server = await world();
    const config = await discover(server, 'partner', client.ClientSecretBasic(secret));
    const trade = async (claims) =>
      client.genericGrantRequest(config, jwtBearer, { assertion: await neighboursWord(claims), scope: 'photos.read' });
    assert.equal((await opensTheApi(config, await trade())).owner, 'alice');
    for (const wrong of [{ sub: 'mallory' }, { aud: 'https://elsewhere.example' }, { exp: 1 }, { iss: 'https://evil.example' }]) {
      await assert.rejects(trade(wrong), { error: 'invalid_grant' });
    }
  });

  test('token_exchange', async () => {
    const server = await world();
    const page = await discover(server, 'page');
    const first = await tokensOf(server, page, { resource: gateway });
    // The token is the gateway's, which trades it for one that the API with the photos takes.
    await assert.rejects(opensTheApi(page, first), client.WWWAuthenticateChallengeError);
    const config = await discover(server, 'gateway', client.ClientSecretBasic(secret));
    const trade = (parameters) =>
      client.genericGrantRequest(config, tokenExchange, {
        subject_token: first.access_token, subject_token_type: accessTokenType, ...parameters,
      });
    const second = await trade({ resource: server.api.resource, scope: 'photos.read' });
    assert.equal(second.issued_token_type, accessTokenType);
    assert.equal((await opensTheApi(config, second)).owner, 'alice');
    await assert.rejects(trade({ audience: 'nobody' }), { error: 'invalid_target' });
    await assert.rejects(trade({ scope: 'reports.read' }), { error: 'invalid_scope' });
    await assert.rejects(trade({ subject_token: 'x' }), { error: 'invalid_request' });
  });

  test('resource_indicators', async () => {
    const server = await world();
    const config = await discover(server, 'web', client.ClientSecretBasic(secret));
    const api = server.api.resource;
    const parameters = new URLSearchParams([['resource', gateway], ['resource', api]]);
    const { parameters: usual, checks } = await request();
    for (const [name, value] of Object.entries(usual)) parameters.append(name, value);
    const answer = await redirectFrom(server, client.buildAuthorizationUrl(config, parameters));
    const tokens = await client.authorizationCodeGrant(config, answer, checks, { resource: gateway });
    const audience = async (token) => (await client.tokenIntrospection(config, token)).aud;
    assert.equal(await audience(tokens.access_token), gateway);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, { resource: api });
    assert.equal(await audience(refreshed.access_token), api);
    await opensTheApi(config, refreshed);
    const refused = await authorize(server, config, { resource: 'https://nobody.example.com' });
    await assert.rejects(client.authorizationCodeGrant(config, refused.answer, refused.checks), { error: 'invalid_target' });
  });

  test('fapi-2.0', async () => {
    const { seen, fetch } = watched(await world({ profile: 'fapi-2.0', policy: { dpopNonceIsRequired: true } }));
    const config = await discover({ fetch }, 'signer', signed(), {
      algorithm: 'oidc', metadata: { id_token_signed_response_alg: 'ES256' },
    });
    client.enableNonRepudiationChecks(config);
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const nonce = client.randomNonce();
    const { answer, checks } = await push({ fetch }, config, {
      scope: `openid offline_access ${scope}`, prompt: 'consent', nonce,
    }, { DPoP });
    const tokens = await client.authorizationCodeGrant(config, answer, { ...checks, expectedNonce: nonce }, undefined, { DPoP });
    assert.equal(tokens.claims().sub, 'alice');
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, 'alice', { DPoP })).sub, 'alice');
    await opensTheApi(config, tokens, photos, { DPoP });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP });
    // The key protects the refresh token: it stays.
    assert.equal(refreshed.refresh_token ?? tokens.refresh_token, tokens.refresh_token);
    await opensTheApi(config, refreshed, photos, { DPoP });
    await client.tokenRevocation(config, tokens.refresh_token);
    await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP }), { error: 'invalid_grant' });
    assert.ok(seen.includes('POST /par 201'), seen.join(', '));
  });

  test('refusal: what FAPI 2.0 forbids', async () => {
    const server = await world({ profile: 'fapi-2.0' });
    const config = await discover(server, 'signer', signed());
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const direct = await authorize(server, config);
    await assert.rejects(client.authorizationCodeGrant(config, direct.answer, direct.checks), { error: 'invalid_request' });
    const { answer, checks } = await push(server, config, {}, { DPoP });
    await assert.rejects(client.authorizationCodeGrant(config, answer, checks), { error: 'invalid_dpop_proof' });
    const withSecret = await discover(server, 'web', client.ClientSecretBasic(secret));
    await assert.rejects(push(server, withSecret, {}, { DPoP }), client.WWWAuthenticateChallengeError);
    await assert.rejects(push(server, config, { code_challenge_method: 'plain' }, { DPoP }), { error: 'invalid_request' });
    await assert.rejects(push(server, config, { response_type: 'token' }, { DPoP }), { error: 'unsupported_response_type' });
  });

  test('refusal: a signature of somebody else', async () => {
    const server = await world();
    const { privateKey } = await client.randomDPoPKeyPair('ES256');
    for (const [id, authentication] of [
      ['signer', client.PrivateKeyJwt(privateKey)], ['sharer', client.ClientSecretJwt(secret)],
    ]) {
      const config = await discover(server, id, authentication);
      await assert.rejects(push(server, config), client.WWWAuthenticateChallengeError);
    }
    const replayed = client.PrivateKeyJwt(clientKey.privateKey, {
      [client.modifyAssertion]: (_, payload) => (payload.jti = 'the same'),
    });
    const config = await discover(server, 'signer', replayed);
    await push(server, config);
    await assert.rejects(push(server, config), client.WWWAuthenticateChallengeError);
  });
});
