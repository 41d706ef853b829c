//! Dynamic registration: a client introduces itself, and is told what it was registered as.
//!
//! [RFC 7591 section 3](https://www.rfc-editor.org/rfc/rfc7591.html#section-3)

mod checks;
mod credentials;
pub mod openid_connect;
mod software_statement;

pub use checks::{CHECKS, RegistrationFacts};

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::jose::JwkSet;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::check;
use crate::server::client::{Client, ClientAuthentication};
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::client_request::error_response;
use crate::server::endpoint::metadata::Member;
use crate::server::endpoint::registration::openid_connect::OpenIdConnectInformation;
use crate::server::order;
use crate::server::policy::Registrants;
use crate::server::refusal::Refusal;
use crate::server::token::issued;
use crate::server::{AuthorizationServer, Handled, Request, Response, json_response};

/// The address that metadata names as `registration_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/register",
    methods: &[Method::POST],
    is_for_scripts: true,
    is_offered: |policy| policy.registrants != Registrants::Nobody,
    request_kind: MessageKind::RegistrationRequest,
    handle,
};

/// The member of metadata that tells of it.
/// [RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)
pub const METADATA: Member = Member {
    name: "registration_endpoint",
    value: |server| server.offered_url(&ENDPOINT).map(Value::from),
};

/// Letters and digits only: libraries differ in how they encode others in Basic credentials.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The client as it was registered, with the values that the server has chosen.
/// [RFC 7591 section 3.2.1](https://www.rfc-editor.org/rfc/rfc7591.html#section-3.2.1)
#[derive(Serialize)]
struct ClientInformation<'a> {
    /// REQUIRED.
    client_id: &'a str,
    /// OPTIONAL. Seconds since 1970.
    client_id_issued_at: u64,
    /// OPTIONAL.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    /// REQUIRED if there is a secret. Seconds since 1970; 0 if it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_expires_at: Option<u64>,
    client_name: &'a str,
    redirect_uris: &'a [String],
    grant_types: &'a [String],
    response_types: &'a [String],
    token_endpoint_auth_method: &'a str,
    dpop_bound_access_tokens: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks: Option<&'a JwkSet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_endpoint_auth_signing_alg: Option<&'a str>,
    #[serde(flatten)]
    openid_connect: OpenIdConnectInformation<'a>,
    require_pushed_authorization_requests: bool,
    /// REQUIRED if the client sent one, as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    software_statement: Option<String>,
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut facts = RegistrationFacts::new(server, request, now);
    let verdict = check::run(order::REGISTRATION, server, &mut facts, &mut checks);
    if let Err(refusal) = verdict {
        let mut stated = facts.stated.iter();
        if let Some(failed) = checks.last_mut()
            && stated.any(|name| refusal.mend.amends(name))
        {
            // What the publisher says, the client cannot change.
            failed.mend = Some(software_statement::without_it());
        }
        let response = refuse(server, &facts, &refusal);
        let handled = Handled::new(response, MessageKind::RegistrationErrorResponse);
        return Handled { checks, ..handled };
    }
    let mut effects = Vec::new();
    let statement = facts.text("software_statement").map(str::to_owned);
    let client = server.complete(facts);
    let secret = client.secret();
    effects.extend(secret.map(|secret| issued(ValueKind::ClientSecret, secret)));
    let body = ClientInformation {
        client_id: &client.client_id,
        client_id_issued_at: now.0,
        client_secret: secret,
        client_secret_expires_at: secret.map(|_| 0),
        client_name: &client.name,
        redirect_uris: &client.redirect_uris,
        grant_types: &client.grant_types,
        response_types: &client.response_types,
        token_endpoint_auth_method: client.authentication.as_str(),
        dpop_bound_access_tokens: client.dpop_bound_access_tokens,
        scope: client.scope.to_string(),
        jwks: match &client.authentication {
            ClientAuthentication::PrivateKeyJwt { keys } => Some(keys),
            _ => None,
        },
        token_endpoint_auth_signing_alg: client.assertion_algorithm.as_deref(),
        openid_connect: OpenIdConnectInformation::of(&client),
        require_pushed_authorization_requests: client.pushes_all_requests,
        software_statement: statement,
    };
    let response = json_response(StatusCode::CREATED, &body, &server.policy);
    let (name, forever) = (client.client_id.clone(), Timestamp(u64::MAX));
    server.store.clients.insert(name, client, forever, now);
    let handled = Handled::new(response, MessageKind::RegistrationResponse);
    Handled {
        checks,
        effects,
        ..handled
    }
}

/// A refused caller is told how to come in, in the way of the token that it lacks.
/// [RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750.html#section-3)
fn refuse(server: &AuthorizationServer, facts: &RegistrationFacts, refusal: &Refusal) -> Response {
    let mut response = error_response(server, refusal);
    if refusal.error == ErrorCode::InvalidToken {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        let challenge = if facts.initial_access_token.is_some() {
            "Bearer realm=\"registration\", error=\"invalid_token\""
        } else {
            "Bearer realm=\"registration\""
        };
        let challenge = HeaderValue::from_static(challenge);
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

impl AuthorizationServer {
    /// The client that was judged, with the values that only the server may choose: nobody can
    /// take the identifier of somebody else
    /// ([RFC 9700 section 4.15.1](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.15.1)).
    fn complete(&mut self, facts: RegistrationFacts) -> Client {
        let client_id = self.random.characters(ALPHABET, 27);
        let authentication = match facts.authentication_method.as_str() {
            "none" => ClientAuthentication::None,
            "private_key_jwt" => ClientAuthentication::PrivateKeyJwt { keys: facts.keys() },
            method => {
                let client_secret = self.random.characters(ALPHABET, 43);
                match method {
                    "client_secret_post" => {
                        ClientAuthentication::ClientSecretPost { client_secret }
                    }
                    "client_secret_jwt" => ClientAuthentication::ClientSecretJwt { client_secret },
                    _ => ClientAuthentication::ClientSecretBasic { client_secret },
                }
            }
        };
        let name = facts.text("client_name").unwrap_or(&client_id).to_owned();
        let pushes = facts.metadata.get("require_pushed_authorization_requests");
        Client {
            pushes_all_requests: pushes.is_some_and(|promise| *promise == true),
            client_id,
            name,
            authentication,
            dpop_bound_access_tokens: facts.flag("dpop_bound_access_tokens"),
            is_dynamically_registered: true,
            ..facts.client
        }
    }
}
