story = A token bound to a key
    .why = A bearer token works for whoever holds it. This one is bound to a key: each call comes with
    a fresh proof that the caller has the private key (DPoP), and a thief with the token alone gets
    nothing.

makes-a-key = { $client } generates a key pair
    .why = The private key stays in the memory of the service. The public key goes along with every
    proof, so that nobody has to register it.

asks-with-proof = { $client } asks for a token and proves that it has the key
    .why = The header field `DPoP` carries a JWT, signed with the private key. It is good for one
    request: it names the method (`htm`), the address (`htu`) and the time (`iat`), and has an
    identifier of its own (`jti`).

checks-client-and-proof = The server checks the client, the proof and what is asked for
    .why = The proof has to be signed with the key in its header, be new, and be made for this method
    and this address. All other checks are the same as without DPoP.

sends-bound-token = The authorization server sends an access token bound to the key
    .why = `token_type` is `DPoP`: the token is of no use without proofs. The server has bound it to the
    key by the thumbprint of the public key (`cnf`, `jkt`), which the API reads when it checks the
    token.

calls-with-proof = { $client } calls the API with a new proof
    .why = The scheme is `DPoP` in place of `Bearer`. This proof also has the hash of the access token
    (`ath`): it fits this token, this method and this address, and only for a short time.

api-answers = The API answers with the reports
    .why = The token is good, and the caller has the key that it is bound to.

log-keeps-the-token = A log keeps the access token, and a thief reads it
    .why = An access token travels with every call, so logs of servers and proxies may keep it. The
    private key is never sent, so none of them has it.

thief-sends-bearer = The thief sends the token as a bearer token
    .why = With a token that is not bound to a key, that would be enough.

api-wants-the-key = The API refuses: `invalid_token`
    .why = The token says that it is bound to a key, so `Bearer` is not enough. An API that overlooked
    `cnf` would let the thief in: the binding protects only where it is checked.

thief-sends-own-proof = The thief makes a key of its own and sends a proof
    .why = The proof is right in all but one respect: it is made with the thief’s key.

api-knows-the-key = The API refuses: `invalid_token`
    .why = The thumbprint of the key in the proof is not the one in the token’s `cnf`. Only the server
    can bind a token to another key.

thief-has-nothing = The thief has the token, but not the key, and gets nothing.

thief-got-in = The thief got in with the token alone.
