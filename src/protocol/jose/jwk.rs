//! JSON Web Keys and sets of them.
//!
//! [RFC 7517](https://www.rfc-editor.org/rfc/rfc7517.html)

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::protocol::jose::encode;

/// A key that verifies signatures: the public half of a key pair, or a shared secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    pub material: KeyMaterial,
    /// OPTIONAL. The name by which a signature refers to the key.
    pub kid: Option<String>,
    /// OPTIONAL. `use`: `sig` or `enc`.
    pub usage: Option<String>,
    /// OPTIONAL. The only algorithm for which it is meant.
    pub alg: Option<String>,
}

/// The numbers of a key, each in base64url as it stands in the JWK.
/// [RFC 7518 section 6](https://www.rfc-editor.org/rfc/rfc7518.html#section-6)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyMaterial {
    /// A point of P-256, the one curve that is spoken here.
    EllipticCurve { x: String, y: String },
    /// A modulus and an exponent.
    Rsa { n: String, e: String },
    /// A shared secret.
    Octets { k: String },
}

/// Why a JWK is not taken as a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwkError {
    /// It is of a kind that is not spoken here, or lacks a member.
    Unsupported,
    /// It has a private member, or is a shared secret: its owner has given it away.
    Private,
}

/// The members that only the owner of a key may know.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

impl KeyMaterial {
    /// The members that make the key, `kty` among them, by name: the order in which
    /// [RFC 7638 section 3](https://www.rfc-editor.org/rfc/rfc7638.html#section-3) hashes them.
    fn members(&self) -> Vec<(&'static str, &str)> {
        match self {
            KeyMaterial::EllipticCurve { x, y } => {
                vec![("crv", "P-256"), ("kty", "EC"), ("x", x), ("y", y)]
            }
            KeyMaterial::Rsa { n, e } => vec![("e", e), ("kty", "RSA"), ("n", n)],
            KeyMaterial::Octets { k } => vec![("k", k), ("kty", "oct")],
        }
    }

    /// The key's thumbprint.
    /// [RFC 7638 section 3](https://www.rfc-editor.org/rfc/rfc7638.html#section-3)
    pub fn thumbprint(&self) -> String {
        let quoted = |(name, text): (&str, &str)| format!("\"{name}\":\"{text}\"");
        let members: Vec<String> = self.members().into_iter().map(quoted).collect();
        encode(Sha256::digest(format!("{{{}}}", members.join(","))))
    }
}

impl Jwk {
    /// Reads what of `json` verifies signatures, and nothing else of it. `None` if it is of a kind
    /// that is not spoken here, or lacks a member.
    pub fn parse(json: &Value) -> Option<Jwk> {
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        let material = match json["kty"].as_str()? {
            "EC" if json["crv"] == "P-256" => KeyMaterial::EllipticCurve {
                x: text("x")?,
                y: text("y")?,
            },
            "RSA" => KeyMaterial::Rsa {
                n: text("n")?,
                e: text("e")?,
            },
            "oct" => KeyMaterial::Octets { k: text("k")? },
            _ => return None,
        };
        Some(Jwk {
            material,
            kid: text("kid"),
            usage: text("use"),
            alg: text("alg"),
        })
    }

    /// Reads a key that somebody else publishes.
    ///
    /// # Errors
    /// [`JwkError::Private`] if `json` says more than a public key may, whatever else it is.
    pub fn parse_public(json: &Value) -> Result<Jwk, JwkError> {
        if PRIVATE_MEMBERS.iter().any(|name| !json[name].is_null()) {
            return Err(JwkError::Private);
        }
        Jwk::parse(json).ok_or(JwkError::Unsupported)
    }

    /// A key that signs with `alg` and is named after its thumbprint.
    pub(super) fn for_signing(material: KeyMaterial, alg: &str) -> Jwk {
        Jwk {
            kid: Some(material.thumbprint()),
            usage: Some("sig".to_owned()),
            alg: Some(alg.to_owned()),
            material,
        }
    }
}

/// `kty` stands first, as readers expect.
impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kty, others): (Vec<_>, Vec<_>) = self
            .material
            .members()
            .into_iter()
            .partition(|(name, _)| *name == "kty");
        let optional = [("kid", &self.kid), ("use", &self.usage), ("alg", &self.alg)];
        let optional = optional
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.as_deref()?)));
        let mut map = serializer.serialize_map(None)?;
        for (name, text) in kty.into_iter().chain(others).chain(optional) {
            map.serialize_entry(name, text)?;
        }
        map.end()
    }
}

/// A key set, as `jwks_uri` serves it.
/// [RFC 7517 section 5](https://www.rfc-editor.org/rfc/rfc7517.html#section-5)
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    pub keys: Vec<Jwk>,
}

impl JwkSet {
    /// Reads a key set. Keys that cannot be read are left out.
    pub fn parse(json: &[u8]) -> JwkSet {
        let set: Value = serde_json::from_slice(json).unwrap_or_default();
        let keys = set["keys"].as_array().into_iter().flatten();
        JwkSet {
            keys: keys.filter_map(Jwk::parse).collect(),
        }
    }
}
