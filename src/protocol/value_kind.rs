//! The kinds of value that a flow is about: each has one colour and one thread through a run.

use serde::{Deserialize, Serialize};

/// The kind of a value, wherever it stands: made, carried, stored, checked or spent.
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
        self.facts().name
    }

    /// Whether somebody who should not have the value can get at tokens or data with it. `state` is
    /// not among them, though it has to be kept from others:
    /// [RFC 9700 section 4.2.3](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.2.3).
    pub fn is_secret(self) -> bool {
        self.facts().secrecy != Secrecy::Open
    }

    /// Whether the value is at risk wherever a browser carries it.
    pub fn is_exposed_by_browser(self) -> bool {
        self.facts().secrecy == Secrecy::Secret
    }

    /// The place among the values of one message, the lowest first: values that a reader follows
    /// come before those that travel along.
    pub fn rank(self) -> u8 {
        self.facts().rank
    }

    const fn facts(self) -> Facts {
        use Secrecy::{BetweenPersonAndServer, Open, Secret};
        match self {
            ValueKind::AccessToken => facts("access_token", Secret, 0),
            ValueKind::CodeVerifier => facts("code_verifier", Secret, 1),
            ValueKind::Code => facts("code", Secret, 2),
            ValueKind::DeviceCode => facts("device_code", Secret, 3),
            ValueKind::RefreshToken => facts("refresh_token", Secret, 4),
            ValueKind::UserCode => facts("user_code", BetweenPersonAndServer, 5),
            ValueKind::Password => facts("password", BetweenPersonAndServer, 6),
            ValueKind::CodeChallenge => facts("code_challenge", Open, 7),
            ValueKind::State => facts("state", Open, 8),
            ValueKind::ClientSecret => facts("client_secret", Secret, 9),
            ValueKind::SessionCookie => facts("session", BetweenPersonAndServer, 10),
            ValueKind::CsrfToken => facts("csrf_token", BetweenPersonAndServer, 11),
        }
    }
}

/// All that is known of a kind.
struct Facts {
    name: &'static str,
    secrecy: Secrecy,
    rank: u8,
}

/// How far a value may spread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    /// Everybody may see it.
    Open,
    /// The person and the server have it between them: it is at home in a browser.
    BetweenPersonAndServer,
    /// No browser should carry it.
    Secret,
}

const fn facts(name: &'static str, secrecy: Secrecy, rank: u8) -> Facts {
    Facts {
        name,
        secrecy,
        rank,
    }
}
