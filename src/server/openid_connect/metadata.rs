//! Metadata of a server that speaks OpenID Connect.
//!
//! [OpenID Connect Discovery section 3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)

use serde_json::json;

use crate::server::AuthorizationServer;
use crate::server::endpoint::metadata::Member;
use crate::server::endpoint::{end_session, userinfo};
use crate::server::openid_connect::SubjectType;
use crate::server::openid_connect::claims::CLAIMS_BY_SCOPE;

pub const USERINFO_ENDPOINT: Member = Member {
    name: "userinfo_endpoint",
    value: |server| Some(server.url(userinfo::ENDPOINT.path).into()),
};

/// [RP-Initiated Logout section 2.1](https://openid.net/specs/openid-connect-rpinitiated-1_0.html#OPMetadata)
pub const END_SESSION_ENDPOINT: Member = Member {
    name: "end_session_endpoint",
    value: |server| Some(server.url(end_session::ENDPOINT.path).into()),
};

/// REQUIRED.
pub const SUBJECT_TYPES: Member = Member {
    name: "subject_types_supported",
    value: |_| Some(json!(SubjectType::ALL.map(SubjectType::as_str))),
};

/// REQUIRED.
pub const ID_TOKEN_ALGORITHMS: Member = Member {
    name: "id_token_signing_alg_values_supported",
    value: |server| Some(json!(algorithms(server))),
};

pub const USERINFO_ALGORITHMS: Member = Member {
    name: "userinfo_signing_alg_values_supported",
    value: |server| Some(json!(algorithms(server))),
};

pub const CLAIMS: Member = Member {
    name: "claims_supported",
    value: |_| {
        let by_scope = CLAIMS_BY_SCOPE.iter().flat_map(|(_, names)| names.iter());
        let names: Vec<&str> = ["sub", "iss", "aud", "iat", "exp", "auth_time", "nonce"]
            .into_iter()
            .chain(by_scope.copied())
            .collect();
        Some(json!(names))
    },
};

pub const CLAIMS_PARAMETER: Member = Member {
    name: "claims_parameter_supported",
    value: |_| Some(true.into()),
};

pub const REQUEST_PARAMETER: Member = Member {
    name: "request_parameter_supported",
    value: |_| Some(false.into()),
};

/// Who does not say so is taken to support it.
pub const REQUEST_URI_PARAMETER: Member = Member {
    name: "request_uri_parameter_supported",
    value: |_| Some(false.into()),
};

fn algorithms(server: &AuthorizationServer) -> Vec<&'static str> {
    server
        .signing_keys()
        .map(|key| key.algorithm.name)
        .collect()
}
