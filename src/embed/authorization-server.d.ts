/** A real OAuth 2.0 authorization server in memory. It protects nothing: its key is published. */
export function createAuthorizationServer(options?: AuthorizationServerOptions): Promise<AuthorizationServer>;

export interface AuthorizationServerOptions {
  /** What the server demands, as a named set of switches. `'oauth-2.1'` unless set. */
  profile?: 'oauth-2.0' | 'rfc-9700' | 'oauth-2.1' | 'fapi-2.0';
  /** Switches that differ from the profile's. */
  policy?: Partial<Policy>;
  /** The server's identifier: an https address, or an http one of this machine, without query and fragment. `'https://auth.example.com'` unless set. */
  issuer?: string;
  /** The identifier of the API, and the address below which it answers. `'https://api.example.com'` unless set. */
  resource?: string;
  /** None unless set. */
  clients?: Client[];
  /** Who can sign in. `[{ username: 'alice' }]` unless set. */
  users?: User[];
  /** The APIs for which clients may ask by name, and the clients as which they ask about tokens and trade them in. None unless set. */
  resourceServers?: ResourceServer[];
  /** Others whose assertions about the users are believed: the JWT bearer grant. None unless set. */
  trustedIssuers?: TrustedIssuer[];
  /** Others whose software statements are believed when a client registers itself. None unless set. */
  softwarePublishers?: TrustedIssuer[];
  /** Who alone may act for whom at a token exchange. Whoever can bring a token unless set. */
  delegations?: Delegation[];
  /** All that a client may register itself for. The scope names of the API unless set. */
  registrationScope?: string;
  /** With one of these, a client may register itself where the policy demands one. None unless set. */
  initialAccessTokens?: string[];
  /** The username of somebody who signs in and approves whenever a page asks, by the server's own forms. */
  autoApprove?: string;
  /** What is wrong with the server, to see that a client notices. Nothing unless set. */
  faults?: Fault[];
  /** `'real'` unless set. A virtual clock stands still at `now`, in seconds since 1970, until it is advanced. */
  clock?: 'real' | { now: number };
  /** Where all random values come from, an integer from 0. Drawn unless set; the same seed gives the same answers. */
  seed?: number;
}

/** Something that a broken or hostile server does, and that a client has to refuse. */
export type Fault =
  | 'id_token_issuer_is_another'
  | 'id_token_issuer_is_missing'
  | 'id_token_subject_is_missing'
  | 'id_token_subject_is_another'
  | 'id_token_audience_is_another'
  | 'id_token_audience_is_missing'
  | 'id_token_time_of_issue_is_missing'
  | 'id_token_is_expired'
  | 'id_token_nonce_is_another'
  | 'id_token_nonce_is_missing'
  | 'id_token_at_hash_is_another'
  | 'id_token_c_hash_is_another'
  | 'id_token_signature_is_another'
  | 'id_token_is_not_signed'
  | 'id_token_is_signed_with_the_public_key_as_secret'
  | 'id_token_key_is_unknown'
  | 'userinfo_subject_is_another'
  | 'metadata_issuer_is_another'
  | 'response_issuer_is_another'
  | 'response_issuer_is_missing'
  | 'response_state_is_another'
  | 'response_state_is_missing'
  | 'token_type_is_unknown'
  | 'server_has_an_error'
  | 'server_is_overloaded'
  | 'signing_key_is_rotated';

/** A client, under the names of RFC 7591 section 2. */
export interface Client {
  client_id: string;
  client_secret?: string;
  /** What a person reads. The `client_id` unless set. */
  client_name?: string;
  redirect_uris?: string[];
  /** `['authorization_code']` unless set. */
  grant_types?: string[];
  /** What the grant types need unless set. */
  response_types?: string[];
  /** Scope names with spaces between them: all that the client may ask for. */
  scope?: string;
  /** `'client_secret_basic'` where there is a secret, otherwise `'none'`, unless set. */
  token_endpoint_auth_method?:
    | 'none'
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'client_secret_jwt'
    | 'private_key_jwt';
  /** The public keys of `private_key_jwt`, as a JWK Set. */
  jwks?: { keys: JsonWebKey[] };
  /** Any that the method knows unless set. */
  token_endpoint_auth_signing_alg?: 'ES256' | 'PS256' | 'RS256' | 'HS256';
  /** Whether its tokens are always bound to a key of its own (RFC 9449 section 5.2). */
  dpop_bound_access_tokens?: boolean;
  /** Whether it pushes every authorization request (RFC 9126 section 6). */
  require_pushed_authorization_requests?: boolean;
  /** By which `sub` it knows people: the same as all others, or one of its own. `'public'` unless set. */
  subject_type?: 'public' | 'pairwise';
  /** `'RS256'` unless set. */
  id_token_signed_response_alg?: 'ES256' | 'RS256';
  /** Unset for JSON. */
  userinfo_signed_response_alg?: 'ES256' | 'RS256';
  /** Seconds since the person has signed in, at most, where a request does not say. */
  default_max_age?: number;
  post_logout_redirect_uris?: string[];
}

