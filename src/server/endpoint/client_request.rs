//! What a client sends directly: who it is, and whether it can prove that.
//!
//! [RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use http::header::{self, HeaderValue};
use serde::Serialize;
use subtle::ConstantTimeEq;

use crate::protocol::error::ErrorCode;
use crate::protocol::form::{self, Parameters};
use crate::protocol::scope::Scope;
use crate::server::check::{Check, Holds};
use crate::server::client::{Client, ClientAuthentication};
use crate::server::grant::GrantFacts;
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Request, Response, json_response};
use crate::simulation::clock::Timestamp;
use crate::spec;

/// The facts of a client's own request, as the checks find them.
pub struct Facts {
    /// The request as it came.
    pub request: Request,
    pub parameters: Parameters,
    pub now: Timestamp,
    /// The client, once it is known and has proved who it is.
    pub client: Option<Client>,
    /// What the grant's own checks have found.
    pub grant: GrantFacts,
}

/// What the client says of itself.
struct Credentials {
    client_id: String,
    secret: Option<String>,
    /// Whether they came in the Authorization header field.
    is_basic: bool,
}

/// The order in which every request of a client is judged first.
pub const CHECKS: &[Check<AuthorizationServer, Facts>] = &[
    Check {
        name: "body_is_form_encoded",
        statement: "The body is a form",
        parameter: Some("Content-Type"),
        section: spec::OAUTH_2_1_3_2_2,
        judge: body_is_form_encoded,
    },
    Check {
        name: "parameters_are_sent_once",
        statement: "No parameter is sent twice",
        parameter: None,
        section: spec::RFC_6749_3_2,
        judge: parameters_are_sent_once,
    },
    Check {
        name: "secret_is_not_in_the_address",
        statement: "The client's secret is not in the address",
        parameter: Some("client_secret"),
        section: spec::RFC_6749_2_3_1,
        judge: secret_is_not_in_the_address,
    },
    Check {
        name: "one_authentication_method_is_used",
        statement: "The client authenticates in one way only",
        parameter: None,
        section: spec::RFC_6749_2_3,
        judge: one_authentication_method_is_used,
    },
    Check {
        name: "client_is_registered",
        statement: "The client is registered",
        parameter: Some("client_id"),
        section: spec::RFC_6749_5_2,
        judge: client_is_registered,
    },
    Check {
        name: "client_is_authenticated",
        statement: "A client with a secret proves that it knows it",
        parameter: Some("client_secret"),
        section: spec::RFC_6749_3_2_1,
        judge: client_is_authenticated,
    },
];

/// The same words for an unknown client and a wrong secret: nobody learns which clients exist.
const NOT_AUTHENTICATED: &str = "Client authentication failed.";

const DEFINED: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "scope",
    "device_code",
];

pub(super) fn body_is_form_encoded(
    _: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let content_type = facts.request.headers().get(header::CONTENT_TYPE);
    let media_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Ok(Holds::Because(
            "It is application/x-www-form-urlencoded.".to_owned(),
        ))
    } else {
        Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "The body must be application/x-www-form-urlencoded.",
        ))
    }
}

fn parameters_are_sent_once(_: &AuthorizationServer, facts: &mut Facts) -> Result<Holds, Refusal> {
    match facts.parameters.repeated(DEFINED).first() {
        None => Ok(Holds::Because("Each one stands once.".to_owned())),
        Some(name) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            format!("{name} is sent more than once."),
        )),
    }
}

fn secret_is_not_in_the_address(
    _: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let query = facts.request.uri().query().unwrap_or_default();
    match Parameters::parse(query.as_bytes()).get("client_secret") {
        None => Ok(Holds::NotApplicable),
        Some(_) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "client_secret must not be in the address, which ends up in logs.",
        )),
    }
}

fn one_authentication_method_is_used(
    _: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let refuse = |description: &str| Err(Refusal::new(ErrorCode::InvalidRequest, description));
    let authorization: Vec<_> = facts
        .request
        .headers()
        .get_all(header::AUTHORIZATION)
        .iter()
        .collect();
    let in_header = basic_credentials(&facts.request);
    let body_id = facts.parameters.get("client_id");
    match (authorization.len(), in_header) {
        (0, _) => Ok(Holds::NotApplicable),
        (1, Some((client_id, _))) => {
            if facts.parameters.get("client_secret").is_some() {
                refuse("The client authenticates in the header and in the body.")
            } else if body_id.is_some_and(|body_id| body_id != client_id) {
                refuse("client_id differs from the one in the Authorization header.")
            } else {
                Ok(Holds::Because(
                    "Only the Authorization header has a secret.".to_owned(),
                ))
            }
        }
        (1, None) => Err(Refusal::new(ErrorCode::InvalidClient, NOT_AUTHENTICATED)
            .with_detail("The Authorization header is not of the form that Basic has.")),
        _ => refuse("There is more than one Authorization header."),
    }
}

