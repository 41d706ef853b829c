//! A proof that the sender of a request has a private key, judged alike by servers and APIs.
//!
//! [RFC 9449 section 4](https://www.rfc-editor.org/rfc/rfc9449.html#section-4)

use std::marker::PhantomData;

use http::{Method, Uri};
use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::es256::ES256;
use crate::protocol::jose::rsassa::{PS256, RS256};
use crate::protocol::jose::{self, Algorithm, DecodedJwt, Jwk, JwkError, JwkSet, JwsError};
use crate::protocol::message::Place;
use crate::server::Request;
use crate::server::assertion::{media_type, numeric_date};
use crate::server::check::{Holds, Table, checks};
use crate::server::comparison::{Comparison, claim_text};
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;

/// Algorithms that a proof may be signed with. None of them has a secret that both sides know.
pub const ALGORITHMS: &[Algorithm] = &[ES256, PS256, RS256];

/// The part of a request that proofs are about.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    pub uri: Uri,
    pub now: Timestamp,
    /// Every one that is sent.
    pub proofs: Vec<String>,
    /// The only one, as far as it has been judged.
    proof: Option<Proof>,
}

/// A proof that names its key.
#[derive(Clone, Debug)]
pub struct Proof {
    jwt: DecodedJwt,
    key: Jwk,
}

/// Who judges a proof.
pub trait Verifier {
    /// Seconds for which a proof is good, and by which the sender's clock may be ahead.
    fn proof_seconds(&self) -> (u64, u64);
    /// The nonces of which a proof has to have one, the newest first; `None` if it needs none.
    fn nonces(&self, now: Timestamp) -> Option<[String; 2]>;
    /// Those of [`ALGORITHMS`] that it takes.
    fn algorithms(&self) -> Vec<Algorithm>;
}

/// The facts of a request that may carry a proof.
pub trait Proved {
    fn call(&self) -> Option<&Call>;
    fn call_mut(&mut self) -> Option<&mut Call>;

    /// The proof. It holds once all checks have passed.
    fn proof(&self) -> Option<&Proof> {
        self.call()?.proof.as_ref()
    }
}

impl Call {
    /// Reads `request`; nothing is judged yet.
    pub fn new(request: &Request, now: Timestamp) -> Call {
        let proofs = request.headers().get_all("DPoP").iter();
        Call {
            method: request.method().clone(),
            uri: request.uri().clone(),
            now,
            proofs: proofs
                .map(|value| value.to_str().unwrap_or_default().to_owned())
                .collect(),
            proof: None,
        }
    }
}

impl Proof {
    /// The thumbprint of its key, which tokens are bound to.
    pub fn thumbprint(&self) -> String {
        self.key.material.thumbprint()
    }

    pub fn claims(&self) -> &Value {
        &self.jwt.claims
    }

    /// When the sender says that it was made.
    pub fn issued_at(&self) -> Timestamp {
        numeric_date(&self.jwt.claims["iat"]).unwrap_or(Timestamp(0))
    }
}

/// The checks of a proof for the judge `J` of the facts `F`.
pub struct ProofChecks<J, F>(PhantomData<(J, F)>);

impl<J: Verifier + 'static, F: Proved + 'static> ProofChecks<J, F> {
    /// In the order of [section 4.3](https://www.rfc-editor.org/rfc/rfc9449.html#section-4.3).
    pub const TABLE: Table<J, F> = checks! { "dpop_proof":
        dpop_proof_is_sent_once("DPoP") RFC_9449_4_3: "There is one DPoP proof";
        dpop_proof_names_a_public_key("DPoP") RFC_9449_4_2:
            "The proof is a DPoP proof and names the public half of its key";
        dpop_proof_is_signed_with_its_key("DPoP") RFC_9449_4_3:
            "The proof is signed with the key that it names";
        dpop_proof_is_for_this_request("DPoP") RFC_9449_4_3:
            "The proof is for this method and this address";
        dpop_proof_is_fresh("DPoP") RFC_9449_11_1: "The proof was made a short while ago";
        dpop_proof_has_the_nonce("DPoP-Nonce") RFC_9449_8:
            "The proof has the nonce that this server has handed out";
    };
}

