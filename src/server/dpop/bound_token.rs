//! A token that is bound to a key, sent to whoever takes access tokens.
//!
//! [RFC 9449 section 7](https://www.rfc-editor.org/rfc/rfc9449.html#section-7)

use std::marker::PhantomData;

use http::header::{self, HeaderName};
use sha2::{Digest, Sha256};

use crate::protocol::error::ErrorCode;
use crate::protocol::jose::{self, Algorithm};
use crate::protocol::message::Place;
use crate::server::Request;
use crate::server::check::{Holds, Table, checks};
use crate::server::comparison::{Comparison, claim_text};
use crate::server::dpop::proof::{Proof, Proved, Verifier, another_of_key};
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;

/// The field with the nonce for the next proof.
pub const NONCE_FIELD: HeaderName = HeaderName::from_static("dpop-nonce");

/// The facts of a request with an access token.
pub trait PresentsToken: Proved {
    /// The token.
    fn token(&self) -> &str;
    /// Where it stands.
    fn place(&self) -> Place;
    /// The thumbprint of the key that it is bound to, once the token is known to be good.
    fn bound_to(&self) -> Option<&str>;
    /// Whether it is sent as one that is bound to a key.
    fn is_sent_as_bound(&self) -> bool;
}

/// The checks of a bound token for the judge `J` of the facts `F`. Those of its proof stand between
/// the two.
pub struct TokenChecks<J, F>(PhantomData<(J, F)>);

impl<J: Verifier + 'static, F: PresentsToken + 'static> TokenChecks<J, F> {
    /// How it is sent.
    pub const SCHEME: Table<J, F> = checks! { "bound_token":
        token_is_sent_as_it_is_bound("Authorization") RFC_9449_7_2:
            "A token that is bound to a key is sent as such, and no other one is";
        dpop_proof_is_sent("DPoP") RFC_9449_7_1: "A bound token comes with a proof";
    };

    /// Whether the proof is the one that it needs.
    pub const KEY: Table<J, F> = checks! { "bound_token_key":
        dpop_proof_is_for_this_token("DPoP") RFC_9449_7_1: "The proof is for this token";
        dpop_key_is_that_of_the_token("DPoP") RFC_9449_7_1:
            "The proof is made with the key that the token is bound to";
    };
}

fn token_is_sent_as_it_is_bound<J: Verifier, F: PresentsToken>(
    judge: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    match (facts.bound_to(), facts.is_sent_as_bound()) {
        (None, false) => Ok(Holds::NotApplicable),
        (Some(jkt), true) => Ok(Holds::Because(format!("It is bound to {jkt}."))),
        (Some(_), false) => {
            let credentials = format!("DPoP {}", facts.token());
            let mut mend = Mend::set(Place::Header, "Authorization", &credentials);
            if facts.place() != Place::Credentials {
                mend = mend.and(Mend::remove(facts.place(), "access_token"));
            }
            let mend = mend.and(another_for_this_token(judge, facts));
            invalid_token("The token is bound to a key: Bearer is not enough.", mend)
        }
        (None, true) => {
            let credentials = format!("Bearer {}", facts.token());
            let mend = Mend::set(Place::Header, "Authorization", &credentials);
            invalid_token("The token is not bound to a key.", mend)
        }
    }
}

fn dpop_proof_is_sent<J: Verifier, F: PresentsToken>(
    judge: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    let has_proof = facts.call().is_some_and(|call| !call.proofs.is_empty());
    match (facts.is_sent_as_bound(), has_proof) {
        (false, _) => Ok(Holds::NotApplicable),
        (true, true) => Ok(Holds::Because("There is one.".to_owned())),
        (true, false) => {
            let mend = another_for_this_token(judge, facts);
            invalid_proof("There is no DPoP proof.", mend)
        }
    }
}

fn dpop_proof_is_for_this_token<J: Verifier, F: PresentsToken>(
    judge: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    match facts.proof() {
        Some(proof) if facts.is_sent_as_bound() => {
            let hash = hash(facts);
            let sent = &proof.claims()["ath"];
            if *sent == hash.as_str() {
                Ok(Holds::Because(format!("ath is {hash}.")))
            } else {
                let wire = "ath of the DPoP proof is not the hash of the token.";
                let refused = invalid_proof(wire, another_for_this_token(judge, facts));
                let comparison = Comparison::new(claim_text(sent), [hash]);
                refused.map_err(|refusal| refusal.with_comparison(comparison))
            }
        }
        _ => Ok(Holds::NotApplicable),
    }
}

fn dpop_key_is_that_of_the_token<J: Verifier, F: PresentsToken>(
    judge: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    match (facts.bound_to(), facts.proof()) {
        (Some(jkt), Some(proof)) if proof.thumbprint() == jkt => {
            Ok(Holds::Because(format!("jkt is {jkt}.")))
        }
        (Some(jkt), proof) => {
            let sent = proof.map(Proof::thumbprint).unwrap_or_default();
            let mend = another_for_this_token(judge, facts);
            let refused = invalid_token("The DPoP proof is made with another key.", mend);
            refused.map_err(|refusal| refusal.with_comparison(Comparison::new(sent, [jkt])))
        }
        (None, _) => Ok(Holds::NotApplicable),
    }
}

/// The `ath` of a proof for the token.
fn hash(facts: &impl PresentsToken) -> String {
    jose::encode(Sha256::digest(facts.token()))
}

/// The mend of a request whose proof has to fit its token in every respect.
fn another_for_this_token(judge: &impl Verifier, facts: &impl PresentsToken) -> Mend {
    another_of_key(judge, facts, facts.bound_to(), &[("ath", &hash(facts))])
}

fn invalid_token<T>(description: &str, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidToken, description, mend))
}

fn invalid_proof<T>(description: &str, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidDpopProof, description, mend))
}

/// The tokens in the header with the scheme DPoP.
pub fn bound_tokens(request: &Request) -> Vec<String> {
    let fields = request.headers().get_all(header::AUTHORIZATION).iter();
    fields
        .filter_map(|value| value.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("dpop"))
        .map(|(_, token)| token.trim().to_owned())
        .collect()
}

/// The challenge to a caller that sends a bound token or, without a refusal, may send one. It names
/// `scope`, which the request takes, where that is what the token lacks.
/// [Section 7.1](https://www.rfc-editor.org/rfc/rfc9449.html#section-7.1)
pub fn challenge(
    realm: &str,
    refusal: Option<&Refusal>,
    scope: &str,
    algorithms: &[Algorithm],
) -> String {
    let names: Vec<&str> = algorithms.iter().map(|algorithm| algorithm.name).collect();
    let mut challenge = format!("DPoP realm=\"{realm}\"");
    if let Some(refusal) = refusal {
        let (error, description) = (refusal.error.as_str(), &refusal.description);
        challenge.push_str(&format!(
            ", error=\"{error}\", error_description=\"{description}\""
        ));
    }
    if refusal.is_some_and(|refusal| refusal.error == ErrorCode::InsufficientScope) {
        challenge.push_str(&format!(", scope=\"{scope}\""));
    }
    format!("{challenge}, algs=\"{}\"", names.join(" "))
}
