//! DPoP: a token that is good only with the key of the client that it was issued to.
//!
//! [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449.html)

pub mod bound_token;
pub mod proof;

use http::header::HeaderValue;
use serde_json::json;

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::Algorithm;
use crate::protocol::message::Place;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::comparison::Comparison;
use crate::server::dpop::bound_token::NONCE_FIELD;
use crate::server::dpop::proof::{
    ALGORITHMS, Call, ProofChecks, Proved, Verifier, another, another_of_key,
};
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::endpoint::metadata::Member;
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Request, Response};

/// Work of a server that knows DPoP with the requests of clients.
pub struct Dpop {
    /// Reads the part of a request that is about it.
    pub read: fn(&Request, Timestamp) -> Call,
    /// Adds to an answer what the client has to know for the next proof.
    pub complete: fn(&AuthorizationServer, Option<ErrorCode>, Timestamp, &mut Response),
    /// Which header fields scripts may read, and which they may send.
    pub exposed_fields: &'static str,
    pub allowed_fields: &'static str,
}

/// The extension, for the list of what a server can do.
pub static DPOP: Dpop = Dpop {
    read: Call::new,
    complete: |server, error, now, response| {
        let is_wanted = error.is_none_or(|error| error == ErrorCode::UseDpopNonce);
        if let Some([nonce, _]) = server.nonces(now).filter(|_| is_wanted)
            && let Ok(nonce) = HeaderValue::try_from(nonce)
        {
            response.headers_mut().insert(NONCE_FIELD, nonce);
        }
    },
    exposed_fields: "DPoP-Nonce, WWW-Authenticate",
    allowed_fields: "Authorization, Content-Type, DPoP",
};

/// [Section 5.1](https://www.rfc-editor.org/rfc/rfc9449.html#section-5.1)
pub const SIGNING_ALGORITHMS: Member = Member {
    name: "dpop_signing_alg_values_supported",
    value: |server| {
        let algorithms = server.algorithms();
        let names: Vec<&str> = algorithms.iter().map(|algorithm| algorithm.name).collect();
        Some(json!(names))
    },
};

pub const PROOF_CHECKS: ServerTable<ClientFacts> = ProofChecks::TABLE;

pub const NEED_CHECKS: ServerTable<ClientFacts> = checks! { "dpop_requirement":
    dpop_proof_is_sent("DPoP") RFC_9449_5_2:
        "A client whose tokens are bound to a key proves that it has the key";
};

fn dpop_proof_is_sent(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let is_registered = facts
        .client
        .as_ref()
        .is_some_and(|client| client.dpop_bound_access_tokens);
    let is_sent = facts
        .dpop
        .as_ref()
        .is_some_and(|call| !call.proofs.is_empty());
    match (is_sent, is_registered || server.policy.dpop_is_required) {
        (true, _) => Ok(Holds::Because("There is a proof.".to_owned())),
        (false, false) => Ok(Holds::NotApplicable),
        (false, true) => Err(Refusal::new(
            ErrorCode::InvalidDpopProof,
            "There is no DPoP proof, and this client needs one.",
            another_of_key(server, facts, None, &[]),
        )),
    }
}

pub const REPLAY_CHECKS: ServerTable<ClientFacts> = checks! { "dpop_replay":
    dpop_proof_is_unused("DPoP") RFC_9449_11_1: "The proof has not been used before";
};

/// A proof that comes with a pushed request binds the code to its key, as `dpop_jkt` does.
pub const PUSH_CHECKS: ServerTable<ClientFacts> = checks! { "dpop_push":
    dpop_key_is_that_of_the_request("dpop_jkt") RFC_9449_10_1:
        "The proof is made with the key that dpop_jkt names";
};

fn dpop_key_is_that_of_the_request(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let jkt = facts.proof().map(|proof| proof.thumbprint());
    match (facts.parameters.get("dpop_jkt"), jkt) {
        (_, None) => Ok(Holds::NotApplicable),
        (Some(named), Some(jkt)) if named != jkt => {
            let wire = "The DPoP proof is made with another key than that of dpop_jkt.";
            let mend = Mend::set(Place::Form, "dpop_jkt", &jkt);
            Err(Refusal::new(ErrorCode::InvalidDpopProof, wire, mend)
                .with_comparison(Comparison::new(jkt, [named])))
        }
        (_, Some(jkt)) => {
            let detail = format!("The code will be bound to {jkt}.");
            facts.parameters = facts.parameters.with("dpop_jkt", &jkt);
            Ok(Holds::Because(detail))
        }
    }
}