fn dpop_proof_is_sent_once<J: Verifier, F: Proved>(_: &J, facts: &mut F) -> Result<Holds, Refusal> {
    match facts.call().map_or(0, |call| call.proofs.len()) {
        0 => Ok(Holds::NotApplicable),
        1 => Ok(Holds::Because("There is one.".to_owned())),
        _ => invalid("There is more than one DPoP proof.", &[]),
    }
}

fn dpop_proof_names_a_public_key<J: Verifier, F: Proved>(
    _: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    let Some(call) = facts.call_mut() else {
        return Ok(Holds::NotApplicable);
    };
    let Some(text) = call.proofs.first() else {
        return Ok(Holds::NotApplicable);
    };
    let proof = read(text)?;
    let detail = format!("Its thumbprint is {}.", proof.thumbprint());
    call.proof = Some(proof);
    Ok(Holds::Because(detail))
}

fn dpop_proof_is_signed_with_its_key<J: Verifier, F: Proved>(
    judge: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    on_proof(facts, |proof, call| {
        is_signed(proof, call, &judge.algorithms())
    })
}

fn dpop_proof_is_for_this_request<J: Verifier, F: Proved>(
    _: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    on_proof(facts, is_for)
}

fn dpop_proof_is_fresh<J: Verifier, F: Proved>(judge: &J, facts: &mut F) -> Result<Holds, Refusal> {
    let seconds = judge.proof_seconds();
    on_proof(facts, |proof, call| is_fresh(proof, call.now, seconds))
}

fn dpop_proof_has_the_nonce<J: Verifier, F: Proved>(
    judge: &J,
    facts: &mut F,
) -> Result<Holds, Refusal> {
    on_proof(facts, |proof, call| match judge.nonces(call.now) {
        None => Ok(Holds::NotApplicable),
        Some(nonces) if nonces.iter().any(|nonce| proof.claims()["nonce"] == *nonce) => {
            Ok(Holds::Because("It has.".to_owned()))
        }
        Some(nonces) => {
            let sent = claim_text(&proof.claims()["nonce"]);
            let wire = "The DPoP proof needs the nonce that comes with this answer.";
            let mend = another(&[("nonce", &nonces[0])]);
            Err(Refusal::new(ErrorCode::UseDpopNonce, wire, mend)
                .with_comparison(Comparison::new(sent, nonces)))
        }
    })
}

/// Refuses a proof. The sender makes another one, with these members.
fn invalid<T>(description: impl Into<String>, with: &[(&str, &str)]) -> Result<T, Refusal> {
    let mend = another(with);
    Err(Refusal::new(ErrorCode::InvalidDpopProof, description, mend))
}

/// The mend of a request that needs another proof, with these members.
pub fn another(with: &[(&str, &str)]) -> Mend {
    Mend::sign(Place::Header, "DPoP", with)
}

/// The mend of a request that needs a proof of the key with this thumbprint, with these members and
/// the nonce that `judge` demands.
pub fn another_of_key(
    judge: &impl Verifier,
    facts: &impl Proved,
    thumbprint: Option<&str>,
    with: &[(&str, &str)],
) -> Mend {
    let nonces = facts.call().and_then(|call| judge.nonces(call.now));
    let nonce = nonces.iter().map(|[newest, _]| ("nonce", &**newest));
    let members: Vec<_> = with.iter().copied().chain(nonce).collect();
    Mend::sign_with_key(Place::Header, "DPoP", thumbprint, &members)
}

fn on_proof(
    facts: &impl Proved,
    judge: impl Fn(&Proof, &Call) -> Result<Holds, Refusal>,
) -> Result<Holds, Refusal> {
    match (facts.proof(), facts.call()) {
        (Some(proof), Some(call)) => judge(proof, call),
        _ => Ok(Holds::NotApplicable),
    }
}

