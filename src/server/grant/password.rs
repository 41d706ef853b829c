//! The password grant: the client sends what the person should have typed at the server.
//!
//! [RFC 6749 section 4.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.3). "The resource
//! owner password credentials grant MUST NOT be used"
//! ([RFC 9700 section 2.4](https://www.rfc-editor.org/rfc/rfc9700.html#section-2.4)): no profile
//! has it, and a policy can only switch it on to see what an old client does.

use subtle::ConstantTimeEq;

use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::endpoint::client_request::{
    ClientFacts, scope_is_allowed, takes_the_scope_sent,
};
use crate::server::endpoint::sign_in::own_name_and_password;
use crate::server::grant::{Approved, GrantType, invalid_grant, missing};
use crate::server::refusal::{Refusal, sent_once};
use crate::server::store;
use crate::server::token::TokenResponse;

/// `grant_type=password`.
pub const GRANT: GrantType = GrantType {
    name: "password",
    is_offered: |policy| policy.password_grant_is_enabled,
    checks: CHECKS,
    issue,
};

const CHECKS: ServerTable<ClientFacts> = checks! { "password":
    username_and_password_are_sent("username") RFC_6749_4_3_2:
        "A name and a password are sent, each once";
    password_is_the_users("password") RFC_6749_4_3_2: "The password is this user’s";
    scope_is_allowed("scope") RFC_6749_3_3:
        "The client may ask for this scope", skipped: takes_the_scope_sent;
};

fn username_and_password_are_sent(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let names = ["username", "password"];
    let mut expected = names.iter();
    if let Some(name) = expected.find(|name| facts.parameters.get(name).is_none()) {
        return Err(missing(name));
    }
    sent_once(&facts.parameters, &names, Place::Form)?;
    Ok(Holds::Because("They are.".to_owned()))
}

fn password_is_the_users(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let sent = |name| facts.parameters.get(name).unwrap_or_default();
    let password = sent("password").as_bytes();
    let user = server.user(sent("username"));
    match user.filter(|user| user.password.as_bytes().ct_eq(password).into()) {
        Some(user) => {
            facts.grant.subject = Some(user.subject.clone());
            Ok(Holds::Because(format!("It is that of {}.", user.username)))
        }
        None => Err(invalid_grant(
            "The name and the password do not belong together.",
            own_name_and_password(),
        )),
    }
}

fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let subject = approved.facts.subject.clone()?;
    let scope = approved.facts.scope.clone();
    let client_id = approved.client_id.to_owned();
    let grant = store::Grant::new(client_id, subject, scope.clone(), approved.now);
    let grant = server.store.add_grant(grant);
    Some(server.issue_tokens(grant, &scope, approved))
}
