//! The authorization endpoint: judges what an application asks for through the browser.
//!
//! [RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)

mod answer;
mod checks;
mod response;

pub use checks::{ADDRESS_CHECKS, AuthorizationFacts, CHECKS, requested_scope};
pub use response::{
    CODE, Delivery, FRAGMENT, QUERY, ResponseMode, ResponseType, TOKEN, VerifiedRedirectUri,
};

pub(in crate::server) use response::redirect_to;

use http::{Method, StatusCode, Uri};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::pkce::Challenge;
use crate::protocol::scope::Scope;
use crate::server::check::{self, CheckOutcome};
use crate::server::endpoint::web_page::{set_session_cookie, with_query_of};
use crate::server::endpoint::{Endpoint, consent, sign_in};
use crate::server::mend::{self, Mend};
use crate::server::openid_connect::AuthenticationRequest;
use crate::server::page::Page;
use crate::server::refusal::{Consequence, Refusal};
use crate::server::store::{Session, SessionId};
use crate::server::{AuthorizationServer, Handled, Request};

/// The address that metadata names as `authorization_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/authorize",
    methods: &[Method::GET],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::AuthorizationRequest,
    handle,
};

/// The same endpoint for a server that takes the request as a form, too
/// ([OpenID Connect Core section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
pub const ENDPOINT_WITH_FORM: Endpoint = Endpoint {
    methods: &[Method::GET, Method::POST],
    handle: |server, request, now| match request.method() {
        &Method::POST => {
            let mut handled = handle(server, &with_form_in_query(request), now);
            mend::move_fields(Place::Query, Place::Form, &mut handled.checks);
            handled
        }
        _ => handle(server, request, now),
    },
    ..ENDPOINT
};

/// An authorization request that passed every check.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub client_name: String,
    pub redirect_uri: VerifiedRedirectUri,
    pub response_type: ResponseType,
    pub scope: Scope,
    pub challenge: Option<Challenge>,
    /// The resources that it names.
    pub resources: Vec<String>,
    /// The thumbprint of the key with which the code has to be redeemed
    /// ([RFC 9449 section 10](https://www.rfc-editor.org/rfc/rfc9449.html#section-10)).
    pub dpop_jkt: Option<String>,
    pub source: Source,
    /// The part of it beyond OAuth, if it asks for authentication.
    pub authentication: Option<AuthenticationRequest>,
}

/// How the parameters of a request came to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The browser brings them.
    Address,
    /// The client sends them itself.
    Client,
    /// The client has sent them before, and the browser brings the name that they were given.
    Pushed { request_uri: String },
}

impl Source {
    /// The place of the parameters in the request that brings them.
    pub(in crate::server) fn place(&self) -> Place {
        match self {
            Source::Address => Place::Query,
            Source::Client | Source::Pushed { .. } => Place::Form,
        }
    }

    /// The consequence of the person's decision: the name of a pushed request is good for one
    /// answer, whichever that is
    /// ([RFC 9126 section 7.3](https://www.rfc-editor.org/rfc/rfc9126.html#section-7.3)).
    pub(super) fn when_answered(&self) -> Option<Consequence> {
        match self {
            Source::Pushed { request_uri } => {
                Some(Consequence::ForgetPushedRequest(request_uri.clone()))
            }
            Source::Address | Source::Client => None,
        }
    }
}

/// Where an answer goes that is no success.
pub enum Refused {
    /// To the application, which can handle it.
    Redirect(Box<VerifiedRedirectUri>, Refusal),
    /// To the person: the address is not the application's, or nobody knows whose it is.
    Page(Refusal),
}

/// The next thing that the server has to do for an authorization request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextAction {
    /// Ask the person to sign in.
    SignIn,
    /// Ask the person for consent.
    Consent,
    /// Answer the application: the person has consented before.
    Answer,
}

