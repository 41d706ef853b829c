//! The consent form: the person decides, and the application gets its answer.
//!
//! [RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)

use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::redirect_uri;
use crate::protocol::scope::Scope;
use crate::server::check::{self, Holds, ServerTable, checks};
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::authorization::{
    self, AuthorizationRequest, NextAction, Occasion, Refused,
};
use crate::server::endpoint::web_page::FormFacts;
use crate::server::grant::grants_refresh;
use crate::server::mend::{Helper, Mend};
use crate::server::order;
use crate::server::page::{Page, ScopeLine};
use crate::server::refusal::Refusal;
use crate::server::store::SessionId;
use crate::server::{AuthorizationServer, Handled, Request};

/// Where the consent form is sent.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/authorize/consent",
    methods: &[Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle,
};

/// The check of who decides; after the checks of its form.
pub const SIGNED_IN_CHECKS: ServerTable<FormFacts> = checks! { "signed_in":
    user_is_signed_in("session") RFC_6749_3_1: "Somebody is signed in";
};

fn user_is_signed_in(_: &AuthorizationServer, facts: &mut FormFacts) -> Result<Holds, Refusal> {
    match facts.username() {
        Some(username) => Ok(Holds::Because(format!("{username} decides."))),
        None => Err(Refusal::new(
            ErrorCode::AccessDenied,
            "Nobody is signed in.",
            facts.in_a_new_session(),
        )),
    }
}

/// The last check, after which the code is issued.
pub const DECISION_CHECKS: ServerTable<FormFacts> = checks! { "decision":
    user_approves("decision") RFC_6749_4_1_2_1: "The person approves";
};

fn user_approves(_: &AuthorizationServer, facts: &mut FormFacts) -> Result<Holds, Refusal> {
    match facts.parameters.get("decision") {
        Some("approve") => Ok(Holds::Because("The person pressed Approve.".to_owned())),
        _ => Err(Refusal::new(
            ErrorCode::AccessDenied,
            "The person denied the request.",
            Mend::NotByTheSender(Helper::Nobody),
        )),
    }
}

/// The page that asks for consent.
pub fn page(
    server: &AuthorizationServer,
    authorization: &AuthorizationRequest,
    username: Option<&str>,
) -> Page {
    let AuthorizationRequest {
        authentication,
        scope,
        response_type,
        ..
    } = authorization;
    let may_refresh =
        response_type.includes("code") && grants_refresh(authentication.is_some(), scope);
    Page::Consent {
        client_name: authorization.client_name.clone(),
        username: username.unwrap_or_default().to_owned(),
        scopes: server.scope_lines(&authorization.scope),
        lifetime: server.lifetime(&authorization.client_id, may_refresh),
        redirect_host: redirect_uri::host(authorization.redirect_uri.as_str()).to_owned(),
    }
}

impl AuthorizationServer {
    /// A scope in words for a person.
    pub(super) fn scope_lines(&self, scope: &Scope) -> Vec<ScopeLine> {
        let line = |name: &str| {
            let mut given = self.scope_meanings.iter();
            let meaning = match (given.find(|(known, _)| known == name), name) {
                (Some((_, meaning)), _) => meaning.clone(),
                (None, "photos.read") => "See your photos".to_owned(),
                (None, "photos.write") => "Add, change and delete your photos".to_owned(),
                (None, "reports.read") => "Read all reports".to_owned(),
                (None, other) => format!("Use “{other}”"),
            };
            ScopeLine {
                scope: name.to_owned(),
                meaning,
            }
        };
        scope.iter().map(line).collect()
    }

    /// For how long the person lets the client called `client_id` do what it asks for, as a
    /// sentence. `may_refresh` says whether what it asks for comes with a refresh token.
    pub(super) fn lifetime(&self, client_id: &str, may_refresh: bool) -> String {
        let policy = &self.policy;
        let lasts = in_words(policy.access_token_lifetime_seconds);
        let client = self.client(client_id);
        if !may_refresh || client.is_none_or(|client| !client.may_use_grant("refresh_token")) {
            return format!("This lasts {lasts}.");
        }
        let at_most = in_words(policy.refresh_token_absolute_lifetime_seconds);
        let unused = in_words(policy.refresh_token_idle_lifetime_seconds);
        format!(
            "This lasts {lasts}. It can be renewed without you for {at_most}, unless it is not \
             used for {unused}."
        )
    }
}

/// Seconds in the largest unit that measures them, e.g. `14 days`.
fn in_words(seconds: u64) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute")];
    let mut units = units.into_iter();
    let (length, unit) = units
        .find(|(length, _)| seconds.is_multiple_of(*length))
        .unwrap_or((1, "second"));
    let count = seconds / length;
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let authorization = match authorization::accept(server, request, now, &mut checks) {
        Ok(authorization) => authorization,
        Err(refused) => return server.refuse_authorization(refused, checks),
    };
    let mut facts = FormFacts::new(server, request, now);
    let form_verdict = check::run(order::CONSENT, server, &mut facts, &mut checks);
    if let Err(refusal) = form_verdict {
        return server.refused_page(StatusCode::FORBIDDEN, &refusal, None, checks);
    }
    let session = facts.session.as_ref().map(|(id, _)| id.clone());
    let session = session.unwrap_or_default();
    // A form can be kept for longer than the sign-in counts as recent.
    let occasion = Occasion {
        session: Some(session.clone()),
        uri: request.uri(),
        is_continued: true,
        now,
    };
    let step = server.next_step(&authorization, &occasion, &mut checks);
    if !matches!(step, Ok(NextAction::Consent | NextAction::Answer)) {
        return server.take(step, authorization, &occasion, checks);
    }
    let decision = check::run(order::DECISION, server, &mut facts, &mut checks);
    if authorization.response_type == authorization::TOKEN {
        check::cite_implicit_grant(&mut checks);
    }
    if let Err(refusal) = decision {
        let consequence = authorization.source.when_answered();
        server.apply(consequence, now, &mut Vec::new());
        let refused = Refused::Redirect(Box::new(authorization.redirect_uri), refusal);
        return server.refuse_authorization(refused, checks);
    }
    server.note_consent(&authorization, &session);
    let handled = server.answer_authorization(&authorization, &session, now);
    Handled { checks, ..handled }
}

impl AuthorizationServer {
    fn note_consent(&mut self, authorization: &AuthorizationRequest, id: &SessionId) {
        let session = self.store.sessions.get_mut(id);
        if let Some((openid, session)) = self.capabilities.openid_connect.zip(session) {
            (openid.note_consent)(session, authorization);
        }
    }
}
