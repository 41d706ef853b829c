// What the tests of oauth4webapi share: its fetch, discovery, the way to the code's tokens, and the call at the API.
import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { goesOn } from './fault-tests.mjs';
import { callback, issuer, photos, redirectFrom, scope } from './world.mjs';

export const through = (server) => ({ [oauth.customFetch]: server.fetch });

export async function discover(server, algorithm = 'oauth2') {
  const options = { algorithm, ...through(server) };
  const response = await oauth.discoveryRequest(new URL(issuer), options);
  return oauth.processDiscoveryResponse(new URL(issuer), response);
}

// The parameters of an authorization request, with the verifier that goes with them.
export async function request(id, changes = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const parameters = new URLSearchParams({
    client_id: id,
    response_type: 'code',
    redirect_uri: callback,
    scope,
    state: oauth.generateRandomState(),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  });
  return { parameters, verifier, state: parameters.get('state') };
}

export function addressOf(as, parameters) {
  const url = new URL(as.authorization_endpoint);
  url.search = parameters;
  return url;
}

// From the authorization request to the code's tokens; the middle may be changed on the way.
export async function codeFlow(server, { id = 'page', authentication = oauth.None(), change = (url) => url, expected = {} } = {}) {
  const as = await discover(server);
  const { parameters: asked, verifier, state } = await request(id);
  const answer = change(await redirectFrom(server, addressOf(as, asked)));
  const client = { client_id: id };
  const parameters = oauth.validateAuthResponse(as, client, answer, expected.state ?? state);
  const response = await oauth.authorizationCodeGrantRequest(
    as, client, authentication, parameters, callback, expected.verifier ?? verifier, through(server));
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response);
  return { as, client, authentication, tokens };
}

export async function call(server, { access_token }, url = photos, options = {}) {
  const all = { ...through(server), ...options };
  const response = await oauth.protectedResourceRequest(access_token, 'GET', url, undefined, null, all);
  assert.equal(response.status, 200);
  return response.json();
}

// What it says of each fault of the server; openid-client, which stands on it, says the same.
export const outcomes = {
  id_token_issuer_is_another: /unexpected JWT "iss"/,
  id_token_issuer_is_missing: /"iss"/,
  id_token_subject_is_missing: /"sub"/,
  id_token_subject_is_another: /"sub"/,
  id_token_audience_is_another: /unexpected JWT "aud"/,
  id_token_audience_is_missing: /"aud"/,
  id_token_time_of_issue_is_missing: /"iat"/,
  id_token_is_expired: /"exp"/,
  id_token_nonce_is_another: /"nonce"/,
  id_token_nonce_is_missing: /"nonce"/,
  id_token_at_hash_is_another: goesOn,
  id_token_c_hash_is_another: /"c_hash"/,
  id_token_signature_is_another: /signature/,
  id_token_is_not_signed: /"alg"/,
  id_token_is_signed_with_the_public_key_as_secret: /"alg"/,
  id_token_key_is_unknown: /key/,
  userinfo_subject_is_another: /"sub"/,
  metadata_issuer_is_another: /"issuer"/,
  response_issuer_is_another: /"iss"/,
  response_issuer_is_missing: /"iss"/,
  response_state_is_another: /"state"/,
  response_state_is_missing: /"state"/,
  token_type_is_unknown: /token_type/,
  server_has_an_error: /authorization response/,
  server_is_overloaded: /authorization response/,
  signing_key_is_rotated: goesOn,
};
