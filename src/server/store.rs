//! The server's memory: clients that registered themselves, sessions, codes, grants with
//! their tokens, and devices.

use std::collections::VecDeque;

use serde::Serialize;

use crate::ground::clock::Timestamp;
use crate::protocol::form::Parameters;
use crate::protocol::jose;
use crate::protocol::pkce::Challenge;
use crate::protocol::scope::Scope;
use crate::protocol::user_code;
use crate::server::client::Client;
use crate::server::openid_connect::{Authentication, SessionRecord};
use crate::server::records::Records;

/// All state that requests change. Two stores are equal if no request can tell them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Those that have registered themselves, by `client_id`.
    pub clients: Records<Client>,
    /// By `request_uri`.
    pub pushed_requests: Records<PushedRequest>,
    pub sessions: Records<Session>,
    pub codes: Records<AuthorizationCode>,
    /// The grants of persons, or of clients for themselves; by [`GrantId`].
    pub grants: Records<Grant>,
    grants_made: usize,
    pub refresh_tokens: Records<RefreshToken>,
    /// By `jti`.
    pub access_tokens: Records<AccessToken>,
    /// By `device_code`.
    pub devices: Records<Device>,
    /// The `device_code` by the user code, as [`user_code::normalized`] writes it.
    pub user_codes: Records<String>,
    /// The identifiers that are good once and have been used, by the name that a
    /// [`UsedIdentifier`](crate::server::assertion::UsedIdentifier) has.
    pub used_identifiers: Records<()>,
    /// The counts of attempts, as [`limits`](crate::server::limits) names them.
    pub attempts: Records<Attempts>,
}

/// Seconds for which a record is kept after it has expired: who comes late learns what is wrong.
pub const KEPT_AFTER_EXPIRY_SECONDS: u64 = 3600;

/// Seconds after which a session ends and the person has to sign in again.
pub const SESSION_SECONDS: u64 = 86_400;

/// The value of the session cookie.
pub type SessionId = String;

/// Identifies one act of consent and all tokens that came of it: a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantId(pub usize);

/// How often somebody has done something of which there may not be too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempts {
    pub count: u32,
    pub last_at: Timestamp,
}

/// A browser at the server's own pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The token that a form of this session has to carry.
    pub csrf_token: String,
    /// Who is signed in, by `User::username`.
    pub username: Option<String>,
    /// Wrong passwords and user codes so far.
    pub failed_entries: u32,
    pub openid_connect: SessionRecord,
}

/// An authorization request that its client has sent itself, until it is answered.
/// [RFC 9126 section 2](https://www.rfc-editor.org/rfc/rfc9126.html#section-2)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedRequest {
    pub client_id: String,
    pub parameters: Parameters,
    pub expires_at: Timestamp,
}

/// A code and all that it is bound to.
/// [RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    pub client_id: String,
    pub redirect_uri: String,
    /// Whether the authorization request had it, or the registered one was used.
    pub redirect_uri_was_sent: bool,
    pub challenge: Option<Challenge>,
    /// The thumbprint of the key with which it has to be redeemed.
    pub dpop_jkt: Option<String>,
    pub scope: Scope,
    /// The resources that were named.
    pub resources: Vec<String>,
    pub subject: String,
    /// How the person was authenticated, if the client has asked.
    pub authentication: Option<Authentication>,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// The grant that it was redeemed for.
    pub redeemed_for: Option<GrantId>,
}

/// Something that was allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub client_id: String,
    pub subject: String,
    pub scope: Scope,
    /// The resources that were named; none for the server's usual one.
    pub resources: Vec<String>,
    /// How the person was authenticated, if the client has asked.
    pub authentication: Option<Authentication>,
    pub granted_at: Timestamp,
    pub is_revoked: bool,
    /// The names of its tokens, oldest first, to find them without looking at all others.
    pub refresh_tokens: VecDeque<String>,
    pub access_tokens: VecDeque<String>,
}

/// A refresh token, which is good for its grant's whole scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub grant: GrantId,
    pub issued_at: Timestamp,
    /// The later of its issue and its last use.
    pub last_used_at: Timestamp,
    /// The newer one that has taken its place, if one has.
    pub successor: Option<Successor>,
    /// The thumbprint of the key with which it has to be used.
    pub dpop_jkt: Option<String>,
}

/// The refresh token that another one was replaced by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    pub text: String,
    pub made_at: Timestamp,
}

/// The record of an access token that the server issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub grant: GrantId,
    /// As it was handed out.
    pub token: String,
    pub client_id: String,
    pub subject: String,
    pub scope: Scope,
    /// The resources that it is for.
    pub audience: Vec<String>,
    /// The thumbprint of the key with which it has to be used.
    pub dpop_jkt: Option<String>,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// Who acts for the subject, if somebody does.
    pub actor: Option<Actor>,
    /// The subject of the only one who may act for this subject, if that is said.
    pub may_act: Option<String>,
    /// Whether it was withdrawn by itself; the grant may have been withdrawn as a whole.
    pub is_revoked: bool,
}

