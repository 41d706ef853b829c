# What is told of the way out of a refusal: what to change so that the message passes. A sentence for
# each amendment, and for what no amendment helps.

mend = How to fix it:

set = Send `{ $name }` exactly once in { $place }, with the value `{ $value }`.

remove = Leave `{ $name }` out of { $place }.

wait = Wait { $seconds } s before you send it.

replace = Send another message instead.

own = Send `{ $name }` exactly once in { $place }, with the value that belongs to the sender.

renew = Get a new `{ $name }`, and send that in { $place }.

renew-with = Get a new `{ $name }` with { $members }, and send that in { $place }.

sign = Sign a new `{ $name }`, and send it in { $place }.

sign-with = Sign a new `{ $name }` with { $members }, and send it in { $place }.

sign-key = Sign a new `{ $name }` with the key whose thumbprint is `{ $thumbprint }`, and send it in
    { $place }.

sign-key-with = Sign a new `{ $name }` with { $members } and the key whose thumbprint is
    `{ $thumbprint }`, and send it in { $place }.

start-over = Start over with a new { $message }.

person = Nothing in the message helps: the person has to decide first.

other-person = Nothing in the message helps: the person whom it asks for has to sign in.

nobody = Nothing that the application could change helps: the person said no.

operator = Nothing that the sender could change helps: the operator of the server has to register the
    client for something that this server offers, or has to allow this.

server = Nothing in the message helps: the server cannot judge it now. Send it again later.

in-query = the query
in-fragment = the fragment
in-header = the header fields
in-cookie = the cookies
in-credentials = the `Authorization` header
in-form = the form
in-json = the JSON
