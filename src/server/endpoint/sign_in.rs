//! The sign-in form: who is in front of the browser. The specification leaves the way open
//! ([RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)).

use http::{Method, StatusCode};
use subtle::ConstantTimeEq;

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{self, CheckOutcome, Holds, ServerTable, checks};
use crate::server::effect::Effect;
use crate::server::endpoint::authorization::{self, Occasion};
use crate::server::endpoint::web_page::{FormFacts, set_session_cookie, with_query_of};
use crate::server::endpoint::{Endpoint, verification};
use crate::server::mend::Mend;
use crate::server::openid_connect::SignIn;
use crate::server::order;
use crate::server::page::Page;
use crate::server::refusal::{Consequence, Refusal};
use crate::server::store::SessionId;
use crate::server::{AuthorizationServer, Handled, Request};

/// Signing in on the way to an application.
pub const AUTHORIZATION_SIGN_IN: Endpoint = Endpoint {
    path: "/authorize/sign-in",
    methods: &[Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle: handle_for_authorization,
};

/// Signing in on the way to a device.
pub const DEVICE_SIGN_IN: Endpoint = Endpoint {
    path: "/device/sign-in",
    methods: &[Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle: handle_for_device,
};

/// The order in which a sign-in is judged, after the checks of its form.
pub const CHECKS: ServerTable<FormFacts> = checks! { "sign_in":
    session_has_attempts_left(_) RFC_6749_10_10: "There were not too many wrong passwords";
    password_is_the_users("password") RFC_6749_3_1: "The password is this user’s";
};

fn password_is_the_users(
    server: &AuthorizationServer,
    facts: &mut FormFacts,
) -> Result<Holds, Refusal> {
    let username = facts.parameters.get("username").unwrap_or_default();
    let password = facts.parameters.get("password").unwrap_or_default();
    let user = server.user(username);
    let is_right =
        user.is_some_and(|user| user.password.as_bytes().ct_eq(password.as_bytes()).into());
    if is_right {
        return Ok(Holds::Because(format!("{username} is signed in.")));
    }
    let refusal = Refusal::new(
        ErrorCode::AccessDenied,
        "The name and the password do not belong together.",
        own_name_and_password(),
    );
    Err(match &facts.session {
        Some((id, _)) => refusal.with_consequence(Consequence::CountFailedEntry(id.clone())),
        None => refusal,
    })
}

/// Guessing has an end: a session allows so many wrong entries.
pub(super) fn session_has_attempts_left(
    server: &AuthorizationServer,
    facts: &mut FormFacts,
) -> Result<Holds, Refusal> {
    let failed = facts
        .session
        .as_ref()
        .map_or(0, |(_, session)| session.failed_entries);
    let allowed = server.policy.failed_entries_allowed;
    if failed < allowed {
        Ok(Holds::Because(format!(
            "{failed} wrong entries so far; {allowed} are allowed."
        )))
    } else {
        Err(Refusal::new(
            ErrorCode::AccessDenied,
            "There were too many wrong entries.",
            facts.in_a_new_session(),
        ))
    }
}

/// The mend of a form with a wrong name or password.
pub(in crate::server) fn own_name_and_password() -> Mend {
    Mend::own(Place::Form, "username").and(Mend::own(Place::Form, "password"))
}

fn handle_for_authorization(
    server: &mut AuthorizationServer,
    request: &Request,
    now: Timestamp,
) -> Handled {
    let mut checks = Vec::new();
    let authorization = match authorization::accept(server, request, now, &mut checks) {
        Ok(authorization) => authorization,
        Err(refused) => return server.refuse_authorization(refused, checks),
    };
    let mut effects = Vec::new();
    let id = match sign_in(server, request, now, &mut checks, &mut effects) {
        Ok(signed_in) => signed_in,
        Err(refusal) => {
            let action = with_query_of(AUTHORIZATION_SIGN_IN.path, request.uri());
            let client_name = Some(authorization.client_name);
            let again = refuse(server, request, client_name, &action, refusal, now);
            return Handled { checks, ..again };
        }
    };
    let occasion = Occasion {
        session: Some(id.clone()),
        uri: request.uri(),
        is_continued: true,
        now,
    };
    let mut handled = server.go_on(authorization, &occasion, checks);
    set_session_cookie(&mut handled.response, &id);
    handled.effects.splice(0..0, effects);
    handled
}

fn handle_for_device(
    server: &mut AuthorizationServer,
    request: &Request,
    now: Timestamp,
) -> Handled {
    let mut checks = Vec::new();
    let mut effects = Vec::new();
    match sign_in(server, request, now, &mut checks, &mut effects) {
        Ok(id) => {
            let mut handled = verification::after_sign_in(server, request, &id, now);
            set_session_cookie(&mut handled.response, &id);
            handled.checks.splice(0..0, checks);
            Handled { effects, ..handled }
        }
        Err(refusal) => {
            let action = with_query_of(DEVICE_SIGN_IN.path, request.uri());
            let again = refuse(server, request, None, &action, refusal, now);
            Handled { checks, ..again }
        }
    }
}

/// Judges the form and opens a session for whom it signs in.
fn sign_in(
    server: &mut AuthorizationServer,
    request: &Request,
    now: Timestamp,
    checks: &mut Vec<CheckOutcome>,
    effects: &mut Vec<Effect>,
) -> Result<SessionId, Refusal> {
    let mut facts = FormFacts::new(server, request, now);
    let verdict = check::run(order::SIGN_IN, server, &mut facts, checks);
    let (session, before) = facts.session.unzip();
    let username = facts
        .parameters
        .get("username")
        .unwrap_or_default()
        .to_owned();
    verdict?;
    let id = server.open_session(Some(username), session.as_ref(), now, effects);
    let opened = server.store.sessions.get_mut(&id);
    if let Some((openid, opened)) = server.capabilities.openid_connect.zip(opened) {
        let sign_in = SignIn {
            before: before.as_ref(),
            query: request.uri().query().unwrap_or_default(),
            now,
        };
        (openid.note_sign_in)(opened, &sign_in);
    }
    Ok(id)
}

/// The form again, with the reason; a page without a form where there is no session to go on with.
fn refuse(
    server: &mut AuthorizationServer,
    request: &Request,
    client_name: Option<String>,
    action: &str,
    refusal: Refusal,
    now: Timestamp,
) -> Handled {
    let session = server.session(request, now).map(|(id, _)| id);
    let can_go_on = matches!(refusal.consequence, Some(Consequence::CountFailedEntry(_)));
    let Some(id) = session.filter(|_| can_go_on) else {
        return server.refused_page(StatusCode::FORBIDDEN, &refusal, None, Vec::new());
    };
    server.apply(refusal.consequence, now, &mut Vec::new());
    let typed = crate::protocol::form::Parameters::parse(request.body());
    let page = Page::SignIn {
        client_name,
        username: typed.get("username").unwrap_or_default().to_owned(),
        error: Some(refusal.description),
    };
    server.form_page(StatusCode::FORBIDDEN, page, action, &id)
}
