//! Randomness that comes from the scenario's seed and from nowhere else.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// A cryptographic generator. Each actor has its own stream, so that what one of them draws never
/// changes what another one gets.
pub struct Random(ChaCha20Rng);

impl Random {
    /// The stream of the actor called `label` in a run with `seed`.
    pub fn new(seed: u64, label: &str) -> Random {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(label.as_bytes());
        Random(ChaCha20Rng::from_seed(hash.finalize().into()))
    }

    /// 160 random bits in base64url, 27 characters.
    ///
    /// "The probability of an attacker guessing generated tokens MUST be less than or equal to
    /// 2^(-128) and SHOULD be less than or equal to 2^(-160)"
    /// ([RFC 6749 section 10.10](https://www.rfc-editor.org/rfc/rfc6749.html#section-10.10)).
    pub fn token(&mut self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<20>())
    }

    /// A verifier of 256 random bits, 43 characters.
    /// [RFC 7636 section 4.1](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.1)
    pub fn code_verifier(&mut self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// 256 random bits, for a private key.
    pub fn secret(&mut self) -> [u8; 32] {
        self.bytes()
    }

    /// Characters drawn evenly from `alphabet`, which has at most 256.
    pub fn characters(&mut self, alphabet: &[u8], count: usize) -> String {
        // Bytes past the last whole multiple would favour the alphabet's head.
        let limit = 256 - 256 % alphabet.len();
        let mut drawn = String::new();
        while drawn.len() < count {
            let [byte] = self.bytes::<1>();
            let byte = usize::from(byte);
            if byte < limit {
                drawn.push(char::from(alphabet[byte % alphabet.len()]));
            }
        }
        drawn
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}
