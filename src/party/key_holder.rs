//! A client that has a key: it sends a proof of it with every request.
//!
//! [RFC 9449 section 4](https://www.rfc-editor.org/rfc/rfc9449.html#section-4)
//!
//! It is the counterpart of [`dpop`](crate::server::dpop).

use std::collections::BTreeMap;

use http::header::{HeaderName, HeaderValue};
use http::{StatusCode, Uri};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::party::relying_party::Send;
use crate::protocol::jose::{self, SigningKey};
use crate::server::dpop::bound_token::NONCE_FIELD;
use crate::server::{Request, Response};

/// The field with the proof.
const DPOP: HeaderName = HeaderName::from_static("dpop");

/// Whoever has the key.
pub struct KeyHolder {
    key: SigningKey,
    /// The newest nonce of each origin. One server's nonce is of no use at another
    /// ([section 8.2](https://www.rfc-editor.org/rfc/rfc9449.html#section-8.2)).
    nonces: BTreeMap<String, String>,
    random: Random,
}

impl KeyHolder {
    /// Somebody who has asked nobody for a nonce yet.
    pub fn new(key: SigningKey, seed: u64) -> KeyHolder {
        KeyHolder {
            key,
            nonces: BTreeMap::new(),
            random: Random::new(seed, "key holder"),
        }
    }

    /// Sends `request` with a proof, for `access_token` where it carries one. Where the answer asks
    /// for a nonce it is sent once more, with that one; a server that asks again is not believed.
    pub fn send(
        &mut self,
        request: &Request,
        access_token: Option<&str>,
        now: Timestamp,
        send: Send<'_>,
    ) -> Response {
        let answer = self.send_once(request, access_token, now, send);
        match asks_for_nonce(&answer) {
            true => self.send_once(request, access_token, now, send),
            false => answer,
        }
    }

    fn send_once(
        &mut self,
        request: &Request,
        access_token: Option<&str>,
        now: Timestamp,
        send: Send<'_>,
    ) -> Response {
        let answer = send(&self.prove(request, access_token, now));
        let nonce = answer.headers().get(NONCE_FIELD);
        if let Some(nonce) = nonce.and_then(|value| value.to_str().ok()) {
            self.nonces.insert(origin(request.uri()), nonce.to_owned());
        }
        answer
    }

    /// `request` with a new proof, for `access_token` where it carries one.
    pub fn prove(
        &mut self,
        request: &Request,
        access_token: Option<&str>,
        now: Timestamp,
    ) -> Request {
        let jti = self.random.token();
        let proof = self.proof(request, access_token, jti, now);
        let mut proved = request.clone();
        if let Ok(proof) = HeaderValue::try_from(proof) {
            proved.headers_mut().insert(DPOP, proof);
        }
        proved
    }

    fn proof(
        &self,
        request: &Request,
        access_token: Option<&str>,
        jti: String,
        now: Timestamp,
    ) -> String {
        let origin = origin(request.uri());
        let address = format!("{origin}{}", request.uri().path());
        let nonce = self.nonces.get(&origin);
        let mut claims = json!({
            "jti": jti,
            "htm": request.method().as_str(),
            "htu": address,
            "iat": now.0,
        });
        let hash = access_token.map(|token| jose::encode(Sha256::digest(token)));
        for (name, text) in [("ath", hash.as_ref()), ("nonce", nonce)] {
            if let Some(text) = text {
                claims[name] = Value::from(text.as_str());
            }
        }
        let header = json!({
            "typ": "dpop+jwt",
            "alg": self.key.algorithm.name,
            "jwk": self.key.verification_key,
        });
        self.key.sign_under(&header, &claims)
    }
}

fn origin(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    format!("{}://{authority}", uri.scheme_str().unwrap_or_default())
}

/// A server says so in the body ([section 8](https://www.rfc-editor.org/rfc/rfc9449.html#section-8)),
/// an API in its challenge ([section 9](https://www.rfc-editor.org/rfc/rfc9449.html#section-9)).
fn asks_for_nonce(answer: &Response) -> bool {
    let says = |text: &[u8]| String::from_utf8_lossy(text).contains("\"use_dpop_nonce\"");
    let challenges = answer.headers().get_all(http::header::WWW_AUTHENTICATE);
    match answer.status() {
        StatusCode::BAD_REQUEST => says(answer.body()),
        StatusCode::UNAUTHORIZED => challenges.iter().any(|value| says(value.as_bytes())),
        _ => false,
    }
}
