//! The introspection endpoint: tells an API what a token is good for.
//!
//! [RFC 7662](https://www.rfc-editor.org/rfc/rfc7662.html)

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::client_request::{
    self, ClientFacts, body_is_form_encoded, error_response,
};
use crate::server::endpoint::metadata::Member;
use crate::server::mend::{Helper, Mend};
use crate::server::order;
use crate::server::presented_token::{PresentedToken, token_is_sent_once};
use crate::server::refusal::Refusal;
use crate::server::store::AccessToken;
use crate::server::token::AccessTokenClaims;
use crate::server::{AuthorizationServer, Handled, Request, Response, json_response};

/// The address that metadata names as `introspection_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/introspect",
    methods: &[Method::POST],
    is_for_scripts: true,
    request_kind: MessageKind::IntrospectionRequest,
    is_offered: |_| true,
    handle,
};

/// Where metadata says it is
/// ([RFC 8414 section 2](https://www.rfc-editor.org/rfc/rfc8414.html#section-2)).
pub const ADDRESS: Member = Member {
    name: "introspection_endpoint",
    value: |server| Some(server.url(ENDPOINT.path).into()),
};

/// How metadata says that callers authenticate.
pub const AUTHENTICATION_METHODS: Member = Member {
    name: "introspection_endpoint_auth_methods_supported",
    value: |server| {
        let mut methods = server.metadata().token_endpoint_auth_methods_supported;
        methods.retain(|method| method != "none");
        // Where every token is bound to a key, none is good as a bearer's.
        if !server.policy.dpop_is_required {
            methods.push("Bearer".to_owned());
        }
        Some(methods.into())
    },
};

/// The scope with which an access token lets its bearer ask.
pub const SCOPE: &str = "introspection";

/// Checks of a caller that brings an access token instead of a client's credentials.
pub const BEARER_CHECKS: ServerTable<ClientFacts> = checks! { "introspection_bearer":
    body_is_form_encoded("Content-Type") RFC_7662_2_1: "The body is a form";
    bearer_token_is_active("Authorization") RFC_7662_2_3: "The access token of the caller is good";
    bearer_may_introspect("Authorization") RFC_7662_2_1:
        "The caller’s access token lets it ask about tokens";
};

/// Checks of every caller.
pub const CHECKS: ServerTable<ClientFacts> = checks! { "introspection":
    caller_is_authorized(_) RFC_7662_2_1: "The caller has proved who it is";
    token_is_sent_once("token") RFC_7662_2_1: "One token is sent";
};

fn caller_is_authorized(
    _: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let client = facts.client.as_ref();
    if client.is_some_and(|client| client.is_confidential()) {
        Ok(Holds::Because(format!("It is {}.", facts.client_id())))
    } else {
        // Anybody could fish for tokens: section 2.1.
        Err(Refusal::new(
            ErrorCode::InvalidClient,
            "A caller without credentials may not ask about tokens.",
            Mend::NotByTheSender(Helper::Operator),
        ))
    }
}

/// The answer about a token that is good for nothing, or not for this caller: it says no more.
#[derive(Serialize)]
struct Inactive {
    active: bool,
}

/// The answer about a token that is good.
/// [Section 2.2](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.2)
#[derive(Serialize)]
struct ActiveAccessToken<'a> {
    active: bool,
    token_type: &'static str,
    #[serde(flatten)]
    claims: AccessTokenClaims<'a>,
}

/// The same about a refresh token.
#[derive(Serialize)]
struct ActiveRefreshToken<'a> {
    active: bool,
    iss: &'a str,
    sub: &'a str,
    client_id: &'a str,
    scope: String,
    /// Seconds since 1970.
    iat: u64,
    /// Seconds since 1970.
    exp: u64,
}

/// The token of an Authorization header with the scheme Bearer.
fn bearer(facts: &ClientFacts) -> Option<&str> {
    let value = facts.request.headers().get(header::AUTHORIZATION)?;
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn bearer_token<'a>(
    server: &'a AuthorizationServer,
    facts: &ClientFacts,
) -> Option<&'a AccessToken> {
    let presented = server.presented_token(bearer(facts)?)?;
    match presented {
        // A token that is bound to a key is no bearer token: RFC 9449 section 7.2.
        PresentedToken::Access { token, .. }
            if server.is_active(&presented, facts.now) && token.dpop_jkt.is_none() =>
        {
            Some(token)
        }
        _ => None,
    }
}

