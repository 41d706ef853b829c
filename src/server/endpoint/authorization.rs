//! The authorization endpoint: judges what an application asks for through the browser.
//!
//! [RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};

use crate::protocol::error::ErrorCode;
use crate::protocol::form::{self, Component, Parameters};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::pkce::{self, Challenge, ChallengeMethod};
use crate::protocol::redirect_uri;
use crate::protocol::scope::Scope;
use crate::server::check::{self, Check, CheckOutcome, Holds};
use crate::server::client::Client;
use crate::server::endpoint::web_page::{forbid_referrer, set_session_cookie, with_query_of};
use crate::server::endpoint::{Endpoint, consent, sign_in};
use crate::server::page::Page;
use crate::server::policy::{PkceRequirement, Policy};
use crate::server::refusal::Refusal;
use crate::server::{AuthorizationServer, Handled, Request, Response, forbid_caching};
use crate::simulation::clock::Timestamp;
use crate::spec;

/// The address that metadata names as `authorization_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/authorize",
    methods: &[Method::GET],
    is_for_scripts: false,
    request_kind: MessageKind::AuthorizationRequest,
    handle,
};

/// The parameters that this server knows here; others are ignored.
const DEFINED: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

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
}

/// Where an answer goes that is no success.
pub enum Refused {
    /// To the application, which can handle it.
    Redirect(Box<VerifiedRedirectUri>, Refusal),
    /// To the person: the address is not the application's, or nobody knows whose it is.
    Page(Refusal),
}

/// The facts as the checks find them.
pub struct Facts {
    parameters: Parameters,
    client: Option<Client>,
    redirect_uri: Option<VerifiedRedirectUri>,
    response_type: Option<ResponseType>,
    scope: Scope,
    challenge: Option<Challenge>,
}

/// The order in which a request is judged. Until the redirect URI is verified, a refusal stays on
/// the server's own page.
pub const CHECKS: &[Check<AuthorizationServer, Facts>] = &[
    Check {
        name: "client_id_is_sent_once",
        statement: "The request names its client",
        parameter: Some("client_id"),
        section: spec::RFC_6749_4_1_2_1,
        judge: client_id_is_sent_once,
    },
    Check {
        name: "client_is_registered",
        statement: "The client is registered",
        parameter: Some("client_id"),
        section: spec::RFC_6749_4_1_2_1,
        judge: client_is_registered,
    },
    Check {
        name: "redirect_uri_matches_exactly",
        statement: "redirect_uri is one that the client registered, character by character",
        parameter: Some("redirect_uri"),
        section: spec::RFC_9700_4_1_3,
        judge: redirect_uri_matches_exactly,
    },
    Check {
        name: "parameters_are_sent_once",
        statement: "No parameter is sent twice",
        parameter: None,
        section: spec::RFC_6749_3_1,
        judge: parameters_are_sent_once,
    },
    Check {
        name: "response_type_is_supported",
        statement: "The server answers this response_type",
        parameter: Some("response_type"),
        section: spec::RFC_6749_3_1_1,
        judge: response_type_is_supported,
    },
    Check {
        name: "response_type_is_registered",
        statement: "The client may use this response_type",
        parameter: Some("response_type"),
        section: spec::RFC_6749_4_1_2_1,
        judge: response_type_is_registered,
    },
    Check {
        name: "scope_is_allowed",
        statement: "The client may ask for this scope",
        parameter: Some("scope"),
        section: spec::RFC_6749_3_3,
        judge: scope_is_allowed,
    },
    Check {
        name: "code_challenge_is_sent",
        statement: "A client that has to use PKCE sends a code_challenge",
        parameter: Some("code_challenge"),
        section: spec::RFC_7636_4_4_1,
        judge: code_challenge_is_sent,
    },
    Check {
        name: "code_challenge_method_has_a_challenge",
        statement: "A code_challenge_method comes only with a code_challenge",
        parameter: Some("code_challenge_method"),
        section: spec::RFC_7636_4_3,
        judge: |_, facts| {
            let method = facts.parameters.get("code_challenge_method");
            match (method, facts.parameters.get("code_challenge")) {
                (Some(_), None) => Err(Refusal::new(
                    ErrorCode::InvalidRequest,
                    "There is a code_challenge_method but no code_challenge.",
                )),
                _ => Ok(Holds::NotApplicable),
            }
        },
    },
    Check {
        name: "code_challenge_method_is_supported",
        statement: "The server accepts the code_challenge_method",
        parameter: Some("code_challenge_method"),
        section: spec::RFC_7636_4_4_1,
        judge: code_challenge_method_is_supported,
    },
    Check {
        name: "code_challenge_is_well_formed",
        statement: "code_challenge has 43 to 128 characters of the allowed kind",
        parameter: Some("code_challenge"),
        section: spec::RFC_7636_4_2,
        judge: code_challenge_is_well_formed,
    },
];

