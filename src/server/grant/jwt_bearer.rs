//! The grant by assertion: a server that this one trusts vouches for somebody.
//!
//! [RFC 7523 section 2.1](https://www.rfc-editor.org/rfc/rfc7523.html#section-2.1)

use crate::protocol::jose::es256::ES256;
use crate::protocol::jose::rsassa::{PS256, RS256};
use crate::protocol::jose::{self, Algorithm, DecodedJwt, JwkSet};
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::assertion::{audience, lifetime, media_type, numeric_date};
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::comparison::{Comparison, claim_text};
use crate::server::endpoint::client_request::{
    ClientFacts, scope_is_allowed, takes_the_scope_sent,
};
use crate::server::endpoint::token;
use crate::server::grant::{Approved, GrantFacts, GrantType, invalid_grant, missing};
use crate::server::mend::{Helper, Mend};
use crate::server::refusal::Refusal;
use crate::server::store;
use crate::server::token::TokenResponse;

/// `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`.
pub const GRANT: GrantType = GrantType {
    name: NAME,
    is_offered: |_| true,
    checks: CHECKS,
    issue,
};

/// The `grant_type`.
pub const NAME: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Somebody else whose signed statements this server believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// Its `iss`.
    pub issuer: String,
    /// The keys that verify its signatures.
    pub keys: JwkSet,
}

const ALGORITHMS: &[Algorithm] = &[ES256, PS256, RS256];

const CHECKS: ServerTable<ClientFacts> = checks! { "jwt_bearer":
    assertion_is_sent("assertion") RFC_7523_2_1: "An assertion is sent";
    assertion_is_signed_by_a_trusted_issuer("assertion") RFC_7523_3:
        "Somebody whom this server trusts has signed the assertion", skipped: takes_any_signature;
    assertion_is_no_other_token("assertion") RFC_8725_3_11:
        "The assertion is no token of another kind";
    assertion_is_for_this_server("assertion") RFC_7523_3: "The assertion is for this server";
    assertion_is_current("assertion") RFC_7523_3: "The assertion is good now";
    assertion_is_unused("assertion") RFC_7523_3: "The assertion has not been used before";
    assertion_is_about_a_user("assertion") RFC_7523_3:
        "The assertion is about somebody whom this server knows";
    scope_is_allowed("scope") RFC_6749_3_3:
        "The client may ask for this scope", skipped: takes_the_scope_sent;
};

fn assertion_is_sent(_: &AuthorizationServer, facts: &mut ClientFacts) -> Result<Holds, Refusal> {
    match facts.parameters.get("assertion") {
        Some(_) => Ok(Holds::Because("There is one.".to_owned())),
        None => Err(missing("assertion")),
    }
}

fn assertion_is_no_other_token(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    match media_type(assertion(facts)?).as_deref() {
        None | Some("jwt") => Ok(Holds::Because("typ does not say more.".to_owned())),
        Some(typ) => Err(refusal(format!("typ is {typ}."), &[("typ", "JWT")])),
    }
}

fn assertion_is_for_this_server(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let names = [server.issuer.clone(), server.url(token::ENDPOINT.path)];
    let claims = &assertion(facts)?.claims;
    audience(claims, &names, false)
        .map(Holds::Because)
        .map_err(|detail| {
            let comparison = Comparison::new(claim_text(&claims["aud"]), &names);
            refusal(detail, &[("aud", &server.issuer)]).with_comparison(comparison)
        })
}

fn assertion_is_current(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let claims = &assertion(facts)?.claims;
    lifetime(claims, facts.now, server.policy.clock_skew_seconds)
        .map(Holds::Because)
        .map_err(|detail| refusal(detail, &[]))
}

