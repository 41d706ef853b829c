//! Requests that a client sends directly: who it is, and whether it can prove that.
//!
//! [RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)

use http::StatusCode;
use http::header::{self, HeaderValue};
use serde::Serialize;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::jose::DecodedJwt;
use crate::protocol::message::Place;
use crate::protocol::scope::Scope;
use crate::server::assertion::UsedIdentifier;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::client::Client;
use crate::server::client_authentication::secret::{NONE, basic_credentials};
use crate::server::client_authentication::{Method, by_registered_method, not_authenticated};
use crate::server::dpop::proof::Call;
use crate::server::endpoint::authorization::requested_scope;
use crate::server::endpoint::token;
use crate::server::grant::GrantFacts;
use crate::server::mend::{Helper, Mend};
use crate::server::order;
use crate::server::refusal::{Refusal, sent_once};
use crate::server::{AuthorizationServer, Request, Response, json_response};

/// The facts of a client's own request, as the checks find them.
pub struct ClientFacts {
    /// The request as it came.
    pub request: Request,
    pub parameters: Parameters,
    pub now: Timestamp,
    /// The way in which the client authenticates.
    pub method: Option<&'static Method>,
    /// The client, once it is known; it has proved who it is when all checks have passed.
    pub client: Option<Client>,
    /// The assertion that the client has signed to authenticate, once it is verified.
    pub client_assertion: Option<DecodedJwt>,
    /// The part of the request about proofs of possession, where the server knows of them.
    pub dpop: Option<Call>,
    /// The identifiers in the request that are good once.
    pub used_identifiers: Vec<UsedIdentifier>,
    /// Facts that the grant's own checks have found.
    pub grant: GrantFacts,
}

/// The checks of every request of a client, before those of the method by which it authenticates.
/// `sent_once` is the section that says for the endpoint that no parameter is sent twice.
macro_rules! client_request_checks {
    ($sent_once:ident) => {
        checks! { "client_request":
            body_is_form_encoded("Content-Type") RFC_6749_B: "The body is a form";
            parameters_are_sent_once(_) $sent_once: "No parameter is sent twice";
            secret_is_not_in_the_address("client_secret") RFC_6749_2_3_1:
                "The client’s secret is not in the address";
            one_authentication_method_is_used(_) RFC_6749_2_3:
                "The client authenticates in one way only";
            client_is_registered("client_id") RFC_6749_5_2: "The client is registered";
        }
    };
}

/// At the token endpoint, and where nothing else says how often a parameter is sent.
pub const AT_TOKEN_ENDPOINT: ServerTable<ClientFacts> = client_request_checks!(RFC_6749_3_2);
/// For a device.
pub const AT_DEVICE_AUTHORIZATION: ServerTable<ClientFacts> = client_request_checks!(RFC_8628_3_1);
/// For an authorization request that is pushed.
pub const OF_PUSHED_REQUEST: ServerTable<ClientFacts> = client_request_checks!(RFC_6749_3_1);

/// For the check of what a client asks for without a person's consent to choose from: all that it
/// may have is what it is registered for.
pub fn scope_is_allowed(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let allowed = facts.client_scope();
    let (scope, detail) = requested_scope(&facts.parameters, &allowed, "is allowed")?;
    facts.grant.scope = scope;
    Ok(Holds::Because(detail))
}

/// The scope that a server grants that does not look at what it allows.
pub fn takes_the_scope_sent(_: &AuthorizationServer, facts: &mut ClientFacts) {
    let requested = facts.parameters.get("scope").unwrap_or_default();
    facts.grant.scope = Scope::parse(requested).unwrap_or_default();
}

const DEFINED: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "code_verifier",
    "refresh_token",
    "scope",
    "device_code",
];

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn body_is_form_encoded(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let content_type = facts.request.headers().get(header::CONTENT_TYPE);
    let media_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case(FORM) {
        Ok(Holds::Because(
            "It is application/x-www-form-urlencoded.".to_owned(),
        ))
    } else {
        Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "The body must be application/x-www-form-urlencoded.",
            Mend::set(Place::Header, "Content-Type", FORM),
        ))
    }
}

