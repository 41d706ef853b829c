story = An expired refresh token
    .why = A refresh token does not last for ever either: this server ends it when it has not been
    used for two weeks, or three months after the consent. Then the person has to sign in again.

comes-back = { $person } comes back to { $client } after 15 days
    .why = The browser was closed in between. The page has kept both tokens in `localStorage`; the
    access token was good for an hour.

token-still-works = The API answers with the photos
    .why = Two weeks have passed, and the token still works.

times-begin-anew = { token-still-works }
    .why = The person has signed in and consented again, and both times begin anew. Calls to the API
    do not prolong the two weeks, only a refresh does; nothing but a new consent prolongs the three
    months.

has-given-access-again = { $person } has given access again.
