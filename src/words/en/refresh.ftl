# Refreshing, and what its stories have in common.

flow = Refresh with rotation
short-title = Refresh rotation

has-no-tokens = { $client } has no tokens
    .why = { $reason }

holds-both-tokens = { $client } holds an `access_token` and a `refresh_token`
    .why = { $person } signed in a moment ago, as in the flow with PKCE; this page is registered for
    refresh tokens too. The access token goes to the API with every call. The refresh token goes
    nowhere but to the authorization server.

calls-the-api = { $client } calls the API
    .why = The `access_token` goes along. `expires_in` said when it expires; whether it has been
    revoked, only the answer tells.

token-has-expired = The API refuses: 401, `invalid_token`
    .why = The `access_token` has expired. `expires_in` had announced it; the 401 settles it.

token-is-revoked = { token-has-expired }
    .why = The `access_token` has been revoked before its time; the API hears only that it is not
    active. It ends at once only at an API that asks the authorization server, as this one does;
    another would take it until it expires.

sends-refresh-token = { $client } sends its `refresh_token`
    .why = The person is not needed. As a public client the application shows no secret: whoever has
    the refresh token can do this.

-replaces = It has to be this client’s own, and not revoked, replaced or expired. If all of that
    holds, this use replaces it: the server makes a new one and remembers which one it came from.

checks-and-replaces = The server checks the `refresh_token`
    .why = { -replaces }

checks-and-replaces-with-grace = { checks-and-replaces }
    .why = { -replaces } A replaced one is taken for another { $grace } s, as long as its successor
    has not been used.

checks-and-keeps = { checks-and-replaces }
    .why = It has to be this client’s own, and not expired or revoked. RFC 6749 leaves open whether
    it is replaced, and this server leaves it as it is.

checks-like-anybody = { checks-and-replaces }
    .why = The same checks as for anybody: is it this client’s own, is it revoked, has it been
    replaced, has it expired?

checks-like-anybody-without-rotation = { checks-and-replaces }
    .why = The same checks as for anybody: is it this client’s own, is it revoked, has it expired?

-both-are-new = Both tokens are new. The application has to put the new refresh token in place of
    the old one: an old one that is used again

sends-new-tokens = The authorization server sends new tokens
    .why = { -both-are-new } looks like theft.

sends-new-tokens-with-grace = { sends-new-tokens }
    .why = { -both-are-new } after { $grace } s looks like theft.

sends-new-access-token = The authorization server sends a new `access_token`
    .why = The `refresh_token` stays the same.

refresh-token-has-expired = The server refuses: the `refresh_token` has expired
    .why = It was not used for longer than this server allows, or the person’s consent is too old.
    The error is `invalid_grant`, as for a token that was revoked; only `error_description`, which
    is for developers, tells the two apart.

revokes-family = The server refuses and revokes the whole family
    .why = A `refresh_token` that has been replaced comes back: two parties may hold it, and the
    server cannot tell which is which. It ends every refresh token that came of this consent. RFC
    9700 has the active refresh token revoked, OAuth 2.1 the grant as well; this server also revokes
    the access tokens.

token-is-not-of-the-family = The API answers with the photos
    .why = The API still answers: this token is not one of the revoked family.

family-lives = The authorization server sends tokens
    .why = The family lives.

forgets-tokens = { $client } forgets its tokens and asks { $person } for access again
    .why = The refresh token is of no use any more. Only the person can give access again.

has-to-give-access-again = { $person } has to give access again.
