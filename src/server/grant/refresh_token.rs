//! Refreshing: a new access token without the person.
//!
//! [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6)

use crate::protocol::message::Place;
use crate::protocol::scope::Scope;
use crate::protocol::value_kind::ValueKind;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::endpoint::authorization::requested_scope;
use crate::server::endpoint::client_request::{ClientFacts, takes_the_scope_sent};
use crate::server::grant::{Approved, GrantType, invalid_grant, missing, unknown};
use crate::server::mend::Mend;
use crate::server::refusal::{Consequence, Refusal};
use crate::server::store::{self, RefreshToken, Successor};
use crate::server::token::{TokenResponse, spent};

/// `grant_type=refresh_token`.
pub const GRANT: GrantType = GrantType {
    name: "refresh_token",
    is_offered: |_| true,
    checks: CHECKS,
    issue,
};

const CHECKS: ServerTable<ClientFacts> = checks! { "refresh_token":
    refresh_token_is_sent("refresh_token") RFC_6749_6: "A refresh token is sent";
    refresh_token_was_issued_to_the_client("refresh_token") RFC_6749_6:
        "The refresh token is one that this server gave to this client", skipped: takes_any_token;
    refresh_token_is_not_revoked("refresh_token") RFC_6749_5_2:
        "The refresh token’s family has not been revoked";
    refresh_token_has_not_been_replaced("refresh_token") RFC_9700_4_14_2:
        "The refresh token has not been used and replaced before";
    refresh_token_has_not_expired("refresh_token") RFC_6749_5_2:
        "The refresh token has not expired";
    scope_was_granted("scope") RFC_6749_6:
        "The scope is within what was granted", skipped: takes_the_scope_sent;
};

fn refresh_token_is_sent(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match facts.parameters.get("refresh_token") {
        Some(_) => Ok(Holds::Because("There is one.".to_owned())),
        None => Err(missing("refresh_token")),
    }
}

/// The mend of a request whose refresh token is good no more, or never was.
fn with_a_new_token() -> Mend {
    Mend::renew(Place::Form, "refresh_token", &[])
}

fn found<'a>(
    server: &'a AuthorizationServer,
    facts: &'a ClientFacts,
) -> Result<(&'a RefreshToken, &'a store::Grant), Refusal> {
    let token = facts.grant.refresh_token.as_ref().map(|(_, token)| token);
    let token = token.ok_or_else(|| unknown(facts, "refresh_token"))?;
    let grant = server
        .store
        .grant(token.grant)
        .ok_or_else(|| unknown(facts, "refresh_token"))?;
    Ok((token, grant))
}

fn refresh_token_was_issued_to_the_client(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let text = facts
        .parameters
        .get("refresh_token")
        .unwrap_or_default()
        .to_owned();
    let refuse = |detail: String| {
        let wire = "The refresh token is not one that was issued to this client.";
        Err(invalid_grant(wire, with_a_new_token()).with_detail(detail))
    };
    let store = &server.store;
    let Some(token) = store.refresh_tokens.get(&text) else {
        return refuse("This server has never issued this refresh token.".to_owned());
    };
    match store.grant(token.grant) {
        Some(grant) if grant.client_id == facts.client_id() => {
            facts.grant.refresh_token = Some((text, token.clone()));
            Ok(Holds::Because(format!(
                "It was issued to {}.",
                facts.client_id()
            )))
        }
        grant => {
            let owner = grant
                .map(|grant| grant.client_id.as_str())
                .unwrap_or_default();
            refuse(format!("It was issued to {owner}."))
        }
    }
}

/// The refresh token of whichever client.
fn takes_any_token(server: &AuthorizationServer, facts: &mut ClientFacts) {
    let text = facts.parameters.get("refresh_token").unwrap_or_default();
    let token = server.store.refresh_tokens.get(text);
    facts.grant.refresh_token = token.map(|token| (text.to_owned(), token.clone()));
}

fn refresh_token_is_not_revoked(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let (_, grant) = found(server, facts)?;
    if grant.is_revoked {
        Err(invalid_grant(
            "The refresh token has been revoked.",
            with_a_new_token(),
        ))
    } else {
        Ok(Holds::Because(
            "Nothing of this family has been revoked.".to_owned(),
        ))
    }
}

/// A replaced token in use means that two parties hold it, and nobody can tell which is the thief.
fn refresh_token_has_not_been_replaced(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let (token, _) = found(server, facts)?;
    let Some(successor) = &token.successor else {
        let client = facts.client.as_ref();
        let rotates = client.is_some_and(|client| server.policy.rotates_for(client));
        return Ok(if rotates {
            Holds::Because("It is the newest of its family.".to_owned())
        } else {
            Holds::NotApplicable
        });
    };
    let age = facts.now.since(successor.made_at);
    let grace = server.policy.refresh_grace_seconds;
    let next = server.store.refresh_tokens.get(&successor.text);
    let is_unused = next.is_some_and(|next| next.successor.is_none());
    if is_unused && age < grace {
        Ok(Holds::Because(format!(
            "It was replaced {age} s ago. Within {grace} s, and as long as its successor is \
             unused, this server allows that: the answer may have been lost."
        )))
    } else {
        Err(invalid_grant(
            "The refresh token has been used before. All tokens of this grant are revoked.",
            with_a_new_token(),
        )
        .with_consequence(Consequence::RevokeGrant(token.grant)))
    }
}

fn refresh_token_has_not_expired(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let (token, grant) = found(server, facts)?;
    let policy = &server.policy;
    let idle = facts.now.since(token.last_used_at);
    let age = facts.now.since(grant.granted_at);
    if idle >= policy.refresh_token_idle_lifetime_seconds {
        Err(invalid_grant(
            format!("The refresh token has expired: it has not been used for {idle} s."),
            with_a_new_token(),
        ))
    } else if age >= policy.refresh_token_absolute_lifetime_seconds {
        Err(invalid_grant(
            format!("The refresh token has expired: the person consented {age} s ago."),
            with_a_new_token(),
        ))
    } else {
        Ok(Holds::Because(format!(
            "It was last used, or issued, {idle} s ago."
        )))
    }
}

fn scope_was_granted(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let granted: Scope = found(server, facts)?.1.scope.clone();
    let (scope, detail) = requested_scope(&facts.parameters, &granted, "was granted")?;
    facts.grant.scope = scope;
    Ok(Holds::Because(detail))
}

fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let Approved {
        client_id,
        facts,
        now,
        effects,
        ..
    } = approved;
    let (text, token) = facts.refresh_token?;
    let tokens = server.issue_access_token(
        token.grant,
        &facts.scope,
        &facts.resources,
        facts.access_token_jkt.as_deref(),
        now,
        effects,
    );
    let id_token = server.id_token(token.grant, &facts.scope, &tokens.access_token, true, now);
    let client = server.client(client_id)?;
    let refresh_token = match token.successor {
        Some(successor) => Some(successor.text),
        None => server.policy.rotates_for(client).then(|| {
            effects.push(spent(ValueKind::RefreshToken, &text));
            server.issue_refresh_token(
                token.grant,
                Some(&text),
                facts.refresh_token_jkt,
                now,
                effects,
            )
        }),
    };
    let record = server.store.refresh_tokens.get_mut(&text)?;
    record.last_used_at = now;
    if record.successor.is_none() {
        record.successor = refresh_token
            .clone()
            .map(|text| Successor { text, made_at: now });
    }
    Some(TokenResponse {
        refresh_token,
        id_token,
        ..tokens
    })
}