fn read(text: &str) -> Result<Proof, Refusal> {
    let Some(jwt) = jose::decode(text) else {
        return invalid("The DPoP proof is no signed token.", &[]);
    };
    if media_type(&jwt).as_deref() != Some("dpop+jwt") {
        let with = [("typ", "dpop+jwt")];
        return invalid("typ of the DPoP proof is not dpop+jwt.", &with);
    }
    match Jwk::parse_public(&jwt.header["jwk"]) {
        Ok(key) => Ok(Proof { jwt, key }),
        Err(JwkError::Private) => {
            invalid("jwk of the DPoP proof has a private or a secret key.", &[])
        }
        Err(JwkError::Unsupported) => {
            let wire = "jwk of the DPoP proof is missing, or not a key that is spoken here.";
            invalid(wire, &[])
        }
    }
}

fn is_signed(proof: &Proof, call: &Call, algorithms: &[Algorithm]) -> Result<Holds, Refusal> {
    let text = call.proofs.first().map(String::as_str).unwrap_or_default();
    let mut key = proof.key.clone();
    // The key is the one in the header, whatever name the header has for a key.
    key.kid = proof.jwt.header["kid"].as_str().map(str::to_owned);
    match jose::verify(text, &JwkSet { keys: vec![key] }, algorithms) {
        Ok(jwt) => {
            let algorithm = jwt.header["alg"].as_str().unwrap_or_default();
            Ok(Holds::Because(format!("The {algorithm} signature fits.")))
        }
        Err(JwsError::Algorithm) => {
            let taken = algorithms.first().map(|algorithm| ("alg", algorithm.name));
            let wire = "alg of the DPoP proof is not one that is taken here.";
            invalid(wire, taken.as_slice())
        }
        Err(JwsError::Critical) => {
            invalid("The DPoP proof has extensions that are not known.", &[])
        }
        Err(_) => invalid("The signature of the DPoP proof does not fit.", &[]),
    }
}

fn is_for(proof: &Proof, call: &Call) -> Result<Holds, Refusal> {
    let claims = proof.claims();
    let address = comparable(&call.uri);
    let claimed = claims["htu"]
        .as_str()
        .and_then(|htu| Uri::try_from(htu).ok());
    if claims["htm"] != call.method.as_str() {
        let comparison = Comparison::new(claim_text(&claims["htm"]), [call.method.as_str()]);
        let wire = format!("htm of the DPoP proof is not {}.", call.method);
        let refused = invalid(wire, &[("htm", call.method.as_str())]);
        refused.map_err(|refusal| refusal.with_comparison(comparison))
    } else if claimed.as_ref().map(comparable) != Some(address.clone()) {
        let sent = claim_text(&claims["htu"]);
        let wire = format!("htu of the DPoP proof is not {address}.");
        let refused = invalid(wire, &[("htu", &address)]);
        let comparison = Comparison::new(sent, [address]);
        refused.map_err(|refusal| refusal.with_comparison(comparison))
    } else {
        Ok(Holds::Because(format!(
            "It is for {} {address}.",
            call.method
        )))
    }
}

/// An address without query and fragment, as it is compared: the scheme and the host have no case,
/// and the port of the scheme need not be said.
fn comparable(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or_default().to_ascii_lowercase();
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    let port = match (scheme.as_str(), uri.port_u16()) {
        ("https", Some(443)) | ("http", Some(80)) | (_, None) => String::new(),
        (_, Some(port)) => format!(":{port}"),
    };
    format!("{scheme}://{host}{port}{}", uri.path())
}

fn is_fresh(
    proof: &Proof,
    now: Timestamp,
    (lifetime_seconds, skew_seconds): (u64, u64),
) -> Result<Holds, Refusal> {
    let claims = proof.claims();
    if claims["jti"].as_str().is_none_or(str::is_empty) {
        return invalid("jti of the DPoP proof is missing.", &[]);
    }
    let Some(issued_at) = numeric_date(&claims["iat"]) else {
        return invalid("iat of the DPoP proof is missing.", &[]);
    };
    let (age, ahead) = (now.since(issued_at), issued_at.since(now));
    if age > lifetime_seconds || ahead > skew_seconds {
        let wire = format!("The DPoP proof was made at {issued_at}, and it is {now}.");
        invalid(wire, &[("iat", &now.0.to_string())])
    } else {
        Ok(Holds::Because(format!("It is {age} s old.")))
    }
}
