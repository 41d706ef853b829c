//! The kinds of value that a flow is about: each has one colour and one thread through a run.

use serde::{Deserialize, Serialize};

/// What a value is, wherever it stands: made, carried, stored, checked or spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    Code,
    State,
    CodeVerifier,
    CodeChallenge,
    AccessToken,
    RefreshToken,
    DeviceCode,
    UserCode,
    ClientSecret,
    Password,
    #[serde(rename = "session")]
    SessionCookie,
    CsrfToken,
}

impl ValueKind {
    /// Every kind, in the order in which a reader meets them.
    pub const ALL: [ValueKind; 12] = [
        ValueKind::ClientSecret,
        ValueKind::CodeVerifier,
        ValueKind::CodeChallenge,
        ValueKind::State,
        ValueKind::Password,
        ValueKind::SessionCookie,
        ValueKind::CsrfToken,
        ValueKind::Code,
        ValueKind::DeviceCode,
        ValueKind::UserCode,
        ValueKind::AccessToken,
        ValueKind::RefreshToken,
    ];

    /// The name that the specifications give it.
    pub fn as_str(self) -> &'static str {
        match self {
            ValueKind::Code => "code",
            ValueKind::State => "state",
            ValueKind::CodeVerifier => "code_verifier",
            ValueKind::CodeChallenge => "code_challenge",
            ValueKind::AccessToken => "access_token",
            ValueKind::RefreshToken => "refresh_token",
            ValueKind::DeviceCode => "device_code",
            ValueKind::UserCode => "user_code",
            ValueKind::ClientSecret => "client_secret",
            ValueKind::Password => "password",
            ValueKind::SessionCookie => "session",
            ValueKind::CsrfToken => "csrf_token",
        }
    }

    /// Whether somebody who should not have the value can get at tokens or data with it. `state` is
    /// not among them, though it has to be kept from others:
    /// [RFC 9700 section 4.2.3](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.2.3).
    pub fn is_secret(self) -> bool {
        !matches!(self, ValueKind::CodeChallenge | ValueKind::State)
    }

    /// Whether the value is at risk wherever a browser carries it. What the person and the server
    /// have between them (password, session, the device's user code) is at home there.
    pub fn is_exposed_by_browser(self) -> bool {
        self.is_secret()
            && !matches!(
                self,
                ValueKind::Password
                    | ValueKind::SessionCookie
                    | ValueKind::CsrfToken
                    | ValueKind::UserCode
            )
    }

    /// Place in the order of what a reader follows; what travels along comes last.
    pub fn rank(self) -> u8 {
        match self {
            ValueKind::AccessToken => 0,
            ValueKind::CodeVerifier => 1,
            ValueKind::Code => 2,
            ValueKind::DeviceCode => 3,
            ValueKind::RefreshToken => 4,
            ValueKind::UserCode => 5,
            ValueKind::Password => 6,
            ValueKind::CodeChallenge => 7,
            ValueKind::State => 8,
            ValueKind::ClientSecret => 9,
            ValueKind::SessionCookie => 10,
            ValueKind::CsrfToken => 11,
        }
    }
}
