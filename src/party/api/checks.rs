//! Checks of a call to an API and of the token in it.
//!
//! [RFC 9068 section 4](https://www.rfc-editor.org/rfc/rfc9068.html#section-4)

use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::party::api::{Api, Offer};
use crate::party::introspection::Answer;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::{self, DecodedJwt, JwsError};
use crate::protocol::message::Place;
use crate::protocol::scope::Scope;
use crate::server::check::{Holds, Table, checks};
use crate::server::comparison::{Comparison, claim_text};
use crate::server::dpop::proof::Call;
use crate::server::mend::{Helper, Mend};
use crate::server::refusal::Refusal;

/// The facts of a call, as the checks find them.
pub struct CallFacts {
    pub(super) now: Timestamp,
    pub(super) offer: &'static Offer,
    /// Every one that is sent, wherever it stands.
    pub(super) tokens: Vec<String>,
    /// Where they stand.
    pub(super) places: Vec<Place>,
    pub(super) jwt: Option<DecodedJwt>,
    /// Whether the token says nothing by itself.
    pub(super) is_opaque: bool,
    /// The authorization server's answer about the token, once it is asked.
    pub(super) answer: Option<Answer>,
    /// The part of the call about proofs of possession, where the API knows of them.
    pub(super) call: Option<Call>,
    /// Whether the token is sent as one that is bound to a key.
    pub(super) is_sent_as_bound: bool,
}

/// The order in which a call is judged, by what the token says.
pub const CHECKS: Table<Api, CallFacts> = checks! { "api_call":
    token_is_sent_in_one_way("access_token") RFC_6750_2: "The call carries one access token";
    token_is_signed_by_the_authorization_server("access_token") RFC_9068_4:
        "The authorization server has signed the token", skipped: takes_any_signature;
    token_is_an_access_token("access_token") RFC_9068_4:
        "The token is an access token and nothing else";
    issuer_is_trusted("access_token") RFC_9068_4:
        "The token comes from the server that this API trusts";
    token_is_for_this_api("access_token") RFC_9068_4: "The token is for this API";
    token_has_not_expired("access_token") RFC_9068_4: "The token has not expired";
};

/// Checks after that, of a token about which the authorization server was asked.
pub const INTROSPECTION_CHECKS: Table<Api, CallFacts> = checks! { "introspection_response":
    token_is_not_revoked("access_token") RFC_7662_2_2:
        "The authorization server says that the token is active";
};

/// The last check, of a token that is good and sent by the party that may send it.
pub const SCOPE_CHECKS: Table<Api, CallFacts> = checks! { "api_call_scope":
    scope_is_sufficient(_) RFC_6750_3_1: "The token’s scope covers this call";
};

fn token_is_an_access_token(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.is_opaque {
        return Ok(Holds::NotApplicable);
    }
    let typ = facts
        .jwt
        .as_ref()
        .and_then(|jwt| jwt.header["typ"].as_str());
    let typ = typ.unwrap_or_default().to_ascii_lowercase();
    if typ == "at+jwt" || typ == "application/at+jwt" {
        Ok(Holds::Because(format!("typ is {typ}.")))
    } else {
        Err(invalid_token(
            facts,
            "The type of the token is not at+jwt.",
            &[],
        ))
    }
}

fn issuer_is_trusted(api: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.leaves_out("iss") {
        return Ok(Holds::NotApplicable);
    }
    if facts.claim("iss") == api.issuer {
        Ok(Holds::Because(format!("iss is {}.", api.issuer)))
    } else {
        let comparison = Comparison::new(facts.claim("iss"), [&*api.issuer]);
        let wire = "The token comes from another issuer.";
        Err(invalid_token(facts, wire, &[]).with_comparison(comparison))
    }
}

fn token_is_for_this_api(api: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.leaves_out("aud") {
        return Ok(Holds::NotApplicable);
    }
    let is_named = |audience: &Value| *audience == api.resource;
    let audience = facts.claims().map(|claims| &claims["aud"]);
    if audience.is_some_and(|audience| {
        is_named(audience)
            || audience
                .as_array()
                .is_some_and(|all| all.iter().any(is_named))
    }) {
        Ok(Holds::Because(format!("aud is {}.", api.resource)))
    } else {
        let sent = audience.map(claim_text).unwrap_or_default();
        let comparison = Comparison::new(sent, [&*api.resource]);
        let wire = "The token is for another audience.";
        let with = [("resource", &*api.resource)];
        Err(invalid_token(facts, wire, &with).with_comparison(comparison))
    }
}

