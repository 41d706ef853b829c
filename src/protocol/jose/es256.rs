//! ES256: ECDSA with P-256 and SHA-256.
//!
//! [RFC 7518 section 3.4](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.4)

use ecdsa::hazmat::sign_prehashed_rfc6979;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::point::AffineCoordinates;
use p256::{AffinePoint, FieldBytes, NistP256, PublicKey, SecretKey};
use sha2::{Digest, Sha256};

use crate::protocol::jose::{Algorithm, Jwk, KeyMaterial, SigningKey, decode_bytes, encode};

/// `alg` is `ES256`.
pub const ES256: Algorithm = Algorithm {
    name: "ES256",
    verify,
};

/// The key with the private scalar `secret`. `None` if that is zero or too large for P-256.
///
/// Signatures are those of RFC 6979: the same input gives the same signature, which a
/// reproducible run needs.
pub fn signing_key(secret: &[u8; 32]) -> Option<SigningKey> {
    let scalar = SecretKey::from_slice(secret).ok()?.to_nonzero_scalar();
    let public = PublicKey::from_secret_scalar(&scalar);
    let point = public.as_affine();
    signing_key_of_pair(secret, encode(point.x()), encode(point.y()))
}

/// The key with the private scalar `secret`, whose public point is known to be (`x`, `y`), each in
/// base64url: to derive it takes as long as to sign. Where it is another, no signature verifies.
pub fn signing_key_of_pair(secret: &[u8; 32], x: String, y: String) -> Option<SigningKey> {
    let scalar = SecretKey::from_slice(secret).ok()?.to_nonzero_scalar();
    let verification_key = Jwk::for_signing(KeyMaterial::EllipticCurve { x, y }, ES256.name);
    Some(SigningKey::new(ES256, verification_key, move |input| {
        let digest = Sha256::digest(input);
        let (signature, _) = sign_prehashed_rfc6979::<NistP256, Sha256>(&scalar, &digest, &[]);
        signature.to_vec()
    }))
}

fn verify(key: &KeyMaterial, input: &[u8], signature: &[u8]) -> bool {
    let signature = Signature::from_slice(signature).ok();
    verifying_key(key)
        .zip(signature)
        .is_some_and(|(key, signature)| key.verify(input, &signature).is_ok())
}

fn verifying_key(key: &KeyMaterial) -> Option<VerifyingKey> {
    let KeyMaterial::EllipticCurve { x, y } = key else {
        return None;
    };
    let coordinate = |text: &str| {
        let bytes: [u8; 32] = decode_bytes(text)?.try_into().ok()?;
        Some(FieldBytes::from(bytes))
    };
    let point = AffinePoint::from_coordinates(&coordinate(x)?, &coordinate(y)?);
    VerifyingKey::from_affine(Option::from(point)?).ok()
}
