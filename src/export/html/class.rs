//! Which class, and through it which colour, a value or an actor has: on the page, in the widget
//! and on pages without a script alike.

use crate::protocol::parameter;
use crate::protocol::value_kind::ValueKind;
use crate::simulation::trace::PartyKind;

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

/// The class of a kind of party.
pub fn party_class(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Browser => "actor-browser",
        PartyKind::Client => "actor-client",
        PartyKind::Attacker => "actor-attacker",
        PartyKind::AuthorizationServer => "actor-server",
        PartyKind::Api => "actor-api",
    }
}

/// The kind of value that a protocol word names, if it names one.
pub fn kind_of_word(word: &str) -> Option<ValueKind> {
    let mut kinds = ValueKind::ALL.into_iter();
    kinds
        .find(|kind| kind.as_str() == word)
        .or_else(|| parameter::value_kind(word))
}
