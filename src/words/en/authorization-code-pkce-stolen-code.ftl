story = A stolen code
    .why = The code travels through the browser, where it can be read. A thief who is faster than
    the application sends it to the token endpoint, without the `code_verifier` that has never left
    the application.

extension-copies-addresses = An extension of the browser copies the addresses
    .why = It may see addresses as they are opened, and nothing of what is in the pages. The one
    that led back to the page had the `code` and the `state`, an earlier one the `code_challenge`.
    The thief’s program has them at once, and is quicker than the page. Could it read the page, it
    would find the `code_verifier` in `sessionStorage`, and PKCE would not help.

thief-sends-code = The thief sends the stolen code
    .why = The `client_id` is public, and a public client shows no secret. Without PKCE the server
    could not tell the thief from the application.

thief-tries-challenge = The thief tries the `code_challenge` as the `code_verifier`
    .why = It has the right length. With the method `plain` it would be the verifier itself; with
    `S256` the verifier can neither be computed from it nor guessed, as it was made from 256 random
    bits.

checks-code-and-verifier = The server checks the `code` and the `code_verifier`
    .why = The code was stored together with the `code_challenge` of the request that it answers. So
    a verifier has to come with it, and its hash has to equal the challenge.

-no-proof = What was sent does not prove that it comes from whoever started the sign-in. This server
    leaves the code as good as before

refuses-without-harm = The server refuses the thief: `invalid_grant`
    .why = { -no-proof }, and a code that comes again without its verifier revokes nothing either:
    else whoever has seen a code could spoil the sign-in.

refuses-before-the-application = { refuses-without-harm }
    .why = { -no-proof }. Had the thief come after the application, it would have been a second use,
    and the tokens would have been revoked; OAuth 2.1 asks for that only where the rest of the
    request is valid.

sends-the-thief-tokens = The authorization server sends the thief tokens
    .why = Nothing tells the thief from the application.

thief-has-tokens = The thief has got tokens for the code.

thief-has-nothing = The thief had the code, but not the verifier, and has got nothing.
