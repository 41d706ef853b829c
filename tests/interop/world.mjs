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

const code = { redirect_uris: [callback], grant_types: ['authorization_code', 'refresh_token'], scope: `openid profile email ${scope}` };

export const clients = [
  { client_id: 'web', client_secret: secret, ...code },
  { client_id: 'post', client_secret: secret, token_endpoint_auth_method: 'client_secret_post', ...code },
  { client_id: 'page', ...code },
  { client_id: 'old', redirect_uris: [callback], grant_types: ['implicit'], response_types: ['token'], scope },
  { client_id: 'service', client_secret: secret, grant_types: ['client_credentials'], scope: 'reports.read' },
  { client_id: 'television', grant_types: [deviceGrant, 'refresh_token'], scope },
];

// Alice signs in and approves at once unless `options` say otherwise.
export const world = (options = {}) => createAuthorizationServer({ clients, autoApprove: 'alice', ...options });

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
