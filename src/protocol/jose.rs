//! JSON Web Keys and signed JSON Web Tokens, as far as OAuth needs them.
//!
//! [RFC 7515](https://www.rfc-editor.org/rfc/rfc7515.html),
//! [RFC 7517](https://www.rfc-editor.org/rfc/rfc7517.html)

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::point::AffineCoordinates;
use p256::{AffinePoint, FieldBytes};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The public half of an ES256 key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    pub kty: String,
    pub crv: String,
    pub x: String,
    pub y: String,
    pub kid: String,
    #[serde(rename = "use")]
    pub usage: String,
    pub alg: String,
}

/// A key set, as `jwks_uri` serves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    pub keys: Vec<Jwk>,
}

impl JwkSet {
    /// Reads a key set. Keys that lack a member are left out.
    pub fn parse(json: &[u8]) -> JwkSet {
        let set: Value = serde_json::from_slice(json).unwrap_or_default();
        let text = |key: &Value, name: &str| key[name].as_str().map(str::to_owned);
        let key = |key: &Value| {
            Some(Jwk {
                kty: text(key, "kty")?,
                crv: text(key, "crv")?,
                x: text(key, "x")?,
                y: text(key, "y")?,
                kid: text(key, "kid")?,
                usage: text(key, "use")?,
                alg: text(key, "alg")?,
            })
        };
        JwkSet {
            keys: set["keys"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(key)
                .collect(),
        }
    }
}

/// A key that signs with ES256. Signatures are those of RFC 6979: the same input gives the same
/// signature, which a reproducible run needs.
pub struct SigningJwk {
    key: SigningKey,
    pub public: Jwk,
}

/// Why a token is not accepted as signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwsError {
    /// It is not three base64url parts with a JSON object as header and as payload.
    Malformed,
    /// Its header names another algorithm than ES256.
    Algorithm,
    /// No key of the set has its `kid`.
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
    kid: &'a str,
    typ: &'a str,
}

impl SigningJwk {
    /// The key with the private scalar `secret`. `None` if that is zero or too large for P-256.
    pub fn from_secret(secret: &[u8; 32]) -> Option<SigningJwk> {
        let key = SigningKey::from_slice(secret).ok()?;
        let point = key.verifying_key().as_affine();
        let x = BASE64_URL_SAFE_NO_PAD.encode(point.x());
        let y = BASE64_URL_SAFE_NO_PAD.encode(point.y());
        let public = Jwk {
            kid: thumbprint(&x, &y),
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x,
            y,
            usage: "sig".to_owned(),
            alg: "ES256".to_owned(),
        };
        Some(SigningJwk { key, public })
    }

    /// Signs `claims` into a compact token whose header has the type `typ`.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> String {
        let header = Header {
            alg: "ES256",
            kid: &self.public.kid,
            typ,
        };
        let claims = serde_json::to_vec(claims).unwrap_or_default();
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let encode = |part: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(part);
        let input = format!("{}.{}", encode(header), encode(claims));
        let signature: Signature = self.key.sign(input.as_bytes());
        format!(
            "{input}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
        )
    }
}

/// The key's thumbprint, used as its `kid`.
/// [RFC 7638 section 3](https://www.rfc-editor.org/rfc/rfc7638.html#section-3)
fn thumbprint(x: &str, y: &str) -> String {
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

/// Reads a compact token without looking at its signature: for showing, never for trusting.
pub fn decode(token: &str) -> Option<DecodedJwt> {
    let mut parts = token.split('.');
    let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let object = |part: &str| -> Option<Value> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice(&bytes).ok().filter(Value::is_object)
    };
    Some(DecodedJwt {
        header: object(header)?,
        claims: object(claims)?,
    })
}

/// Verifies the signature of a compact token against `keys`.
///
/// The algorithm is fixed by the verifier and never taken from the token
/// ([RFC 8725 section 3.1](https://www.rfc-editor.org/rfc/rfc8725.html#section-3.1)).
///
/// # Errors
/// The first reason for which the token is not signed by one of the keys.
pub fn verify(token: &str, keys: &JwkSet) -> Result<DecodedJwt, JwsError> {
    let decoded = decode(token).ok_or(JwsError::Malformed)?;
    if decoded.header["alg"] != "ES256" || !decoded.header["crit"].is_null() {
        return Err(JwsError::Algorithm);
    }
    let kid = decoded.header["kid"].as_str().ok_or(JwsError::UnknownKey)?;
    let jwk = keys
        .keys
        .iter()
        .find(|key| key.kid == kid)
        .ok_or(JwsError::UnknownKey)?;
    let key = verifying_key(jwk).ok_or(JwsError::UnknownKey)?;
    let (input, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
    let signature = BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| JwsError::Signature)?;
    let signature = Signature::from_slice(&signature).map_err(|_| JwsError::Signature)?;
    key.verify(input.as_bytes(), &signature)
        .map_err(|_| JwsError::Signature)?;
    Ok(decoded)
}

fn verifying_key(jwk: &Jwk) -> Option<VerifyingKey> {
    let coordinate = |text: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        Some(FieldBytes::from(bytes))
    };
    let point = AffinePoint::from_coordinates(&coordinate(&jwk.x)?, &coordinate(&jwk.y)?);
    VerifyingKey::from_affine(Option::from(point)?).ok()
}
