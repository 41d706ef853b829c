flow = Authorization code with PKCE
short-title = Code + PKCE

usual = Sign-in
    .why = Proof Key for Code Exchange is for applications that cannot keep a secret, such as a page
    or a phone app; RFC 9700 demands it of these and recommends it to all others. A stolen code is
    of use to nobody but the application that started the sign-in.

sends-the-browser = { $client } sends the browser to the authorization server
    .why = The application does not ask for the password itself. It builds an address that says who
    asks, for what, and where the answer goes, and lets the browser open it. The `code_challenge`
    goes along; the `code_verifier` does not.

sends-the-browser-back = The server sends the browser back with a `code`
    .why = The code is not a token: it opens nothing by itself. It travels through the browser
    because that is the only way back to the application. `state` is returned as it came, and `iss`,
    where the server sends it, says who answers. The 303 makes the browser drop the form that it
    sent.

opens-the-page = The browser opens { $client } at its redirect URI
    .why = The code is in this address: it ends up in the browser’s history and in the log of the
    page’s server, and whatever runs in the page can read it. That is why it is short-lived, good
    for one use, and bound to the challenge.

page-reads-its-address = The browser gets the page, which reads its own address
    .why = The page takes the answer out of its address and removes it there. It loads nothing from
    other hosts, which could learn the address.

-without-redirect-uri = `redirect_uri` is not sent again: in OAuth 2.1 the verifier does what it was
    for.

trades-the-code = { $client } trades the code for tokens
    .why = The page’s own request, sent by the browser but not through an address. There is no
    client secret: a page cannot keep one. The page’s `code_verifier` is sent here for the first
    time. Whoever stole the code on the way has never seen it.

trades-the-code-without-redirect-uri = { trades-the-code }
    .why = { trades-the-code.why } { -without-redirect-uri }

checks-code-and-verifier = The server checks the `code` and the `code_verifier`
    .why = BASE64URL(SHA-256(`code_verifier`)) has to equal the `code_challenge` that was stored
    with the code. The code has to be this client’s own, not redeemed before, and less than a minute
    old.

-access-token = The token opens the API for the time in `expires_in`, in seconds. It is a signed JWT
    here, but its form is between the server and the API: the application only passes it on.

sends-access-token = The authorization server sends an `access_token`
    .why = { -access-token } There is no refresh token: this client is not registered for one. The
    token is in the page now, and any script in the page could read it.

sends-both-tokens = { sends-access-token }
    .why = { -access-token } The `refresh_token` is for later: this client is registered for one.
    Both are in the page now, and any script in the page could read them.
