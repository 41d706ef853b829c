//! The authorization endpoint: judges what an application asks for through the browser.
//!
//! [RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)

mod checks;

pub use checks::{CHECKS, requested_scope};

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};

use crate::protocol::error::ErrorCode;
use crate::protocol::form::{self, Component, Parameters};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::pkce::Challenge;
use crate::protocol::scope::Scope;
use crate::server::check::{self, CheckOutcome};
use crate::server::endpoint::web_page::{forbid_referrer, set_session_cookie, with_query_of};
use crate::server::endpoint::{Endpoint, consent, sign_in};
use crate::server::page::Page;
use crate::server::policy::Policy;
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Handled, Request, Response, forbid_caching};
use crate::simulation::clock::Timestamp;

/// The address that metadata names as `authorization_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/authorize",
    methods: &[Method::GET],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::AuthorizationRequest,
    handle,
};

/// What the application wants to get back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    Code,
    Token,
}

/// An authorization request that passed every check.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub client_name: String,
    pub redirect_uri: VerifiedRedirectUri,
    pub response_type: ResponseType,
    pub scope: Scope,
    pub challenge: Option<Challenge>,
}

/// An address that the client has registered. Only such a one is ever redirected to: there is no
/// other way to make this type.
#[derive(Clone, Debug)]
pub struct VerifiedRedirectUri {
    uri: String,
    /// Whether the request named it; otherwise it is the only one registered.
    pub was_sent: bool,
    /// The part of the address that carries the answer.
    component: Component,
    /// To be handed back exactly as it came.
    state: Option<String>,
    /// Whether somebody other than the client itself has registered it.
    is_trusted: bool,
}

/// Where an answer goes that is no success.
pub enum Refused {
    /// To the application, which can handle it.
    Redirect(Box<VerifiedRedirectUri>, Refusal),
    /// To the person: the address is not the application's, or nobody knows whose it is.
    Page(Refusal),
}

impl ResponseType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ResponseType::Code => "code",
            ResponseType::Token => "token",
        }
    }
}

/// What `policy` lets the server answer.
pub fn response_types(policy: &Policy) -> impl Iterator<Item = ResponseType> + use<> {
    let implicit = policy
        .implicit_grant_is_enabled
        .then_some(ResponseType::Token);
    [Some(ResponseType::Code), implicit].into_iter().flatten()
}

/// Judges the authorization request in the query of `request`.
pub fn judge(
    server: &AuthorizationServer,
    request: &Request,
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<AuthorizationRequest, Refused> {
    let query = request.uri().query().unwrap_or_default();
    let mut facts = checks::Facts {
        parameters: Parameters::parse(query.as_bytes()),
        client: None,
        redirect_uri: None,
        response_type: None,
        scope: Scope::default(),
        challenge: None,
    };
    let verdict = check::judge(CHECKS, server, &mut facts, outcomes);
    match (
        verdict,
        facts.client,
        facts.redirect_uri,
        facts.response_type,
    ) {
        (Ok(()), Some(client), Some(redirect_uri), Some(response_type)) => {
            Ok(AuthorizationRequest {
                client_id: client.client_id,
                client_name: client.name,
                redirect_uri,
                response_type,
                scope: facts.scope,
                challenge: facts.challenge,
            })
        }
        (Err(refusal), _, Some(redirect_uri), _) => {
            Err(Refused::Redirect(Box::new(redirect_uri), refusal))
        }
        (Err(refusal), ..) => Err(Refused::Page(refusal)),
        // Each of the three is set by a check of the table, or that check has failed.
        (Ok(()), ..) => Err(Refused::Page(Refusal::new(
            ErrorCode::InvalidRequest,
            "The request is incomplete.",
        ))),
    }
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    match judge(server, request, &mut checks) {
        Err(refused) => server.refuse_authorization(refused, checks),
        Ok(authorization) => match server.session(request) {
            Some((id, session)) if session.username.is_some() => {
                let page = consent::page(&authorization, session.username.as_deref());
                let action = with_query_of(consent::ENDPOINT.path, request.uri());
                Handled {
                    checks,
                    ..server.form_page(StatusCode::OK, page, &action, &id)
                }
            }
            _ => {
                let mut effects = Vec::new();
                let id = server.open_session(None, None, now, &mut effects);
                let page = Page::SignIn {
                    client_name: authorization.client_name,
                    username: String::new(),
                    error: None,
                };
                let action = with_query_of(sign_in::AUTHORIZATION_SIGN_IN.path, request.uri());
                let mut handled = server.form_page(StatusCode::OK, page, &action, &id);
                set_session_cookie(&mut handled.response, &id);
                Handled {
                    checks,
                    effects,
                    ..handled
                }
            }
        },
    }
}

impl AuthorizationServer {
    /// The answer to a refused authorization request.
    pub(super) fn refuse_authorization(
        &self,
        refused: Refused,
        checks: Vec<CheckOutcome>,
    ) -> Handled {
        match refused {
            Refused::Page(refusal) => {
                self.refused_page(StatusCode::BAD_REQUEST, &refusal, None, checks)
            }
            Refused::Redirect(redirect_uri, refusal) => {
                let pairs = [
                    ("error", refusal.error.as_str()),
                    ("error_description", refusal.description.as_str()),
                ];
                if !redirect_uri.is_trusted
                    && self.policy.errors_for_untrusted_clients_stay_on_a_page
                {
                    let status = StatusCode::BAD_REQUEST;
                    let address = self.answer_address(&redirect_uri, &pairs);
                    return self.refused_page(status, &refusal, Some(address), checks);
                }
                let response = self.redirect(&redirect_uri, &pairs);
                let handled = Handled::new(response, MessageKind::AuthorizationErrorResponse);
                Handled { checks, ..handled }
            }
        }
    }

    /// The address of the application with `pairs`, its `state`, and who answers.
    fn answer_address(&self, redirect_uri: &VerifiedRedirectUri, pairs: &[(&str, &str)]) -> String {
        let mut pairs = pairs.to_vec();
        pairs.extend(redirect_uri.state.as_deref().map(|state| ("state", state)));
        if self.policy.issuer_is_in_authorization_response {
            pairs.push(("iss", self.issuer.as_str()));
        }
        let address = form::append(&redirect_uri.uri, redirect_uri.component, &pairs);
        let has_fragment = redirect_uri.component == Component::Fragment;
        if self.policy.redirects_end_in_an_empty_fragment && !has_fragment {
            address + "#_"
        } else {
            address
        }
    }

    /// Sends the browser back to the application with `pairs`.
    pub(super) fn redirect(
        &self,
        redirect_uri: &VerifiedRedirectUri,
        pairs: &[(&str, &str)],
    ) -> Response {
        let location = self.answer_address(redirect_uri, pairs);
        let mut response = Response::new(Vec::new());
        // 303 makes the browser drop the form that it sent: RFC 9700 section 4.12.
        *response.status_mut() = StatusCode::SEE_OTHER;
        if let Ok(location) = HeaderValue::try_from(location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        forbid_caching(&mut response, &self.policy);
        forbid_referrer(&mut response);
        response
    }
}

impl VerifiedRedirectUri {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.uri
    }
}
