//! The authorization code grant: a code, and proof of being the one that it was made for.
//!
//! [RFC 6749 section 4.1.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3)

use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::pkce;
use crate::protocol::value_kind::ValueKind;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::comparison::Comparison;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::grant::{Approved, GrantType, invalid_grant, missing, unknown};
use crate::server::mend::Mend;
use crate::server::refusal::{Consequence, Refusal};
use crate::server::store::{self, AuthorizationCode};
use crate::server::token::{TokenResponse, spent};

/// `grant_type=authorization_code`.
pub const GRANT: GrantType = GrantType {
    name: "authorization_code",
    is_offered: |_| true,
    checks: CHECKS,
    issue,
};

const CHECKS: ServerTable<ClientFacts> = checks! { "authorization_code":
    code_is_sent("code") RFC_6749_4_1_3: "A code is sent";
    code_was_issued_to_the_client("code") RFC_6749_4_1_3:
        "The code is one that this server gave to this client", skipped: takes_any_code;
    code_is_unused("code") RFC_6749_4_1_2:
        "The code has not been redeemed before" => code_is_unused_whatever_else_is_sent;
    code_has_not_expired("code") RFC_6749_4_1_2: "The code has not expired";
    redirect_uri_is_that_of_the_code("redirect_uri") RFC_6749_4_1_3:
        "redirect_uri is the one that the code was sent to";
    code_verifier_has_a_challenge("code_verifier") RFC_9700_4_8_2:
        "A code_verifier comes only where a code_challenge came before";
    code_verifier_matches_challenge("code_verifier") RFC_7636_4_6:
        "code_verifier fits the code_challenge";
    code_is_unused("code") RFC_6749_4_1_2:
        "The code has not been redeemed before" => code_is_unused_by_a_valid_request;
};

fn code_is_sent(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    match facts.parameters.get("code") {
        Some(_) => Ok(Holds::Because("There is one.".to_owned())),
        None => Err(missing("code")),
    }
}

/// The mend of a request whose code is good no more, or never was.
fn with_a_new_code() -> Mend {
    Mend::renew(Place::Form, "code", &[])
}

/// The mend of a request without the verifier that the client has made for the code.
fn with_the_own_verifier() -> Mend {
    Mend::own(Place::Form, "code_verifier")
}

fn record(facts: &ClientFacts) -> Result<&AuthorizationCode, Refusal> {
    facts
        .grant
        .code
        .as_ref()
        .map(|(_, record)| record)
        .ok_or_else(|| unknown(facts, "code"))
}

fn code_was_issued_to_the_client(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let code = facts.parameters.get("code").unwrap_or_default().to_owned();
    let wire = "The code is not one that was issued to this client.";
    match server.store.codes.get(&code) {
        None => Err(invalid_grant(wire, with_a_new_code())
            .with_detail("This server has never issued this code.")),
        Some(record) if record.client_id != facts.client_id() => {
            let detail = format!("The code was issued to {}.", record.client_id);
            Err(invalid_grant(wire, with_a_new_code()).with_detail(detail))
        }
        Some(record) => {
            facts.grant.scope = record.scope.clone();
            facts.grant.code = Some((code, record.clone()));
            Ok(Holds::Because(format!(
                "It was issued to {}.",
                facts.client_id()
            )))
        }
    }
}

/// The code of whichever client.
fn takes_any_code(server: &AuthorizationServer, facts: &mut ClientFacts) {
    let code = facts.parameters.get("code").unwrap_or_default().to_owned();
    if let Some(record) = server.store.codes.get(&code) {
        facts.grant.scope = record.scope.clone();
        facts.grant.code = Some((code, record.clone()));
    }
}

fn code_has_not_expired(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let record = record(facts)?;
    let age = facts.now.since(record.issued_at);
    let lifetime = record.expires_at.since(record.issued_at);
    if facts.now < record.expires_at {
        Ok(Holds::Because(format!(
            "It is {age} s old and good for {lifetime} s."
        )))
    } else {
        Err(invalid_grant(
            format!("The code has expired: it is {age} s old and was good for {lifetime} s."),
            with_a_new_code(),
        ))
    }
}

fn redirect_uri_is_that_of_the_code(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let record = record(facts)?;
    let has_to_be_sent =
        server.policy.redirect_uri_is_repeated_at_token_endpoint && record.redirect_uri_was_sent;
    let mend = Mend::set(Place::Form, "redirect_uri", &record.redirect_uri);
    match facts.parameters.get("redirect_uri") {
        Some(sent) if sent == record.redirect_uri => Ok(Holds::Because(
            "It is the same, character by character.".to_owned(),
        )),
        Some(sent) => {
            let wire = "redirect_uri differs from the one of the authorization request.";
            let comparison = Comparison::new(sent, [&*record.redirect_uri]);
            Err(invalid_grant(wire, mend).with_comparison(comparison))
        }
        None if has_to_be_sent => Err(invalid_grant(
            "redirect_uri is missing: the authorization request had one.",
            mend,
        )),
        None => Ok(Holds::NotApplicable),
    }
}

