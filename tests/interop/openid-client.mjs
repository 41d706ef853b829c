// What the tests of openid-client share: configurations, requests, and the call at the API.
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { callback, issuer, photos, redirectFrom, scope } from './world.mjs';

export async function discover(server, id, authentication = client.None(), { metadata = {}, algorithm = 'oauth2' } = {}) {
  const options = { algorithm, [client.customFetch]: server.fetch };
  return client.discovery(new URL(issuer), id, metadata, authentication, options);
}

// The parameters of an authorization request, and what the answer is to be checked against.
export async function request(parameters = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const all = {
    redirect_uri: callback,
    scope,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  };
  return { parameters: all, checks: { pkceCodeVerifier, expectedState } };
}

// An authorization request and the address that the browser comes back with.
export async function authorize(server, config, changes = {}) {
  const { parameters, checks } = await request(changes);
  return { answer: await redirectFrom(server, client.buildAuthorizationUrl(config, parameters)), checks };
}

export async function tokensOf(server, config, parameters = {}) {
  const { answer, checks } = await authorize(server, config, parameters);
  return client.authorizationCodeGrant(config, answer, checks);
}

export async function opensTheApi(config, { access_token }, url = photos, options = {}) {
  const response = await client.fetchProtectedResource(config, access_token, url, 'GET', undefined, undefined, options);
  assert.equal(response.status, 200);
  return response.json();
}
