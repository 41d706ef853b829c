story = Refresh before it expires
    .why = The server says in `expires_in` for how long an access token is good. An application that
    looks at the clock refreshes shortly before, and spares itself the refused call.

token-is-fresh = The API answers with the photos
    .why = The token is fresh, and the API answers.

-noted = `expires_in` came with the token, and the application has noted when that time is over.
-margin = No specification names a margin. A server need not send `expires_in`: RFC 6749 recommends
    it.

token-is-too-old = { $client } finds its `access_token` too old for the next call
    .why = { -noted } By its own clock the token is good for another { $seconds } s, which is not
    more than its margin of { $margin } s: it could expire on the way to the API. { -margin }

token-has-expired = { token-is-too-old }
    .why = { -noted } By its own clock the token has expired. { -margin }

no-call-was-refused = { token-is-fresh }
    .why = No call was refused in between. A 401 can still come: a token can be revoked before its
    time, and clocks differ. So the application handles that as well.