fn token_has_not_expired(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    if facts.leaves_out("exp") {
        return Ok(Holds::NotApplicable);
    }
    let expires_at = facts.claims().and_then(|claims| claims["exp"].as_u64());
    let Some(expires_at) = expires_at.map(Timestamp) else {
        return Err(invalid_token(facts, "exp is missing.", &[]));
    };
    if facts.now < expires_at {
        let left = expires_at.since(facts.now);
        Ok(Holds::Because(format!("It is good for another {left} s.")))
    } else {
        let over = facts.now.since(expires_at);
        let ago = match over / 86_400 {
            0 => format!("{over} s"),
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        let refusal = invalid_token(facts, "The access token has expired.", &[]);
        Err(refusal.with_detail(format!("It expired {ago} ago, at {expires_at}.")))
    }
}

fn token_is_not_revoked(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    const IS_ACTIVE: &str = "Asked by introspection, the server says that it is active.";
    match &facts.answer {
        Some(Answer::Active(_)) if facts.jwt.is_some() => Ok(Holds::Because(format!(
            "{IS_ACTIVE} The signature would fit a revoked token as well."
        ))),
        Some(Answer::Active(_)) => Ok(Holds::Because(IS_ACTIVE.to_owned())),
        Some(Answer::Inactive) => Err(invalid_token(
            facts,
            "The access token is not active.",
            &[],
        )
        .with_detail(
            "Asked by introspection, the server says that it is not active, and not why: it may be \
             unknown, expired, revoked, or for another API.",
        )),
        Some(Answer::Missing) | None => Err(Refusal::new(
            ErrorCode::TemporarilyUnavailable,
            "The authorization server does not say whether the token is good.",
            Mend::NotByTheSender(Helper::Server),
        )),
    }
}

fn scope_is_sufficient(api: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    let scope = Scope::parse(&facts.claim("scope")).unwrap_or_default();
    let needed = api.aliases.of(facts.offer.scope);
    if scope.contains(&needed) {
        Ok(Holds::Because(format!("The call needs {needed}.")))
    } else {
        Err(Refusal::new(
            ErrorCode::InsufficientScope,
            format!("This call needs {needed}."),
            facts.with_a_new_token(&[("scope", &needed)]),
        ))
    }
}

/// The refusal of a token that is good for nothing here. The client gets another one, asking for
/// this.
fn invalid_token(facts: &CallFacts, description: &str, with: &[(&str, &str)]) -> Refusal {
    let mend = facts.with_a_new_token(with);
    Refusal::new(ErrorCode::InvalidToken, description, mend)
}

fn token_is_sent_in_one_way(_: &Api, facts: &mut CallFacts) -> Result<Holds, Refusal> {
    match facts.tokens.len() {
        1 => Ok(Holds::Because("There is one.".to_owned())),
        0 => Err(Refusal::new(
            ErrorCode::InvalidToken,
            "There is no access token.",
            Mend::own(Place::Header, "Authorization"),
        )),
        _ => {
            let elsewhere = [Place::Form, Place::Query].into_iter();
            let mend = elsewhere
                .filter(|place| facts.places.contains(place))
                .fold(Mend::own(Place::Header, "Authorization"), |mend, place| {
                    mend.and(Mend::remove(place, "access_token"))
                });
            let wire = "The access token is sent more than once.";
            Err(Refusal::new(ErrorCode::InvalidRequest, wire, mend))
        }
    }
}

fn token_is_signed_by_the_authorization_server(
    api: &Api,
    facts: &mut CallFacts,
) -> Result<Holds, Refusal> {
    if facts.is_opaque {
        return Ok(Holds::NotApplicable);
    }
    let refuse = |detail: &str| {
        let wire = "The access token is not one of the authorization server.";
        Err(invalid_token(facts, wire, &[]).with_detail(detail))
    };
    match jose::verify(facts.token(), &api.keys, api.algorithms) {
        Ok(jwt) => {
            let algorithm = jwt.header["alg"].as_str().unwrap_or_default().to_owned();
            facts.jwt = Some(jwt);
            Ok(Holds::Because(format!(
                "The {algorithm} signature fits the key in the server's JWKS."
            )))
        }
        Err(JwsError::Malformed) => refuse("It is not a signed token at all."),
        Err(JwsError::Algorithm) => {
            refuse("Its header names an algorithm that this API does not take.")
        }
        Err(JwsError::Critical) => refuse("Its header has extensions that this API does not know."),
        Err(JwsError::UnknownKey) => refuse("Its key is not in the server's JWKS."),
        Err(JwsError::Signature) => refuse("The signature does not fit the content."),
    }
}

/// Believes the token, whoever has signed it.
fn takes_any_signature(_: &Api, facts: &mut CallFacts) {
    facts.jwt = jose::decode(facts.token());
}

impl CallFacts {
    pub(super) fn token(&self) -> &str {
        self.tokens.first().map(String::as_str).unwrap_or_default()
    }

    pub(super) fn claims(&self) -> Option<&Value> {
        match (&self.jwt, &self.answer) {
            (Some(jwt), _) => Some(&jwt.claims),
            (None, Some(Answer::Active(claims))) => Some(claims),
            (None, _) => None,
        }
    }

    /// Whether the claim is absent where it may be: an opaque token has none of its own, and all
    /// but `active` is optional in the answer about it.
    /// [RFC 7662 section 2.2](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.2)
    fn leaves_out(&self, name: &str) -> bool {
        self.is_opaque && self.claims().is_none_or(|claims| claims[name].is_null())
    }

    /// The mend of a call with a token that does not open what it asks for.
    fn with_a_new_token(&self, with: &[(&str, &str)]) -> Mend {
        let place = self.places.first().copied();
        Mend::renew(place.unwrap_or(Place::Credentials), "access_token", with)
    }

    pub(super) fn claim(&self, name: &str) -> String {
        let claim = self.claims().and_then(|claims| claims[name].as_str());
        claim.unwrap_or_default().to_owned()
    }
}