fn assertion_is_about_a_user(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let subject = &assertion(facts)?.claims["sub"];
    let known = || server.users.iter().map(|user| &*user.subject);
    match known().find(|known| *subject == *known) {
        Some(subject) => Ok(Holds::Because(format!("sub is {subject}."))),
        None => {
            let comparison = Comparison::new(claim_text(subject), known());
            let refusal = Refusal {
                mend: Box::new(Mend::NotByTheSender(Helper::Operator)),
                ..refusal("sub is nobody's here.", &[])
            };
            Err(refusal.with_comparison(comparison))
        }
    }
}

/// "If the JWT is not valid, or the current time is not within the token's valid time window for
/// use", the error is `invalid_grant`
/// ([section 3.1](https://www.rfc-editor.org/rfc/rfc7523.html#section-3.1)).
///
/// The issuer signs another assertion, with `members`.
fn refusal(detail: impl Into<String>, members: &[(&str, &str)]) -> Refusal {
    let wire = "The assertion is not one that this server accepts.";
    let mend = Mend::sign(Place::Form, "assertion", members);
    invalid_grant(wire, mend).with_detail(detail)
}

/// The verified assertion.
fn assertion(facts: &ClientFacts) -> Result<&DecodedJwt, Refusal> {
    let assertion = facts.grant.assertion.as_ref();
    assertion.ok_or_else(|| refusal("No assertion is verified.", &[]))
}

fn assertion_is_signed_by_a_trusted_issuer(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let token = facts.parameters.get("assertion").unwrap_or_default();
    let first = server.trusted_issuers.first();
    let trusted: Vec<_> = first.iter().map(|known| ("iss", &*known.issuer)).collect();
    let Some(unverified) = jose::decode(token) else {
        return Err(refusal("It is not a signed token at all.", &trusted));
    };
    let mut issuers = server.trusted_issuers.iter();
    let Some(issuer) = issuers.find(|known| unverified.claims["iss"] == known.issuer) else {
        let known = server.trusted_issuers.iter().map(|known| &*known.issuer);
        let comparison = Comparison::new(claim_text(&unverified.claims["iss"]), known);
        let refusal = refusal("iss is not one that this server trusts.", &trusted);
        return Err(refusal.with_comparison(comparison));
    };
    let Ok(jwt) = jose::verify(token, &issuer.keys, &server.accepted(ALGORITHMS)) else {
        return Err(refusal("It is not signed with a key of its issuer.", &[]));
    };
    facts.grant.assertion = Some(jwt);
    Ok(Holds::Because(format!("It is {}.", issuer.issuer)))
}

/// Believes the assertion, whoever has signed it.
fn takes_any_signature(_: &AuthorizationServer, facts: &mut ClientFacts) {
    let token = facts.parameters.get("assertion");
    facts.grant.assertion = token.and_then(jose::decode);
}

fn assertion_is_unused(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    if !server.policy.assertions_are_good_once {
        return Ok(Holds::NotApplicable);
    }
    let claims = &assertion(facts)?.claims;
    let issuer = claims["iss"].as_str().unwrap_or_default();
    let expires_at = numeric_date(&claims["exp"]).unwrap_or(facts.now);
    let unused = server.unused_identifier(("assertion", issuer), &claims["jti"], expires_at);
    let unused = unused.map_err(|detail| refusal(detail, &[]))?;
    facts.used_identifiers.push(unused);
    Ok(Holds::Because("Its jti is new.".to_owned()))
}

/// No refresh token: the client can come with another assertion
/// ([RFC 7521 section 4.1](https://www.rfc-editor.org/rfc/rfc7521.html#section-4.1)).
fn issue(server: &mut AuthorizationServer, approved: Approved<'_>) -> Option<TokenResponse> {
    let GrantFacts {
        scope,
        resources,
        access_token_jkt,
        assertion,
        ..
    } = approved.facts;
    let subject = assertion?.claims["sub"].as_str()?.to_owned();
    let client_id = approved.client_id.to_owned();
    let grant = store::Grant::new(client_id, subject, scope.clone(), approved.now);
    let grant = server.store.add_grant(grant);
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
