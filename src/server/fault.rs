//! Faults that a server can be given, to see that a client notices.
//!
//! Each is something that a broken or hostile server does, and that a client has to refuse: the
//! failures of the client tests of the OpenID Foundation. A server has none unless somebody puts
//! one into [`AuthorizationServer::faults`].

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::protocol::error::ErrorCode;
use crate::protocol::jose::{self, Jwk, JwkSet, SigningKey, hs256};
use crate::protocol::metadata::Metadata;
use crate::server::AuthorizationServer;
use crate::server::token::TokenResponse;
use crate::spec::{self, Section};

/// Something that is wrong with the server.
pub struct Fault {
    /// The fault, as an identifier.
    pub name: &'static str,
    /// Where it is written what a client has to do about it.
    pub section: Section,
    pub alterations: [Option<Alteration>; 2],
}

/// A change that a fault makes in an answer, after everything else is done.
pub enum Alteration {
    /// The claims of an ID Token, before it is signed.
    IdTokenClaims(fn(&mut Map<String, Value>)),
    /// How an ID Token is signed.
    IdTokenSignature(fn(&SigningKey, &Map<String, Value>) -> String),
    /// The claims of a UserInfo response.
    UserInfo(fn(&mut Map<String, Value>)),
    /// The parameters of an authorization response.
    AuthorizationResponse(for<'a> fn(&mut Vec<(&'a str, &'a str)>)),
    /// Every form of a client is turned away.
    Overload,
    /// An authorization request that is right is refused.
    AuthorizationError(ErrorCode),
    /// The answer of the token endpoint.
    TokenResponse(fn(&mut TokenResponse)),
    /// The metadata of the server.
    Metadata(fn(&mut Metadata)),
    /// The keys that it publishes.
    Keys(fn(&mut JwkSet)),
}

const fn fault(name: &'static str, section: Section, alteration: Alteration) -> Fault {
    Fault {
        name,
        section,
        alterations: [Some(alteration), None],
    }
}

/// Another server than this one.
const SOMEBODY_ELSE: &str = "https://attacker.example.net";

/// Every fault, by name.
pub static FAULTS: &[Fault] = &[
    fault(
        "id_token_issuer_is_another",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            set(claims, "iss", SOMEBODY_ELSE);
        }),
    ),
    fault(
        "id_token_issuer_is_missing",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            claims.remove("iss");
        }),
    ),
    fault(
        "id_token_subject_is_missing",
        spec::OPENID_CONNECT_2,
        Alteration::IdTokenClaims(|claims| {
            claims.remove("sub");
        }),
    ),
    fault(
        "id_token_subject_is_another",
        spec::OPENID_CONNECT_12_2,
        Alteration::IdTokenClaims(|claims| {
            set(claims, "sub", "somebody-else");
        }),
    ),
    fault(
        "id_token_audience_is_another",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            set(claims, "aud", "somebody-else");
        }),
    ),
    fault(
        "id_token_audience_is_missing",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            claims.remove("aud");
        }),
    ),
    fault(
        "id_token_time_of_issue_is_missing",
        spec::OPENID_CONNECT_2,
        Alteration::IdTokenClaims(|claims| {
            claims.remove("iat");
        }),
    ),
    fault(
        "id_token_is_expired",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            let issued_at = claims["iat"].as_u64().unwrap_or_default();
            let hour_before = json!(issued_at.saturating_sub(3600));
            claims.insert("exp".to_owned(), hour_before);
        }),
    ),
    fault(
        "id_token_nonce_is_another",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            replace(claims, "nonce", "somebody-elses-nonce");
        }),
    ),
    fault(
        "id_token_nonce_is_missing",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenClaims(|claims| {
            claims.remove("nonce");
        }),
    ),
    fault(
        "id_token_at_hash_is_another",
        spec::OPENID_CONNECT_3_1_3_8,
        Alteration::IdTokenClaims(|claims| {
            replace(claims, "at_hash", "AAAAAAAAAAAAAAAAAAAAAA");
        }),
    ),
    fault(
        "id_token_c_hash_is_another",
        spec::OPENID_CONNECT_3_3_2_10,
        Alteration::IdTokenClaims(|claims| {
            replace(claims, "c_hash", "AAAAAAAAAAAAAAAAAAAAAA");
        }),
    ),
    fault(
        "id_token_signature_is_another",
        spec::OPENID_CONNECT_3_1_3_7,
        Alteration::IdTokenSignature(|key, claims| {
            let token = key.sign("JWT", claims);
            let (input, _) = token.rsplit_once('.').unwrap_or_default();
            format!("{input}.{}", jose::encode(key.signature(b"something else")))
        }),
    ),
    fault(
        "id_token_is_not_signed",
        spec::RFC_8725_3_1,
        Alteration::IdTokenSignature(|_, claims| {
            let header = json!({ "alg": "none", "typ": "JWT" });
            format!("{}.{}.", encoded(&header), encoded(claims))
        }),
    ),
    fault(
        "id_token_is_signed_with_the_public_key_as_secret",
        spec::RFC_8725_3_1,
        Alteration::IdTokenSignature(sign_with_public_key),
    ),
    fault(
        "id_token_key_is_unknown",
        spec::OPENID_CONNECT_10_1,
        Alteration::IdTokenSignature(|key, claims| sign_under_name(key, "nobodys-key", claims)),
    ),
    // A client that has the keys already has to fetch them once more, and to accept.
    Fault {
        name: "signing_key_is_rotated",
        section: spec::OPENID_CONNECT_10_1_1,
        alterations: [
            Some(Alteration::IdTokenSignature(|key, claims| {
                sign_under_name(key, &rotated(key.algorithm.name), claims)
            })),
            // The keys before stay, for tokens that they have signed: the access tokens.
            Some(Alteration::Keys(|keys| {
                let old = keys.keys.iter();
                let new: Vec<Jwk> = old.map(|key| under_new_name(key.clone())).collect();
                keys.keys.extend(new);
            })),
        ],
    },
    fault(
        "userinfo_subject_is_another",
        spec::OPENID_CONNECT_5_3_2,
        Alteration::UserInfo(|claims| {
            set(claims, "sub", "somebody-else");
        }),
    ),
    fault(
        "metadata_issuer_is_another",
        spec::OPENID_CONNECT_DISCOVERY_4_3,
        Alteration::Metadata(|metadata| {
            metadata.issuer = SOMEBODY_ELSE.to_owned();
        }),
    ),
    fault(
        "response_issuer_is_another",
        spec::RFC_9207_2_4,
        Alteration::AuthorizationResponse(|pairs| {
            pairs.retain(|(name, _)| *name != "iss");
            pairs.push(("iss", SOMEBODY_ELSE));
        }),
    ),
    fault(
        "response_issuer_is_missing",
        spec::RFC_9207_2_4,
        Alteration::AuthorizationResponse(|pairs| {
            pairs.retain(|(name, _)| *name != "iss");
        }),
    ),
    fault(
        "response_state_is_another",
        spec::RFC_6749_10_12,
        Alteration::AuthorizationResponse(|pairs| {
            pairs.retain(|(name, _)| *name != "state");
            pairs.push(("state", "somebody-elses-state"));
        }),
    ),
    fault(
        "response_state_is_missing",
        spec::RFC_6749_10_12,
        Alteration::AuthorizationResponse(|pairs| {
            pairs.retain(|(name, _)| *name != "state");
        }),
    ),
    fault(
        "token_type_is_unknown",
        spec::RFC_6749_7_1,
        Alteration::TokenResponse(|tokens| tokens.token_type = "unheard-of"),
    ),
    fault(
        "server_has_an_error",
        spec::RFC_6749_4_1_2_1,
        Alteration::AuthorizationError(ErrorCode::ServerError),
    ),
    Fault {
        name: "server_is_overloaded",
        section: spec::RFC_6749_4_1_2_1,
        alterations: [
            Some(Alteration::AuthorizationError(
                ErrorCode::TemporarilyUnavailable,
            )),
            Some(Alteration::Overload),
        ],
    },
];

