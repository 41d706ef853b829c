//! Issuing access and refresh tokens, and withdrawing them.

use serde::Serialize;

use crate::ground::clock::Timestamp;
use crate::protocol::scope::Scope;
use crate::protocol::value_kind::ValueKind;
use crate::server::AuthorizationServer;
use crate::server::effect::{Change, Effect};
use crate::server::refusal::Consequence;
use crate::server::store::{AccessToken, Actor, GrantId, RefreshToken, Store};

/// A successful answer of the token endpoint.
/// [RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenResponse {
    /// REQUIRED.
    pub access_token: String,
    /// REQUIRED at a token exchange, and only there
    /// ([RFC 8693 section 2.2.1](https://www.rfc-editor.org/rfc/rfc8693.html#section-2.2.1)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
    /// REQUIRED.
    pub token_type: &'static str,
    /// RECOMMENDED. Seconds.
    pub expires_in: u64,
    /// OPTIONAL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// REQUIRED if the person was authenticated for the client.
    /// [OpenID Connect Core section 3.1.3.3](https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// OPTIONAL if it is what was asked for, otherwise REQUIRED; always sent here.
    pub scope: String,
}

/// The claims of an access token, each REQUIRED but `scope`.
/// [RFC 9068 section 2.2](https://www.rfc-editor.org/rfc/rfc9068.html#section-2.2)
#[derive(Serialize)]
pub(super) struct AccessTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: Audience<'a>,
    client_id: &'a str,
    /// Seconds since 1970.
    iat: u64,
    /// Seconds since 1970.
    exp: u64,
    jti: &'a str,
    /// Included if the request named one or a default was granted.
    scope: String,
    /// Who acts for the subject
    /// ([RFC 8693 section 4.1](https://www.rfc-editor.org/rfc/rfc8693.html#section-4.1)).
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a Actor>,
    /// Who may
    /// ([RFC 8693 section 4.4](https://www.rfc-editor.org/rfc/rfc8693.html#section-4.4)).
    #[serde(skip_serializing_if = "Option::is_none")]
    may_act: Option<Actor>,
    /// Included if the token is bound to a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation<'a>>,
}

/// The key that a token is bound to.
/// [RFC 9449 section 6.1](https://www.rfc-editor.org/rfc/rfc9449.html#section-6.1)
#[derive(Serialize)]
struct Confirmation<'a> {
    jkt: &'a str,
}

/// "In the special case when the JWT has one audience, the "aud" value MAY be a single
/// case-sensitive string" ([RFC 7519 section 4.1.3](https://www.rfc-editor.org/rfc/rfc7519.html#section-4.1.3)).
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Many(&'a [String]),
}

