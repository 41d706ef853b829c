# What is told of the way out of a refusal: what to change so that the message passes. A sentence for
# each amendment, and for what no amendment helps.

mend = Mend:

set = Send `{ $name }` once in { $place }: `{ $value }`.

remove = Leave `{ $name }` out of { $place }.

wait = Wait { $seconds } s and send it then.

replace = Send another message instead.

own = Send `{ $name }` once in { $place }, with the sender’s own value.

renew = Get a new `{ $name }`, and send that in { $place }.

renew-with = Get a new `{ $name }` with { $members }, and send that in { $place }.

sign = Sign a new `{ $name }`, and send it in { $place }.

sign-with = Sign a new `{ $name }` with { $members }, and send it in { $place }.

start-over = Begin again: this takes a new { $message }.

person = Nothing in the message helps: the person has to approve.

operator = Nothing in the message helps: the operator of the server has to change what is registered
    or allowed.

in-query = the query
in-fragment = the fragment
in-header = the header fields
in-cookie = the cookies
in-credentials = the header `Authorization`
in-form = the form
in-json = the JSON
