//! A token that somebody presents to ask about it, to revoke it or to trade it in.
//!
//! A hint about its kind only speeds up the search, and here there is nothing to speed up
//! ([RFC 7009 section 2.1](https://www.rfc-editor.org/rfc/rfc7009.html#section-2.1)).

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::check::Holds;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::mend::Mend;
use crate::server::refusal::{Refusal, sent_once};
use crate::server::store::{AccessToken, Grant, GrantId, RefreshToken};

/// A token that this server has issued, alive or not.
pub enum PresentedToken<'a> {
    Access {
        jti: String,
        token: &'a AccessToken,
    },
    Refresh {
        token: &'a RefreshToken,
        grant: &'a Grant,
    },
}

impl AuthorizationServer {
    /// The token that was handed out as `text`.
    pub(super) fn presented_token(&self, text: &str) -> Option<PresentedToken<'_>> {
        if let Some(token) = self.store.refresh_tokens.get(text) {
            let grant = self.store.grant(token.grant)?;
            return Some(PresentedToken::Refresh { token, grant });
        }
        let (jti, token) = self.store.access_token(text)?;
        (token.token == text).then_some(PresentedToken::Access { jti, token })
    }

    /// Whether a token is good for anything at the time `now`.
    pub(super) fn is_active(&self, presented: &PresentedToken<'_>, now: Timestamp) -> bool {
        match presented {
            PresentedToken::Access { token, .. } => {
                !self.store.is_withdrawn(token) && now < token.expires_at
            }
            PresentedToken::Refresh { token, grant } => {
                !grant.is_revoked
                    && token.successor.is_none()
                    && now < self.refresh_token_expires_at(token, grant)
            }
        }
    }

    /// When a refresh token dies, unless it is used before.
    pub(super) fn refresh_token_expires_at(
        &self,
        token: &RefreshToken,
        grant: &Grant,
    ) -> Timestamp {
        let policy = &self.policy;
        let unused = token
            .last_used_at
            .plus(policy.refresh_token_idle_lifetime_seconds);
        let at_last = grant
            .granted_at
            .plus(policy.refresh_token_absolute_lifetime_seconds);
        unused.min(at_last)
    }
}

impl PresentedToken<'_> {
    /// The client that it was issued to.
    pub fn client_id(&self) -> &str {
        match self {
            PresentedToken::Access { token, .. } => &token.client_id,
            PresentedToken::Refresh { grant, .. } => &grant.client_id,
        }
    }

    /// The grant that it came of.
    pub fn grant(&self) -> GrantId {
        match self {
            PresentedToken::Access { token, .. } => token.grant,
            PresentedToken::Refresh { token, .. } => token.grant,
        }
    }
}

impl ClientFacts {
    /// The token that the request is about.
    pub(super) fn token(&self) -> &str {
        self.parameters.get("token").unwrap_or_default()
    }
}

/// The judge of a request that is about one token.
pub(super) fn token_is_sent_once(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    if facts.parameters.get("token").is_none() {
        return Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "token is missing.",
            Mend::own(Place::Form, "token"),
        ));
    }
    sent_once(
        &facts.parameters,
        &["token", "token_type_hint"],
        Place::Form,
    )?;
    Ok(Holds::Because("There is one.".to_owned()))
}
