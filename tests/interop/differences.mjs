// Where the server answers otherwise than oidc-provider, and the section that sides with the server or leaves the answer
// open. `requests` are the names of cases in requests.mjs; an entry holds for one pair of answers.
const tokens = '200 access_token expires_in scope token_type';
const tokensWithoutScope = '200 access_token expires_in token_type';
const codes = '200 device_code expires_in interval user_code verification_uri verification_uri_complete';
const codesWithoutInterval = '200 device_code expires_in user_code verification_uri verification_uri_complete';
const known = '200 active client_id exp iat iss scope sub';
const code = 'redirect code iss state';

export const differences = [
  {
    requests: /: by (PUT|DELETE|PATCH|GET)$/,
    ours: '405',
    theirs: '404',
    section: 'RFC 9110 section 15.5.6',
    because: 'The resource is there, and does not take this method; Allow says which it takes.',
  },
  {
    requests: /^device authorization.*: by GET$/,
    ours: '405',
    theirs: 'page 400',
    section: 'RFC 8628 section 3.1',
    because: 'The endpoint is for POST; at this address oidc-provider has a page of its own.',
  },
  {
    requests: /: as nobody$/,
    ours: '401 invalid_client',
    theirs: '400 invalid_request',
    section: 'RFC 6749 section 5.2',
    because: 'invalid_client is for "no client authentication included", too.',
  },
  {
    requests: /^(code|refresh), (web|post): by the other method$/,
    ours: '401 invalid_client',
    theirs: '200 access_token expires_in refresh_token scope token_type',
    section: 'RFC 7591 section 2',
    because: 'The client has registered one token_endpoint_auth_method; oidc-provider takes Basic and body alike.',
  },
  {
    requests: /^client credentials.*: by the other method$/,
    ours: '401 invalid_client',
    theirs: tokens,
    section: 'RFC 7591 section 2',
    because: 'As above.',
  },
  {
    requests: /^revocation, (web|post): by the other method$/,
    ours: '401 invalid_client',
    theirs: '200',
    section: 'RFC 7591 section 2',
    because: 'As above.',
  },
  {
    requests: /^introspection, (web|post): by the other method$/,
    ours: '401 invalid_client',
    theirs: known,
    section: 'RFC 7591 section 2',
    because: 'As above.',
  },
  {
    requests: /^(code|refresh|revocation), post: with another client in the body$/,
    ours: '401 invalid_client',
    theirs: '400 invalid_request',
    section: 'RFC 6749 section 5.2',
    because: 'The body names a client that authenticates in another way: that has failed, before anything else is judged.',
  },
  {
    requests: /^introspection, post: with another client in the body$/,
    ours: '401 invalid_client',
    theirs: known,
    section: 'RFC 7591 section 2',
    because: 'As above; oidc-provider lets the other client ask by the method that it has not registered.',
  },
  {
    requests: /^introspection, page: (as it should be|with (an unknown|a wrong)|without a secret|by)/,
    ours: '401 invalid_client',
    theirs: known,
    section: 'RFC 7662 section 2.1',
    because: 'Who asks MUST be authorized, so that nobody fishes for tokens; a public client proves nothing.',
  },
  {
    requests: /^introspection, page: token of another$/,
    ours: '401 invalid_client',
    theirs: '200 active',
    section: 'RFC 7662 section 2.1',
    because: 'As above.',
  },
  {
    requests: /^introspection, page: (without token|token empty|token twice)$/,
    ours: '401 invalid_client',
    theirs: '400 invalid_request',
    section: 'RFC 7662 section 2.3',
    because: 'Who may not ask at all is told so first.',
  },
  {
    requests: /: redirect_uri twice$/,
    ours: 'page 400',
    theirs: 'redirect invalid_request',
    section: 'RFC 6749 section 4.1.2.1',
    because: 'A redirect_uri that is not valid MUST NOT be redirected to, and one that is sent twice is not.',
  },
  {
    requests: /^authorization.*: (without scope|scope empty)$/,
    ours: code,
    theirs: 'redirect access_denied',
    section: 'RFC 6749 section 3.3',
    because: 'Without scope the server uses a default or refuses with invalid_scope; here the default is all that is registered.',
  },
  {
    requests: /^authorization.*: scope of another$/,
    ours: 'redirect invalid_scope',
    theirs: 'redirect access_denied',
    section: 'RFC 6749 section 4.1.2.1',
    because: 'invalid_scope is for a scope that is unknown; oidc-provider leaves out what it does not know, and nothing is left.',
  },
  {
    requests: /^authorization.*: scope with an unknown name$/,
    ours: 'redirect invalid_scope',
    theirs: code,
    section: 'RFC 6749 section 4.1.2.1',
    because: 'As above; OpenID Connect Core section 3.1.2.1 has unknown names ignored, for requests with openid.',
  },
  {
    requests: /^authorization.*: response_type of two names$/,
    ours: 'redirect unsupported_response_type',
    theirs: code,
    section: 'RFC 6749 section 3.1.1',
    because: 'A composite response_type means what its registration says, and "code code" is not registered.',
  },
  {
    requests: /^authorization.*: by a form$/,
    ours: code,
    theirs: '404',
    section: 'OpenID Connect Core section 3.1.2.1',
    because: 'Authorization servers MUST support GET and POST at the authorization endpoint.',
  },
  {
    requests: /^code.*: (code_verifier of another|verifier (too|with))/,
    ours: '400 invalid_grant',
    theirs: '400 invalid_request',
    section: 'RFC 7636 section 4.6',
    because: 'Whatever the verifier looks like, its transformation is not the challenge: invalid_grant.',
  },
  {
    requests: /^client credentials.*: (without scope|scope empty)$|^client_credentials and nothing else, service$/,
    ours: tokens,
    theirs: tokensWithoutScope,
    section: 'RFC 6749 section 5.1',
    because: 'scope is REQUIRED in the answer where it is not what was asked for; here a default was granted.',
  },
  {
    requests: /^client credentials.*: scope of another$/,
    ours: '400 invalid_scope',
    theirs: tokensWithoutScope,
    section: 'RFC 6749 section 5.2',
    because: 'invalid_scope is for a scope that is unknown.',
  },
  {
    requests: /^device authorization/,
    ours: codes,
    theirs: codesWithoutInterval,
    section: 'RFC 8628 section 3.2',
    because: 'interval is OPTIONAL. Who sends slow_down, which oidc-provider does not, had better say it.',
  },
  {
    requests: /^device authorization.*: scope of another$/,
    ours: '400 invalid_scope',
    theirs: codesWithoutInterval,
    section: 'RFC 8628 section 3.2',
    because: 'The errors are those of RFC 6749 section 5.2: invalid_scope for a scope that is unknown.',
  },
  {
    requests: / and nothing else, /,
    ours: '400 unauthorized_client',
    theirs: '400 invalid_request',
    section: 'RFC 6749 section 5.2',
    because: 'unauthorized_client is for a client that may not use this grant type, whatever else the request lacks.',
  },
];
