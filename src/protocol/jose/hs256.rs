//! HS256: HMAC with SHA-256, under a secret that both sides know.
//!
//! [RFC 7518 section 3.2](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.2)

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::protocol::jose::{Algorithm, Jwk, KeyMaterial, SigningKey, decode_bytes, encode};

/// `alg` is `HS256`.
pub const HS256: Algorithm = Algorithm {
    name: "HS256",
    verify,
};

/// The key that is `secret`. It has no name: whoever knows the secret knows which one it is.
pub fn signing_key(secret: &[u8]) -> Option<SigningKey> {
    let mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    let sign = move |input: &[u8]| {
        mac.clone()
            .chain_update(input)
            .finalize()
            .into_bytes()
            .to_vec()
    };
    Some(SigningKey::new(HS256, verification_key(secret), sign))
}

/// The key that verifies the signatures made with `secret`: the secret itself.
pub fn verification_key(secret: &[u8]) -> Jwk {
    Jwk {
        material: KeyMaterial::Octets { k: encode(secret) },
        kid: None,
        usage: None,
        alg: None,
    }
}

fn verify(key: &KeyMaterial, input: &[u8], signature: &[u8]) -> bool {
    let KeyMaterial::Octets { k } = key else {
        return false;
    };
    let secret = decode_bytes(k).unwrap_or_default();
    // An empty secret is one that everybody knows.
    !secret.is_empty()
        && Hmac::<Sha256>::new_from_slice(&secret)
            .is_ok_and(|mac| mac.chain_update(input).verify_slice(signature).is_ok())
}
