//! Headers, sessions and forms, which all of the server's own pages have in common.

use http::header::{self, HeaderMap, HeaderValue};
use http::{StatusCode, Uri};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::effect::{Change, Effect};
use crate::server::mend::Mend;
use crate::server::openid_connect::SessionRecord;
use crate::server::page::{FormTarget, Page};
use crate::server::refusal::Refusal;
use crate::server::store::{Device, SESSION_SECONDS, Session, SessionId};
use crate::server::{AuthorizationServer, Handled, Request, Response, forbid_caching, response};

/// The name of the session cookie.
const SESSION_COOKIE: &str = "session";

/// Facts of a form that a person sent.
pub struct FormFacts {
    pub parameters: Parameters,
    /// Where they stand.
    pub place: Place,
    /// The session that the cookie names.
    pub session: Option<(SessionId, Session)>,
    pub now: Timestamp,
    /// The device that a check has found by its user code.
    pub device: Option<(String, Device)>,
}

/// The checks that every form has to pass first.
pub const FORM_CHECKS: ServerTable<FormFacts> = checks! { "form":
    session_is_known("session") RFC_6749_10_12: "The browser has a session here";
    csrf_token_is_the_forms_own("csrf_token") RFC_6749_10_12:
        "The form is one that this server gave to this browser";
};

fn session_is_known(_: &AuthorizationServer, facts: &mut FormFacts) -> Result<Holds, Refusal> {
    match &facts.session {
        Some(_) => Ok(Holds::Because(
            "The cookie names a session of this server.".into(),
        )),
        None => Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "There is no session. Go back to the application and start again.",
            facts.in_a_new_session(),
        )),
    }
}

fn csrf_token_is_the_forms_own(
    _: &AuthorizationServer,
    facts: &mut FormFacts,
) -> Result<Holds, Refusal> {
    let expected = facts
        .session
        .as_ref()
        .map(|(_, session)| session.csrf_token.as_str());
    if expected.is_some() && facts.parameters.get("csrf_token") == expected {
        Ok(Holds::Because(
            "csrf_token is the one of this session.".into(),
        ))
    } else {
        Err(Refusal::new(
            ErrorCode::InvalidRequest,
            "The form did not come from this server's page: its csrf_token is not the \
                     session's.",
            Mend::own(Place::Form, "csrf_token"),
        ))
    }
}

impl FormFacts {
    /// Reads the form in `request`; nothing is judged yet.
    pub fn new(server: &AuthorizationServer, request: &Request, now: Timestamp) -> FormFacts {
        FormFacts {
            parameters: Parameters::parse(request.body()),
            place: Place::Form,
            session: server
                .session(request, now)
                .map(|(id, session)| (id, session.clone())),
            now,
            device: None,
        }
    }

    /// The mend that sends the same from a page of another session.
    pub(super) fn in_a_new_session(&self) -> Mend {
        let session = Mend::renew(Place::Cookie, SESSION_COOKIE, &[]);
        match self.place {
            Place::Form => session.and(Mend::own(Place::Form, "csrf_token")),
            _ => session,
        }
    }

    /// Who is signed in.
    pub fn username(&self) -> Option<&str> {
        self.session
            .as_ref()
            .and_then(|(_, session)| session.username.as_deref())
    }
}

impl AuthorizationServer {
    /// The session that the request's cookie names, if it has not ended.
    pub(in crate::server) fn session(
        &self,
        request: &Request,
        now: Timestamp,
    ) -> Option<(SessionId, &Session)> {
        let id = cookie(request.headers(), SESSION_COOKIE)?;
        let sessions = &self.store.sessions;
        // A record stays until another one needs its room.
        let session = sessions
            .get(&id)
            .filter(|_| sessions.kept_until(&id) > Some(now))?;
        Some((id, session))
    }

    /// Opens a session under a new name; a session before it ends, so that nobody can plant one.
    pub(super) fn open_session(
        &mut self,
        username: Option<String>,
        replaces: Option<&SessionId>,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> SessionId {
        if let Some(old) = replaces {
            self.store.sessions.remove(old);
        }
        let id = self.random.token();
        let csrf_token = self.random.token();
        effects.push(effect(ValueKind::SessionCookie, &id));
        effects.push(effect(ValueKind::CsrfToken, &csrf_token));
        let session = Session {
            csrf_token,
            username,
            failed_entries: 0,
            openid_connect: SessionRecord::default(),
        };
        let kept_until = now.plus(SESSION_SECONDS);
        self.store
            .sessions
            .insert(id.clone(), session, kept_until, now);
        id
    }

    /// `page` with a form for the session `id`, which is sent to the endpoint at `action`.
    pub(super) fn form_page(
        &self,
        status: StatusCode,
        page: Page,
        action: &str,
        id: &SessionId,
    ) -> Handled {
        let csrf_token = self
            .store
            .sessions
            .get(id)
            .map(|session| session.csrf_token.as_str())
            .unwrap_or_default();
        let action = format!("{}{}", self.path(), self.aliases.of(action));
        let html = page.html(Some(&FormTarget {
            action: &action,
            csrf_token,
        }));
        self.page(status, page, html)
    }

    /// `page` without a form.
    pub(super) fn plain_page(&self, status: StatusCode, page: Page) -> Handled {
        let html = page.html(None);
        self.page(status, page, html)
    }

    /// The page of a refusal that goes nowhere else, unless the person follows it to
    /// `continue_at`.
    pub(in crate::server) fn refused_page(
        &self,
        status: StatusCode,
        refusal: &Refusal,
        continue_at: Option<String>,
        checks: Vec<CheckOutcome>,
    ) -> Handled {
        let page = Page::Refused {
            error: refusal.error.as_str().into(),
            description: refusal.description.clone(),
            continue_at,
        };
        Handled {
            checks,
            ..self.plain_page(status, page)
        }
    }

    fn page(&self, status: StatusCode, page: Page, html: String) -> Handled {
        let mut response = response(status, "text/html; charset=utf-8", html);
        forbid_caching(&mut response, &self.policy);
        let headers = response.headers_mut();
        // Nobody may show the page in a frame: RFC 9700 section 4.16.
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        );
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        forbid_referrer(&mut response);
        let handled = Handled::new(response, MessageKind::PageResponse);
        Handled {
            page: Some(page),
            ..handled
        }
    }
}

/// Keeps addresses with codes in them out of `Referer`.
/// [RFC 9700 section 4.2.4](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.2.4)
pub fn forbid_referrer(response: &mut Response) {
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
}

/// Hands the session `id` to the browser.
pub fn set_session_cookie(response: &mut Response, id: &SessionId) {
    let cookie = format!("{SESSION_COOKIE}={id}; Path=/; Secure; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

/// `path` with the query of `uri`, for a form that has to keep it.
pub fn with_query_of(path: &str, uri: &Uri) -> String {
    match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let fields = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|field| field.to_str().ok());
    fields
        .flat_map(|field| field.split("; "))
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn effect(kind: ValueKind, text: &str) -> Effect {
    Effect {
        change: Change::Issued,
        kind,
        text: text.to_owned(),
        replaces: None,
    }
}