fn client_is_registered(server: &AuthorizationServer, facts: &mut Facts) -> Result<Holds, Refusal> {
    let Some(credentials) = credentials(facts) else {
        return Err(Refusal::new(ErrorCode::InvalidClient, NOT_AUTHENTICATED)
            .with_detail("There is no client_id and no Authorization header."));
    };
    facts.client = server.client(&credentials.client_id).cloned();
    match &facts.client {
        Some(client) => {
            let kind = if client.is_confidential() {
                "confidential"
            } else {
                "public"
            };
            Ok(Holds::Because(format!(
                "{} is registered as a {kind} client.",
                client.client_id
            )))
        }
        None => Err(Refusal::new(ErrorCode::InvalidClient, NOT_AUTHENTICATED)
            .with_detail("No client is registered under this client_id.")),
    }
}

fn client_is_authenticated(_: &AuthorizationServer, facts: &mut Facts) -> Result<Holds, Refusal> {
    let refuse = |detail: &str| {
        Err(Refusal::new(ErrorCode::InvalidClient, NOT_AUTHENTICATED).with_detail(detail))
    };
    let (Some(client), Some(credentials)) = (&facts.client, credentials(facts)) else {
        return refuse("No client is known.");
    };
    let uses_registered_method = match &client.authentication {
        ClientAuthentication::None => credentials.secret.is_none(),
        ClientAuthentication::ClientSecretBasic { .. } => credentials.is_basic,
        ClientAuthentication::ClientSecretPost { .. } => !credentials.is_basic,
    };
    match (client.secret(), credentials.secret) {
        (None, None) => Ok(Holds::Because(
            "It is public: it has no secret, and nothing proves that it is itself.".to_owned(),
        )),
        (None, Some(_)) => refuse("A public client has no secret to send."),
        (Some(_), None) => refuse("The client has a secret and did not send it."),
        (Some(_), Some(_)) if !uses_registered_method => {
            refuse("The secret came in another way than the registered one.")
        }
        (Some(known), Some(sent)) if bool::from(known.as_bytes().ct_eq(sent.as_bytes())) => Ok(
            Holds::Because("The secret is the registered one.".to_owned()),
        ),
        (Some(_), Some(_)) => refuse("The secret is not the registered one."),
    }
}

fn credentials(facts: &Facts) -> Option<Credentials> {
    if let Some((client_id, secret)) = basic_credentials(&facts.request) {
        return Some(Credentials {
            client_id,
            secret: Some(secret),
            is_basic: true,
        });
    }
    let client_id = facts.parameters.get("client_id")?.to_owned();
    let secret = facts.parameters.get("client_secret").map(str::to_owned);
    Some(Credentials {
        client_id,
        secret,
        is_basic: false,
    })
}

/// The identifier and secret of HTTP Basic, each form-decoded after the split.
/// [RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)
fn basic_credentials(request: &Request) -> Option<(String, String)> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    Some((form::decode(client_id), form::decode(secret)))
}

impl Facts {
    /// Reads `request`; nothing is judged yet.
    pub fn new(request: &Request, now: Timestamp) -> Facts {
        Facts {
            request: request.clone(),
            parameters: Parameters::parse(request.body()),
            now,
            client: None,
            grant: GrantFacts::default(),
        }
    }

    /// The registered identifier of the client; empty as long as none is known.
    pub fn client_id(&self) -> &str {
        self.client
            .as_ref()
            .map(|client| client.client_id.as_str())
            .unwrap_or_default()
    }

    /// All that the client is registered for; nothing as long as none is known.
    pub fn client_scope(&self) -> Scope {
        self.client
            .as_ref()
            .map(|client| client.scope.clone())
            .unwrap_or_default()
    }

    /// Refuses a client that is not registered for `grant_type`.
    pub fn client_may_use(&self, grant_type: &str) -> Result<Holds, Refusal> {
        if self
            .client
            .as_ref()
            .is_some_and(|client| client.may_use_grant(grant_type))
        {
            Ok(Holds::Because(format!(
                "It is registered for {grant_type}."
            )))
        } else {
            Err(Refusal::new(
                ErrorCode::UnauthorizedClient,
                "This client is not registered for this grant.",
            ))
        }
    }
}

#[derive(Serialize)]
struct ErrorResponse<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// The answer to a refused request of a client.
/// [RFC 6749 section 5.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2)
pub fn error_response(server: &AuthorizationServer, refusal: &Refusal) -> Response {
    let body = ErrorResponse {
        error: refusal.error.as_str(),
        error_description: &refusal.description,
    };
    let is_unauthorized = refusal.error == ErrorCode::InvalidClient;
    let status = if is_unauthorized {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::BAD_REQUEST
    };
    let mut response = json_response(status, &body, &server.policy);
    if is_unauthorized {
        // A 401 has to say how to authenticate: RFC 9110 section 15.5.2.
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"authorization server\""),
        );
    }
    response
}
