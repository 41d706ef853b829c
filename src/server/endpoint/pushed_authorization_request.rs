//! Pushed authorization requests: the client sends the request itself, and the browser only the
//! name that the server gave to it.
//!
//! [RFC 9126](https://www.rfc-editor.org/rfc/rfc9126.html)

use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::comparison::Comparison;
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::authorization::{self, AuthorizationFacts, Refused, Source};
use crate::server::endpoint::client_request::{self, ClientFacts, error_response};
use crate::server::endpoint::metadata::Member;
use crate::server::mend::Mend;
use crate::server::order;
use crate::server::refusal::{Refusal, sent_once};
use crate::server::store::{KEPT_AFTER_EXPIRY_SECONDS, PushedRequest};
use crate::server::{AuthorizationServer, Handled, Request, json_response};

/// The address that metadata names as `pushed_authorization_request_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/par",
    methods: &[Method::POST],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::PushedAuthorizationRequest,
    handle,
};

/// Where metadata says that requests can be pushed.
/// [Section 5](https://www.rfc-editor.org/rfc/rfc9126.html#section-5)
pub const METADATA_ENDPOINT: Member = Member {
    name: "pushed_authorization_request_endpoint",
    value: |server| server.offered_url(&ENDPOINT).map(Value::from),
};

/// Where metadata says that requests have to be pushed.
/// [Section 5](https://www.rfc-editor.org/rfc/rfc9126.html#section-5)
pub const METADATA_REQUIREMENT: Member = Member {
    name: "require_pushed_authorization_requests",
    value: |server| Some(server.policy.pushed_requests_are_required.into()),
};

/// Finds what a request means from the parameters of an address.
type Find = fn(
    &AuthorizationServer,
    Parameters,
    Timestamp,
    &mut Vec<CheckOutcome>,
) -> Result<(Parameters, Source), Refusal>;

/// Work of a server that knows pushed requests at the authorization endpoint.
pub struct PushedRequests {
    /// Takes what was pushed for the address that only names it.
    pub find: Find,
}

/// Everything.
pub static PUSHED_REQUESTS: PushedRequests = PushedRequests { find };

/// Beginning of all names of pushed requests.
/// [Section 9.3](https://www.rfc-editor.org/rfc/rfc9126.html#section-9.3)
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// Parameters of the body that are about the client, and not about the request.
const CREDENTIALS: &[&str] = &["client_secret", "client_assertion", "client_assertion_type"];

/// The checks between those of every client request and those of the authorization endpoint.
pub const CHECKS: ServerTable<ClientFacts> = checks! { "pushed_request":
    request_uri_is_not_sent("request_uri") RFC_9126_2_1:
        "What is pushed is the request and not the name of another one";
};

fn request_uri_is_not_sent(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match facts.parameters.get("request_uri") {
        None => Ok(Holds::NotApplicable),
        Some(_) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "request_uri must not be pushed.",
            Mend::remove(Place::Form, "request_uri"),
        )),
    }
}

/// Checks of an address with a `request_uri` of this server, in order.
pub const ADDRESS_CHECKS: ServerTable<AddressFacts> = checks! { "request_uri":
    parameters_are_sent_once(_) RFC_6749_3_1: "The address names one client and one request";
    client_id_stands_beside_request_uri("client_id") RFC_9126_4:
        "The address names the client, too";
    request_uri_was_given_to_the_client("request_uri") RFC_9126_2_2:
        "The server gave the request_uri to this client, for a request not yet answered",
        skipped: takes_any_request;
    request_uri_has_not_expired("request_uri") RFC_9126_4: "The request_uri has not expired";
};

fn parameters_are_sent_once(
    _: &AuthorizationServer,
    facts: &mut AddressFacts,
) -> Result<Holds, Refusal> {
    sent_once(&facts.address, &["client_id", "request_uri"], Place::Query)?;
    Ok(Holds::NotApplicable)
}

fn client_id_stands_beside_request_uri(
    _: &AuthorizationServer,
    facts: &mut AddressFacts,
) -> Result<Holds, Refusal> {
    match facts.address.get("client_id") {
        Some(client_id) => Ok(Holds::Because(format!("client_id is {client_id}."))),
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "client_id is missing.",
            Mend::own(Place::Query, "client_id"),
        )),
    }
}

pub const REQUIREMENT_CHECKS: ServerTable<AuthorizationFacts> = checks! { "push_requirement":
    request_is_pushed("request_uri") RFC_9126_5: "A request that has to be pushed is";
};

fn request_is_pushed(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let client = facts.client.as_ref();
    let is_required = server.policy.pushed_requests_are_required
        || client.is_some_and(|client| client.pushes_all_requests);
    if facts.source != Source::Address {
        Ok(Holds::Because("The client sent it itself.".to_owned()))
    } else if is_required {
        Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "The request has to be pushed to the server first.",
            with_a_new_name(),
        ))
    } else {
        Ok(Holds::NotApplicable)
    }
}

/// The mend of an address that names no request of its client: the client pushes one.
fn with_a_new_name() -> Mend {
    Mend::own(Place::Query, "client_id").and(Mend::renew(Place::Query, "request_uri", &[]))
}

/// Facts of an address with a `request_uri`.
pub struct AddressFacts {
    address: Parameters,
    now: Timestamp,
    found: Option<PushedRequest>,
}

