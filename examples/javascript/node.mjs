// A whole sign-in in Node.js, without a network: `make interface`, then `node examples/javascript/node.mjs`.
import { createAuthorizationServer } from '../../dist-interface/authorization-server.js';

const server = await createAuthorizationServer({
  profile: 'oauth-2.1',
  clients: [{ client_id: 'app', redirect_uris: ['https://app.example.com/callback'], scope: 'photos.read' }],
  autoApprove: 'alice',
});
const metadata = server.metadata();

// The application makes a verifier and sends its hash along: PKCE.
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
const url = new URL(metadata.authorization_endpoint);
url.search = new URLSearchParams({
  response_type: 'code',
  client_id: 'app',
  redirect_uri: 'https://app.example.com/callback',
  state: 'af0ifjsldkj',
  code_challenge: challenge,
  code_challenge_method: 'S256',
});

// Alice signs in and approves at once; the server sends her browser back with a code.
const redirect = await server.fetch(url);
const answer = new URL(redirect.headers.get('location')).searchParams;
console.log('redirected with', Object.fromEntries(answer));

// The application trades the code for an access token, and calls the API with it.
const body = new URLSearchParams({
  grant_type: 'authorization_code',
  client_id: 'app',
  code: answer.get('code'),
  redirect_uri: 'https://app.example.com/callback',
  code_verifier: verifier,
});
const tokens = await (await server.fetch(metadata.token_endpoint, { method: 'POST', body })).json();
const photos = await server.fetch(`${server.api.resource}/photos`, {
  headers: { authorization: `Bearer ${tokens.access_token}` },
});
console.log('the API answers', await photos.json());

// The code is good once, and the server says why it refuses it now.
const again = await server.fetch(metadata.token_endpoint, { method: 'POST', body });
console.log('a second time:', (await again.json()).error, server.checks(again).at(-1));
