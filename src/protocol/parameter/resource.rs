//! Parameters that a client shows to an API, and those of its refusals.

use super::{Parameter, optional, recommended, required};
use crate::protocol::message_kind::MessageKind::{ResourceErrorResponse, ResourceRequest};
use crate::protocol::value_kind::ValueKind;
use crate::spec;

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "access_token",
        meaning: "What lets the request in. The API checks the token's expiry and scope each \
                  time. A bearer token belongs in the Authorization header field: in an address \
                  it ends up in logs and in the browser's history.",
        value_kind: Some(ValueKind::AccessToken),
        usages: &[required(ResourceRequest, spec::RFC_6749_7)],
    },
    Parameter {
        name: "realm",
        meaning: "Names the area that the API protects, so that a client can tell one area from \
                  another.",
        value_kind: None,
        usages: &[optional(ResourceErrorResponse, spec::RFC_6750_3)],
    },
    Parameter {
        name: "error",
        meaning: "Why the API refuses: invalid_token (401) if the token is expired, revoked or \
                  malformed, insufficient_scope (403), or invalid_request (400). If the request \
                  had no token at all, the API should not send it.",
        value_kind: None,
        usages: &[recommended(ResourceErrorResponse, spec::RFC_6750_3)],
    },
    Parameter {
        name: "algs",
        meaning: "The signature algorithms that the API takes in proofs of a key, with spaces \
                  between them. Only in a DPoP challenge.",
        value_kind: None,
        usages: &[recommended(ResourceErrorResponse, spec::RFC_9449_7_1)],
    },
    Parameter {
        name: "scope",
        meaning: "The scope that the request would have needed. A client can ask for a token \
                  with it and try again.",
        value_kind: None,
        usages: &[optional(ResourceErrorResponse, spec::RFC_6750_3)],
    },
];
