flow = Client credentials

usual = Usual
    .why = For a service that acts for itself: no person, no browser, no consent. It shows its own
    credentials and gets a token with no user in it.

starts = { $client } starts, with nobody in front of it
    .why = There is no person whose consent could be asked, and no browser. The service acts for
    itself, with a secret that its operator has put into its environment.

asks-for-token = { $client } asks for a token with its own credentials
    .why = One request, from server to server. `Authorization: Basic` carries the client’s
    identifier and secret; `scope` says what for.

checks-client = The server checks the client and what it asks for
    .why = The secret has to be the registered one, the grant has to be one that this client may
    use, and the scope has to be within what it was registered for.

sends-access-token = The authorization server sends an access token
    .why = Its subject is the client, not a user. There is no refresh token.

calls-the-api = { $client } calls the API
    .why = The call looks the same as in every other flow.

api-answers = The API answers with the reports
    .why = The API checks the token on every call. From the token’s subject it sees that a client
    asks, and not a user.

uses-the-token-that-it-has = The next job: { $client } uses the token that it has
    .why = The token is good for another { $seconds } s. A token request for every call would slow
    the service down and load the server for nothing.

-gets-new-one = There is no refresh token: the service can ask again at any time.

token-is-too-old = The next job: { $client } finds its token too old
    .why = The token is good for another { $seconds } s, which is not more than the margin of 30 s.
    It could expire on the way to the API, so the service gets a new one first. { -gets-new-one }

token-has-expired = { token-is-too-old }
    .why = The token expired { $seconds } s ago, so the service gets a new one first.
    { -gets-new-one }