/// Somebody who acts for somebody else.
/// [RFC 8693 section 4.1](https://www.rfc-editor.org/rfc/rfc8693.html#section-4.1)
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Actor {
    #[serde(rename = "sub")]
    pub subject: String,
    /// Who acted before.
    #[serde(rename = "act", skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Actor>>,
}

/// A device that waits for a person.
/// [RFC 8628 section 3.2](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.2)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub client_id: String,
    pub user_code: String,
    pub scope: Scope,
    pub expires_at: Timestamp,
    /// Seconds that it has to wait between two polls.
    pub interval_seconds: u64,
    pub last_polled_at: Option<Timestamp>,
    pub answer: DeviceAnswer,
}

/// How far a device has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceAnswer {
    Pending,
    Approved {
        subject: String,
    },
    Denied,
    /// The device has its tokens.
    Redeemed,
}

impl Store {
    /// The device that shows `user_code`, however the code was typed, and can still be answered.
    ///
    /// "The server should ignore any characters like punctuation that are not in the user code
    /// character set" ([RFC 8628 section 6.1](https://www.rfc-editor.org/rfc/rfc8628.html#section-6.1)).
    pub fn waiting_device(&self, user_code: &str, now: Timestamp) -> Option<(&String, &Device)> {
        let device_code = self.user_codes.get(&user_code::normalized(user_code))?;
        let device = self.devices.get(device_code)?;
        let waits = device.answer == DeviceAnswer::Pending && now < device.expires_at;
        waits.then_some((device_code, device))
    }

    /// The grant that `id` names.
    pub fn grant(&self, id: GrantId) -> Option<&Grant> {
        self.grants.get(&id.name())
    }

    /// The grant that `id` names.
    pub fn grant_mut(&mut self, id: GrantId) -> Option<&mut Grant> {
        self.grants.get_mut(&id.name())
    }

    /// Adds a grant and returns its name. Its tokens keep it for as long as they are kept.
    pub fn add_grant(&mut self, grant: Grant) -> GrantId {
        let id = GrantId(self.grants_made);
        let now = grant.granted_at;
        self.grants_made += 1;
        self.grants.insert(id.name(), grant, now, now);
        id
    }

    /// Adds an access token to its grant, which is kept for at least as long.
    pub fn add_access_token(&mut self, jti: String, token: AccessToken) {
        let kept_until = token.expires_at.plus(KEPT_AFTER_EXPIRY_SECONDS);
        let grant = token.grant.name();
        self.grants.keep_until(&grant, kept_until);
        if let Some(grant) = self.grants.get_mut(&grant) {
            let names = &mut grant.access_tokens;
            while names
                .front()
                .is_some_and(|name| self.access_tokens.get(name).is_none())
            {
                names.pop_front();
            }
            names.push_back(jti.clone());
        }
        let now = token.issued_at;
        self.access_tokens.insert(jti, token, kept_until, now);
    }

    /// Adds a refresh token that is good until `expires_at` at most. Its grant is kept for as
    /// long, as a replaced token must not be mistaken for an unknown one.
    pub fn add_refresh_token(&mut self, text: String, token: RefreshToken, expires_at: Timestamp) {
        let kept_until = expires_at.plus(KEPT_AFTER_EXPIRY_SECONDS);
        let grant = token.grant.name();
        self.grants.keep_until(&grant, kept_until);
        if let Some(grant) = self.grants.get_mut(&grant) {
            grant.refresh_tokens.push_back(text.clone());
        }
        let now = token.issued_at;
        self.refresh_tokens.insert(text, token, kept_until, now);
    }

    /// The access token that has the identifier of the JWT `text`, or is that text itself, with
    /// its `jti`. Who has not verified the signature of the JWT has to compare the texts.
    pub fn access_token(&self, text: &str) -> Option<(String, &AccessToken)> {
        let jti = match jose::decode(text) {
            Some(jwt) => jwt.claims["jti"].as_str()?.to_owned(),
            None => text.to_owned(),
        };
        let token = self.access_tokens.get(&jti)?;
        Some((jti, token))
    }

    /// Whether an access token has been withdrawn, by itself or with its grant.
    pub fn is_withdrawn(&self, token: &AccessToken) -> bool {
        token.is_revoked || self.grant(token.grant).is_none_or(|grant| grant.is_revoked)
    }
}

impl AccessToken {
    /// How an API is to be sent it: the `token_type`.
    pub fn token_type(&self) -> &'static str {
        match self.dpop_jkt {
            Some(_) => "DPoP",
            None => "Bearer",
        }
    }
}

impl GrantId {
    /// The name in the table of grants.
    pub fn name(self) -> String {
        self.0.to_string()
    }
}

impl Grant {
    /// Something that is allowed from `now` on, of which no token has been issued yet.
    pub fn new(client_id: String, subject: String, scope: Scope, now: Timestamp) -> Grant {
        Grant {
            client_id,
            subject,
            scope,
            resources: Vec::new(),
            authentication: None,
            granted_at: now,
            is_revoked: false,
            refresh_tokens: VecDeque::new(),
            access_tokens: VecDeque::new(),
        }
    }
}
