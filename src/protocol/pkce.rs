//! Proof Key for Code Exchange.
//!
//! [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636.html)

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How a challenge is made from a verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeMethod {
    /// The challenge is the verifier: no protection against who reads the request.
    Plain,
    /// BASE64URL(SHA-256(verifier)), without padding.
    S256,
}

impl ChallengeMethod {
    /// Every method.
    pub const ALL: [ChallengeMethod; 2] = [ChallengeMethod::Plain, ChallengeMethod::S256];

    /// How the challenge is computed, where it is not the verifier itself.
    pub fn formula(self) -> Option<&'static str> {
        match self {
            ChallengeMethod::Plain => None,
            ChallengeMethod::S256 => Some("BASE64URL(SHA-256(code_verifier))"),
        }
    }

    /// The method called `name` on the wire.
    pub fn parse(name: &str) -> Option<ChallengeMethod> {
        match name {
            "plain" => Some(ChallengeMethod::Plain),
            "S256" => Some(ChallengeMethod::S256),
            _ => None,
        }
    }

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ChallengeMethod::Plain => "plain",
            ChallengeMethod::S256 => "S256",
        }
    }

    /// The challenge for `code_verifier`.
    /// [Section 4.2](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.2)
    pub fn challenge(self, code_verifier: &str) -> String {
        match self {
            ChallengeMethod::Plain => code_verifier.to_owned(),
            ChallengeMethod::S256 => {
                BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(code_verifier.as_bytes()))
            }
        }
    }
}

/// A challenge as the server stores it with a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub method: ChallengeMethod,
    pub text: String,
}

impl Challenge {
    /// Whether `code_verifier` is the one that this challenge was made from.
    /// [Section 4.6](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6)
    pub fn matches(&self, code_verifier: &str) -> bool {
        let computed = self.method.challenge(code_verifier);
        computed.as_bytes().ct_eq(self.text.as_bytes()).into()
    }
}

/// Whether `text` may be a verifier or a challenge: 43 to 128 unreserved characters.
/// [Section 4.1](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.1)
pub fn is_well_formed(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}
