//! Compact signed tokens: made, read and verified.
//!
//! [RFC 7515 section 7.1](https://www.rfc-editor.org/rfc/rfc7515.html#section-7.1)

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::protocol::jose::{Algorithm, Jwk, JwkSet, decode_bytes, encode};

/// Makes the signature of an input.
type Sign = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

/// A key that signs.
#[derive(Clone)]
pub struct SigningKey {
    pub algorithm: Algorithm,
    /// The key that verifies its signatures: the public half, or the shared secret itself.
    pub verification_key: Jwk,
    sign: Arc<Sign>,
}

/// Why a token is not accepted as signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwsError {
    /// It is not three base64url parts with a JSON object as header and as payload.
    Malformed,
    /// Its header names an algorithm that the verifier does not accept.
    Algorithm,
    /// Its header has extensions that have to be understood, and none is.
    Critical,
    /// No key of the set is the one that its header names.
    UnknownKey,
    /// The signature is not of this header and payload.
    Signature,
}

/// A token whose parts could be read. Nothing is known of its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedJwt {
    pub header: Value,
    pub claims: Value,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    typ: &'a str,
}

impl SigningKey {
    pub(super) fn new(
        algorithm: Algorithm,
        verification_key: Jwk,
        sign: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
    ) -> SigningKey {
        SigningKey {
            algorithm,
            verification_key,
            sign: Arc::new(sign),
        }
    }

    /// The signature of `input`.
    pub fn signature(&self, input: &[u8]) -> Vec<u8> {
        (self.sign)(input)
    }

    /// Signs `claims` into a compact token whose header has the type `typ`.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> String {
        let header = Header {
            alg: self.algorithm.name,
            kid: self.verification_key.kid.as_deref(),
            typ,
        };
        self.sign_under(&header, claims)
    }

    /// Signs `claims` under a header that is given whole.
    pub fn sign_under(&self, header: &impl Serialize, claims: &impl Serialize) -> String {
        let claims = serde_json::to_vec(claims).unwrap_or_default();
        let header = serde_json::to_vec(header).unwrap_or_default();
        let input = format!("{}.{}", encode(header), encode(claims));
        let signature = encode(self.signature(input.as_bytes()));
        format!("{input}.{signature}")
    }
}

/// Says which key it is, never what it signs with.
impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kid = self.verification_key.kid.as_deref().unwrap_or_default();
        write!(formatter, "SigningKey({} {kid})", self.algorithm.name)
    }
}

/// Reads a compact token without looking at its signature: for showing, never for trusting.
pub fn decode(token: &str) -> Option<DecodedJwt> {
    let mut parts = token.split('.');
    let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let object = |part: &str| -> Option<Value> {
        let bytes = decode_bytes(part)?;
        serde_json::from_slice(&bytes).ok().filter(Value::is_object)
    };
    Some(DecodedJwt {
        header: object(header)?,
        claims: object(claims)?,
    })
}

/// Verifies the signature of a compact token against `keys`.
///
/// Which algorithms there are is the verifier's to say, never the token's
/// ([RFC 8725 section 3.1](https://www.rfc-editor.org/rfc/rfc8725.html#section-3.1)), and a key
/// that says for which one it is meant is used for that one only. A token that does not name its
/// key is tried with each.
///
/// # Errors
/// The first reason for which the token is not signed by one of the keys.
pub fn verify(token: &str, keys: &JwkSet, accepted: &[Algorithm]) -> Result<DecodedJwt, JwsError> {
    let decoded = decode(token).ok_or(JwsError::Malformed)?;
    let algorithm = accepted
        .iter()
        .find(|algorithm| decoded.header["alg"] == algorithm.name)
        .ok_or(JwsError::Algorithm)?;
    if !decoded.header["crit"].is_null() {
        return Err(JwsError::Critical);
    }
    let kid = &decoded.header["kid"];
    let is_meant = |key: &&Jwk| {
        (kid.is_null() || kid.as_str() == key.kid.as_deref())
            && key.alg.as_deref().is_none_or(|alg| alg == algorithm.name)
            && key.usage.as_deref().is_none_or(|usage| usage == "sig")
    };
    let mut candidates = keys.keys.iter().filter(is_meant).peekable();
    if candidates.peek().is_none() {
        return Err(JwsError::UnknownKey);
    }
    let (input, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
    let signature = decode_bytes(signature).ok_or(JwsError::Signature)?;
    if candidates.any(|key| (algorithm.verify)(&key.material, input.as_bytes(), &signature)) {
        Ok(decoded)
    } else {
        Err(JwsError::Signature)
    }
}