export interface User {
  username: string;
  /** `'looking-glass'` unless set. */
  password?: string;
  /** The `sub` of this user's tokens. The username unless set. */
  subject?: string;
  /** What is known of this user, by the names of OpenID Connect's standard claims. Made up unless set. */
  claims?: Record<string, unknown>;
}

export interface ResourceServer {
  /** Its identifier, the audience of tokens for it: an absolute URI without fragment. */
  resource: string;
  client_id?: string;
}

/** Somebody whose signed statements are believed. */
export interface TrustedIssuer {
  /** Its `iss`. */
  issuer: string;
  /** Its public keys. */
  jwks: { keys: JsonWebKey[] };
}

export interface Delegation {
  /** The `sub` for which somebody may act. */
  subject: string;
  /** The `sub` of the only one who may. */
  actor: string;
}

export interface AuthorizationServer {
  readonly issuer: string;
  /** Give it to `createAuthorizationServer` to get the same answers again. */
  readonly seed: number;
  readonly clock: Clock;
  readonly api: Api;
  /**
   * Answers a request to the server or to its API, as the global `fetch` would, but follows no redirect. Rejects with a
   * `TypeError` where nobody answers. Cookies of the server's pages are kept for requests that bring none of their own.
   */
  fetch(input: RequestInfo | URL, options?: RequestInit): Promise<Response>;
  /** The checks that led to a response of `fetch`, in order. They end with the one that failed, if one did. */
  checks(response: Response): Check[];
  /** What the server publishes about itself: RFC 8414 section 2. */
  metadata(): Record<string, unknown>;
  /**
   * Changes the key for ES256 in two steps. The first call publishes another key, each further call signs with that one
   * from now on and publishes the next. A key that signs no more stays published for as long as its tokens are good.
   */
  rotateSigningKey(): void;
  /** Gives a user a new password and signs them out everywhere. Throws a `TypeError` where there is no such user. */
  changePassword(username: string, password: string): void;
}

/** An API that accepts the server's tokens: `/photos` takes the scope `photos.read`, `/reports` takes `reports.read`. */
export interface Api {
  /** Its identifier, the audience of tokens for it. */
  readonly resource: string;
  fetch: AuthorizationServer['fetch'];
}

export interface Clock {
  /** Seconds since 1970. */
  readonly now: number;
  /** Skips seconds, on a real clock too. */
  advance(seconds: number): void;
}

/** A statement that the server found true or false. */
export interface Check {
  /** Its table and its name, e.g. `authorization_address.redirect_uri_matches_exactly`. */
  id: string;
  /** The statement as an identifier, e.g. `redirect_uri_matches_exactly`. */
  name: string;
  /** The statement as a sentence. */
  statement: string;
  /** The parameter that it is about, if it is about one. */
  parameter: string | null;
  verdict: 'passed' | 'failed' | 'skipped';
  passed: boolean;
  /** What was seen. */
  detail: string;
  /** What was compared with what, if the check failed by a comparison. */
  comparison: Comparison | null;
  /** Where the specification asks for it, e.g. `RFC 6749 §4.1.3`, and the address of that section. */
  section: string;
  sectionUrl: string;
}

/** Both sides of a comparison that failed. */
export interface Comparison {
  sent: string;
  /** All that would have been right. */
  expected: string[];
  /** How `sent` differs from the nearest of `expected`: its index, the characters before the difference, and the kind. */
  difference?: {
    nearest: number;
    at: number;
    kind:
      | 'whitespace'
      | 'padding'
      | 'trailing-slash'
      | 'case'
      | 'percent-encoding'
      | 'query'
      | 'fragment'
      | 'path'
      | 'port'
      | 'scheme'
      | 'host'
      | 'content';
  };
}