fn bearer_token_is_active(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let token = bearer_token(server, facts).ok_or_else(|| {
        Refusal::new(
            ErrorCode::InvalidToken,
            "The access token of the caller is not one that is good here.",
            with_a_new_token(),
        )
    })?;
    facts.client = server.client(&token.client_id).cloned();
    Ok(Holds::Because(format!(
        "It was issued to {}.",
        token.client_id
    )))
}

fn bearer_may_introspect(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let token = bearer_token(server, facts);
    if token.is_some_and(|token| token.scope.contains(SCOPE)) {
        Ok(Holds::Because(format!("Its scope has {SCOPE}.")))
    } else {
        Err(Refusal::new(
            ErrorCode::InsufficientScope,
            format!("The caller's access token needs the scope {SCOPE}."),
            with_a_new_token(),
        ))
    }
}

/// The mend of a caller whose access token does not let it ask.
fn with_a_new_token() -> Mend {
    Mend::renew(Place::Credentials, "access_token", &[("scope", SCOPE)])
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut facts = ClientFacts::new(request, now);
    let verdict = accept(server, &mut facts, &mut checks);
    let handled = match verdict {
        Ok(()) => {
            let response = answer(server, &facts);
            server.remember(facts.used_identifiers, now);
            Handled::new(response, MessageKind::IntrospectionResponse)
        }
        Err(refusal) => {
            let mut response = error_response(server, &refusal);
            if bearer(&facts).is_some() {
                challenge_bearer(&mut response, &refusal);
            }
            server.apply(refusal.consequence, now, &mut Vec::new());
            Handled::new(response, MessageKind::IntrospectionErrorResponse)
        }
    };
    Handled { checks, ..handled }
}

fn accept(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
    checks: &mut Vec<CheckOutcome>,
) -> Result<(), Refusal> {
    if bearer(facts).is_some() {
        client_request::accept(server, facts, order::INTROSPECTION_BY_BEARER, checks)
    } else {
        client_request::accept(server, facts, order::INTROSPECTION, checks)
    }
}

/// Tells an active token only to whom it was issued to and to the API that it is for.
fn answer(server: &AuthorizationServer, facts: &ClientFacts) -> Response {
    let caller = facts.client_id();
    let presented = server
        .presented_token(facts.token())
        .filter(|presented| server.is_active(presented, facts.now))
        .filter(|presented| server.may_see(caller, presented));
    let policy = &server.policy;
    match presented {
        None => json_response(StatusCode::OK, &Inactive { active: false }, policy),
        Some(PresentedToken::Access { jti, token }) => {
            let body = ActiveAccessToken {
                active: true,
                token_type: token.token_type(),
                claims: server.claims(&jti, token),
            };
            json_response(StatusCode::OK, &body, policy)
        }
        Some(PresentedToken::Refresh { token, grant }) => {
            let body = ActiveRefreshToken {
                active: true,
                iss: &server.issuer,
                sub: &grant.subject,
                client_id: &grant.client_id,
                scope: grant.scope.to_string(),
                iat: token.issued_at.0,
                exp: server.refresh_token_expires_at(token, grant).0,
            };
            json_response(StatusCode::OK, &body, policy)
        }
    }
}

impl AuthorizationServer {
    /// Whether a token is any of the client's business: its own, or one for its API.
    pub(in crate::server) fn may_see(
        &self,
        client_id: &str,
        presented: &PresentedToken<'_>,
    ) -> bool {
        let is_own = presented.client_id() == client_id;
        let is_for_its_api = match presented {
            PresentedToken::Access { token, .. } => self.resource_servers.iter().any(|api| {
                api.client_id.as_deref() == Some(client_id)
                    && token.audience.contains(&api.resource)
            }),
            // An API has no use for a refresh token: section 4.
            PresentedToken::Refresh { .. } => false,
        };
        is_own || is_for_its_api
    }
}

/// [RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750.html#section-3)
fn challenge_bearer(response: &mut Response, refusal: &Refusal) {
    let error = refusal.error.as_str();
    let status = match refusal.error {
        ErrorCode::InvalidToken | ErrorCode::InvalidClient => StatusCode::UNAUTHORIZED,
        ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
        _ => return,
    };
    *response.status_mut() = status;
    let challenge = format!("Bearer realm=\"authorization server\", error=\"{error}\"");
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
}
