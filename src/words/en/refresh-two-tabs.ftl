story = Two tabs at once
    .why = Two tabs share a refresh token, and both use it when the access token has expired. To a
    server that rotates refresh tokens, the second use is what a thief’s would be.

story-with-grace = Two tabs, grace period
    .why = The same two tabs. A server that rotates refresh tokens answers a replaced one with its
    successor for ten seconds here. That spares the person being asked again, and has its price.

is-open-in-two-tabs = { $client } is open in two tabs
    .why = More than an hour has passed. Both tabs have the same origin, so they share what the page
    keeps in `localStorage`: both tokens are there, where any script of this origin can read them.
    To the server the two tabs are one client.

-goes-along = The `access_token` goes along. `expires_in` said when it expires; whether it has been
    revoked, only the answer tells.

first-tab-calls-the-api = The first tab calls the API
    .why = { -goes-along }

second-tab-calls-the-api = The second tab calls the API
    .why = { -goes-along }

token-still-works = The API answers with the photos
    .why = The token still works.

first-tab-sends-refresh-token = The first tab sends the `refresh_token`
    .why = Both tabs have met a 401, and both do what an application does then. Neither knows of the
    other. Both have read the same refresh token; the request of this tab arrives first.

second-tab-sends-refresh-token = The second tab sends the `refresh_token` that it read
    .why = It read the token before the first tab had its answer. The request is the same as the
    first, to the byte.

sends-the-same-successor = The authorization server sends the same successor once more
    .why = The `refresh_token` is the one that the first tab got, so the family does not fork. The
    `access_token` is another one. This is for answers that got lost and for tabs that race: the
    server takes a replaced token for a short time, as long as its successor has not been used.

sends-another-access-token = The authorization server sends another `access_token`
    .why = This server does not replace refresh tokens, so there is no old one and no new one: each
    tab gets an access token.

both-tabs-go-on = The API answers with the photos
    .why = Both tabs go on, and nobody is asked for access again.

price-of-grace = What the grace period costs
    .why = For { $grace } s, or until the successor is used, whoever else holds the old refresh
    token gets the successor as well, and an access token: had it been a thief, nothing would have
    been noticed. The theft comes out later, if both use the successor, and the second does so after
    another { $grace } s or when the next one has been used. In RFC 9700 the old token is invalid at
    once; there is no such time. One tab that refreshes for all, under a lock, needs none.

price-of-no-rotation = What it costs not to rotate
    .why = Two tabs cannot get in each other’s way here. But neither can a thief get in the
    application’s way: a copied refresh token works beside it, and nobody notices. For public
    clients RFC 9700 therefore demands rotation, or refresh tokens that are bound to a key of the
    client.

both-go-on = Both tabs go on.

first-tab-tries-newest-refresh-token = The first tab tries its newest `refresh_token`
    .why = It does at this 401 what it did at the one before.

newest-is-dead = The newest `refresh_token` is dead too: `invalid_grant`
    .why = It has been revoked together with its family.

forgets-tokens = { $client } forgets its tokens and asks { $person } for access again
    .why = Nobody has stolen anything, and yet the person has to give access again. What helps is in
    the application: one tab refreshes for all while it holds a lock, such as that of
    `navigator.locks`, and the others then read what it has stored.

nobody-stole-anything = Nobody stole anything, and yet { $person } has to give access again.
