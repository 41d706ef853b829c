//! Signing out at the wish of an application.
//!
//! [OpenID Connect RP-Initiated Logout 1.0](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::{self, Component, Parameters};
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::{self, CheckOutcome, Holds, ServerTable, checks};
use crate::server::client::Client;
use crate::server::comparison::Comparison;
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::authorization::redirect_to;
use crate::server::endpoint::web_page::{FormFacts, forbid_referrer};
use crate::server::mend::Mend;
use crate::server::openid_connect::id_token::{self, Hint};
use crate::server::order;
use crate::server::page::Page;
use crate::server::refusal::{Refusal, sent_once};
use crate::server::store::{Grant, SessionId};
use crate::server::token::revoked;
use crate::server::{AuthorizationServer, Handled, Request, forbid_caching};

/// The address that metadata names as `end_session_endpoint`.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/end_session",
    methods: &[Method::GET, Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle,
};

/// Where the person's answer is sent. The wish stands in the query.
pub const CONFIRMATION_ENDPOINT: Endpoint = Endpoint {
    path: "/end_session/confirm",
    methods: &[Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle: handle_confirmation,
};

/// The parameters of the request; others are ignored.
const DEFINED: &[&str] = &[
    "id_token_hint",
    "logout_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
];

/// The facts of a wish to sign out, as the checks find them.
pub struct LogoutFacts {
    parameters: Parameters,
    /// The place where they stand.
    place: Place,
    /// The claims of the ID Token that the application has sent along.
    hint: Option<Hint>,
    client: Option<Client>,
    /// Where the browser goes in the end. `None` if it stays here.
    redirect_uri: Option<String>,
}

/// The order in which a wish to sign out is judged. Who is refused stays on a page, signed in.
pub const CHECKS: ServerTable<LogoutFacts> = checks! { "end_session":
    parameters_are_sent_once(_) RP_INITIATED_LOGOUT_4: "No parameter is sent twice";
    id_token_hint_is_an_id_token_of_this_server("id_token_hint") RP_INITIATED_LOGOUT_4:
        "id_token_hint is an ID Token that this server signed, however old";
    client_id_is_that_of_the_hint("client_id") RP_INITIATED_LOGOUT_2:
        "client_id names the client for which the ID Token was issued";
    post_logout_redirect_uri_is_registered("post_logout_redirect_uri") RP_INITIATED_LOGOUT_3:
        "post_logout_redirect_uri is one that the client registered, character by character";
};

fn parameters_are_sent_once(
    _: &AuthorizationServer,
    facts: &mut LogoutFacts,
) -> Result<Holds, Refusal> {
    sent_once(&facts.parameters, DEFINED, facts.place)?;
    Ok(Holds::NotApplicable)
}

fn invalid<T>(description: &str, mend: Mend) -> Result<T, Refusal> {
    Err(Refusal::new(ErrorCode::InvalidRequest, description, mend))
}

fn id_token_hint_is_an_id_token_of_this_server(
    server: &AuthorizationServer,
    facts: &mut LogoutFacts,
) -> Result<Holds, Refusal> {
    let Some(token) = facts.parameters.get("id_token_hint") else {
        return Ok(Holds::NotApplicable);
    };
    match id_token::read(server, token) {
        Ok(hint) => {
            let because = format!("It told {} about {}.", hint.client_id, hint.subject);
            facts.hint = Some(hint);
            Ok(Holds::Because(because))
        }
        Err(why) => invalid(why, Mend::remove(facts.place, "id_token_hint")),
    }
}

fn client_id_is_that_of_the_hint(
    server: &AuthorizationServer,
    facts: &mut LogoutFacts,
) -> Result<Holds, Refusal> {
    let hinted = facts.hint.as_ref().map(|hint| hint.client_id.as_str());
    let named = facts.parameters.get("client_id");
    if let (Some(_), Some(hinted)) = (named, hinted)
        && named != Some(hinted)
    {
        let mend = Mend::set(facts.place, "client_id", hinted);
        return invalid("client_id is not the one of the ID Token.", mend);
    }
    let Some(client_id) = named.or(hinted) else {
        return Ok(Holds::NotApplicable);
    };
    facts.client = server.client(client_id).cloned();
    match facts.client {
        Some(_) => Ok(Holds::Because(format!("It is {client_id}."))),
        None => {
            let mend = Mend::own(facts.place, "client_id");
            invalid("No client is registered under this client_id.", mend)
        }
    }
}

fn post_logout_redirect_uri_is_registered(
    _: &AuthorizationServer,
    facts: &mut LogoutFacts,
) -> Result<Holds, Refusal> {
    let Some(uri) = facts.parameters.get("post_logout_redirect_uri") else {
        return Ok(Holds::NotApplicable);
    };
    let mut registered = facts
        .client
        .iter()
        .flat_map(|client| &client.openid_connect.post_logout_redirect_uris);
    let is_registered = registered.any(|known| known == uri);
    match (is_registered, &facts.hint) {
        (true, Some(_)) => {
            facts.redirect_uri = Some(uri.to_owned());
            Ok(Holds::Because("It equals a registered one.".to_owned()))
        }
        // Anybody can name a client: without an ID Token nothing shows that it is asking.
        (true, None) => Ok(Holds::Because(
            "It is registered, and ignored without an ID Token.".to_owned(),
        )),
        (false, _) if facts.client.is_none() => Ok(Holds::Because(
            "It is ignored: no client is known to which it could belong.".to_owned(),
        )),
        (false, _) => {
            let clients = facts.client.iter();
            let registered =
                clients.flat_map(|client| &client.openid_connect.post_logout_redirect_uris);
            let comparison = Comparison::new(uri, registered);
            let wire = "post_logout_redirect_uri is not one that this client registered.";
            let mend = match comparison.nearest() {
                Some(right) => Mend::set(facts.place, "post_logout_redirect_uri", right),
                None => Mend::remove(facts.place, "post_logout_redirect_uri"),
            };
            invalid(wire, mend).map_err(|refusal| refusal.with_comparison(comparison))
        }
    }
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let query = request.uri().query().unwrap_or_default();
    let (encoded, place) = match *request.method() {
        Method::POST => (&**request.body(), Place::Form),
        _ => (query.as_bytes(), Place::Query),
    };
    let mut checks = Vec::new();
    let facts = match accept(server, encoded, place, &mut checks) {
        Ok(facts) => facts,
        Err(refusal) => {
            return server.refused_page(StatusCode::BAD_REQUEST, &refusal, None, checks);
        }
    };
    let session = server.session(request, now);
    let username = session
        .as_ref()
        .and_then(|(_, session)| session.username.clone());
    let session = session.map(|(id, _)| id);
    let subject = username
        .as_deref()
        .and_then(|username| server.user(username))
        .map(|user| user.subject.clone());
    let hinted = facts.hint.as_ref().map(|hint| hint.subject.clone());
    let handled = match (session, username) {
        // "the OP MUST ask the End-User this question if an id_token_hint was not provided or if
        // the supplied ID Token does not belong to the current OP session with the RP and/or
        // currently logged in End-User": section 2.
        (Some(id), Some(username)) if hinted.is_none() || hinted != subject => {
            let client = facts.client.as_ref();
            let page = question(&username, client.map(|client| client.name.as_str()));
            let wish = form::encode(facts.parameters.iter());
            let action = format!("{}?{wish}", CONFIRMATION_ENDPOINT.path);
            server.form_page(StatusCode::OK, page, &action, &id)
        }
        (session, _) => server.sign_out(session, &facts),
    };
    Handled { checks, ..handled }
}

fn handle_confirmation(
    server: &mut AuthorizationServer,
    request: &Request,
    now: Timestamp,
) -> Handled {
    let mut checks = Vec::new();
    let query = request.uri().query().unwrap_or_default();
    let facts = match accept(server, query.as_bytes(), Place::Query, &mut checks) {
        Ok(facts) => facts,
        Err(refusal) => {
            return server.refused_page(StatusCode::BAD_REQUEST, &refusal, None, checks);
        }
    };
    let mut form = FormFacts::new(server, request, now);
    match check::run(order::END_SESSION_FORM, server, &mut form, &mut checks) {
        Ok(()) => {
            let session = form.session.map(|(id, _)| id);
            let handled = server.sign_out(session, &facts);
            Handled { checks, ..handled }
        }
        Err(refusal) => server.refused_page(StatusCode::FORBIDDEN, &refusal, None, checks),
    }
}

fn accept(
    server: &AuthorizationServer,
    encoded: &[u8],
    place: Place,
    checks: &mut Vec<CheckOutcome>,
) -> Result<LogoutFacts, Refusal> {
    let mut facts = LogoutFacts {
        parameters: Parameters::parse(encoded),
        place,
        hint: None,
        client: None,
        redirect_uri: None,
    };
    check::run(order::END_SESSION, server, &mut facts, checks)?;
    Ok(facts)
}

fn question(username: &str, client_name: Option<&str>) -> Page {
    let client_name = client_name.unwrap_or("An application");
    Page::Message {
        title: "Sign out?".into(),
        text: format!("{client_name} asks to sign {username} out here."),
        button: Some("Sign out".into()),
    }
}

impl AuthorizationServer {
    /// Ends the session, and sends the browser where the application wants it, if that is sure.
    fn sign_out(&mut self, session: Option<SessionId>, facts: &LogoutFacts) -> Handled {
        let mut effects = Vec::new();
        if let Some(id) = &session {
            let ended = self.store.sessions.get(id);
            let username = ended.and_then(|session| session.username.as_deref());
            let user = self.user(username.unwrap_or_default());
            if let Some(subject) = user.map(|user| user.subject.clone()) {
                // "Offline access" is access while the person is not signed in.
                let ends = |grant: &Grant| !grant.scope.contains("offline_access");
                self.revoke_refresh_tokens(&subject, ends, &mut effects);
            }
            self.store.sessions.remove(id);
            effects.push(revoked(ValueKind::SessionCookie, id));
        }
        let mut handled = match &facts.redirect_uri {
            Some(uri) => {
                let state = facts.parameters.get("state");
                let location = state.map_or(uri.clone(), |state| {
                    form::append(uri, Component::Query, &[("state", state)])
                });
                let mut response = redirect_to(location);
                forbid_caching(&mut response, &self.policy);
                forbid_referrer(&mut response);
                Handled::new(response, MessageKind::PageResponse)
            }
            None => {
                let page = Page::Message {
                    title: "Signed out".into(),
                    text: "Nobody is signed in here any more.".to_owned(),
                    button: None,
                };
                self.plain_page(StatusCode::OK, page)
            }
        };
        if session.is_some() {
            let gone = "session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
            handled
                .response
                .headers_mut()
                .insert(header::SET_COOKIE, HeaderValue::from_static(gone));
        }
        Handled { effects, ..handled }
    }
}
