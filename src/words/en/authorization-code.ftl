flow = Authorization code

usual = Usual
    .why = For web applications with a back end, which can keep a secret. The tokens stay on the
    application’s server; the browser never sees them.

clicks = { $person } clicks “Get my photos” in { $client }
    .why = { $client } wants to print { $person }’s photos, which are kept elsewhere. It has a back
    end that can keep a secret from the browser.

sends-the-browser = { $client } sends the browser to the authorization server
    .why = The address says who asks, for what, and where the answer goes. The cookie ties the
    `state` to this browser: an answer that arrives in another one will not be accepted.

brings-code = The browser brings the answer to { $client }
    .why = The browser follows the redirect, with the cookie that the application has given it. The
    code passes through the browser. Whoever reads it there cannot redeem it without the client’s
    secret, but could still bring it to this application in a session of their own. Against that
    there is PKCE.

-from-server-to-server = From server to server, with the client’s secret in the `Authorization`
    header field.
-verifier-on-top = The `code_verifier` comes on top: a stolen code could otherwise be slipped into
    the honest application, which would redeem it with its own secret.

trades-the-code = { $client } trades the code for tokens
    .why = { -from-server-to-server }

trades-the-code-with-verifier = { trades-the-code }
    .why = { -from-server-to-server } { -verifier-on-top }

trades-the-code-with-verifier-without-redirect-uri = { trades-the-code }
    .why = { -from-server-to-server } { -verifier-on-top } `redirect_uri` is not sent again: in
    OAuth 2.1 the verifier does what it was for.

-is-the-client = Whoever asks has to prove that it is the client that the code was made for. The
    code has to be unused and less than a minute old, and what is sent with it has to fit what it
    was bound to:

checks-client-and-code = The server checks the client, the code and what it is bound to
    .why = { -is-the-client } the redirect URI.

checks-client-code-and-challenge = { checks-client-and-code }
    .why = { -is-the-client } the challenge.

checks-client-code-challenge-and-address = { checks-client-and-code }
    .why = { -is-the-client } the redirect URI and the challenge.

sends-tokens = The authorization server sends the tokens
    .why = The `access_token` opens the API, the `refresh_token` gets a new one later without the
    person. `Cache-Control: no-store` keeps both out of caches.

calls-from-back-end = { $client } calls the API
    .why = From the back end, with the access token in the `Authorization` header field.

api-answers = The API answers with { $person }’s photos
    .why = The token says on whose behalf, at which API and for what it can be used. All of this is
    signed, so the API needs only the public key. To learn whether the token was revoked, it has to
    ask the server.

sends-the-browser-on = { $client } sends the browser on, away from the code
    .why = The code leaves the address bar, and the session gets a new identifier, so that one
    planted before is useless. The tokens stay on the server, tied to that session.

browser-loads = The browser loads { $client }
    .why = From here on the browser sends its session cookie, and no code and no token.

shows-its-page = { $client } shows its page
    .why = The browser gets a page, and none of the tokens.

heading = Choose photos to print
