//! The revocation endpoint: a client says that it needs a token no more.
//!
//! [RFC 7009](https://www.rfc-editor.org/rfc/rfc7009.html)

use http::Method;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::client_request::{self, ClientFacts, error_response};
use crate::server::endpoint::metadata::Member;
use crate::server::mend::{Helper, Mend};
use crate::server::order;
use crate::server::policy::AccessTokenRevocation;
use crate::server::presented_token::{PresentedToken, token_is_sent_once};
use crate::server::refusal::Refusal;
use crate::server::store::AccessToken;
use crate::server::{AuthorizationServer, Handled, Request, Response, forbid_caching};

/// The address that metadata names as `revocation_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/revoke",
    methods: &[Method::POST],
    is_for_scripts: true,
    request_kind: MessageKind::RevocationRequest,
    is_offered: |_| true,
    handle,
};

/// Where metadata says it is
/// ([RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)).
pub const ADDRESS: Member = Member {
    name: "revocation_endpoint",
    value: |server| Some(server.url(ENDPOINT.path).into()),
};

/// How metadata says that callers authenticate.
pub const AUTHENTICATION_METHODS: Member = Member {
    name: "revocation_endpoint_auth_methods_supported",
    value: |server| {
        Some(
            server
                .metadata()
                .token_endpoint_auth_methods_supported
                .into(),
        )
    },
};

/// Checks after those of every client request. A token that nobody knows passes:
/// it is as dead as the client wants it to be
/// ([section 2.2](https://www.rfc-editor.org/rfc/rfc7009.html#section-2.2)).
pub const CHECKS: ServerTable<ClientFacts> = checks! { "revocation":
    token_is_sent_once("token") RFC_7009_2_1: "One token is sent";
    token_is_of_the_client("token") RFC_7009_2_1: "The token was issued to this client";
    token_type_can_be_revoked("token") RFC_7009_2_2_1: "The server revokes tokens of this type";
};

fn token_is_of_the_client(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match server.presented_token(facts.token()) {
        None => Ok(Holds::Because(
            "No token is known by this text, so none has to be revoked.".to_owned(),
        )),
        Some(presented) if presented.client_id() == facts.client_id() => Ok(Holds::Because(
            format!("It was issued to {}.", facts.client_id()),
        )),
        Some(presented) => {
            let wire = "The token was issued to another client.";
            let detail = format!("It was issued to {}.", presented.client_id());
            let mend = Mend::own(Place::Form, "token");
            Err(Refusal::new(ErrorCode::InvalidRequest, wire, mend).with_detail(detail))
        }
    }
}

fn token_type_can_be_revoked(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match server.presented_token(facts.token()) {
        None => Ok(Holds::NotApplicable),
        Some(PresentedToken::Access { .. })
            if server.policy.access_token_revocation == AccessTokenRevocation::Unsupported =>
        {
            Err(Refusal::new(
                ErrorCode::UnsupportedTokenType,
                "This server revokes refresh tokens only.",
                Mend::NotByTheSender(Helper::Operator),
            ))
        }
        Some(_) => Ok(Holds::Because("It does.".to_owned())),
    }
}

/// Whether an access token takes its whole grant with it. One that was traded for another client's
/// token does not: the refresh token of the grant was not issued to the client that asks
/// ([section 2.1](https://www.rfc-editor.org/rfc/rfc7009.html#section-2.1)).
fn takes_its_grant(server: &AuthorizationServer, token: &AccessToken) -> bool {
    let is_wanted = server.policy.access_token_revocation == AccessTokenRevocation::WholeGrant;
    let grant = server.store.grant(token.grant);
    is_wanted && grant.is_some_and(|grant| grant.client_id == token.client_id)
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut effects = Vec::new();
    let mut facts = ClientFacts::new(request, now);
    let verdict = client_request::accept(server, &mut facts, order::REVOCATION, &mut checks);
    let handled = match verdict {
        Err(refusal) => {
            let answer = error_response(server, &refusal);
            server.apply(refusal.consequence, now, &mut effects);
            Handled::new(answer, MessageKind::RevocationErrorResponse)
        }
        Ok(()) => {
            match server.presented_token(facts.token()) {
                None => {}
                // An invalid token has been revoked as far as can be (section 2.2). Whether the
                // server still remembers it, nobody can tell.
                Some(PresentedToken::Access { token, .. }) if token.expires_at <= now => {}
                Some(PresentedToken::Access { jti, token }) if !takes_its_grant(server, token) => {
                    server.revoke_access_token(&jti, &mut effects);
                }
                Some(presented) => {
                    let grant = presented.grant();
                    server.revoke_grant(grant, &mut effects);
                }
            }
            server.remember(facts.used_identifiers, now);
            let mut answer = Response::new(Vec::new());
            forbid_caching(&mut answer, &server.policy);
            Handled::new(answer, MessageKind::RevocationResponse)
        }
    };
    Handled {
        checks,
        effects,
        ..handled
    }
}
