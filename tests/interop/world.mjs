// What every test of a client library starts from: a server, its clients, and a person who approves.
import { createAuthorizationServer } from '../../dist-interface/authorization-server.js';

export const issuer = 'https://auth.example.com';
export const photos = new URL('https://api.example.com/photos');
export const reports = new URL('https://api.example.com/reports');
export const callback = 'https://app.example.com/callback';
export const scope = 'photos.read photos.write';
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

// Letters and digits alone: libraries encode the rest of Basic credentials in different ways.
export const secret = 'lookingglass0123456789';
// What signs with it has to be as long as the hash: RFC 7518 section 3.2.
export const longSecret = `${secret}${secret}`;

const code = { redirect_uris: [callback], grant_types: ['authorization_code', 'refresh_token'], scope: `openid profile email ${scope}` };

export const clients = [
  { client_id: 'web', client_secret: secret, ...code },
  { client_id: 'post', client_secret: secret, token_endpoint_auth_method: 'client_secret_post', ...code },
  { client_id: 'page', ...code },
  { client_id: 'old', redirect_uris: [callback], grant_types: ['implicit'], response_types: ['token'], scope },
  { client_id: 'service', client_secret: secret, grant_types: ['client_credentials'], scope: 'reports.read' },
  { client_id: 'television', grant_types: [deviceGrant, 'refresh_token'], scope },
];

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
// An API that calls the one with the photos, and the address to which a person who has signed out is sent.
export const gateway = 'https://gateway.example.com';
export const goodbye = 'https://app.example.com/goodbye';

const { subtle } = globalThis.crypto;
const keyPair = () => subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const publicKeys = async ({ publicKey }) => ({ keys: [{ ...(await subtle.exportKey('jwk', publicKey)), alg: 'ES256', kid: 'k' }] });

// The key of the client `signer`, and that of another server, whose word about people is taken.
export const clientKey = await keyPair();
const neighbourKey = await keyPair();
export const neighbour = { issuer: 'https://neighbour.example.org', jwks: await publicKeys(neighbourKey) };

const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

// What the other server says about Alice, or about somebody else.
export async function neighboursWord(claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  const said = { iss: neighbour.issuer, sub: 'alice', aud: issuer, exp: now + 60, jti: crypto.randomUUID(), ...claims };
  const input = [{ alg: 'ES256', kid: 'k' }, said].map((part) => base64url(JSON.stringify(part))).join('.');
  const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, neighbourKey.privateKey, Buffer.from(input));
  return `${input}.${base64url(signature)}`;
}

const connect = { ...code, scope: `${code.scope} offline_access`, post_logout_redirect_uris: [goodbye] };
const everyAnswer = ['code', 'id_token', 'code id_token', 'id_token token', 'code token', 'code id_token token'];

// Those that need what not every server has.
const furtherClients = [
  { client_id: 'signer', token_endpoint_auth_method: 'private_key_jwt', jwks: await publicKeys(clientKey), ...connect },
  { client_id: 'sharer', token_endpoint_auth_method: 'client_secret_jwt', client_secret: longSecret, ...connect },
  { client_id: 'es256', id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256', ...connect },
  { client_id: 'hybrid', ...connect, grant_types: ['authorization_code', 'implicit'], response_types: everyAnswer },
  { client_id: 'bound', dpop_bound_access_tokens: true, ...connect },
  { client_id: 'gateway', client_secret: secret, grant_types: [tokenExchange], scope },
  { client_id: 'legacy', grant_types: ['password'], scope },
  { client_id: 'partner', client_secret: secret, grant_types: [jwtBearer], scope },
];

// Alice signs in and approves at once unless `options` say otherwise.
export const world = (options = {}) =>
  createAuthorizationServer({
    clients: [...clients, ...furtherClients],
    resourceServers: [{ resource: gateway, client_id: 'gateway' }],
    trustedIssuers: [neighbour],
    autoApprove: 'alice',
    ...options,
  });

// The fetch of `server`, and a list of what was asked of it: lines like `POST /token 200`.
export function watched(server) {
  const seen = [];
  const fetch = async (input, options) => {
    const { method, url } = new Request(input, options);
    const response = await server.fetch(input, options);
    seen.push(`${method} ${new URL(url).pathname} ${response.status}`);
    return response;
  };
  return { seen, fetch };
}

// The form that a page sends by itself, as the request that the browser makes of it: response_mode=form_post.
export async function formPostFrom(server, url) {
  const html = await (await server.fetch(url)).text();
  const [, action] = html.match(/<form method="post" action="([^"]+)"/);
  const inputs = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  const unescaped = (text) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const body = new URLSearchParams([...inputs].map(([, name, value]) => [name, unescaped(value)]));
  return new Request(unescaped(action), { method: 'POST', body });
}

// Where the server sends the browser that opens `url`.
export async function redirectFrom(server, url) {
  const response = await server.fetch(url);
  const location = response.headers.get('location');
  if (!location) throw new Error(`no redirect but ${response.status}: ${await response.text()}`);
  return new URL(location);
}

// A matcher for assert.rejects: the reason, which libraries give as a message or as the cause of one.
export const because = (pattern) => (error) => {
  const messages = [error.message, error.cause?.message].join('\n');
  if (pattern.test(messages)) return true;
  throw new Error(`rejected for another reason: ${messages}`, { cause: error });
};