/// When and from where a request comes that passed every check.
pub struct Occasion<'a> {
    /// The session that the browser has.
    pub session: Option<SessionId>,
    /// Has the request in its query.
    pub uri: &'a Uri,
    /// Whether it comes from a form of this server, which the person got for this request.
    pub is_continued: bool,
    pub now: Timestamp,
}

/// A request that passed every check, as an extension sees it.
pub struct Visit<'a> {
    pub authorization: &'a AuthorizationRequest,
    /// The session of the browser, if somebody is signed in.
    pub session: Option<&'a Session>,
    /// The request in its encoded form.
    pub query: &'a str,
    /// As [`Occasion::is_continued`].
    pub is_continued: bool,
    pub now: Timestamp,
}

/// Judges the authorization request that the query of `request` has, or names.
pub fn accept(
    server: &AuthorizationServer,
    request: &Request,
    now: Timestamp,
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<AuthorizationRequest, Refused> {
    let query = request.uri().query().unwrap_or_default();
    let address = Parameters::parse(query.as_bytes());
    let (parameters, source) = match server.capabilities.pushed_requests {
        Some(pushed) => (pushed.find)(server, address, now, outcomes).map_err(Refused::Page)?,
        None => (address, Source::Address),
    };
    accept_parameters(server, parameters, source, outcomes)
}

/// Judges an authorization request, wherever its parameters come from.
pub fn accept_parameters(
    server: &AuthorizationServer,
    parameters: Parameters,
    source: Source,
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<AuthorizationRequest, Refused> {
    let mut facts = AuthorizationFacts::new(parameters, source);
    let tables = server.capabilities.authorization_order;
    let verdict = check::run(tables, server, &mut facts, outcomes);
    if facts.parameters.get("response_type") == Some(TOKEN.as_str()) {
        check::cite_implicit_grant(outcomes);
    }
    if matches!(facts.source, Source::Pushed { .. }) {
        // The browser has only the name of what is wrong.
        mend::start_over(MessageKind::PushedAuthorizationRequest, outcomes);
    }
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
                dpop_jkt: facts
                    .parameters
                    .get("dpop_jkt")
                    .filter(|_| server.capabilities.dpop.is_some())
                    .map(str::to_owned),
                source: facts.source,
                authentication: facts.authentication,
                resources: facts.resources,
            })
        }
        (Err(refusal), _, Some(redirect_uri), _) => {
            Err(Refused::Redirect(Box::new(redirect_uri), refusal))
        }
        (Err(refusal), ..) => Err(Refused::Page(refusal)),
        // Each of the three is set by a check, or that check has failed or is skipped.
        (Ok(()), client, Some(redirect_uri), _) if client.is_some() => {
            let refusal = Refusal::new(
                ErrorCode::UnsupportedResponseType,
                "response_type names nothing that this server could answer with.",
                Mend::own(facts.source.place(), "response_type"),
            );
            Err(Refused::Redirect(Box::new(redirect_uri), refusal))
        }
        (Ok(()), client, ..) => {
            let (wire, name) = match client {
                None => ("Nothing says which client asks.", "client_id"),
                Some(_) => (
                    "There is no address to which the answer could go.",
                    "redirect_uri",
                ),
            };
            let mend = Mend::own(facts.source.place(), name);
            let refusal = Refusal::new(ErrorCode::InvalidRequest, wire, mend);
            Err(Refused::Page(refusal))
        }
    }
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let authorization = match accept(server, request, now, &mut checks) {
        Ok(authorization) => authorization,
        Err(refused) => return server.refuse_authorization(refused, checks),
    };
    let occasion = Occasion {
        session: server.session(request, now).map(|(id, _)| id),
        uri: request.uri(),
        is_continued: false,
        now,
    };
    server.go_on(authorization, &occasion, checks)
}

/// The request that asks the same by its address. What makes no address asks for nothing.
fn with_form_in_query(request: &Request) -> Request {
    let form = std::str::from_utf8(request.body()).unwrap_or_default();
    let mut asked = Request::new(Vec::new());
    *asked.uri_mut() = with_query(request.uri(), form).unwrap_or_default();
    *asked.headers_mut() = request.headers().clone();
    asked
}

