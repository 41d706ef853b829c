story = A token bound to a key
    .why = A bearer token works for whoever holds it. This one is bound to a key: each call comes with
    a fresh proof that the caller has the private key (DPoP), and a thief with the token alone gets
    nothing.

makes-a-key = { $client } makes a pair of keys
    .why = The private key stays in the memory of the service. The public key goes along with every
    proof, so that nobody has to register it.

asks-with-proof = { $client } asks for a token and proves that it has the key
    .why = The header field `DPoP` carries a JWT, signed with the private key. It is good for one
    request: it names the method (`htm`), the address (`htu`) and the time (`iat`), and has an
    identifier of its own (`jti`).

checks-client-and-proof = The server checks the proof, the client and what it asks for
    .why = The proof has to be signed with the key in its header, be new, and be made for this method
    and this address. Everything else is as without it.

sends-bound-token = The authorization server sends an access token bound to the key
    .why = `token_type` is `DPoP`: the token is of no use without proofs. The server has bound it to the
    key by the thumbprint of the public key (`cnf`, `jkt`), which the API reads when it checks the
    token.

calls-with-proof = { $client } calls the API with a new proof
    .why = The scheme is `DPoP` in place of `Bearer`. This proof also has the hash of the access token
    (`ath`): it is good for this call with this token.

api-answers = The API answers with the reports
    .why = The token is good, and the caller has the key that it is bound to.

log-keeps-the-token = A log keeps the access token, and a thief reads it
    .why = Tokens end up in logs, crash reports and copies of disks. Private keys do not travel, so
    they do not end up there.

thief-sends-bearer = The thief sends the token as a bearer token
    .why = With any other token that would be enough.

api-wants-the-key = The API refuses: `invalid_token`
    .why = The token says that it is bound to a key, so `Bearer` does not do. An API that overlooked
    `cnf` would let the thief in: the binding protects as far as it is checked.

thief-sends-own-proof = The thief makes a key of its own and sends a proof
    .why = The proof is right in all but one respect: it is made with the thief’s key.

api-knows-the-key = The API refuses: `invalid_token`
    .why = The thumbprint of the key in the proof is not the one in the token’s `cnf`. To change the
    token would break the server’s signature.

thief-has-nothing = The thief has the token, but not the key, and has got nothing.

thief-got-in = The thief got in with the token alone.
