//! What the server remembers: sessions, codes, grants with their tokens, and devices.

use crate::protocol::pkce::Challenge;
use crate::protocol::scope::Scope;
use crate::server::table::Table;
use crate::simulation::clock::Timestamp;

/// All state that requests change. Two stores are equal if no request can tell them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    pub sessions: Table<Session>,
    pub codes: Table<AuthorizationCode>,
    /// What a person, or a client for itself, has allowed; a [`GrantId`] is the place in here.
    pub grants: Vec<Grant>,
    pub refresh_tokens: Table<RefreshToken>,
    /// By `jti`.
    pub access_tokens: Table<AccessToken>,
    /// By `device_code`.
    pub devices: Table<Device>,
}

/// The value of the session cookie.
pub type SessionId = String;

/// Identifies one act of consent and all tokens that came of it: a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantId(pub usize);

/// A browser at the server's own pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What a form of this session has to carry.
    pub csrf_token: String,
    /// Who is signed in, by `User::username`.
    pub username: Option<String>,
    /// Wrong passwords and user codes so far.
    pub failed_entries: u32,
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
    pub scope: Scope,
    pub subject: String,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// What it was redeemed for.
    pub redeemed_for: Option<GrantId>,
}

/// Something that was allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub client_id: String,
    pub subject: String,
    pub scope: Scope,
    pub granted_at: Timestamp,
    pub is_revoked: bool,
}

/// A refresh token, which is good for its grant's whole scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub grant: GrantId,
    pub issued_at: Timestamp,
    /// The later of its issue and its last use.
    pub last_used_at: Timestamp,
    /// Whether a newer one has taken its place.
    pub is_replaced: bool,
}

/// What the server knows of an access token that it signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub grant: GrantId,
    pub token: String,
    pub expires_at: Timestamp,
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
        let typed = normalized_user_code(user_code);
        self.devices.iter().find(|(_, device)| {
            device.answer == DeviceAnswer::Pending
                && now < device.expires_at
                && normalized_user_code(&device.user_code) == typed
        })
    }

    /// The grant that `id` names.
    pub fn grant(&self, id: GrantId) -> Option<&Grant> {
        self.grants.get(id.0)
    }

    /// Adds a grant and returns its name.
    pub fn add_grant(&mut self, grant: Grant) -> GrantId {
        let id = GrantId(self.grants.len());
        self.grants.push(grant);
        id
    }

    /// Whether the access token with the identifier `jti` has not been withdrawn.
    pub fn access_token_is_active(&self, jti: &str) -> bool {
        self.access_tokens
            .get(jti)
            .and_then(|token| self.grant(token.grant))
            .is_some_and(|grant| !grant.is_revoked)
    }
}

fn normalized_user_code(user_code: &str) -> String {
    user_code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}
