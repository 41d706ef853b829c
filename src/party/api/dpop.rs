//! Checks of the API for a token that is bound to a key.
//!
//! [RFC 9449 section 7](https://www.rfc-editor.org/rfc/rfc9449.html#section-7)

use http::header::{self, HeaderValue};

use crate::ground::clock::Timestamp;
use crate::party::api::Api;
use crate::party::api::checks::CallFacts;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::Algorithm;
use crate::protocol::message::Place;
use crate::server::check::Table;
use crate::server::dpop::bound_token::{
    NONCE_FIELD, PresentsToken, TokenChecks, bound_tokens, challenge,
};
use crate::server::dpop::nonces;
use crate::server::dpop::proof::{ALGORITHMS, Call, ProofChecks, Proved, Verifier};
use crate::server::refusal::Refusal;
use crate::server::{Request, Response};

/// How an API takes bound tokens.
#[derive(Clone, Copy)]
pub struct DpopAtApi {
    pub rules: &'static Rules,
    /// Where its nonces come from; without, it asks for none.
    pub nonce_seed: Option<u64>,
    /// The algorithms of which it takes no proofs, though it knows them.
    pub refused_algorithms: &'static [&'static str],
}

/// Rules of an API that takes bound tokens.
pub struct Rules {
    /// Reads the part of a call that proofs are about, and the tokens that are sent as bound ones.
    pub(super) read: fn(&Request, Timestamp) -> (Call, Vec<String>),
    /// Between the checks of every token and that of its scope. One table after another.
    pub(super) checks: [Table<Api, CallFacts>; 3],
    /// Adds to an answer what the caller has to know of proofs.
    pub(super) complete: fn(&Api, &CallFacts, Option<&Refusal>, &mut Response),
    /// Which header fields scripts may read, and which they may send.
    pub(super) exposed_fields: &'static str,
    pub(super) allowed_fields: &'static str,
}

/// The only rules that there are.
pub static DPOP: Rules = Rules {
    read: |request, now| (Call::new(request, now), bound_tokens(request)),
    checks: [TokenChecks::SCHEME, ProofChecks::TABLE, TokenChecks::KEY],
    complete,
    exposed_fields: "DPoP-Nonce, WWW-Authenticate",
    allowed_fields: "Authorization, DPoP",
};

/// Seconds for which a proof is good, and by which the client's clock may be ahead.
const PROOF_SECONDS: (u64, u64) = (60, 10);

/// A caller with a bound token is challenged in the way of such tokens, and in that way alone; a
/// caller without a token learns of both ways.
fn complete(api: &Api, facts: &CallFacts, refusal: Option<&Refusal>, response: &mut Response) {
    let refusal = refusal.filter(|refusal| refusal.error != ErrorCode::TemporarilyUnavailable);
    let error = refusal.map(|refusal| refusal.error);
    let reason = refusal.filter(|_| !facts.tokens.is_empty());
    let scope = api.aliases.of(facts.offer.scope);
    let challenge = challenge("api", reason, &scope, &api.algorithms());
    if refusal.is_some()
        && let Ok(challenge) = HeaderValue::try_from(challenge)
    {
        let headers = response.headers_mut();
        if facts.tokens.is_empty() {
            headers.append(header::WWW_AUTHENTICATE, challenge);
        } else if facts.is_sent_as_bound || facts.bound_to().is_some() {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
    }
    let is_wanted = error.is_none_or(|error| error == ErrorCode::UseDpopNonce);
    if let Some([nonce, _]) = api.nonces(facts.now).filter(|_| is_wanted)
        && let Ok(nonce) = HeaderValue::try_from(nonce)
    {
        response.headers_mut().insert(NONCE_FIELD, nonce);
    }
}

impl PresentsToken for CallFacts {
    fn token(&self) -> &str {
        self.tokens.first().map(String::as_str).unwrap_or_default()
    }

    fn place(&self) -> Place {
        self.places.first().copied().unwrap_or(Place::Credentials)
    }

    /// [Section 6.1](https://www.rfc-editor.org/rfc/rfc9449.html#section-6.1)
    fn bound_to(&self) -> Option<&str> {
        self.claims()?["cnf"]["jkt"].as_str()
    }

    fn is_sent_as_bound(&self) -> bool {
        self.is_sent_as_bound
    }
}

impl Verifier for Api {
    fn proof_seconds(&self) -> (u64, u64) {
        PROOF_SECONDS
    }

    fn nonces(&self, now: Timestamp) -> Option<[String; 2]> {
        let dpop = self.dpop?;
        dpop.nonce_seed
            .map(|seed| nonces(seed, &self.resource, now))
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        let refused = self.dpop.map_or(&[][..], |dpop| dpop.refused_algorithms);
        let known = ALGORITHMS.iter().copied();
        known
            .filter(|algorithm| !refused.contains(&algorithm.name))
            .collect()
    }
}

impl Proved for CallFacts {
    fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }

    fn call_mut(&mut self) -> Option<&mut Call> {
        self.call.as_mut()
    }
}
