// oauth4webapi, unmodified: what goes beyond OAuth 2.0's own grants, and the whole of FAPI 2.0.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { addressOf, call, codeFlow, discover, request, through } from './oauth4webapi.mjs';
import {
  accessTokenType, callback, clientKey, gateway, jwtBearer, longSecret, neighboursWord, photos, redirectFrom, reports, scope, secret,
  tokenExchange, watched, world,
} from './world.mjs';

const signed = () => oauth.PrivateKeyJwt({ key: clientKey.privateKey, kid: 'k' });
const shared = () => oauth.ClientSecretJwt(longSecret);

// The library leaves it to its caller to come again with the nonce that the server asked for.
async function withNonce(attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return attempt();
  }
}

// From the pushed request to the code's tokens.
async function pushedFlow(server, { id = 'page', authentication = oauth.None(), changes = {}, DPoP } = {}) {
  const [as, client, options] = [await discover(server), { client_id: id }, { ...through(server), DPoP }];
  const { parameters: asked, verifier, state } = await request(id, changes);
  const pushed = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      as, client, await oauth.pushedAuthorizationRequest(as, client, authentication, asked, options)));
  const url = addressOf(as, new URLSearchParams({ client_id: id, request_uri: pushed.request_uri }));
  const parameters = oauth.validateAuthResponse(as, client, await redirectFrom(server, url), state);
  const tokens = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      as, client, await oauth.authorizationCodeGrantRequest(as, client, authentication, parameters, callback, verifier, options)));
  return { as, client, authentication, tokens, options };
}

async function refresh({ as, client, authentication, tokens, options }) {
  return withNonce(async () =>
    oauth.processRefreshTokenResponse(
      as, client, await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token, options)));
}

// A token request with a grant that the library has no function for.
async function trade(server, id, grantType, parameters) {
  const [as, client] = [await discover(server), { client_id: id }];
  const response = await oauth.genericTokenEndpointRequest(
    as, client, oauth.ClientSecretBasic(secret), grantType, parameters, through(server));
  return oauth.processGenericTokenEndpointResponse(as, client, response);
}

