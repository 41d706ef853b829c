//! Which class, and through it which colour, a value or an actor has everywhere on the page.

use crate::protocol::parameter;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::trace::Role;

/// The class of a kind of value. Kinds that belong together share one: a verifier and its
/// challenge, the two codes of the device flow, what the browser and the server have between them.
pub fn kind_class(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Code => "kind-code",
        ValueKind::State => "kind-state",
        ValueKind::CodeVerifier | ValueKind::CodeChallenge => "kind-pkce",
        ValueKind::AccessToken => "kind-access",
        ValueKind::RefreshToken => "kind-refresh",
        ValueKind::DeviceCode | ValueKind::UserCode => "kind-device",
        ValueKind::ClientSecret => "kind-secret",
        ValueKind::Password | ValueKind::SessionCookie | ValueKind::CsrfToken => "kind-session",
    }
}

/// The kind of value that a protocol word names, if it names one.
pub fn kind_of_word(word: &str) -> Option<ValueKind> {
    let mut kinds = ValueKind::ALL.into_iter();
    kinds
        .find(|kind| kind.as_str() == word)
        .or_else(|| parameter::value_kind(word))
}

/// The colour of a kind of value, for a property of the style sheet.
pub fn kind_colour(kind: ValueKind) -> String {
    format!(
        "var(--oauth-flow-value-{})",
        kind_class(kind).trim_start_matches("kind-")
    )
}

/// The class of an actor.
pub fn role_class(role: Role) -> &'static str {
    match role {
        Role::Browser => "actor-browser",
        Role::Client => "actor-client",
        Role::Attacker => "actor-attacker",
        Role::AuthorizationServer => "actor-server",
        Role::Api => "actor-api",
    }
}

/// Whether `kind` should never be seen by a browser. What the person and the server have between
/// them (password, session, the device's user code) is at home there.
pub fn is_exposed_by_browser(kind: ValueKind) -> bool {
    kind.is_secret()
        && !matches!(
            kind,
            ValueKind::Password
                | ValueKind::SessionCookie
                | ValueKind::CsrfToken
                | ValueKind::UserCode
        )
}