/// A successful answer.
/// [Section 2.2](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.2)
#[derive(Serialize)]
struct PushedAuthorizationResponse {
    /// REQUIRED.
    request_uri: String,
    /// REQUIRED. Seconds.
    expires_in: u64,
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut facts = ClientFacts::new(request, now);
    let pushed = match accept(server, &mut facts, &mut checks) {
        Ok(pushed) => pushed,
        Err(refusal) => {
            let mut response = error_response(server, &refusal);
            if let Some(dpop) = server.capabilities.dpop {
                (dpop.complete)(server, Some(refusal.error), now, &mut response);
            }
            let kind = MessageKind::PushedAuthorizationErrorResponse;
            return Handled {
                checks,
                ..Handled::new(response, kind)
            };
        }
    };
    server.remember(facts.used_identifiers, now);
    let request_uri = format!("{PREFIX}{}", server.random.token());
    let kept_until = pushed.expires_at.plus(KEPT_AFTER_EXPIRY_SECONDS);
    let requests = &mut server.store.pushed_requests;
    requests.insert(request_uri.clone(), pushed, kept_until, now);
    let body = PushedAuthorizationResponse {
        request_uri,
        expires_in: server.policy.pushed_request_lifetime_seconds,
    };
    let mut response = json_response(StatusCode::CREATED, &body, &server.policy);
    if let Some(dpop) = server.capabilities.dpop {
        (dpop.complete)(server, None, now, &mut response);
    }
    let handled = Handled::new(response, MessageKind::PushedAuthorizationResponse);
    Handled { checks, ..handled }
}

/// Judges the client as at the token endpoint, and its request as at the authorization endpoint.
fn accept(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
    checks: &mut Vec<CheckOutcome>,
) -> Result<PushedRequest, Refusal> {
    client_request::accept(server, facts, order::PUSHED_AUTHORIZATION, checks)?;
    let parameters = facts.parameters.without(CREDENTIALS);
    let verdict =
        authorization::accept_parameters(server, parameters.clone(), Source::Client, checks);
    verdict.map_err(|refused| match refused {
        // No person is there yet whom a page or a redirect could reach: section 2.3.
        Refused::Redirect(_, refusal) | Refused::Page(refusal) => refusal,
    })?;
    Ok(PushedRequest {
        client_id: facts.client_id().to_owned(),
        parameters,
        expires_at: facts
            .now
            .plus(server.policy.pushed_request_lifetime_seconds),
    })
}

fn find(
    server: &AuthorizationServer,
    address: Parameters,
    now: Timestamp,
    checks: &mut Vec<CheckOutcome>,
) -> Result<(Parameters, Source), Refusal> {
    let request_uri = address.get("request_uri").unwrap_or_default().to_owned();
    if !request_uri.starts_with(PREFIX) {
        return Ok((address, Source::Address));
    }
    let mut facts = AddressFacts {
        address,
        now,
        found: None,
    };
    ADDRESS_CHECKS.run(server, &mut facts, checks)?;
    let found = facts.found.map(|pushed| pushed.parameters);
    Ok((found.unwrap_or_default(), Source::Pushed { request_uri }))
}

fn request_uri_was_given_to_the_client(
    server: &AuthorizationServer,
    facts: &mut AddressFacts,
) -> Result<Holds, Refusal> {
    let name = facts.address.get("request_uri").unwrap_or_default();
    let refuse = |detail: String| {
        let wire = "This request_uri was not given to this client, or its request is answered.";
        let refusal = Refusal::new(ErrorCode::InvalidRequestUri, wire, with_a_new_name());
        Err(refusal.with_detail(detail))
    };
    match server.store.pushed_requests.get(name) {
        None => refuse("There is no request under this name.".to_owned()),
        Some(pushed) if facts.address.get("client_id") != Some(&pushed.client_id) => {
            let sent = facts.address.get("client_id").unwrap_or_default();
            let comparison = Comparison::new(sent, [&*pushed.client_id]);
            refuse(format!("{} has pushed this request.", pushed.client_id))
                .map_err(|refusal: Refusal| refusal.with_comparison(comparison))
        }
        Some(pushed) => {
            facts.found = Some(pushed.clone());
            // What else stands in the address counts for nothing: RFC 9101 section 6.3.
            Ok(Holds::Because(format!(
                "{} has pushed this request; only what was pushed counts.",
                pushed.client_id
            )))
        }
    }
}

/// The request of whichever client.
fn takes_any_request(server: &AuthorizationServer, facts: &mut AddressFacts) {
    let name = facts.address.get("request_uri").unwrap_or_default();
    facts.found = server.store.pushed_requests.get(name).cloned();
}

fn request_uri_has_not_expired(
    _: &AuthorizationServer,
    facts: &mut AddressFacts,
) -> Result<Holds, Refusal> {
    let expires_at = facts.found.as_ref().map(|pushed| pushed.expires_at);
    if expires_at.is_some_and(|expires_at| facts.now < expires_at) {
        Ok(Holds::Because("It is in time.".to_owned()))
    } else {
        Err(Refusal::new(
            ErrorCode::InvalidRequestUri,
            "The request_uri has expired.",
            with_a_new_name(),
        ))
    }
}
