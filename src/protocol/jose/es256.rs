//! ES256: ECDSA with P-256 and SHA-256.
//!
//! [RFC 7518 section 3.4](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.4)

use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey as PrivateKey, VerifyingKey};
use p256::elliptic_curve::point::AffineCoordinates;
use p256::{AffinePoint, FieldBytes};

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
    let key = PrivateKey::from_slice(secret).ok()?;
    let point = key.verifying_key().as_affine();
    let material = KeyMaterial::EllipticCurve {
        x: encode(point.x()),
        y: encode(point.y()),
    };
    let verification_key = Jwk::for_signing(material, ES256.name);
    Some(SigningKey::new(ES256, verification_key, move |input| {
        let signature: Signature = key.sign(input);
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
