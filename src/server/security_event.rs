//! The end of the tokens of a person who signs out or gets a new password.
//!
//! "Authorization servers MAY revoke refresh tokens automatically in case of a security event"
//! ([RFC 9700 section 4.14.2](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14.2)).

use crate::server::AuthorizationServer;
use crate::server::effect::Effect;
use crate::server::store::{Grant, GrantId};

impl AuthorizationServer {
    /// Gives a person a new password, and signs them out everywhere. What else follows is the
    /// policy's to say. Returns what has changed; nothing if there is no such person.
    pub fn change_password(&mut self, username: &str, password: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut users = self.users.iter_mut();
        let Some(user) = users.find(|user| user.username == username) else {
            return effects;
        };
        password.clone_into(&mut user.password);
        let subject = user.subject.clone();
        for session in self.store.sessions.values_mut() {
            if session.username.as_deref() == Some(username) {
                session.username = None;
            }
        }
        self.revoke_refresh_tokens(&subject, |_| true, &mut effects);
        effects
    }

    /// Withdraws the grants of `subject` that can be refreshed and are `concerned`, if the policy
    /// wants that.
    pub(super) fn revoke_refresh_tokens(
        &mut self,
        subject: &str,
        concerned: impl Fn(&Grant) -> bool,
        effects: &mut Vec<Effect>,
    ) {
        if !self.policy.security_events_revoke_refresh_tokens {
            return;
        }
        let grants = self.store.grants.iter().filter(|(_, grant)| {
            grant.subject == subject && !grant.refresh_tokens.is_empty() && concerned(grant)
        });
        let names: Vec<GrantId> = grants
            .filter_map(|(name, _)| name.parse().ok().map(GrantId))
            .collect();
        for id in names {
            self.revoke_grant(id, effects);
        }
    }
}
