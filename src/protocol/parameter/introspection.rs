//! Parameters of the question what a token is good for, and members of its answer. What the answer
//! has in common with a JWT access token stands there.

use super::{Parameter, optional, required, required_if};
use crate::protocol::message_kind::MessageKind::{IntrospectionRequest, IntrospectionResponse};
use crate::protocol::value_kind::ValueKind;
use crate::spec;

const AUTHENTICATES: &str = "the API authenticates with a secret";

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "client_id",
        meaning: "Names the API: it is registered as a client that can get no tokens, and the \
                  server tells it of tokens that are for it.",
        value_kind: None,
        usages: &[required_if(
            AUTHENTICATES,
            IntrospectionRequest,
            spec::RFC_7662_2_1,
        )],
    },
    Parameter {
        name: "client_secret",
        meaning: "The API's own password. Whoever asks has to prove who it is, else anybody could \
                  try out tokens here.",
        value_kind: Some(ValueKind::ClientSecret),
        usages: &[required_if(
            AUTHENTICATES,
            IntrospectionRequest,
            spec::RFC_7662_2_1,
        )],
    },
    Parameter {
        name: "token",
        meaning: "The token that the API was sent and asks about.",
        value_kind: None,
        usages: &[required(IntrospectionRequest, spec::RFC_7662_2_1)],
    },
    Parameter {
        name: "token_type_hint",
        meaning: "The kind of token that the API takes it for, so that the server finds it sooner. \
                  A wrong hint changes nothing in the answer.",
        value_kind: None,
        usages: &[optional(IntrospectionRequest, spec::RFC_7662_2_1)],
    },
    Parameter {
        name: "active",
        meaning: "Whether the token is good now: issued by this server, not expired, not revoked, \
                  and for the API that asks. Where it is false, the answer says nothing else, so \
                  that nobody learns of tokens by asking.",
        value_kind: None,
        usages: &[required(IntrospectionResponse, spec::RFC_7662_2_2)],
    },
    Parameter {
        name: "token_type",
        meaning: "How the token is sent: Bearer, or DPoP for one that is bound to a key.",
        value_kind: None,
        usages: &[optional(IntrospectionResponse, spec::RFC_7662_2_2)],
    },
];
