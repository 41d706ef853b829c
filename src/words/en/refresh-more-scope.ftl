story = Asking for more scope
    .why = A refresh gives what the person has granted, or less, and never more. Whoever needs more
    has to ask the person: in a new authorization request, when a feature needs it.

wants-to-change-a-photo = { $person } wants to change a photo in { $client }
    .why = More than an hour has passed. To change a photo takes the scope `{ $more }`, and
    { $person } has granted `{ $granted }`. { $client } is registered for both, but has asked for no
    more than it needed so far.

asks-for-more = { $client } asks for more with its `refresh_token`
    .why = The access token has expired, so a new one is due. The application tries to get more on
    this occasion, without asking the person. RFC 6749 forbids that: a refresh may name only what
    was granted.

checks-refresh-token-and-scope = The server checks the `refresh_token` and the `scope`
    .why = The token has to be good, and every scope that is asked for has to be one that the person
    has granted. What the client is registered for does not count here.

scope-was-not-granted = The server refuses: `invalid_scope`
    .why = What the person has not agreed to, no refresh can add. The refusal has used nothing up:
    the `refresh_token` is as good as before.

sends-new-tokens = The authorization server sends new tokens
    .why = All that was asked for had been granted.

sends-refresh-token-without-scope = { $client } sends its `refresh_token` without a `scope`
    .why = Left out, `scope` means all that was granted. Less could be asked for by name.

what-was-granted-works = The API answers with the photos
    .why = What the person has granted still works. For more the person has to be asked; the new
    request names all scopes, as the new token will be good for those alone.

call-needs-no-more = { what-was-granted-works }
    .why = This call needs no more than what had been granted before. That the token is good for
    more, the `scope` of the token response has said.

replaces-the-old-tokens = { $client } has put the new tokens in place of the old ones
    .why = The person has now consented twice, and each consent has refresh tokens of its own. The
    last one of the first consent is not needed any more, but the server would take it until it
    expires: a careful application revokes it before it forgets it.
