//! JSON Web Keys and signed JSON Web Tokens, as far as OAuth needs them.
//!
//! [RFC 7515](https://www.rfc-editor.org/rfc/rfc7515.html),
//! [RFC 7517](https://www.rfc-editor.org/rfc/rfc7517.html),
//! [RFC 7518](https://www.rfc-editor.org/rfc/rfc7518.html)
//!
//! Each algorithm is a value in a file of its own. A verifier says which ones it accepts by a
//! table of them, so that a program links what its tables name and nothing else.

pub mod es256;
pub mod hs256;
mod jwk;
mod jws;
pub mod rsassa;

pub use jwk::{Jwk, JwkError, JwkSet, KeyMaterial};
pub use jws::{DecodedJwt, JwsError, SigningKey, decode, verify};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A signature algorithm that a verifier accepts.
/// [RFC 7518 section 3.1](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.1)
#[derive(Clone, Copy, Debug)]
pub struct Algorithm {
    /// The name in `alg`.
    pub name: &'static str,
    /// Whether a signature is the one of an input under a key. A key of another kind has none.
    pub verify: fn(key: &KeyMaterial, input: &[u8], signature: &[u8]) -> bool,
}

/// Encodes bytes as JOSE does: base64url without padding.
/// [RFC 7515 section 2](https://www.rfc-editor.org/rfc/rfc7515.html#section-2)
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The value of `at_hash` or `c_hash` for a token or a code: the left half of its SHA-256 hash,
/// which is the hash of ES256 and RS256 alike.
/// [OpenID Connect Core section 3.1.3.6](https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken)
pub fn left_half_of_hash(text: &str) -> String {
    encode(&Sha256::digest(text)[..16])
}

/// The bytes that `text` encodes. `None` if it is not base64url, or is padded.
pub fn decode_bytes(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}
