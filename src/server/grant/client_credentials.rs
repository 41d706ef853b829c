//! The client credentials grant: a client on its own behalf.
//!
//! [RFC 6749 section 4.4](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4)

use crate::protocol::error::ErrorCode;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::endpoint::client_request::{
    ClientFacts, scope_is_allowed, takes_the_scope_sent,
};
use crate::server::grant::{Approved, GrantFacts, GrantType};
use crate::server::mend::{Helper, Mend};
use crate::server::refusal::Refusal;
use crate::server::store;
use crate::server::token::TokenResponse;

/// `grant_type=client_credentials`.
pub const GRANT: GrantType = GrantType {
    name: "client_credentials",
    is_offered: |_| true,
    checks: CHECKS,
    issue,
};

const CHECKS: ServerTable<ClientFacts> = checks! { "client_credentials":
    client_is_confidential("client_id") RFC_6749_4_4: "The client has credentials of its own";
    scope_is_allowed("scope") RFC_6749_3_3:
        "The client may ask for this scope", skipped: takes_the_scope_sent;
};

pub(super) fn client_is_confidential(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let client = facts.client.as_ref();
    if client.is_some_and(|client| client.is_confidential()) {
        Ok(Holds::Because("It has proved who it is.".to_owned()))
    } else {
        Err(Refusal::new(
            ErrorCode::UnauthorizedClient,
            "A public client has no credentials: it cannot use this grant.",
            Mend::NotByTheSender(Helper::Operator),
        ))
    }
}

/// The subject of tokens that a client has for itself: never that of a user
/// ([RFC 9700 section 4.15.1](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.15.1)).
pub(super) fn subject(client_id: &str) -> String {
    format!("client:{client_id}")
}

/// No refresh token: the client can ask again
/// ([section 4.4.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4.3)).
fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let GrantFacts {
        scope,
        resources,
        access_token_jkt,
        ..
    } = approved.facts;
    let grant = server.store.add_grant(store::Grant::new(
        approved.client_id.to_owned(),
        subject(approved.client_id),
        scope.clone(),
        approved.now,
    ));
    let jkt = access_token_jkt.as_deref();
    Some(server.issue_access_token(
        grant,
        &scope,
        &resources,
        jkt,
        approved.now,
        approved.effects,
    ))
}
