//! Where the person brings the code that a device shows: the verification pages.
//!
//! [RFC 8628 section 3.3](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.3)

use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{self, CheckOutcome, Holds, ServerTable, checks};
use crate::server::endpoint::sign_in::session_has_attempts_left;
use crate::server::endpoint::web_page::{FormFacts, set_session_cookie, with_query_of};
use crate::server::endpoint::{Endpoint, sign_in};
use crate::server::mend::Mend;
use crate::server::order;
use crate::server::page::Page;
use crate::server::refusal::{Consequence, Refusal};
use crate::server::store::{Device, DeviceAnswer, SessionId};
use crate::server::{AuthorizationServer, Handled, Request};

/// The address that a device shows as `verification_uri`. The form is sent here too.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/device",
    methods: &[Method::GET, Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle,
};

/// Where the person's decision is sent.
pub const CONSENT_ENDPOINT: Endpoint = Endpoint {
    path: "/device/consent",
    methods: &[Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle: handle_consent,
};

/// Checks of a code that was typed, after those of its form and the person.
pub const USER_CODE_CHECKS: ServerTable<FormFacts> = checks! { "user_code":
    session_has_attempts_left(_) RFC_8628_5_1: "There were not too many wrong codes";
    user_code_is_waiting("user_code") RFC_8628_3_3: "A device waits with this user code";
};

fn user_code_is_waiting(
    server: &AuthorizationServer,
    facts: &mut FormFacts,
) -> Result<Holds, Refusal> {
    let typed = facts.parameters.get("user_code").unwrap_or_default();
    match server.store.waiting_device(typed, facts.now) {
        Some((device_code, device)) => {
            facts.device = Some((device_code.clone(), device.clone()));
            Ok(Holds::Because(
                "It does, and nobody has answered it yet.".to_owned(),
            ))
        }
        None => {
            let mend = Mend::own(facts.place, "user_code");
            let refusal = Refusal::new(ErrorCode::InvalidGrant, NO_SUCH_CODE, mend);
            Err(match &facts.session {
                Some((id, _)) => {
                    refusal.with_consequence(Consequence::CountFailedEntry(id.clone()))
                }
                None => refusal,
            })
        }
    }
}

const NO_SUCH_CODE: &str = "No device waits with this code. It may have expired.";

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let signed_in = server
        .session(request, now)
        .and_then(|(id, session)| session.username.clone().map(|username| (id, username)));
    match signed_in {
        Some(_) if request.method() == Method::POST => {
            let facts = FormFacts::new(server, request, now);
            handle_user_code(server, facts, order::USER_CODE_FORM)
        }
        Some((id, _)) => after_sign_in(server, request, &id, now),
        None => {
            let mut effects = Vec::new();
            let id = server.open_session(None, None, now, &mut effects);
            let page = Page::SignIn {
                client_name: None,
                username: String::new(),
                error: None,
            };
            let action = with_query_of(sign_in::DEVICE_SIGN_IN.path, request.uri());
            let mut handled = server.form_page(StatusCode::OK, page, &action, &id);
            set_session_cookie(&mut handled.response, &id);
            Handled { effects, ..handled }
        }
    }
}

/// The page for a person who has signed in: with a code in the address the question, otherwise the
/// form.
///
/// A code in the address spares the typing, never the question
/// ([section 3.3.1](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.3.1)).
pub(super) fn after_sign_in(
    server: &mut AuthorizationServer,
    request: &Request,
    id: &SessionId,
    now: Timestamp,
) -> Handled {
    let query = request.uri().query().unwrap_or_default();
    let parameters = Parameters::parse(query.as_bytes());
    if parameters.get("user_code").is_none() {
        return server.ask_for_user_code(StatusCode::OK, id, None);
    }
    // A code in the address is a guess like any other, and counts as one.
    let session = server.store.sessions.get(id).cloned();
    let session = session.map(|session| (id.clone(), session));
    handle_user_code(
        server,
        FormFacts {
            parameters,
            place: Place::Query,
            session,
            now,
            device: None,
        },
        order::USER_CODE,
    )
}

/// `tables` are those that the code has to pass.
fn handle_user_code(
    server: &mut AuthorizationServer,
    mut facts: FormFacts,
    tables: &[ServerTable<FormFacts>],
) -> Handled {
    let mut checks = Vec::new();
    let verdict = check::run(tables, server, &mut facts, &mut checks);
    let username = facts.username().unwrap_or_default().to_owned();
    let FormFacts {
        device,
        session,
        now,
        ..
    } = facts;
    let session = session.map(|(id, _)| id);
    let handled = match (verdict, device, session) {
        (Ok(()), Some((_, device)), Some(id)) => server.ask_for_consent(&device, &id, &username),
        (Err(refusal), _, Some(id)) if refusal.consequence.is_some() => {
            server.apply(refusal.consequence, now, &mut Vec::new());
            server.ask_for_user_code(StatusCode::BAD_REQUEST, &id, Some(&refusal.description))
        }
        (verdict, ..) => return server.refuse_form(verdict, checks, now),
    };
    Handled { checks, ..handled }
}

fn handle_consent(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let mut facts = FormFacts::new(server, request, now);
    let verdict = check::run(order::USER_CODE_FORM, server, &mut facts, &mut checks);
    let approved = facts.parameters.get("decision") == Some("approve");
    let username = facts.username().unwrap_or_default();
    let subject = server
        .user(username)
        .map(|user| user.subject.clone())
        .unwrap_or_default();
    let FormFacts { device, .. } = facts;
    let (Ok(()), Some((device_code, _))) = (&verdict, device) else {
        return server.refuse_form(verdict, checks, now);
    };
    if let Some(device) = server.store.devices.get_mut(&device_code) {
        device.answer = if approved {
            DeviceAnswer::Approved { subject }
        } else {
            DeviceAnswer::Denied
        };
    }
    Handled {
        checks,
        ..server.plain_page(StatusCode::OK, Page::DeviceDone { approved })
    }
}

impl AuthorizationServer {
    fn ask_for_user_code(
        &self,
        status: StatusCode,
        id: &SessionId,
        error: Option<&str>,
    ) -> Handled {
        let page = Page::UserCode {
            error: error.map(str::to_owned),
        };
        self.form_page(status, page, ENDPOINT.path, id)
    }

    fn ask_for_consent(&self, device: &Device, id: &SessionId, username: &str) -> Handled {
        let client = self.client(&device.client_id);
        let page = Page::DeviceConsent {
            client_name: client.map(|client| client.name.clone()).unwrap_or_default(),
            username: username.to_owned(),
            user_code: device.user_code.clone(),
            scopes: self.scope_lines(&device.scope),
            lifetime: self.lifetime(&device.client_id, true),
        };
        self.form_page(StatusCode::OK, page, CONSENT_ENDPOINT.path, id)
    }

    fn refuse_form(
        &mut self,
        verdict: Result<(), Refusal>,
        checks: Vec<CheckOutcome>,
        now: Timestamp,
    ) -> Handled {
        let refusal = verdict.err().unwrap_or_else(|| {
            Refusal::new(
                ErrorCode::InvalidRequest,
                "The form is incomplete.",
                Mend::StartOver(MessageKind::PageRequest),
            )
        });
        self.apply(refusal.consequence.clone(), now, &mut Vec::new());
        self.refused_page(StatusCode::FORBIDDEN, &refusal, None, checks)
    }
}
