//! The members of the server's metadata and of its key set.

use super::{Parameter, optional, recommended, required, required_if};
use crate::protocol::message_kind::MessageKind::MetadataResponse;
use crate::spec;

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "issuer",
        meaning: "The server's identifier, an https address without query or fragment. If it is \
                  not the one that the client asked about, the client must not use the document: \
                  it may come from an attacker.",
        value_kind: None,
        usages: &[required(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "authorization_endpoint",
        meaning: "Where the client sends the user's browser, for the user to sign in and to \
                  consent.",
        value_kind: None,
        usages: &[required_if(
            "the server supports a grant that uses it",
            MetadataResponse,
            spec::RFC_8414_2,
        )],
    },
    Parameter {
        name: "token_endpoint",
        meaning: "Where the client presents a code, a refresh token, a device code or its own \
                  credentials, and gets an access token.",
        value_kind: None,
        usages: &[required_if(
            "the server supports any grant but the implicit one",
            MetadataResponse,
            spec::RFC_8414_2,
        )],
    },
    Parameter {
        name: "jwks_uri",
        meaning: "Where the server's public keys are. With them an API verifies the signature of \
                  an access token that is a JWT.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "scopes_supported",
        meaning: "The scopes that the server supports. It may leave some out.",
        value_kind: None,
        usages: &[recommended(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "response_types_supported",
        meaning: "The values of response_type that the server supports. A server that has turned \
                  the implicit grant off does not list token.",
        value_kind: None,
        usages: &[required(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "response_modes_supported",
        meaning: "Where the server can put its answer: in the query or in the fragment of the \
                  redirect URI. Left out, it means both.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "grant_types_supported",
        meaning: "The grants that the server supports. Left out, it means authorization_code and \
                  implicit, so a server without the implicit grant has reason to send it.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "token_endpoint_auth_methods_supported",
        meaning: "How clients can authenticate at the token endpoint: client_secret_basic (HTTP \
                  Basic), client_secret_post (in the body), none (public clients). Left out, it \
                  means client_secret_basic.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "code_challenge_methods_supported",
        meaning: "The PKCE methods that the server supports. Left out, the server does not \
                  support PKCE, so a client learns here whether it can rely on it. RFC 9700 \
                  recommends that servers publish it.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_8414_2)],
    },
    Parameter {
        name: "authorization_response_iss_parameter_supported",
        meaning: "Whether the server puts iss into its authorization responses; left out, it \
                  means false. If it is true, a client refuses an answer without iss, so that an \
                  attacker cannot evade the check by leaving it out.",
        value_kind: None,
        usages: &[required_if(
            "the server sends iss in its authorization responses",
            MetadataResponse,
            spec::RFC_9207_2_3,
        )],
    },
    Parameter {
        name: "device_authorization_endpoint",
        meaning: "Where a device that has no browser, or nothing to type with, gets its \
                  device_code and user_code.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_8628_4)],
    },
    Parameter {
        name: "keys",
        meaning: "The server's public keys. There can be several, for example while the server \
                  changes from one key to the next.",
        value_kind: None,
        usages: &[required(MetadataResponse, spec::RFC_7517_5)],
    },
    Parameter {
        name: "kty",
        meaning: "The family of algorithms that the key belongs to, e.g. EC for elliptic curves. \
                  It decides which other members the key has.",
        value_kind: None,
        usages: &[required(MetadataResponse, spec::RFC_7517_4_1)],
    },
    Parameter {
        name: "use",
        meaning: "What the public key is for: sig, to verify signatures, or enc, to encrypt.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_7517_4_2)],
    },
    Parameter {
        name: "alg",
        meaning: "The algorithm that the key is meant for, e.g. ES256.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_7517_4_4)],
    },
    Parameter {
        name: "kid",
        meaning: "The key's name. The header of a token repeats it, so that the verifier knows \
                  which of several keys to use.",
        value_kind: None,
        usages: &[optional(MetadataResponse, spec::RFC_7517_4_5)],
    },
];
