//! A token that the client signs to prove who it is, with its private key or with its secret.
//!
//! [RFC 7523 section 2.2](https://www.rfc-editor.org/rfc/rfc7523.html#section-2.2),
//! [OpenID Connect Core section 9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)

use serde_json::{Value, json};

use crate::protocol::error::ErrorCode;
use crate::protocol::jose::es256::ES256;
use crate::protocol::jose::hs256::{self, HS256};
use crate::protocol::jose::rsassa::{PS256, RS256};
use crate::protocol::jose::{self, DecodedJwt, Jwk, JwkSet, JwsError};
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::assertion::{audience, lifetime, media_type, numeric_date};
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::client::ClientAuthentication;
use crate::server::client_authentication::{
    JWT_BEARER, Method, by_registered_method, not_authenticated,
};
use crate::server::comparison::{Comparison, claim_text};
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::endpoint::metadata::Member;
use crate::server::endpoint::token;
use crate::server::mend::{Helper, Mend};
use crate::server::refusal::Refusal;

/// Signed with a private key, the public half of which is registered.
pub const PRIVATE_KEY_JWT: Method = Method {
    name: "private_key_jwt",
    is_used: |facts| has_assertion(facts) && !is_signed_with_a_secret(facts),
    evidence: "Only an assertion speaks for it.",
    client_id,
    checks: CHECKS,
    algorithms: &[ES256, PS256, RS256],
};

/// Signed with the secret that the client shares with the server.
pub const CLIENT_SECRET_JWT: Method = Method {
    name: "client_secret_jwt",
    is_used: |facts| has_assertion(facts) && is_signed_with_a_secret(facts),
    algorithms: &[HS256],
    ..PRIVATE_KEY_JWT
};

/// The algorithms that the methods of the server take at the token endpoint.
pub const SIGNING_ALGORITHMS: Member = Member {
    name: "token_endpoint_auth_signing_alg_values_supported",
    value: signing_algorithms,
};
/// Those at the revocation endpoint. Each MUST be there where metadata names a method that signs
/// ([RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)).
pub const REVOCATION_SIGNING_ALGORITHMS: Member = Member {
    name: "revocation_endpoint_auth_signing_alg_values_supported",
    value: signing_algorithms,
};
/// Those at the introspection endpoint.
pub const INTROSPECTION_SIGNING_ALGORITHMS: Member = Member {
    name: "introspection_endpoint_auth_signing_alg_values_supported",
    value: signing_algorithms,
};

fn signing_algorithms(server: &AuthorizationServer) -> Option<Value> {
    let algorithms = server
        .authentication_methods()
        .flat_map(|method| server.accepted(method.algorithms));
    let names: Vec<&str> = algorithms.map(|algorithm| algorithm.name).collect();
    Some(json!(names))
}

const CHECKS: ServerTable<ClientFacts> = checks! { "client_assertion":
    assertion_type_is_known("client_assertion_type") RFC_7521_4_2:
        "The assertion is said to be a JWT";
    authentication_method_is_registered("client_assertion") RFC_7523_2_2:
        "The client authenticates in the way that it has registered";
    assertion_is_signed_by_the_client("client_assertion") RFC_7523_3:
        "The client has signed the assertion", skipped: takes_any_signature;
    assertion_is_no_other_token("client_assertion") RFC_8725_3_11:
        "The assertion is no token of another kind";
    assertion_names_the_client("client_assertion") RFC_7523_3: "The client speaks for itself";
    assertion_is_for_this_server("client_assertion") RFC_7523_3: "The assertion is for this server";
    assertion_is_for_the_issuer_alone("client_assertion") RFC_7523BIS_4:
        "The assertion is for this server’s issuer and nobody else";
    assertion_is_current("client_assertion") RFC_7523_3: "The assertion is good now";
    assertion_is_unused("client_assertion") RFC_7523_3: "The assertion has not been used before";
};

