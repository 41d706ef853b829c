# The way through the browser to the authorization server and back, which every flow with a person
# has in common.

-who-wants = { $person } wants to see photos in this page. The API keeps them, and the page must
    not learn the password.
-verifier = The `code_verifier` is a string of 43 characters, made from 32 random bytes. Only the
    `code_challenge` travels now: the SHA-256 hash of these characters, in base64url without
    padding. Whoever steals the code later cannot turn the hash back into the verifier. The `state`
    marks this one request, so that an answer to another one is noticed.
-state = The `state` is random and marks this one request. When the answer comes back, the
    application compares: an answer to a request that somebody else started carries another
    `state`, or none.
-lost-variables = because the page’s variables are lost when the browser goes to another page.

makes-verifier-and-state = { $client } makes a `code_verifier`, its `code_challenge` and a `state`
    .why = { -who-wants } { -verifier } The page keeps them in `sessionStorage`, { -lost-variables }

makes-verifier-and-state-again = { makes-verifier-and-state }
    .why = { -verifier } The page keeps them in `sessionStorage`, { -lost-variables }

makes-verifier-and-state-in-back-end = { makes-verifier-and-state }
    .why = { -verifier }

makes-state = { $client } makes a `state`
    .why = { -who-wants } { -state } The page keeps it in `sessionStorage`, { -lost-variables }

makes-state-in-back-end = { makes-state }
    .why = { -state }

browser-asks = { $person }’s browser asks the authorization server
    .why = This goes through the browser: the person and extensions can read and change it, and it
    stays in the history. No password and no token is in it. Nobody else should learn the `state`.

shows-sign-in-page = The authorization server shows its sign-in page
    .why = The request is in order, but nobody is signed in yet. The page comes from the
    authorization server itself: { $person }’s password goes there and never to the application. No
    other site may show the page in a frame.

implicit-grant-is-not-offered = The server does not offer this grant: `unsupported_response_type`
    .why = RFC 9700 says that clients should not use the implicit grant; this server goes further
    and does not offer it. OAuth 2.1 does not define it. The error goes back to the application,
    because client and address are verified.

signs-in = { $person } signs in
    .why = The form goes back to the server that showed it. The `csrf_token` proves that the form is
    the server’s own, and the session cookie says which browser it was given to.

password-is-wrong = The authorization server does not accept the password
    .why = The form comes back with the reason. The server counts wrong entries and takes no more
    after five in this session. A server in production also counts per user, because a new session
    costs nothing.

shows-consent-page = The authorization server shows its consent page
    .why = The server knows who is in front of the browser now, and gives the session a new
    identifier, so that one planted before is useless. The page tells { $person } who asks, for
    what, for how long, and where the answer goes.

shows-consent-page-at-once = { shows-consent-page }
    .why = The request is in order, and the session cookie says who is in front of the browser:
    { $person } has signed in here before and need not do so again. The page says who asks, for
    what, for how long, and where the answer goes.

approves = { $person } approves
    .why = { $person } decides on the server’s own page what { $client } may do. The server checks
    the whole request once more: the address could have been changed in the meantime.

denies = { $person } denies
    .why = { approves.why }

is-denied = The server sends the browser back with `access_denied`
    .why = The person said no. The application learns that, and nothing else: neither a code nor a
    token. The `state` comes back so that the application knows which request it was.

brings-error = The browser brings the answer to { $client }
    .why = The answer is an error: there is no code in it. The application still has to check that
    it is the answer to its own request.

checks-state-and-iss = { $client } checks `state` and `iss`
    .why = Before it uses anything in the answer, the application makes sure that the answer is to
    its own question: the same `state`, and the same server. Each `state` is good for one answer
    only.

checks-state = { $client } checks `state`
    .why = Before it uses anything in the answer, the application makes sure that the answer is to
    its own question: the same `state`. Each `state` is good for one answer only.
