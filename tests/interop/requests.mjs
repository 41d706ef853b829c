// The same requests for any authorization server: every request of the protocol, and each in many wrong ways.
import { callback, challengeOf, deviceGrant, issuer, secret } from './peers.mjs';

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const form = 'application/x-www-form-urlencoded';

// A request as a list of pairs, so that a parameter can stand in it twice.
const pairsOf = (object) => Object.entries(object);
const without = (name) => (request) => ({ ...request, pairs: request.pairs.filter(([key]) => key !== name) });
const with_ = (name, value) => (request) => ({ ...without(name)(request), pairs: [...without(name)(request).pairs, [name, value]] });
const twice = (name) => (request) => {
  const pair = request.pairs.find(([key]) => key === name);
  return { ...request, pairs: pair ? [...request.pairs, pair] : request.pairs };
};
const method = (name) => (request) => ({ ...request, method: name });

// How a request of `names` can be wrong, whatever it asks for.
function mutations(names) {
  const all = [['as it should be', (request) => request]];
  for (const name of names) {
    all.push([`without ${name}`, without(name)], [`${name} empty`, with_(name, '')], [`${name} twice`, twice(name)]);
    all.push([`${name} of another`, with_(name, 'another')]);
  }
  all.push(['with an unknown parameter', with_('colour', 'blue')], ['with an unknown parameter twice', (request) => ({
    ...request,
    pairs: [...request.pairs, ['colour', 'blue'], ['colour', 'red']],
  })]);
  for (const name of ['PUT', 'DELETE', 'PATCH']) all.push([`by ${name}`, method(name)]);
  return all;
}

const codeClients = ['page', 'web', 'post'];
const credentials = {
  page: { id: 'page' },
  television: { id: 'television' },
  web: { id: 'web', basic: secret },
  service: { id: 'service', basic: secret },
  post: { id: 'post', body: secret },
};

function authorization(id) {
  const pairs = pairsOf({
    response_type: 'code',
    client_id: id,
    redirect_uri: callback,
    scope: 'photos.read',
    state: 's',
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  });
  return { to: 'authorization_endpoint', method: 'GET', pairs };
}

const wrongAuthorizations = [
  ['response_type of two names', with_('response_type', 'code code')],
  ['response_type token', with_('response_type', 'token')],
  ['redirect_uri with a query', with_('redirect_uri', `${callback}?a=b`)],
  ['redirect_uri with a fragment', with_('redirect_uri', `${callback}#a`)],
  ['redirect_uri with a slash', with_('redirect_uri', `${callback}/`)],
  ['redirect_uri in capitals', with_('redirect_uri', callback.toUpperCase())],
  ['redirect_uri with a port', with_('redirect_uri', 'https://app.example.com:443/callback')],
  ['scope with an unknown name', with_('scope', 'photos.read admin')],
  ['scope with a wrong character', with_('scope', 'photos.read"')],
  ['plain challenge', with_('code_challenge_method', 'plain')],
  ['challenge too short', with_('code_challenge', 'a'.repeat(42))],
  ['challenge too long', with_('code_challenge', 'a'.repeat(129))],
  ['challenge with a wrong character', with_('code_challenge', 'a'.repeat(42) + '+')],
  ['state with every character', with_('state', 'a+b&c=d%20e f/~g;h?i#j')],
  ['without PKCE', (request) => without('code_challenge')(without('code_challenge_method')(request))],
  ['by a form', (request) => ({ ...request, method: 'POST' })],
];

// A request of a client to an endpoint of its own. `key` says who it authenticates as.
const direct = (to, key, parameters) => ({ to, method: 'POST', pairs: pairsOf(parameters), as: credentials[key] });

const wrongAuthentications = [
  ['with a wrong secret', (request) => ({ ...request, as: { ...request.as, basic: request.as.basic && 'wrong', body: request.as.body && 'wrong' } })],
  ['without a secret', (request) => ({ ...request, as: { id: request.as.id } })],
  ['by the other method', ({ as, ...rest }) => ({ ...rest, as: { id: as.id, basic: as.body, body: as.basic } })],
  ['by both methods', ({ as, ...rest }) => ({ ...rest, as: { id: as.id, basic: as.basic ?? as.body, body: as.basic ?? as.body } })],
  ['as an unknown client', ({ as, ...rest }) => ({ ...rest, as: { ...as, id: 'nobody' } })],
  ['as nobody', (request) => ({ ...request, as: {} })],
  ['with another client in the body', with_('client_id', 'service')],
  ['as JSON', (request) => ({ ...request, type: 'application/json' })],
  ['as text', (request) => ({ ...request, type: 'text/plain' })],
  ['by GET', method('GET')],
];

const redemption = (key, code) =>
  direct('token_endpoint', key, { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier });

const wrongVerifiers = [
  ['verifier too short', with_('code_verifier', 'a'.repeat(42))],
  ['verifier too long', with_('code_verifier', 'a'.repeat(129))],
  ['verifier with a wrong character', with_('code_verifier', 'a'.repeat(42) + '+')],
  ['verifier that is the challenge', with_('code_verifier', challengeOf(verifier))],
];

