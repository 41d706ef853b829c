//! RS256 and PS256: RSA with SHA-256, in the two ways to pad.
//!
//! [RFC 7518 sections 3.3](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.3) and
//! [3.5](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.5)
//!
//! The crate `rsa` may leak a private key through the time that it takes (RUSTSEC-2023-0071).
//! That is accepted here: the private keys of the simulation are published, and nobody but the
//! reader's own browser measures anything.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use rsa::traits::SignatureScheme;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};

use crate::protocol::jose::{Algorithm, Jwk, KeyMaterial, SigningKey, decode_bytes};

/// `alg` is `RS256`: RSASSA-PKCS1-v1_5.
pub const RS256: Algorithm = Algorithm {
    name: "RS256",
    verify: |key, input, signature| verify(Pkcs1v15Sign::new::<Sha256>(), key, input, signature),
};

/// `alg` is `PS256`: RSASSA-PSS, with a salt as long as the hash.
pub const PS256: Algorithm = Algorithm {
    name: "PS256",
    verify: |key, input, signature| verify(Pss::<Sha256>::new(), key, input, signature),
};

/// The bits of a modulus. "A key of size 2048 bits or larger MUST be used"; a larger one than
/// these takes longer to verify than a guest's key may.
const SIZE_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// A private key of two primes, its numbers in base64url as a JWK has them.
/// [RFC 7518 section 6.3.2](https://www.rfc-editor.org/rfc/rfc7518.html#section-6.3.2)
#[derive(Clone, Copy, Debug)]
pub struct PrivateNumbers {
    /// The modulus.
    pub n: &'static str,
    /// The public exponent.
    pub e: &'static str,
    /// The private exponent.
    pub d: &'static str,
    /// The primes.
    pub primes: [&'static str; 2],
}

/// The key that signs with RS256. `None` if the numbers do not fit each other.
pub fn rs256_signing_key(numbers: &PrivateNumbers) -> Option<SigningKey> {
    signing_key(RS256, numbers, Pkcs1v15Sign::new::<Sha256>)
}

/// The key that signs with PS256. `None` if the numbers do not fit each other.
pub fn ps256_signing_key(numbers: &PrivateNumbers) -> Option<SigningKey> {
    signing_key(PS256, numbers, Pss::<Sha256>::new)
}

fn signing_key<S: SignatureScheme + 'static>(
    algorithm: Algorithm,
    numbers: &PrivateNumbers,
    scheme: fn() -> S,
) -> Option<SigningKey> {
    let [p, q] = numbers.primes;
    let key = RsaPrivateKey::from_components(
        number(numbers.n)?,
        number(numbers.e)?,
        number(numbers.d)?,
        vec![number(p)?, number(q)?],
    );
    let key = key.ok()?;
    let material = KeyMaterial::Rsa {
        n: numbers.n.to_owned(),
        e: numbers.e.to_owned(),
    };
    let verification_key = Jwk::for_signing(material, algorithm.name);
    Some(SigningKey::new(algorithm, verification_key, move |input| {
        let hash = Sha256::digest(input);
        // What is drawn blinds the arithmetic and salts PS256. It comes from the input: the same
        // input gives the same signature, which a reproducible run needs.
        let mut random = ChaCha20Rng::from_seed(hash.into());
        key.sign_with_rng(&mut random, scheme(), &hash)
            .unwrap_or_default()
    }))
}

fn verify(scheme: impl SignatureScheme, key: &KeyMaterial, input: &[u8], signature: &[u8]) -> bool {
    let hash = Sha256::digest(input);
    public_key(key).is_some_and(|key| key.verify(scheme, &hash, signature).is_ok())
}

fn public_key(key: &KeyMaterial) -> Option<RsaPublicKey> {
    let KeyMaterial::Rsa { n, e } = key else {
        return None;
    };
    RsaPublicKey::new_with_size_limits(number(n)?, number(e)?, SIZE_BITS).ok()
}

/// The number that `text` encodes.
fn number(text: &str) -> Option<BoxedUint> {
    Some(BoxedUint::from_be_slice_vartime(&decode_bytes(text)?))
}