/** What the server demands. Each switch says what holds when it is on. */
export interface Policy {
  /** Who has to use PKCE. */
  pkce: 'nobody' | 'publicClients' | 'everybody';
  /** A challenge that is the verifier itself is accepted. */
  plainChallengeIsAccepted: boolean;
  /** A verifier without a challenge before it is refused (RFC 9700 section 4.8.2). */
  verifierWithoutChallengeIsRefused: boolean;
  /** `response_type=token` is answered with a token. RFC 9700 section 2.1.2 says that clients SHOULD NOT use it; this server goes further and refuses. */
  implicitGrantIsEnabled: boolean;
  /** The token request has to repeat a `redirect_uri` that the authorization request had. */
  redirectUriIsRepeatedAtTokenEndpoint: boolean;
  /** `response_type=code` is the only one that is answered. */
  codeIsTheOnlyAnswer: boolean;
  /** An authorization request names its `redirect_uri`, even the only one registered. */
  redirectUriIsAlwaysSent: boolean;
  /** Every client signs with a private key to prove who it is: there is no shared secret, and no public client. */
  clientsSignWithPrivateKeys: boolean;
  /** Every authorization request has to be pushed (RFC 9126 section 5). */
  pushedRequestsAreRequired: boolean;
  /** A confidential client may push a `redirect_uri` that it has not registered (RFC 9126 section 2.4). */
  pushedRedirectUrisNeedNoRegistration: boolean;
  /** Who may register a client over the network (RFC 7591 section 3). */
  registrants: 'nobody' | 'holdersOfAnInitialAccessToken' | 'everybody';
  /** A scheme of an application's own has to be a domain name in reverse order (RFC 8252 section 8.4). */
  privateSchemesAreDomainNames: boolean;
  /** Every authorization response carries `iss` (RFC 9207). */
  issuerIsInAuthorizationResponse: boolean;
  /** An error for a client that registered itself is shown on a page, from which the person may go on to it: the server is no open redirector (RFC 9700 section 4.11.2). */
  errorsForUntrustedClientsStayOnAPage: boolean;
  /** A redirect with a query ends in `#_`, so that no browser attaches the fragment of the address before it (RFC 9700 section 4.1.3). */
  redirectsEndInAnEmptyFragment: boolean;
  /** A refresh token is replaced whenever it is used. Using a replaced one revokes its family. */
  refreshTokensRotate: boolean;
  /** A second use of a code revokes tokens only if the request is valid in every other way (OAuth 2.1 section 7.5.2). */
  onlyValidCodeReplayRevokes: boolean;
  /** The API takes an access token from the query. */
  queryTokenIsAccepted: boolean;
  /** An access token is a random name that says nothing by itself: APIs ask the server about it (RFC 7662). */
  accessTokensAreOpaque: boolean;
  /** What happens when a client revokes an access token (RFC 7009 section 2.1). */
  accessTokenRevocation: 'unsupported' | 'tokenAlone' | 'wholeGrant';
  /** Responses with secrets carry `Pragma: no-cache`, as RFC 6749 asks. */
  pragmaIsSent: boolean;
  /** The algorithm that signs access tokens. RFC 9068 section 2.1 wants every API to know RS256. */
  accessTokenAlgorithm: 'ES256' | 'RS256';
  /**
   * The audience of a client's assertion is the issuer and nobody else. Otherwise the address of
   * an endpoint will do, and one of several.
   */
  assertionAudienceIsTheIssuerAlone: boolean;
  /** RS256 is among the algorithms: for what the server signs, and for the assertions and proofs that it takes. */
  rs256IsUsed: boolean;
  /** An assertion has a `jti` and is accepted once. */
  assertionsAreGoodOnce: boolean;
  /** Every token request comes with a DPoP proof: what the token endpoint issues is bound to a key (RFC 9449). */
  dpopIsRequired: boolean;
  /** A DPoP proof has to have a nonce that the server has handed out (RFC 9449 section 8). */
  dpopNonceIsRequired: boolean;
  /** A DPoP proof is accepted once. */
  dpopProofsAreGoodOnce: boolean;
  /** Seconds for which a DPoP proof is good. */
  dpopProofLifetimeSeconds: number;
  /** Seconds by which the clock of a client may be ahead. */
  clockSkewSeconds: number;
  /** Seconds in which a code can be redeemed. */
  codeLifetimeSeconds: number;
  /** Seconds for which an ID Token is good. */
  idTokenLifetimeSeconds: number;
  /** Seconds in which the browser can come with a request that was pushed. */
  pushedRequestLifetimeSeconds: number;
  /** Seconds for which an access token is good. */
  accessTokenLifetimeSeconds: number;
  /** Seconds without use after which a refresh token is dead. */
  refreshTokenIdleLifetimeSeconds: number;
  /** Seconds after the person's consent at which every refresh token of it is dead. */
  refreshTokenAbsoluteLifetimeSeconds: number;
  /** Seconds in which a device can be approved. */
  deviceCodeLifetimeSeconds: number;
  /** Seconds that a device has to wait between two polls. */
  devicePollIntervalSeconds: number;
  /** Wrong passwords or user codes in one session, after which it has to start again. */
  failedEntriesAllowed: number;
  /** Failed proofs of one client or user after which all of its attempts are turned away for a minute; `null` for no limit. */
  failedAuthenticationsAllowed: number | null;
  /** Requests of one client that the server lets it push in a minute; `null` for no limit (RFC 9126 section 2.3). */
  pushedRequestsPerMinuteMax: number | null;
  /** The most records of one kind that the server remembers: codes, tokens, grants, sessions, devices, registered clients. */
  recordsKeptMax: number;
  /** A wrong `code_verifier` uses the code up. */
  failedVerifierBurnsCode: boolean;
  /** A client may send a user's password (`grant_type=password`), which RFC 9700 section 2.4 forbids. */
  passwordGrantIsEnabled: boolean;
  /** Seconds in which a replaced refresh token gets the same successor once more. With 0 a second use is a theft. */
  refreshGraceSeconds: number;
  /**
   * A person who signs out or gets a new password takes the refresh tokens of all clients away. Those for access without
   * the person survive a sign-out (RFC 9700 section 4.14.2).
   */
  securityEventsRevokeRefreshTokens: boolean;
}
