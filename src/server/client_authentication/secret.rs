//! A secret that the client sends, in the header or in the body; and a client without one.
//!
//! [RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header;
use subtle::ConstantTimeEq;

use crate::protocol::form;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::client_authentication::{Method, by_registered_method, not_authenticated};
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Request};

/// HTTP Basic.
pub const CLIENT_SECRET_BASIC: Method = Method {
    name: "client_secret_basic",
    is_used: |facts| facts.request.headers().contains_key(header::AUTHORIZATION),
    evidence: "Only the Authorization header has a secret.",
    client_id: |facts| basic_credentials(&facts.request).map(|(client_id, _)| client_id),
    checks: CHECKS,
    algorithms: &[],
};

/// `client_secret` in the body.
pub const CLIENT_SECRET_POST: Method = Method {
    name: "client_secret_post",
    is_used: |facts| facts.parameters.get("client_secret").is_some(),
    evidence: "Only the body has a secret.",
    client_id: client_id_in_body,
    checks: CHECKS,
    algorithms: &[],
};

/// No proof at all: what is left of a request that uses no other method.
pub const NONE: Method = Method {
    name: "none",
    is_used: |_| false,
    evidence: "There is nothing that could prove it.",
    client_id: client_id_in_body,
    checks: CHECKS,
    algorithms: &[],
};

const CHECKS: ServerTable<ClientFacts> = checks! { "client_secret":
    client_is_authenticated("client_secret") RFC_6749_3_2_1:
        "A client with a secret proves that it knows it";
};

fn client_id_in_body(facts: &ClientFacts) -> Option<String> {
    facts.parameters.get("client_id").map(str::to_owned)
}

fn client_is_authenticated(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let refuse = |detail: &str| {
        Err(not_authenticated(
            detail,
            by_registered_method(server, facts),
        ))
    };
    let Some(client) = &facts.client else {
        return refuse("No client is known.");
    };
    let sent = match basic_credentials(&facts.request) {
        Some((_, secret)) => Some(secret),
        None => facts.parameters.get("client_secret").map(str::to_owned),
    };
    match (client.secret(), sent) {
        (None, None) if !client.is_confidential() => Ok(Holds::Because(
            "It is a public client: it has no secret, and nothing proves its identity.".to_owned(),
        )),
        (None, None) => refuse("The client has a key and did not sign with it."),
        (None, Some(_)) => refuse("The client has no secret to send."),
        (Some(_), None) => refuse("The client has a secret and did not send it."),
        (Some(_), Some(_)) if !facts.uses_registered_method() => {
            refuse("The secret was not sent by the method that the client registered.")
        }
        (Some(known), Some(sent)) if bool::from(known.as_bytes().ct_eq(sent.as_bytes())) => Ok(
            Holds::Because("The secret is the registered one.".to_owned()),
        ),
        (Some(_), Some(_)) => refuse("The secret is not the registered one."),
    }
}

/// The identifier and secret of HTTP Basic, each form-decoded after the split.
pub fn basic_credentials(request: &Request) -> Option<(String, String)> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    Some((form::decode(client_id), form::decode(secret)))
}