impl AuthorizationServer {
    /// Issues an access token for `grant`, limited to `scope` and to `resources`; without any, for
    /// all that the grant is for. With `dpop_jkt` it is bound to the key that has this thumbprint.
    /// [RFC 9068 section 3](https://www.rfc-editor.org/rfc/rfc9068.html#section-3)
    pub(super) fn issue_access_token(
        &mut self,
        grant_id: GrantId,
        scope: &Scope,
        resources: &[String],
        dpop_jkt: Option<&str>,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> TokenResponse {
        let grant = self.store.grant(grant_id);
        let granted = grant.map_or(&[][..], |grant| &grant.resources);
        let audience = if resources.is_empty() {
            granted
        } else {
            resources
        };
        let subject = grant.map_or("", |grant| &grant.subject);
        let record = AccessToken {
            grant: grant_id,
            token: String::new(),
            client_id: grant
                .map(|grant| grant.client_id.clone())
                .unwrap_or_default(),
            subject: subject.to_owned(),
            scope: scope.clone(),
            audience: if audience.is_empty() {
                vec![self.resource.clone()]
            } else {
                audience.to_vec()
            },
            dpop_jkt: dpop_jkt.map(str::to_owned),
            issued_at: now,
            expires_at: now.plus(self.policy.access_token_lifetime_seconds),
            actor: None,
            may_act: self.may_act_for(subject),
            is_revoked: false,
        };
        self.hand_out(record, effects)
    }

    /// Gives an access token its text, and keeps it.
    pub(super) fn hand_out(
        &mut self,
        mut record: AccessToken,
        effects: &mut Vec<Effect>,
    ) -> TokenResponse {
        let jti = self.random.token();
        record.token = if self.policy.access_tokens_are_opaque {
            jti.clone()
        } else {
            self.signing_key(self.policy.access_token_algorithm)
                .sign("at+jwt", &self.claims(&jti, &record))
        };
        effects.push(issued(ValueKind::AccessToken, &record.token));
        let response = TokenResponse {
            access_token: record.token.clone(),
            issued_token_type: None,
            token_type: record.token_type(),
            expires_in: record.expires_at.since(record.issued_at),
            refresh_token: None,
            id_token: None,
            scope: record.scope.to_string(),
        };
        self.store.add_access_token(jti, record);
        response
    }

    /// The claims of an access token.
    pub(super) fn claims<'a>(
        &'a self,
        jti: &'a str,
        token: &'a AccessToken,
    ) -> AccessTokenClaims<'a> {
        AccessTokenClaims {
            iss: &self.issuer,
            sub: &token.subject,
            aud: match &token.audience[..] {
                [only] => Audience::One(only),
                many => Audience::Many(many),
            },
            client_id: &token.client_id,
            iat: token.issued_at.0,
            exp: token.expires_at.0,
            jti,
            scope: token.scope.to_string(),
            act: token.actor.as_ref(),
            may_act: token.may_act.clone().map(|subject| Actor {
                subject,
                before: None,
            }),
            cnf: token.dpop_jkt.as_deref().map(|jkt| Confirmation { jkt }),
        }
    }

    /// Makes a refresh token for `grant`; with `replaces`, in place of that one.
    pub(super) fn issue_refresh_token(
        &mut self,
        grant: GrantId,
        replaces: Option<&str>,
        dpop_jkt: Option<String>,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> String {
        let token = self.random.token();
        let record = RefreshToken {
            grant,
            issued_at: now,
            last_used_at: now,
            successor: None,
            dpop_jkt,
        };
        let granted_at = self.store.grant(grant).map(|grant| grant.granted_at);
        let lifetime = self.policy.refresh_token_absolute_lifetime_seconds;
        let expires_at = granted_at.unwrap_or(now).plus(lifetime);
        self.store
            .add_refresh_token(token.clone(), record, expires_at);
        let replaces = replaces.map(str::to_owned);
        effects.push(Effect {
            replaces,
            ..issued(ValueKind::RefreshToken, &token)
        });
        token
    }

    /// Does what a refusal says has to follow from it.
    pub(super) fn apply(
        &mut self,
        consequence: Option<Consequence>,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        match consequence {
            None => {}
            Some(Consequence::RevokeGrant(grant)) => self.revoke_grant(grant, effects),
            Some(Consequence::BurnCode(code)) => {
                self.store.codes.remove(&code);
                effects.push(spent(ValueKind::Code, &code));
            }
            Some(Consequence::NotePoll { device_code }) => {
                if let Some(device) = self.store.devices.get_mut(&device_code) {
                    device.last_polled_at = Some(now);
                }
            }
            Some(Consequence::SlowDown { device_code }) => {
                if let Some(device) = self.store.devices.get_mut(&device_code) {
                    device.last_polled_at = Some(now);
                    device.interval_seconds = device.interval_seconds.saturating_add(5);
                }
            }
            Some(Consequence::ForgetPushedRequest(request_uri)) => {
                self.store.pushed_requests.remove(&request_uri);
            }
            Some(Consequence::CountFailedEntry(session)) => {
                if let Some(session) = self.store.sessions.get_mut(&session) {
                    session.failed_entries += 1;
                }
            }
        }
    }

    /// Withdraws a grant: none of its tokens is accepted any more.
    pub(super) fn revoke_grant(&mut self, id: GrantId, effects: &mut Vec<Effect>) {
        let Store {
            grants,
            access_tokens,
            ..
        } = &mut self.store;
        let Some(grant) = grants.get_mut(&id.name()) else {
            return;
        };
        if grant.is_revoked {
            return;
        }
        grant.is_revoked = true;
        let refresh_tokens = grant.refresh_tokens.iter();
        effects.extend(refresh_tokens.map(|text| revoked(ValueKind::RefreshToken, text)));
        let access_tokens = grant
            .access_tokens
            .iter()
            .filter_map(|jti| access_tokens.get(jti));
        effects.extend(access_tokens.map(|token| revoked(ValueKind::AccessToken, &token.token)));
    }
}

impl AuthorizationServer {
    /// Withdraws one access token and nothing else.
    pub(super) fn revoke_access_token(&mut self, jti: &str, effects: &mut Vec<Effect>) {
        if let Some(token) = self.store.access_tokens.get_mut(jti)
            && !token.is_revoked
        {
            token.is_revoked = true;
            effects.push(revoked(ValueKind::AccessToken, &token.token));
        }
    }
}

pub(super) fn issued(kind: ValueKind, text: &str) -> Effect {
    effect(Change::Issued, kind, text)
}

pub(super) fn stored(kind: ValueKind, text: &str) -> Effect {
    effect(Change::Stored, kind, text)
}

pub(super) fn spent(kind: ValueKind, text: &str) -> Effect {
    effect(Change::Spent, kind, text)
}

pub(super) fn revoked(kind: ValueKind, text: &str) -> Effect {
    effect(Change::Revoked, kind, text)
}

fn effect(change: Change, kind: ValueKind, text: &str) -> Effect {
    Effect {
        change,
        kind,
        text: text.to_owned(),
        replaces: None,
    }
}
