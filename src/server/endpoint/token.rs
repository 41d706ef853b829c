//! The token endpoint: trades a grant for tokens.
//!
//! [RFC 6749 section 3.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.2)

use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::client_request::{self, ClientFacts, error_response};
use crate::server::fault::Alteration;
use crate::server::grant::{Approved, GrantType};
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Handled, Request, json_response};

/// The address that metadata names as `token_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/token",
    methods: &[Method::POST],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::TokenRequest,
    handle,
};

/// The checks between those of every client request and those of the grant.
pub const CHECKS: ServerTable<ClientFacts> = checks! { "token_request":
    grant_type_is_supported("grant_type") RFC_6749_5_2: "The server knows this grant_type";
    client_may_use_the_grant("grant_type") RFC_6749_5_2:
        "The client is registered for this grant_type";
};

fn grant_type_is_supported(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match (facts.parameters.get("grant_type"), grant(server, facts)) {
        (None, _) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "grant_type is missing.",
            name_a_grant(server, facts),
        )),
        (Some(name), Ok(_)) => Ok(Holds::Because(format!("grant_type is {name}."))),
        (Some(_), Err(refusal)) => Err(refusal),
    }
}

fn client_may_use_the_grant(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    facts.client_may_use(grant(server, facts).map_or("", |grant| grant.name))
}

/// The grant that the request names.
///
/// # Errors
/// `unsupported_grant_type` if the server does not offer it.
pub(super) fn grant(
    server: &AuthorizationServer,
    facts: &ClientFacts,
) -> Result<&'static GrantType, Refusal> {
    let name = facts.parameters.get("grant_type").unwrap_or_default();
    let mut grants = server.capabilities.offered_grants(&server.policy);
    grants.find(|grant| grant.name == name).ok_or_else(|| {
        Refusal::new(
            ErrorCode::UnsupportedGrantType,
            "This server does not know this grant_type.",
            name_a_grant(server, facts),
        )
    })
}

/// The mend that names a grant which the client may use: that of which the request has the
/// parameter, e.g. `code`, or the first.
fn name_a_grant(server: &AuthorizationServer, facts: &ClientFacts) -> Mend {
    let client = facts.client.as_ref();
    let grants = server.capabilities.offered_grants(&server.policy);
    let names = grants.map(|grant| grant.name);
    let usable: Vec<&str> = names
        .filter(|name| client.is_some_and(|client| client.may_use_grant(name)))
        .collect();
    let is_sent = |grant: &&&str| {
        let mut parameters = facts.parameters.iter();
        parameters.any(|(name, _)| name != "grant_type" && grant.ends_with(name))
    };
    let sent = usable.iter().find(is_sent).or(usable.first());
    Mend::set_to_first(Place::Form, "grant_type", sent.copied())
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut effects = Vec::new();
    let mut facts = ClientFacts::new(request, now);
    let verdict = accept(server, &mut facts, &mut checks);
    let client_id = facts.client_id().to_owned();
    let may_refresh = facts
        .client
        .as_ref()
        .is_some_and(|client| client.may_use_grant("refresh_token"));
    let found = facts.grant;
    let used = facts.used_identifiers;
    let issued = verdict.and_then(|grant| {
        let approved = Approved {
            client_id: &client_id,
            may_refresh,
            facts: found,
            now,
            effects: &mut effects,
        };
        (grant.issue)(server, approved).ok_or_else(|| {
            Refusal::new(
                ErrorCode::InvalidGrant,
                "There is nothing for which tokens could be issued.",
                Mend::StartOver(MessageKind::AuthorizationRequest),
            )
        })
    });
    if issued.is_ok() {
        server.remember(used, now);
    }
    let error = issued.as_ref().err().map(|refusal| refusal.error);
    let (mut response, kind) = match issued {
        Ok(mut tokens) => {
            for alteration in server.alterations() {
                if let Alteration::TokenResponse(alter) = alteration {
                    alter(&mut tokens);
                }
            }
            (
                json_response(StatusCode::OK, &tokens, &server.policy),
                MessageKind::TokenResponse,
            )
        }
        Err(refusal) => {
            let response = error_response(server, &refusal);
            server.apply(refusal.consequence, now, &mut effects);
            (response, MessageKind::TokenErrorResponse)
        }
    };
    if let Some(dpop) = server.capabilities.dpop {
        (dpop.complete)(server, error, now, &mut response);
    }
    let handled = Handled::new(response, kind);
    Handled {
        checks,
        effects,
        ..handled
    }
}

fn accept(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
    checks: &mut Vec<CheckOutcome>,
) -> Result<&'static GrantType, Refusal> {
    client_request::accept(server, facts, server.capabilities.token_order, checks)?;
    grant(server, facts)
}
