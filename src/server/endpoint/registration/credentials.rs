//! How a client that registers itself is going to prove who it is.
//!
//! [RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591.html#section-2)

use crate::protocol::jose::{Jwk, JwkError};
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::check::Holds;
use crate::server::endpoint::registration::checks::{RegistrationFacts, refusal};
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;

const METHOD: &str = "token_endpoint_auth_method";

pub(super) fn authentication_method_is_offered(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let wanted = facts.text(METHOD);
    let wanted = wanted.unwrap_or("client_secret_basic").to_owned();
    let offered = &facts.offered.token_endpoint_auth_methods_supported;
    if !offered.contains(&wanted) {
        let wire = format!("This server does not offer the token_endpoint_auth_method {wanted}.");
        let first = offered.first().map(String::as_str);
        return Err(refusal(
            wire,
            Mend::set_to_first(Place::Json, METHOD, first),
        ));
    }
    let detail = format!("It is {wanted}.");
    facts.authentication_method = wanted;
    Ok(Holds::Because(detail))
}

pub(super) fn authentication_method_fits_the_grant_types(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let is_alone = facts.client.may_use_grant("client_credentials");
    if is_alone && facts.authentication_method == "none" {
        let offered = facts.offered.token_endpoint_auth_methods_supported.iter();
        let mut methods = offered.map(String::as_str).filter(|name| *name != "none");
        Err(refusal(
            "A client without authentication cannot use client_credentials.",
            Mend::set_to_first(Place::Json, METHOD, methods.next()),
        ))
    } else {
        Ok(Holds::NotApplicable)
    }
}

/// Keys that would have to be fetched are of no use: this server calls nobody.
pub(super) fn keys_are_public(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let mut keys = facts.sent_keys().map(Jwk::parse_public);
    if keys.any(|key| key == Err(JwkError::Private)) {
        let mend = Mend::own(Place::Json, "jwks");
        return Err(refusal("jwks has a private key.", mend));
    }
    if facts.authentication_method != "private_key_jwt" {
        return Ok(Holds::NotApplicable);
    }
    match facts.keys().keys.len() {
        0 => Err(refusal(
            "private_key_jwt takes jwks with a key that this server can use.",
            Mend::own(Place::Json, "jwks"),
        )),
        count => Ok(Holds::Because(format!("There are {count}."))),
    }
}

/// "All Token Requests using these authentication methods from this Client MUST be rejected, if the
/// JWT is not signed with this algorithm"
/// ([OpenID Connect Registration section 2](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)).
pub(super) fn assertion_algorithm_is_taken(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let Some(wanted) = facts.text("token_endpoint_auth_signing_alg") else {
        return Ok(Holds::NotApplicable);
    };
    let wanted = wanted.to_owned();
    let mut methods = server.authentication_methods();
    let method = methods.find(|method| method.name == facts.authentication_method);
    let taken = server.accepted(method.map_or(&[][..], |method| method.algorithms));
    if taken.iter().any(|algorithm| algorithm.name == wanted) {
        facts.client.assertion_algorithm = Some(wanted);
        Ok(Holds::Because("The method signs with it.".to_owned()))
    } else {
        let description = "The token_endpoint_auth_method takes no assertions that are signed so.";
        let mend = Mend::remove(Place::Json, "token_endpoint_auth_signing_alg");
        Err(refusal(description, mend))
    }
}