/// Otherwise an attacker strips the challenge from a request, and PKCE is gone unnoticed. A client
/// that left out its verifier would let that happen: it needs a code with a challenge.
fn code_verifier_has_a_challenge(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let is_refused = server.policy.verifier_without_challenge_is_refused;
    match (
        &record(facts)?.challenge,
        facts.parameters.get("code_verifier"),
    ) {
        (None, Some(_)) if is_refused => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "There is a code_verifier, but the authorization request had no code_challenge.",
            Mend::StartOver(MessageKind::AuthorizationRequest),
        )),
        (Some(_), Some(_)) if is_refused => Ok(Holds::Because("There was one.".to_owned())),
        _ => Ok(Holds::NotApplicable),
    }
}

/// With a code that has been redeemed there is nothing left to burn.
fn code_verifier_matches_challenge(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let verdict = verifier_matches_challenge(record(facts)?, facts);
    let unused = facts.grant.code.as_ref();
    let unused = unused.filter(|(_, record)| record.redeemed_for.is_none());
    verdict.map_err(|refusal| match unused {
        Some((code, _)) if server.policy.failed_verifier_burns_code => {
            refusal.with_consequence(Consequence::BurnCode(code.clone()))
        }
        _ => refusal,
    })
}

fn verifier_matches_challenge(
    record: &AuthorizationCode,
    facts: &ClientFacts,
) -> Result<Holds, Refusal> {
    match (&record.challenge, facts.parameters.get("code_verifier")) {
        (None, _) => Ok(Holds::NotApplicable),
        (Some(_), None) => Err(invalid_grant(
            "code_verifier is missing: the code is bound to a challenge.",
            with_the_own_verifier(),
        )),
        (Some(_), Some(verifier)) if !pkce::is_well_formed(verifier) => Err(invalid_grant(
            "code_verifier must have 43 to 128 characters of the allowed kind.",
            with_the_own_verifier(),
        )),
        (Some(challenge), Some(verifier)) if challenge.matches(verifier) => {
            let method = challenge.method.as_str();
            Ok(Holds::Because(format!(
                "{method}(code_verifier) is {}.",
                challenge.text
            )))
        }
        (Some(challenge), Some(verifier)) => {
            let made = challenge.method.challenge(verifier);
            Err(invalid_grant(
                "code_verifier does not match code_challenge.",
                with_the_own_verifier(),
            )
            .with_detail(format!(
                "The verifier gives {made}; the code is bound to {}.",
                challenge.text
            ))
            .with_comparison(Comparison::new(made, [&*challenge.text])))
        }
    }
}

/// Stands first: "if an authorization code is used more than once, the authorization server [...]
/// SHOULD revoke (when possible) all tokens", whatever else is wrong with the second request
/// ([RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)).
fn code_is_unused_whatever_else_is_sent(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    if server.policy.only_valid_code_replay_revokes {
        Ok(Holds::NotApplicable)
    } else {
        code_is_unused(facts)
    }
}

/// Stands last: only a request that is valid in every other way may revoke anything, or anybody
/// who has seen a code could take the tokens away
/// ([OAuth 2.1 section 7.5.2](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-16#section-7.5.2)).
fn code_is_unused_by_a_valid_request(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    if server.policy.only_valid_code_replay_revokes {
        code_is_unused(facts)
    } else {
        Ok(Holds::NotApplicable)
    }
}

fn code_is_unused(facts: &ClientFacts) -> Result<Holds, Refusal> {
    match record(facts)?.redeemed_for {
        None => Ok(Holds::Because(
            "No tokens have been issued for it.".to_owned(),
        )),
        Some(grant) => Err(invalid_grant(
            "The code has been used before. What was issued for it is revoked.",
            with_a_new_code(),
        )
        .with_consequence(Consequence::RevokeGrant(grant))),
    }
}

fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let (code, record) = approved.facts.code.clone()?;
    let grant = store::Grant::new(
        approved.client_id.to_owned(),
        record.subject,
        record.scope.clone(),
        approved.now,
    );
    let grant = server.store.add_grant(store::Grant {
        authentication: record.authentication,
        resources: record.resources,
        ..grant
    });
    server.store.codes.get_mut(&code)?.redeemed_for = Some(grant);
    approved.effects.push(spent(ValueKind::Code, &code));
    let tokens = server.issue_tokens(grant, &record.scope, approved);
    // As long as there is something to revoke, a second use has to be noticed.
    let kept_until = server.store.grants.kept_until(&grant.name())?;
    server.store.codes.keep_until(&code, kept_until);
    Some(tokens)
}