fn client_id_is_sent_once(_: &AuthorizationServer, facts: &mut Facts) -> Result<Holds, Refusal> {
    match facts.parameters.get("client_id") {
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "client_id is missing.",
        )),
        Some(_) if !facts.parameters.repeated(&["client_id"]).is_empty() => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "client_id is sent more than once.",
        )),
        Some(client_id) => Ok(Holds::Because(format!("client_id is {client_id}."))),
    }
}

fn client_is_registered(server: &AuthorizationServer, facts: &mut Facts) -> Result<Holds, Refusal> {
    let client_id = facts.parameters.get("client_id").unwrap_or_default();
    facts.client = server.client(client_id).cloned();
    match &facts.client {
        Some(client) => Ok(Holds::Because(format!(
            "It is registered as {}.",
            client.name
        ))),
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "No client is registered under this client_id.",
        )),
    }
}

fn redirect_uri_matches_exactly(
    _: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let refuse = |description: &str| Err(Refusal::new(ErrorCode::InvalidRequest, description));
    let registered = facts
        .client
        .as_ref()
        .map_or(&[][..], |client| &client.redirect_uris);
    if !facts.parameters.repeated(&["redirect_uri"]).is_empty() {
        return refuse("redirect_uri is sent more than once.");
    }
    let (uri, was_sent, detail) = match (facts.parameters.get("redirect_uri"), registered) {
        (Some(sent), _) => {
            if !registered
                .iter()
                .any(|known| redirect_uri::matches_exactly(known, sent))
            {
                return refuse("redirect_uri is not one that this client has registered.");
            }
            (sent.to_owned(), true, "It equals the registered one.")
        }
        (None, [only]) => (only.clone(), false, "None is sent, and one is registered."),
        (None, _) => return refuse("redirect_uri is missing."),
    };
    let wants_token = facts
        .parameters
        .get("response_type")
        .is_some_and(|names| names.split(' ').any(|name| name == "token"));
    let state_is_clear = facts.parameters.repeated(&["state"]).is_empty();
    facts.redirect_uri = Some(VerifiedRedirectUri {
        uri,
        was_sent,
        component: if wants_token {
            Component::Fragment
        } else {
            Component::Query
        },
        state: facts
            .parameters
            .get("state")
            .filter(|_| state_is_clear)
            .map(str::to_owned),
    });
    Ok(Holds::Because(detail.to_owned()))
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

fn response_type_is_supported(
    server: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let Some(name) = facts.parameters.get("response_type") else {
        return Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "response_type is missing.",
        ));
    };
    facts.response_type = response_types(&server.policy).find(|known| known.as_str() == name);
    match facts.response_type {
        Some(_) => Ok(Holds::Because(format!("response_type is {name}."))),
        None if name == "token" => Err(Refusal::new(
            ErrorCode::UnsupportedResponseType,
            "The implicit grant is not offered. Use response_type=code with PKCE.",
        )),
        None => Err(Refusal::new(
            ErrorCode::UnsupportedResponseType,
            format!("This server does not answer response_type={name}."),
        )),
    }
}

fn response_type_is_registered(
    _: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let name = facts.response_type.map_or("", ResponseType::as_str);
    if facts
        .client
        .as_ref()
        .is_some_and(|client| client.response_types.contains(&name))
    {
        Ok(Holds::Because(format!("It is registered for {name}.")))
    } else {
        Err(Refusal::new(
            ErrorCode::UnauthorizedClient,
            format!("This client is not registered for response_type={name}."),
        ))
    }
}

fn scope_is_allowed(_: &AuthorizationServer, facts: &mut Facts) -> Result<Holds, Refusal> {
    let allowed = facts
        .client
        .as_ref()
        .map(|client| client.scope.clone())
        .unwrap_or_default();
    let (scope, detail) = requested_scope(&facts.parameters, &allowed)?;
    facts.scope = scope;
    Ok(Holds::Because(detail))
}