fn with_query(uri: &Uri, query: &str) -> Option<Uri> {
    format!("{}?{query}", uri.path()).parse().ok()
}

impl AuthorizationServer {
    /// Shows the person the page that `authorization` takes next, or answers the application.
    pub(super) fn go_on(
        &mut self,
        authorization: AuthorizationRequest,
        occasion: &Occasion<'_>,
        mut checks: Vec<CheckOutcome>,
    ) -> Handled {
        let step = self.next_step(&authorization, occasion, &mut checks);
        self.take(step, authorization, occasion, checks)
    }

    /// The next thing to do. Without an extension, a person who is signed in is asked.
    pub(super) fn next_step(
        &self,
        authorization: &AuthorizationRequest,
        occasion: &Occasion<'_>,
        checks: &mut Vec<CheckOutcome>,
    ) -> Result<NextAction, Refusal> {
        let session = self.signed_in(occasion);
        let visit = Visit {
            authorization,
            session,
            query: occasion.uri.query().unwrap_or_default(),
            is_continued: occasion.is_continued,
            now: occasion.now,
        };
        match self.capabilities.openid_connect {
            Some(openid) if authorization.authentication.is_some() => {
                (openid.next_step)(self, &visit, checks)
            }
            _ if session.is_some() => Ok(NextAction::Consent),
            _ => Ok(NextAction::SignIn),
        }
    }

    /// Does what `step` says.
    pub(super) fn take(
        &mut self,
        step: Result<NextAction, Refusal>,
        authorization: AuthorizationRequest,
        occasion: &Occasion<'_>,
        checks: Vec<CheckOutcome>,
    ) -> Handled {
        let username = self
            .signed_in(occasion)
            .and_then(|session| session.username.clone());
        // A session in which nobody is signed in is no reason to keep its name.
        let session = occasion.session.clone().filter(|_| username.is_some());
        let handled = match (step, session) {
            (Err(refusal), _) => {
                let refused = Refused::Redirect(Box::new(authorization.redirect_uri), refusal);
                return self.refuse_authorization(refused, checks);
            }
            (Ok(NextAction::Consent), Some(id)) => {
                let page = consent::page(self, &authorization, username.as_deref());
                let action = with_query_of(consent::ENDPOINT.path, occasion.uri);
                self.form_page(StatusCode::OK, page, &action, &id)
            }
            (Ok(NextAction::Answer), Some(id)) => {
                self.answer_authorization(&authorization, &id, occasion.now)
            }
            (Ok(_), session) => self.ask_to_sign_in(authorization, session, occasion),
        };
        Handled { checks, ..handled }
    }

    /// The session of the browser, if somebody is signed in.
    fn signed_in(&self, occasion: &Occasion<'_>) -> Option<&Session> {
        let session = self.store.sessions.get(occasion.session.as_ref()?)?;
        session.username.is_some().then_some(session)
    }

    /// The sign-in form; in the session of whoever is signed in already, or in a new one.
    fn ask_to_sign_in(
        &mut self,
        authorization: AuthorizationRequest,
        session: Option<SessionId>,
        occasion: &Occasion<'_>,
    ) -> Handled {
        let mut effects = Vec::new();
        let is_new = session.is_none();
        let id =
            session.unwrap_or_else(|| self.open_session(None, None, occasion.now, &mut effects));
        let hint = authorization
            .authentication
            .and_then(|request| request.login_hint);
        let page = Page::SignIn {
            client_name: Some(authorization.client_name),
            username: hint.unwrap_or_default(),
            error: None,
        };
        let action = with_query_of(sign_in::AUTHORIZATION_SIGN_IN.path, occasion.uri);
        let mut handled = self.form_page(StatusCode::OK, page, &action, &id);
        if is_new {
            set_session_cookie(&mut handled.response, &id);
        }
        Handled { effects, ..handled }
    }
}
