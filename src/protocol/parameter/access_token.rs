//! The header and the claims of an access token that is a JWT, and what introspection answers of
//! one.

use super::{Parameter, TOKEN_IS_BOUND, optional, recommended, required, required_if};
use crate::protocol::message_kind::MessageKind::{AccessToken, IntrospectionResponse};
use crate::spec;

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "typ",
        meaning: "at+jwt: this is an access token. The API refuses any other type, so that an ID \
                  token or another JWT of the same server does not pass for one.",
        value_kind: None,
        usages: &[required(AccessToken, spec::RFC_9068_2_1)],
    },
    Parameter {
        name: "alg",
        meaning: "The algorithm of the signature. It is never none in an access token, and the \
                  API accepts only algorithms that it expects: an attacker who could choose \
                  it might forge a token.",
        value_kind: None,
        usages: &[required(AccessToken, spec::RFC_7515_4_1_1)],
    },
    Parameter {
        name: "kid",
        meaning: "A hint which key signed the token. The API looks for it among the keys \
                  that the server publishes at jwks_uri and uses no others.",
        value_kind: None,
        usages: &[optional(AccessToken, spec::RFC_7515_4_1_4)],
    },
    Parameter {
        name: "iss",
        meaning: "The authorization server that issued the token. The API compares it with the \
                  issuer that it trusts; they have to match exactly.",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "exp",
        meaning: "The moment from which the token is no longer accepted, in seconds since 1970 \
                  (UTC). It bounds the time in which a stolen token is of use.",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "aud",
        meaning: "The API that the token is for. Every other API refuses it; without this check, \
                  an API that receives a token could use it at another one.",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "sub",
        meaning: "Whom the token is about: the user, or the client itself where no user takes \
                  part. If a client could choose its own identifier freely, it might choose that \
                  of a user.",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "cnf",
        meaning: "The key that the token is bound to: jkt is its thumbprint. The binding is worth \
                  nothing at an API that takes the token without a proof of that key.",
        value_kind: None,
        usages: &[
            required_if(TOKEN_IS_BOUND, AccessToken, spec::RFC_9449_6_1),
            required_if(TOKEN_IS_BOUND, IntrospectionResponse, spec::RFC_9449_6_2),
        ],
    },
    Parameter {
        name: "client_id",
        meaning: "The client that the token was issued to.",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "iat",
        meaning: "The moment at which the token was issued, in seconds since 1970 (UTC).",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "jti",
        meaning: "An identifier that no other token has, so that one token can be named, for \
                  example to revoke it.",
        value_kind: None,
        usages: &[
            required(AccessToken, spec::RFC_9068_2_2),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
    Parameter {
        name: "scope",
        meaning: "What the token permits. The API compares it with what the request needs and \
                  refuses the request if something is missing.",
        value_kind: None,
        usages: &[
            recommended(AccessToken, spec::RFC_9068_2_2_3),
            optional(IntrospectionResponse, spec::RFC_7662_2_2),
        ],
    },
];