pub const BINDING_CHECKS: ServerTable<ClientFacts> = checks! { "dpop_binding":
    dpop_key_is_that_of_the_code("DPoP") RFC_9449_10:
        "The proof is made with the key that the code is bound to";
    dpop_key_is_that_of_the_refresh_token("DPoP") RFC_9449_5:
        "The proof is made with the key that the refresh token is bound to";
};

fn dpop_key_is_that_of_the_code(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let code = facts.parameters.get("code");
    let record = code.and_then(|code| server.store.codes.get(code));
    let own = record.filter(|record| record.client_id == facts.client_id());
    let jkt = own.and_then(|record| record.dpop_jkt.as_deref());
    is_bound_to(server, facts, jkt)
}

fn dpop_key_is_that_of_the_refresh_token(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let text = facts.parameters.get("refresh_token");
    let token = text.and_then(|text| server.store.refresh_tokens.get(text));
    let own = token.filter(|token| {
        let grant = server.store.grant(token.grant);
        grant.is_some_and(|grant| grant.client_id == facts.client_id())
    });
    let bound_to = own.and_then(|token| token.dpop_jkt.as_deref());
    let holds = is_bound_to(server, facts, bound_to)?;
    let jkt = facts.proof().map(|proof| proof.thumbprint());
    let client = facts.client.as_ref();
    // A client that authenticates may change its key: its refresh token is bound to it.
    let is_public = client.is_some_and(|client| !client.is_confidential());
    facts.grant.refresh_token_jkt = jkt.clone().filter(|_| is_public);
    facts.grant.access_token_jkt = jkt;
    Ok(holds)
}

fn dpop_proof_is_unused(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let Some(proof) = facts
        .proof()
        .filter(|_| server.policy.dpop_proofs_are_good_once)
    else {
        return Ok(Holds::NotApplicable);
    };
    let (lifetime, skew) = server.proof_seconds();
    let expires_at = proof.issued_at().plus(lifetime.saturating_add(skew));
    let of_key = ("DPoP proof", &*proof.thumbprint());
    let unused = server.unused_identifier(of_key, &proof.claims()["jti"], expires_at);
    match unused {
        Ok(unused) => {
            facts.used_identifiers.push(unused);
            Ok(Holds::Because("Its jti is new.".to_owned()))
        }
        Err(detail) => {
            let mend = another(&[]);
            Err(Refusal::new(ErrorCode::InvalidDpopProof, detail, mend))
        }
    }
}

/// Whether the proof is made with the key `jkt`, if there is one that it has to be made with.
fn is_bound_to(
    server: &AuthorizationServer,
    facts: &ClientFacts,
    jkt: Option<&str>,
) -> Result<Holds, Refusal> {
    let mend = another_of_key(server, facts, jkt, &[]);
    match (jkt, facts.proof().map(|proof| proof.thumbprint())) {
        (None, _) => Ok(Holds::NotApplicable),
        (Some(_), None) => Err(Refusal::new(
            ErrorCode::InvalidGrant,
            "There is no DPoP proof of the key that this is bound to.",
            mend,
        )),
        (Some(jkt), Some(sent)) if sent == jkt => Ok(Holds::Because(format!("jkt is {jkt}."))),
        (Some(jkt), Some(sent)) => {
            let comparison = Comparison::new(sent, [jkt]);
            let wire = "The DPoP proof is made with another key.";
            Err(Refusal::new(ErrorCode::InvalidGrant, wire, mend).with_comparison(comparison))
        }
    }
}

/// The nonces that are good at the time `now`: the newest, and the one before it. Nobody can tell
/// them in advance who does not know the seed
/// ([section 8](https://www.rfc-editor.org/rfc/rfc9449.html#section-8)).
pub fn nonces(seed: u64, issuer: &str, now: Timestamp) -> [String; 2] {
    const NONCE_LIFETIME_SECONDS: u64 = 300;
    let period = now.0 / NONCE_LIFETIME_SECONDS;
    [period, period.saturating_sub(1)].map(|period| {
        let label = format!("DPoP nonce {period} of {issuer}");
        Random::new(seed, &label).token()
    })
}

impl Verifier for AuthorizationServer {
    fn proof_seconds(&self) -> (u64, u64) {
        (
            self.policy.dpop_proof_lifetime_seconds,
            self.policy.clock_skew_seconds,
        )
    }

    fn nonces(&self, now: Timestamp) -> Option<[String; 2]> {
        let is_required = self.policy.dpop_nonce_is_required;
        is_required.then(|| nonces(self.seed, &self.issuer, now))
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        self.accepted(ALGORITHMS)
    }
}

impl Proved for ClientFacts {
    fn call(&self) -> Option<&Call> {
        self.dpop.as_ref()
    }

    fn call_mut(&mut self) -> Option<&mut Call> {
        self.dpop.as_mut()
    }
}
