//! What the API asks of a token that is bound to a key.
//!
//! [RFC 9449 section 7](https://www.rfc-editor.org/rfc/rfc9449.html#section-7)

use http::header::{self, HeaderValue};
use sha2::{Digest, Sha256};

use crate::actor::api::{Api, Facts};
use crate::protocol::error::ErrorCode;
use crate::protocol::jose;
use crate::server::check::{Check, Holds};
use crate::server::dpop::nonces;
use crate::server::dpop::proof::{ALGORITHMS, Call, ProofChecks, Proved, Verifier};
use crate::server::refusal::Refusal;
use crate::server::{Request, Response};
use crate::simulation::clock::Timestamp;
use crate::spec;

/// How an API takes bound tokens.
#[derive(Clone, Copy)]
pub struct DpopAtApi {
    pub rules: &'static Rules,
    /// Where its nonces come from; without, it asks for none.
    pub nonce_seed: Option<u64>,
}

/// What an API that takes bound tokens does.
pub struct Rules {
    /// What of a call has to do with it, and the tokens that are sent as bound ones.
    pub(super) read: fn(&Request, Timestamp) -> (Call, Vec<String>),
    /// After the checks of every token. One table after another.
    pub(super) checks: [&'static [Check<Api, Facts>]; 3],
    /// Adds to an answer what the caller has to know of proofs.
    pub(super) complete: fn(&Api, &Facts, Option<&Refusal>, &mut Response),
    /// Which header fields scripts may read, and which they may send.
    pub(super) exposed_fields: &'static str,
    pub(super) allowed_fields: &'static str,
}

/// The only rules that there are.
pub static DPOP: Rules = Rules {
    read: |request, now| (Call::new(request, now), bound_tokens(request)),
    checks: [SCHEME_CHECKS, ProofChecks::<Api, Facts>::TABLE, KEY_CHECKS],
    complete,
    exposed_fields: "DPoP-Nonce, WWW-Authenticate",
    allowed_fields: "Authorization, DPoP",
};

/// Seconds for which a proof is good, and by which the client's clock may be ahead.
const PROOF_SECONDS: (u64, u64) = (60, 10);

const SCHEME_CHECKS: &[Check<Api, Facts>] = &[
    Check {
        name: "token_is_sent_as_it_is_bound",
        statement: "A token that is bound to a key is sent as such, and no other one is",
        parameter: Some("Authorization"),
        section: spec::RFC_9449_7_2,
        judge: |_, facts| match (facts.bound_to(), facts.is_sent_as_bound) {
            (None, false) => Ok(Holds::NotApplicable),
            (Some(jkt), true) => Ok(Holds::Because(format!("It is bound to {jkt}."))),
            (Some(_), false) => invalid_token("The token is bound to a key: Bearer is not enough."),
            (None, true) => invalid_token("The token is not bound to a key."),
        },
    },
    Check {
        name: "dpop_proof_is_sent",
        statement: "A bound token comes with a proof",
        parameter: Some("DPoP"),
        section: spec::RFC_9449_7_1,
        judge: |_, facts| {
            let has_proof = facts.call().is_some_and(|call| !call.proofs.is_empty());
            match (facts.is_sent_as_bound, has_proof) {
                (false, _) => Ok(Holds::NotApplicable),
                (true, true) => Ok(Holds::Because("There is one.".to_owned())),
                (true, false) => invalid_proof("There is no DPoP proof."),
            }
        },
    },
];

const KEY_CHECKS: &[Check<Api, Facts>] = &[
    Check {
        name: "dpop_proof_is_for_this_token",
        statement: "The proof is for this token",
        parameter: Some("DPoP"),
        section: spec::RFC_9449_7_1,
        judge: |_, facts| match facts.proof() {
            Some(proof) if facts.is_sent_as_bound => {
                let hash = jose::encode(Sha256::digest(facts.token()));
                if proof.claims()["ath"] == hash.as_str() {
                    Ok(Holds::Because(format!("ath is {hash}.")))
                } else {
                    invalid_proof("ath of the DPoP proof is not the hash of the token.")
                }
            }
            _ => Ok(Holds::NotApplicable),
        },
    },
    Check {
        name: "dpop_key_is_that_of_the_token",
        statement: "The proof is made with the key that the token is bound to",
        parameter: Some("DPoP"),
        section: spec::RFC_9449_7_1,
        judge: |_, facts| match (facts.bound_to(), facts.proof()) {
            (Some(jkt), Some(proof)) if proof.thumbprint() == jkt => {
                Ok(Holds::Because(format!("jkt is {jkt}.")))
            }
            (Some(_), _) => invalid_token("The DPoP proof is made with another key."),
            (None, _) => Ok(Holds::NotApplicable),
        },
    },
];

fn invalid_token<T>(description: &str) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidToken, description))
}

fn invalid_proof<T>(description: &str) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidDpopProof, description))
}

/// The tokens in the header with the scheme DPoP.
fn bound_tokens(request: &Request) -> Vec<String> {
    let fields = request.headers().get_all(header::AUTHORIZATION).iter();
    fields
        .filter_map(|value| value.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("dpop"))
        .map(|(_, token)| token.trim().to_owned())
        .collect()
}

/// A caller with a bound token is challenged in the way of such tokens, and in that way alone; a
/// caller without a token learns of both ways.
fn complete(api: &Api, facts: &Facts, refusal: Option<&Refusal>, response: &mut Response) {
    let error = refusal.map(|refusal| refusal.error);
    if let Some(refusal) = refusal
        && let Ok(challenge) = HeaderValue::try_from(challenge(facts, refusal))
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
        response.headers_mut().insert("DPoP-Nonce", nonce);
    }
}

/// [Section 7.1](https://www.rfc-editor.org/rfc/rfc9449.html#section-7.1)
fn challenge(facts: &Facts, refusal: &Refusal) -> String {
    let names: Vec<&str> = ALGORITHMS.iter().map(|algorithm| algorithm.name).collect();
    let algorithms = names.join(" ");
    if facts.tokens.is_empty() {
        return format!("DPoP realm=\"api\", algs=\"{algorithms}\"");
    }
    let (error, description) = (refusal.error.as_str(), &refusal.description);
    format!(
        "DPoP realm=\"api\", error=\"{error}\", error_description=\"{description}\", \
         algs=\"{algorithms}\""
    )
}

impl Facts {
    /// The thumbprint of the key that the token is bound to.
    /// [Section 6.1](https://www.rfc-editor.org/rfc/rfc9449.html#section-6.1)
    fn bound_to(&self) -> Option<&str> {
        self.claims()?["cnf"]["jkt"].as_str()
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
}

impl Proved for Facts {
    fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }

    fn call_mut(&mut self) -> Option<&mut Call> {
        self.call.as_mut()
    }
}
