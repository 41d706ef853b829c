story = A stolen refresh token
    .why = Access tokens live for an hour, consent for months. With rotation the refresh token is
    replaced at every use: if a thief and the application both use the same one, the server notices
    at the second use.

token-is-fresh = The API answers with the photos
    .why = The token is fresh, and the API answers.

script-copies-refresh-token = A script in the page copies the `refresh_token`
    .why = One injected script is enough: what the page’s code can read, such a script can read too.
    Nobody notices.

token-still-works = { token-is-fresh }
    .why = An hour has passed, and the token still works.

call-goes-through = { token-is-fresh }
    .why = With the new token the same call goes through. The person has seen nothing of it.

thief-sends-refresh-token = The thief sends the copied `refresh_token`
    .why = The `client_id` is public and there is no secret. To the server this looks like the
    application itself. There is no `Origin`; a program could send any, so that proves nothing.

sends-the-thief-tokens = The authorization server sends the thief tokens
    .why = Nothing tells the thief from the application.

thief-calls-the-api = The thief calls the API
    .why = The `access_token` goes along. `expires_in` said when it expires; whether it has been
    revoked, only the answer tells.

thief-sees-photos = { token-is-fresh }
    .why = The thief sees the photos. The API has no way to know.

notices-nothing = { $client } notices nothing
    .why = Without rotation the refresh token stays the same, and two parties use it. The server
    cannot tell one from the other, and the thief’s access lasts as long as the person’s. For public
    clients RFC 9700 therefore demands rotation, or refresh tokens that are bound to a key of the
    client.

thief-still-has-access = The thief still has access, as long as the person has. Without rotation
    nobody notices.

tries-newest-refresh-token = { $client } tries its newest `refresh_token`
    .why = The application knows nothing of the thief. It does what it always does at a 401.

newest-is-dead = The newest `refresh_token` is dead too: `invalid_grant`
    .why = The server cannot know which of the two was the thief, so the whole family ends. What the
    thief loses for good, the person gets back by giving access again.

forgets-tokens = { $client } forgets its tokens and asks { $person } for access again
    .why = That is the price of being found out: the person is asked once more. The thief has
    nothing that still works. Had the application never come back, nobody would have noticed:
    rotation finds out a theft and does not prevent one.

theft-was-found-out = The theft was found out. { $person } has to give access again.
