# The call to the API with an access token, as most flows have it.

-bearer = The access token goes into the `Authorization` header field. Bearer means: whoever holds
    it may use it. That is why it does not belong in addresses and logs.

calls-the-api = { $client } calls the API
    .why = { -bearer }

page-calls-the-api = { calls-the-api }
    .why = { -bearer } Page and API have different origins, so the browser has first asked the API
    with `OPTIONS` whether such a call is welcome; that exchange is left out here.

api-checks-token = The API checks the access token
    .why = On every call the API checks the signature against the server’s published key, and the
    type, issuer, audience and expiry. Then it asks the server whether the token is still active, and
    looks at the scope. An API that does not ask takes a revoked token until it expires.

api-answers = The API answers with { $person }’s photos
    .why = The API trusts the token because the authorization server has signed it. It has never
    seen the password.

heading = { $person }’s photos
