//! Which class, and through it which colour, a value or an actor has: on the page, in the widget
//! and on pages without a script alike.

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