impl Fault {
    /// The fault called `name`.
    pub fn parse(name: &str) -> Option<&'static Fault> {
        FAULTS.iter().find(|fault| fault.name == name)
    }
}

impl AuthorizationServer {
    /// All that the server's faults change.
    pub(super) fn alterations(&self) -> impl Iterator<Item = &'static Alteration> {
        let alterations = self.faults.iter().flat_map(|fault| &fault.alterations);
        alterations.flatten()
    }
}

fn set(claims: &mut Map<String, Value>, name: &str, text: &str) {
    claims.insert(name.to_owned(), text.into());
}

/// Replaces a claim that is there.
fn replace(claims: &mut Map<String, Value>, name: &str, text: &str) {
    if let Some(claim) = claims.get_mut(name) {
        *claim = text.into();
    }
}

fn encoded(part: &impl Serialize) -> String {
    jose::encode(serde_json::to_vec(part).unwrap_or_default())
}

fn rotated(algorithm: &str) -> String {
    format!("rotated-{algorithm}")
}

fn under_new_name(mut key: Jwk) -> Jwk {
    key.kid = Some(rotated(key.alg.as_deref().unwrap_or_default()));
    key
}

fn sign_under_name(key: &SigningKey, kid: &str, claims: &Map<String, Value>) -> String {
    let header = json!({ "alg": key.algorithm.name, "kid": kid, "typ": "JWT" });
    key.sign_under(&header, claims)
}

/// The public key is no secret: whoever knows it can sign so.
fn sign_with_public_key(key: &SigningKey, claims: &Map<String, Value>) -> String {
    let public = serde_json::to_vec(&key.verification_key).unwrap_or_default();
    let header = json!({ "alg": "HS256", "kid": key.verification_key.kid, "typ": "JWT" });
    hs256::signing_key(&public)
        .map(|key| key.sign_under(&header, claims))
        .unwrap_or_default()
}
