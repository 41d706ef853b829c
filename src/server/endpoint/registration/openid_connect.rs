//! Metadata by which a client that registers itself speaks of the people whom it wants to know.
//!
//! [OpenID Connect Dynamic Client Registration section 2](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)

use serde::Serialize;
use serde_json::Value;

use crate::protocol::message::Place;
use crate::protocol::redirect_uri::{self, Receiver};
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::client::Client;
use crate::server::endpoint::registration::checks::{RegistrationFacts, refusal};
use crate::server::mend::Mend;
use crate::server::openid_connect::{SubjectType, sector};
use crate::server::refusal::Refusal;

/// The checks after those of OAuth.
pub const CHECKS: ServerTable<RegistrationFacts> = checks! { "openid_registration":
    id_token_algorithm_is_offered("id_token_signed_response_alg") OPENID_CONNECT_REGISTRATION_2:
        "The server signs ID Tokens with the algorithm that the client wants";
    userinfo_algorithm_is_offered("userinfo_signed_response_alg") OPENID_CONNECT_REGISTRATION_2:
        "The server signs UserInfo with the algorithm that the client wants";
    subject_type_is_offered("subject_type") OPENID_CONNECT_8_1:
        "The server has the subject_type, and knows to which sector the client belongs";
    post_logout_redirect_uris_are_protected("post_logout_redirect_uris") RP_INITIATED_LOGOUT_3_1:
        "Each address for after a sign-out is one that a redirect URI could be";
};

fn id_token_algorithm_is_offered(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let name = "id_token_signed_response_alg";
    let wanted = algorithm(server, facts, name)?;
    facts.client.openid_connect.id_token_signed_response_alg = wanted;
    Ok(Holds::NotApplicable)
}

fn userinfo_algorithm_is_offered(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let name = "userinfo_signed_response_alg";
    let wanted = algorithm(server, facts, name)?;
    facts.client.openid_connect.userinfo_signed_response_alg = wanted;
    Ok(Holds::NotApplicable)
}

fn post_logout_redirect_uris_are_protected(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let uris = facts.texts("post_logout_redirect_uris").unwrap_or_default();
    let is_right = |uri: &String| {
        redirect_uri::is_well_formed(uri) && redirect_uri::receiver(uri) != Receiver::Anybody
    };
    if let Some(uri) = uris.iter().find(|uri| !is_right(uri)) {
        let complaint = "is no https address without fragment, or one like it.";
        let mend = Mend::own(Place::Json, "post_logout_redirect_uris");
        return Err(refusal(format!("{uri} {complaint}"), mend));
    }
    facts.client.openid_connect.post_logout_redirect_uris = uris;
    let seconds = facts.member("default_max_age").and_then(Value::as_u64);
    facts.client.openid_connect.default_max_age_seconds = seconds;
    Ok(Holds::NotApplicable)
}

/// The algorithm in the member `name`. "none" is not one of them: the server signs all that it
/// says ([RFC 8725 section 3.2](https://www.rfc-editor.org/rfc/rfc8725.html#section-3.2)).
fn algorithm(
    server: &AuthorizationServer,
    facts: &RegistrationFacts,
    name: &str,
) -> Result<Option<String>, Refusal> {
    let wanted = facts.text(name);
    let mut keys = server.signing_keys();
    match wanted.filter(|wanted| !keys.any(|key| key.algorithm.name == *wanted)) {
        Some(_) => Err(refusal(
            format!("{name} is none with which this server signs."),
            Mend::remove(Place::Json, name),
        )),
        None => Ok(wanted.map(str::to_owned)),
    }
}

/// The mend of a client that cannot have a name of its own for each person.
fn public() -> Mend {
    Mend::set(Place::Json, "subject_type", SubjectType::Public.as_str())
}

/// A `sector_identifier_uri` would have to be fetched: this server calls nobody.
fn subject_type_is_offered(
    _: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let subject_type = match facts.text("subject_type") {
        None => SubjectType::Public,
        Some(name) => SubjectType::parse(name)
            .ok_or_else(|| refusal("This server does not have this subject_type.", public()))?,
    };
    if facts.text("sector_identifier_uri").is_some() {
        let mend = Mend::remove(Place::Json, "sector_identifier_uri");
        return Err(refusal(
            "This server fetches no sector_identifier_uri.",
            mend,
        ));
    }
    if subject_type == SubjectType::Pairwise && sector(&facts.client).is_none() {
        return Err(refusal(
            "subject_type pairwise takes redirect_uris that all have the same host.",
            public(),
        ));
    }
    facts.client.openid_connect.subject_type = subject_type;
    Ok(Holds::NotApplicable)
}

/// The part of the client information that belongs to OpenID Connect.
#[derive(Serialize)]
pub(super) struct OpenIdConnectInformation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token_signed_response_alg: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    userinfo_signed_response_alg: Option<&'a str>,
    subject_type: &'static str,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_max_age: Option<u64>,
    /// Whoever wants it or not: every ID Token says when the person signed in.
    require_auth_time: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    post_logout_redirect_uris: &'a [String],
}

impl OpenIdConnectInformation<'_> {
    pub(super) fn of(client: &Client) -> OpenIdConnectInformation<'_> {
        let registered = &client.openid_connect;
        OpenIdConnectInformation {
            id_token_signed_response_alg: registered.id_token_signed_response_alg.as_deref(),
            userinfo_signed_response_alg: registered.userinfo_signed_response_alg.as_deref(),
            subject_type: registered.subject_type.as_str(),
            default_max_age: registered.default_max_age_seconds,
            require_auth_time: true,
            post_logout_redirect_uris: &registered.post_logout_redirect_uris,
        }
    }
}
