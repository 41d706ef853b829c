//! Changing the key that signs, so that no client meets a key that it cannot look up, and no token
//! dies with its key.
//!
//! [OpenID Connect Core section 10.1.1](https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys)

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::protocol::jose::{SigningKey, es256};
use crate::server::AuthorizationServer;

/// A key that is published and does not sign.
pub struct IdleKey {
    pub key: SigningKey,
    /// Until when tokens that it has signed may be good. `None` if it has signed nothing yet.
    pub kept_until: Option<Timestamp>,
}

impl AuthorizationServer {
    /// Changes the key for ES256 in two steps. The first call publishes another one; each further
    /// call signs with that one from now on, and publishes the next. A key that signs no more
    /// stays for as long as its tokens can be good.
    pub fn rotate_signing_key(&mut self, now: Timestamp) {
        self.forget_old_keys(now);
        let announced = self
            .idle_keys
            .iter()
            .position(|idle| idle.kept_until.is_none());
        if let Some(place) = announced {
            let next = self.idle_keys.remove(place);
            let policy = &self.policy;
            let longest = policy
                .access_token_lifetime_seconds
                .max(policy.id_token_lifetime_seconds);
            let old = std::mem::replace(&mut self.signing_key, next.key);
            self.idle_keys.push(IdleKey {
                key: old,
                kept_until: Some(now.plus(longest)),
            });
        }
        let mut random = Random::new(self.seed, &format!("signing key {}", self.keys_made));
        self.keys_made += 1;
        // Fewer than one in 2^32 draws is no scalar of P-256; the key stays what it is then.
        if let Some(key) = es256::signing_key(&random.secret()) {
            self.idle_keys.push(IdleKey {
                key,
                kept_until: None,
            });
        }
    }

    /// A key whose tokens have all expired is published no longer.
    pub(super) fn forget_old_keys(&mut self, now: Timestamp) {
        let is_kept = |idle: &IdleKey| idle.kept_until.is_none_or(|until| now < until);
        self.idle_keys.retain(is_kept);
    }
}