fn parameters_are_sent_once(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    sent_once(&facts.parameters, DEFINED, Place::Form)?;
    Ok(Holds::Because("Each one stands once.".to_owned()))
}

fn secret_is_not_in_the_address(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let query = facts.request.uri().query().unwrap_or_default();
    match Parameters::parse(query.as_bytes()).get("client_secret") {
        None => Ok(Holds::NotApplicable),
        Some(_) => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "client_secret must not be in the address, which ends up in logs.",
            Mend::remove(Place::Query, "client_secret"),
        )),
    }
}

fn one_authentication_method_is_used(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let mend = || by_registered_method(server, facts);
    let refuse =
        |description: &str| Err(Refusal::new(ErrorCode::InvalidRequest, description, mend()));
    let authorization = facts.request.headers().get_all(header::AUTHORIZATION);
    if authorization.iter().count() > 1 {
        return refuse("There is more than one Authorization header.");
    }
    if facts.request.headers().contains_key(header::AUTHORIZATION)
        && basic_credentials(&facts.request).is_none()
    {
        return Err(not_authenticated(
            "The Authorization header is not of the form that Basic has.",
            mend(),
        ));
    }
    let mut used = server
        .authentication_methods()
        .filter(|method| (method.is_used)(facts));
    let Some(method) = used.next() else {
        facts.method = server
            .authentication_methods()
            .find(|method| method.name == NONE.name);
        return Ok(Holds::NotApplicable);
    };
    if used.next().is_some() {
        return refuse("The client authenticates in more than one way.");
    }
    let body_id = facts.parameters.get("client_id");
    let proved_id = (method.client_id)(facts);
    if body_id.is_some_and(|body_id| proved_id.is_some_and(|proved_id| proved_id != body_id)) {
        return refuse("client_id differs from the one that the client authenticates with.");
    }
    facts.method = Some(method);
    Ok(Holds::Because(method.evidence.to_owned()))
}

fn client_is_registered(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let client_id = facts.method.and_then(|method| (method.client_id)(facts));
    let Some(client_id) = client_id else {
        let mend = by_registered_method(server, facts);
        return Err(not_authenticated(
            "Nothing says which client this is.",
            mend,
        ));
    };
    facts.client = server.client(&client_id).cloned();
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
        None => Err(not_authenticated(
            "No client is registered under this client_id.",
            by_registered_method(server, facts),
        )),
    }
}

/// Judges a request of a client in the order of `places`.
pub fn accept(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
    places: &[order::Place],
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<(), Refusal> {
    let dpop = server.capabilities.dpop;
    facts.dpop = dpop.map(|dpop| (dpop.read)(&facts.request, facts.now));
    for place in places {
        match place {
            order::Place::Table(table) => table.run(server, facts, outcomes)?,
            order::Place::AuthenticationMethod => {
                if let Some(method) = facts.method {
                    method.checks.run(server, facts, outcomes)?;
                }
            }
            order::Place::Grant => {
                let grant = token::grant(server, facts)?;
                grant.checks.run(server, facts, outcomes)?;
            }
        }
    }
    Ok(())
}

impl ClientFacts {
    /// Reads `request`; nothing is judged yet.
    pub fn new(request: &Request, now: Timestamp) -> ClientFacts {
        ClientFacts {
            request: request.clone(),
            parameters: Parameters::parse(request.body()),
            now,
            method: None,
            client: None,
            client_assertion: None,
            dpop: None,
            used_identifiers: Vec::new(),
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

    /// Whether the client authenticates in the way that it has registered.
    pub fn uses_registered_method(&self) -> bool {
        let registered = self
            .client
            .as_ref()
            .map(|client| client.authentication.as_str());
        registered == self.method.map(|method| method.name)
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
                Mend::NotByTheSender(Helper::Operator),
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
