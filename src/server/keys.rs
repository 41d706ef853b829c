//! The server's signing key. It is printed here for everybody to read: it protects nothing.

pub use crate::protocol::jose::SigningJwk as SigningKey;

/// The private scalar, for show only.
const PUBLISHED_SECRET: &[u8; 32] = b"published key, it protects none.";

/// The key with which every simulated server signs.
pub fn published_signing_key() -> SigningKey {
    SigningKey::from_secret(PUBLISHED_SECRET).expect("the constant is a scalar of P-256")
}