fn assertion_type_is_known(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let typed = Mend::set(Place::Form, "client_assertion_type", JWT_BEARER);
    match facts.parameters.get("client_assertion_type") {
        Some(JWT_BEARER) => Ok(Holds::Because("It is jwt-bearer.".to_owned())),
        Some(_) => Err(not_authenticated("It is said to be something else.", typed)),
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "client_assertion_type is missing.",
            typed,
        )),
    }
}

fn authentication_method_is_registered(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let registered = facts
        .client
        .as_ref()
        .map_or("", |client| client.authentication.as_str());
    let detail = format!("It has registered {registered}.");
    if facts.uses_registered_method() {
        Ok(Holds::Because(detail))
    } else {
        Err(not_authenticated(
            detail,
            by_registered_method(server, facts),
        ))
    }
}

fn assertion_is_no_other_token(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match assertion(facts)?.1 {
        None => Ok(Holds::Because("typ does not say more.".to_owned())),
        Some(typ) if ["jwt", "client-authentication+jwt"].contains(&typ.as_str()) => {
            Ok(Holds::Because(format!("typ is {typ}.")))
        }
        Some(typ) => {
            let mend = sign(&[("typ", "client-authentication+jwt")]);
            Err(not_authenticated(format!("typ is {typ}."), mend))
        }
    }
}

fn assertion_names_the_client(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let claims = &assertion(facts)?.0.claims;
    let client_id = facts.client_id();
    let mut names = ["iss", "sub"].into_iter();
    match names.find(|name| claims[name] != client_id) {
        None => Ok(Holds::Because("iss and sub are its client_id.".to_owned())),
        Some(name) => {
            let comparison = Comparison::new(claim_text(&claims[name]), [client_id]);
            let detail = format!("{name} is not the client_id.");
            let mend = sign(&[("iss", client_id), ("sub", client_id)]);
            Err(not_authenticated(detail, mend).with_comparison(comparison))
        }
    }
}

fn assertion_is_for_this_server(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let token_endpoint = server.url(token::ENDPOINT.path);
    let endpoint = server.url(facts.request.uri().path());
    let names = [server.issuer.clone(), token_endpoint, endpoint];
    is_for(facts, &names, false)
}

fn assertion_is_for_the_issuer_alone(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    if !server.policy.assertion_audience_is_the_issuer_alone {
        return Ok(Holds::NotApplicable);
    }
    let names = [server.issuer.clone()];
    is_for(facts, &names, true)
}

fn is_for(facts: &ClientFacts, names: &[String], alone: bool) -> Result<Holds, Refusal> {
    let claims = &assertion(facts)?.0.claims;
    audience(claims, names, alone)
        .map(Holds::Because)
        .map_err(|detail| {
            let comparison = Comparison::new(claim_text(&claims["aud"]), names);
            let mend = sign(&[("aud", names.first().map_or("", String::as_str))]);
            not_authenticated(detail, mend).with_comparison(comparison)
        })
}

fn assertion_is_current(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let claims = &assertion(facts)?.0.claims;
    lifetime(claims, facts.now, server.policy.clock_skew_seconds)
        .map(Holds::Because)
        .map_err(|detail| not_authenticated(detail, sign(&[])))
}

/// The mend that signs another assertion, with `members`.
fn sign(members: &[(&str, &str)]) -> Mend {
    Mend::sign(Place::Form, "client_assertion", members)
}

/// Believes the assertion, whoever has signed it.
fn takes_any_signature(_: &AuthorizationServer, facts: &mut ClientFacts) {
    facts.client_assertion = unverified(facts);
}

fn has_assertion(facts: &ClientFacts) -> bool {
    facts.parameters.get("client_assertion").is_some()
}

/// The assertion as it was sent. Nothing of it is verified.
fn unverified(facts: &ClientFacts) -> Option<DecodedJwt> {
    jose::decode(facts.parameters.get("client_assertion")?)
}