export function encode({ to, method, pairs, as = {}, type = form }, endpoints) {
  const all = [...pairs];
  const headers = {};
  if (as.basic) headers.authorization = `Basic ${btoa(`${as.id}:${as.basic}`)}`;
  else if (as.id && !all.some(([name]) => name === 'client_id')) all.push(['client_id', as.id]);
  if (as.body) all.push(['client_secret', as.body]);
  const text = new URLSearchParams(all).toString();
  if (method === 'GET' || (to === 'authorization_endpoint' && method !== 'POST')) return [`${endpoints[to]}?${text}`, { method, headers }];
  headers['content-type'] = type;
  return [endpoints[to], { method, headers, body: type === 'application/json' ? JSON.stringify(Object.fromEntries(all)) : text }];
}

// Every case: a name, and a function from what sends requests to the request that is compared.
export function* cases() {
  const authorizationNames = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method'];
  for (const id of codeClients) {
    for (const [name, mutate] of [...mutations(authorizationNames), ...wrongAuthorizations]) {
      yield { name: `authorization, ${id}: ${name}`, prepare: () => mutate(authorization(id)) };
    }
    const codeNames = ['grant_type', 'code', 'redirect_uri', 'code_verifier'];
    for (const [name, mutate] of [...mutations(codeNames), ...wrongVerifiers, ...wrongAuthentications]) {
      yield { name: `code, ${id}: ${name}`, prepare: async (sender) => mutate(redemption(id, await sender.code(id))) };
    }
    yield {
      name: `code, ${id}: the code of another client`,
      prepare: async (sender) => redemption(id, await sender.code(id === 'page' ? 'web' : 'page')),
    };
    yield {
      name: `code, ${id}: a second time`,
      prepare: async (sender) => {
        const request = redemption(id, await sender.code(id));
        await sender.send(request);
        return request;
      },
    };
    for (const [name, mutate] of [...mutations(['grant_type', 'refresh_token', 'scope']), ...wrongAuthentications]) {
      yield {
        name: `refresh, ${id}: ${name}`,
        prepare: async (sender) => {
          const { refresh_token } = await sender.tokens(id);
          return mutate(direct('token_endpoint', id, { grant_type: 'refresh_token', refresh_token, scope: 'photos.read' }));
        },
      };
    }
    for (const endpoint of ['revocation_endpoint', 'introspection_endpoint']) {
      for (const [name, mutate] of [...mutations(['token']), ...wrongAuthentications, ['with an unknown hint', with_('token_type_hint', 'x')]]) {
        yield {
          name: `${endpoint.split('_')[0]}, ${id}: ${name}`,
          prepare: async (sender) => mutate(direct(endpoint, id, { token: (await sender.tokens(id)).refresh_token })),
        };
      }
    }
  }
  for (const [name, mutate] of [...mutations(['grant_type', 'scope']), ...wrongAuthentications]) {
    const request = direct('token_endpoint', 'service', { grant_type: 'client_credentials', scope: 'reports.read' });
    yield { name: `client credentials, service: ${name}`, prepare: () => mutate(request) };
  }
  for (const [name, mutate] of [...mutations(['scope']), ...wrongAuthentications]) {
    const request = direct('device_authorization_endpoint', 'television', { scope: 'photos.read' });
    yield { name: `device authorization, television: ${name}`, prepare: () => mutate(request) };
  }
  for (const [name, mutate] of [...mutations(['grant_type', 'device_code']), ...wrongAuthentications]) {
    yield {
      name: `device poll, television: ${name}`,
      prepare: async (sender) => {
        const asked = await sender.send(direct('device_authorization_endpoint', 'television', { scope: 'photos.read' }));
        return mutate(direct('token_endpoint', 'television', { grant_type: deviceGrant, device_code: JSON.parse(asked.body).device_code }));
      },
    };
  }
  for (const key of ['page', 'service', 'television', 'web']) {
    for (const grant of ['authorization_code', 'refresh_token', 'client_credentials', deviceGrant, 'password', 'implicit']) {
      yield { name: `${grant} and nothing else, ${key}`, prepare: () => direct('token_endpoint', key, { grant_type: grant }) };
    }
  }
}

// What sends requests to one server, through `answer(url, request)`.
export async function senderTo(answer, wellKnown) {
  const endpoints = JSON.parse((await answer(`${issuer}/.well-known/${wellKnown}`)).body);
  const send = (request) => answer(...encode(request, endpoints));
  const code = async (id) => new URL((await send(authorization(id))).headers.location).searchParams.get('code');
  const tokens = async (id) => JSON.parse((await send(redemption(id, await code(id)))).body);
  return { send, code, tokens };
}

// What of an answer is compared: where it goes, its status, and its error or that it has none.
export function gist({ status, headers, body }) {
  if (headers.location?.startsWith(callback)) {
    const answer = new URL(headers.location);
    return `redirect ${answer.searchParams.get('error') ?? [...answer.searchParams.keys()].sort().join(' ')}`;
  }
  if (String(headers['content-type']).startsWith('text/html')) return `page ${status}`;
  try {
    const json = JSON.parse(body);
    return `${status} ${json.error ?? Object.keys(json).sort().join(' ')}`;
  } catch {
    return `${status}`;
  }
}
