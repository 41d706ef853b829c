// Another authorization server, certified, in the same process: oidc-provider.
import { createHash, generateKeyPairSync } from 'node:crypto';
import inject from 'light-my-request';
import Provider from 'oidc-provider';
import { callback, clients, deviceGrant, issuer, secret } from './world.mjs';

// The clients of world.mjs, as far as oidc-provider has the like.
const registered = clients
  .filter(({ client_id }) => client_id !== 'old')
  .map((client) => ({
    token_endpoint_auth_method: client.client_secret ? 'client_secret_basic' : 'none',
    redirect_uris: [],
    response_types: client.redirect_uris ? ['code'] : [],
    id_token_signed_response_alg: 'ES256',
    ...client,
  }));

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

// oidc-provider with a person who is signed in and approves. Its fetch takes what the server's takes.
export async function oidcProvider() {
  const provider = new Provider(issuer, {
    clients: registered,
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    // What the person has approved: all.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ accountId: 'alice', clientId: ctx.oidc.client.clientId });
      grant.addOIDCScope('openid offline_access photos.read photos.write');
      grant.addResourceScope('https://api.example.com', 'photos.read photos.write');
      await grant.save();
      return grant;
    },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'k' }] },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'photos.read', 'photos.write', 'reports.read'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: (ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'https://api.example.com',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'photos.read photos.write reports.read',
          audience: 'https://api.example.com',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  provider.proxy = true;
  const session = new provider.Session();
  session.loginAccount({ accountId: 'alice' });
  await session.save(86_400);
  const handler = provider.callback();
  const answer = async (url, { method = 'GET', headers = {}, body } = {}) => {
    const { pathname, search, host } = new URL(url);
    const response = await inject(handler, {
      method,
      url: pathname + search,
      headers: { host, 'x-forwarded-proto': 'https', cookie: `_session=${session.id}`, ...headers },
      payload: body,
    });
    return { status: response.statusCode, headers: response.headers, body: response.payload };
  };
  return { provider, answer };
}

export const challengeOf = (verifier) => createHash('sha256').update(verifier).digest('base64url');
export { callback, deviceGrant, issuer, secret };