/// The scope that a request asks for, out of what is `allowed`; all of that when it asks for none.
///
/// # Errors
/// `invalid_scope` if it asks for more, or not in the form of section 3.3.
pub fn requested_scope(
    parameters: &Parameters,
    allowed: &Scope,
) -> Result<(Scope, String), Refusal> {
    let Some(text) = parameters.get("scope") else {
        return Ok((
            allowed.clone(),
            format!("None is sent; the default is {allowed}."),
        ));
    };
    let Some(scope) = Scope::parse(text) else {
        return Err(Refusal::new(
            ErrorCode::InvalidScope,
            "scope has a character it must not have.",
        ));
    };
    if scope.is_within(allowed) {
        let detail = format!("It asks for {scope}.");
        Ok((scope, detail))
    } else {
        let beyond = scope.beyond(allowed).join(" ");
        Err(Refusal::new(
            ErrorCode::InvalidScope,
            format!("The scope goes too far: {beyond}."),
        ))
    }
}

fn code_challenge_is_sent(
    server: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    if facts.response_type != Some(ResponseType::Code) {
        return Ok(Holds::NotApplicable);
    }
    let is_public = facts
        .client
        .as_ref()
        .is_some_and(|client| !client.is_confidential());
    let is_required = match server.policy.pkce {
        PkceRequirement::Nobody => false,
        PkceRequirement::PublicClients => is_public,
        PkceRequirement::Everybody => true,
    };
    match facts.parameters.get("code_challenge") {
        Some(_) => Ok(Holds::Because("The code will be bound to it.".to_owned())),
        None if !is_required => Ok(Holds::NotApplicable),
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "code_challenge is missing: this client has to use PKCE.",
        )),
    }
}

fn code_challenge_method_is_supported(
    server: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let Some(text) = facts.parameters.get("code_challenge") else {
        return Ok(Holds::NotApplicable);
    };
    let name = facts.parameters.get("code_challenge_method");
    // "Defaults to plain if not present": RFC 7636 section 4.3.
    let method = ChallengeMethod::parse(name.unwrap_or("plain"));
    let is_accepted = |method: &ChallengeMethod| {
        *method == ChallengeMethod::S256 || server.policy.plain_challenge_is_accepted
    };
    match method.filter(is_accepted) {
        Some(method) => {
            facts.challenge = Some(Challenge {
                method,
                text: text.to_owned(),
            });
            Ok(Holds::Because(format!(
                "The method is {}.",
                method.as_str()
            )))
        }
        None if name.is_none() => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "code_challenge_method is missing, which means plain; this server accepts S256 only.",
        )),
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "This server does not accept this code_challenge_method.",
        )),
    }
}

fn code_challenge_is_well_formed(
    _: &AuthorizationServer,
    facts: &mut Facts,
) -> Result<Holds, Refusal> {
    let Some(challenge) = &facts.challenge else {
        return Ok(Holds::NotApplicable);
    };
    if pkce::is_well_formed(&challenge.text) {
        Ok(Holds::Because(format!(
            "It has {} characters.",
            challenge.text.len()
        )))
    } else {
        Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "code_challenge must have 43 to 128 characters out of letters, digits, '-', '.', '_' \
             and '~'.",
        ))
    }
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
    let mut facts = Facts {
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

fn handle(server: &mut AuthorizationServer, request: &Request, _: Timestamp) -> Handled {
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
                let id = server.open_session(None, None, &mut effects);
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
            Refused::Page(refusal) => self.refused_page(StatusCode::BAD_REQUEST, &refusal, checks),
            Refused::Redirect(redirect_uri, refusal) => {
                let pairs = [
                    ("error", refusal.error.as_str()),
                    ("error_description", refusal.description.as_str()),
                ];
                let response = self.redirect(&redirect_uri, &pairs);
                let handled = Handled::new(response, MessageKind::AuthorizationErrorResponse);
                Handled { checks, ..handled }
            }
        }
    }

    /// Sends the browser back to the application with `pairs`, its `state`, and who answers.
    pub(super) fn redirect(
        &self,
        redirect_uri: &VerifiedRedirectUri,
        pairs: &[(&str, &str)],
    ) -> Response {
        let mut pairs = pairs.to_vec();
        pairs.extend(redirect_uri.state.as_deref().map(|state| ("state", state)));
        if self.policy.issuer_is_in_authorization_response {
            pairs.push(("iss", self.issuer.as_str()));
        }
        let location = form::append(&redirect_uri.uri, redirect_uri.component, &pairs);
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