describe('oauth4webapi 3.8.8', () => {
  for (const profile of ['oauth-2.0', 'rfc-9700', 'oauth-2.1']) {
    test(`pushed_authorization_request under ${profile}`, async () => {
      const server = await world({ profile });
      for (const [id, authentication] of [['page', oauth.None()], ['web', oauth.ClientSecretBasic(secret)]]) {
        await call(server, (await pushedFlow(server, { id, authentication })).tokens);
      }
    });

    for (const [id, name, authentication] of [['signer', 'private_key_jwt', signed], ['sharer', 'client_secret_jwt', shared]]) {
      test(`${name} under ${profile}`, async () => {
        const server = await world({ profile });
        const flow = await pushedFlow(server, { id, authentication: authentication() });
        await call(server, flow.tokens);
        await call(server, await refresh(flow));
        const { as, client, authentication: proof, options, tokens } = flow;
        const asked = await oauth.introspectionRequest(as, client, proof, tokens.access_token, options);
        assert.equal((await oauth.processIntrospectionResponse(as, client, asked)).active, true);
        const revoked = await oauth.revocationRequest(as, client, proof, tokens.access_token, options);
        await oauth.processRevocationResponse(revoked);
        await assert.rejects(call(server, tokens), oauth.WWWAuthenticateChallengeError);
      });
    }

    for (const dpopNonceIsRequired of [false, true]) {
      test(`dpop under ${profile}${dpopNonceIsRequired ? ' with nonces of the server' : ''}`, async () => {
        const { seen, fetch } = watched(await world({ profile, policy: { dpopNonceIsRequired } }));
        const DPoP = oauth.DPoP({ client_id: 'bound' }, await oauth.generateKeyPair('ES256'));
        const flow = await pushedFlow({ fetch }, { id: 'bound', DPoP });
        assert.equal(flow.tokens.token_type, 'dpop');
        await withNonce(() => call({ fetch }, flow.tokens, photos, { DPoP }));
        await call({ fetch }, await refresh(flow), photos, { DPoP });
        const turnedAway = seen.filter((line) => / 40[01]$/.test(line));
        assert.deepEqual(turnedAway, dpopNonceIsRequired ? ['POST /par 400', 'GET /photos 401'] : []);
        const another = oauth.DPoP({ client_id: 'bound' }, await oauth.generateKeyPair('ES256'));
        for (const options of [{ DPoP: another }, {}]) {
          const attempt = withNonce(() => call({ fetch }, flow.tokens, photos, options));
          await assert.rejects(attempt, oauth.WWWAuthenticateChallengeError);
        }
      });
    }
  }

  test('dpop is judged by the library\'s own API', async () => {
    const server = await world();
    const keyPair = await oauth.generateKeyPair('ES256', { extractable: true });
    const DPoP = oauth.DPoP({ client_id: 'bound' }, keyPair);
    const { as, tokens } = await pushedFlow(server, { id: 'bound', DPoP });
    let request;
    const fetch = async (url, options) => ((request = new Request(url, options)), new Response());
    await oauth.protectedResourceRequest(tokens.access_token, 'GET', photos, undefined, null, { [oauth.customFetch]: fetch, DPoP });
    const claims = await oauth.validateJwtAccessToken(as, request, server.api.resource, { ...through(server), requireDPoP: true });
    assert.equal(claims.sub, 'alice');
    assert.equal(typeof claims.cnf.jkt, 'string');
  });

  test('jwt_bearer', async () => {
    const server = await world();
    const word = async (claims) => ({ assertion: await neighboursWord(claims), scope: 'photos.read' });
    assert.equal((await call(server, await trade(server, 'partner', jwtBearer, await word()))).owner, 'alice');
    const used = await word();
    await trade(server, 'partner', jwtBearer, used);
    await assert.rejects(trade(server, 'partner', jwtBearer, used), { error: 'invalid_grant' });
    await assert.rejects(trade(server, 'gateway', jwtBearer, await word()), { error: 'unauthorized_client' });
  });

  test('token_exchange', async () => {
    const server = await world();
    const first = await pushedFlow(server, { changes: { resource: gateway } });
    await assert.rejects(call(server, first.tokens), oauth.WWWAuthenticateChallengeError);
    const parameters = { subject_token: first.tokens.access_token, subject_token_type: accessTokenType };
    const second = await trade(server, 'gateway', tokenExchange, { ...parameters, audience: server.api.resource });
    assert.equal(second.issued_token_type, accessTokenType);
    assert.equal((await call(server, second)).owner, 'alice');
    const untyped = { subject_token: first.tokens.access_token };
    await assert.rejects(trade(server, 'gateway', tokenExchange, untyped), { error: 'invalid_request' });
  });

  test('resource_indicators', async () => {
    const server = await world();
    const [as, client] = [await discover(server), { client_id: 'service' }];
    const ask = async (resource) => {
      const response = await oauth.clientCredentialsGrantRequest(
        as, client, oauth.ClientSecretBasic(secret), { scope: 'reports.read', resource }, through(server));
      return oauth.processClientCredentialsResponse(as, client, response);
    };
    const audienceOf = async (token, audience) => {
      const headers = { authorization: `Bearer ${token.access_token}` };
      return (await oauth.validateJwtAccessToken(as, new Request(reports, { headers }), audience, through(server))).aud;
    };
    const tokens = await ask(server.api.resource);
    await call(server, tokens, reports);
    await audienceOf(tokens, server.api.resource);
    const elsewhere = await ask(gateway);
    await audienceOf(elsewhere, gateway);
    await assert.rejects(audienceOf(elsewhere, server.api.resource), /unexpected JWT "aud"/);
    await assert.rejects(ask('https://nobody.example.com'), { error: 'invalid_target' });
  });

  test('fapi-2.0', async () => {
    const server = await world({ profile: 'fapi-2.0', policy: { dpopNonceIsRequired: true } });
    const DPoP = oauth.DPoP({ client_id: 'signer' }, await oauth.generateKeyPair('ES256'));
    const flow = await pushedFlow(server, { id: 'signer', authentication: signed(), DPoP });
    await withNonce(() => call(server, flow.tokens, photos, { DPoP }));
    await call(server, await refresh(flow), photos, { DPoP });
  });

  test('refusal: what FAPI 2.0 forbids', async () => {
    const server = await world({ profile: 'fapi-2.0' });
    await assert.rejects(codeFlow(server, { id: 'signer', authentication: signed() }), { error: 'invalid_request' });
    const withSecret = { id: 'web', authentication: oauth.ClientSecretBasic(secret) };
    await assert.rejects(pushedFlow(server, withSecret), oauth.WWWAuthenticateChallengeError);
    const unbound = { id: 'signer', authentication: signed() };
    await assert.rejects(pushedFlow(server, unbound), { error: 'invalid_dpop_proof' });
  });

  test('refusal: a signature of somebody else, and one that was used before', async () => {
    const server = await world();
    const { privateKey } = await oauth.generateKeyPair('ES256');
    const again = oauth.PrivateKeyJwt(clientKey.privateKey, { [oauth.modifyAssertion]: (_, claims) => (claims.jti = 'the same') });
    for (const [id, authentication] of [
      ['signer', oauth.PrivateKeyJwt(privateKey)], ['sharer', oauth.ClientSecretJwt(secret)], ['signer', again],
    ]) {
      await assert.rejects(pushedFlow(server, { id, authentication }), oauth.WWWAuthenticateChallengeError);
    }
  });
});