fn is_signed_with_a_secret(facts: &ClientFacts) -> bool {
    unverified(facts).is_some_and(|jwt| jwt.header["alg"] == HS256.name)
}

/// `client_id` is optional beside an assertion, which names the client itself
/// ([RFC 7521 section 4.2](https://www.rfc-editor.org/rfc/rfc7521.html#section-4.2)).
fn client_id(facts: &ClientFacts) -> Option<String> {
    let subject = unverified(facts)?.claims["sub"].as_str().map(str::to_owned);
    subject.or_else(|| facts.parameters.get("client_id").map(str::to_owned))
}

/// The verified assertion, with the type that it says it has.
fn assertion(facts: &ClientFacts) -> Result<(&DecodedJwt, Option<String>), Refusal> {
    let jwt = facts.client_assertion.as_ref();
    jwt.map(|jwt| (jwt, media_type(jwt)))
        .ok_or_else(|| not_authenticated("No assertion is verified.", sign(&[])))
}

fn assertion_is_signed_by_the_client(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let authentication = facts.client.as_ref().map(|client| &client.authentication);
    let keys = match authentication {
        Some(ClientAuthentication::PrivateKeyJwt { keys }) => keys.clone(),
        Some(ClientAuthentication::ClientSecretJwt { client_secret }) => JwkSet {
            keys: vec![hs256::verification_key(client_secret.as_bytes())],
        },
        _ => {
            let mend = by_registered_method(server, facts);
            return Err(not_authenticated("The client has registered no key.", mend));
        }
    };
    let token = facts.parameters.get("client_assertion").unwrap_or_default();
    let mut algorithms = server.accepted(facts.method.map_or(&[][..], |method| method.algorithms));
    let client = facts.client.as_ref();
    if let Some(only) = client.and_then(|client| client.assertion_algorithm.as_deref()) {
        algorithms.retain(|algorithm| algorithm.name == only);
    }
    match jose::verify(token, &keys, &algorithms) {
        Ok(jwt) => {
            let algorithm = jwt.header["alg"].as_str().unwrap_or_default().to_owned();
            facts.client_assertion = Some(jwt);
            Ok(Holds::Because(format!(
                "The {algorithm} signature fits what is registered."
            )))
        }
        Err(reason) => {
            let detail = match reason {
                JwsError::Malformed => "It is not a signed token at all.",
                JwsError::Algorithm => {
                    "Its header names an algorithm that this method does not take."
                }
                JwsError::Critical => "Its header has extensions that this server does not know.",
                JwsError::UnknownKey => "Its key is not one that the client has registered.",
                JwsError::Signature => "The signature does not fit the content.",
            };
            let registered = client.and_then(|client| client.assertion_algorithm.as_deref());
            let with = registered.map(|name| ("alg", name));
            let is_taken = |name: &str| algorithms.iter().any(|known| known.name == name);
            let is_usable = |key: &Jwk| key.alg.as_deref().is_none_or(is_taken);
            let mend = match keys.keys.iter().any(is_usable) {
                true => sign(with.as_slice()),
                false => Mend::NotByTheSender(Helper::Operator),
            };
            Err(not_authenticated(detail, mend))
        }
    }
}

/// An address of an endpoint as the audience lets whoever runs another server, and tells the
/// client that address, collect assertions for this one.
fn assertion_is_unused(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    if !server.policy.assertions_are_good_once {
        return Ok(Holds::NotApplicable);
    }
    let claims: &Value = &assertion(facts)?.0.claims;
    let expires_at = numeric_date(&claims["exp"]).unwrap_or(facts.now);
    let of_client = ("client assertion", facts.client_id());
    let unused = server.unused_identifier(of_client, &claims["jti"], expires_at);
    let unused = unused.map_err(|detail| not_authenticated(detail, sign(&[])))?;
    facts.used_identifiers.push(unused);
    Ok(Holds::Because("Its jti is new.".to_owned()))
}
