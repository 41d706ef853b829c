//! The consent form: the person decides, and the application gets its answer.
//!
//! [RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)

use http::{Method, StatusCode};

use crate::protocol::error::ErrorCode;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::redirect_uri;
use crate::protocol::scope::Scope;
use crate::protocol::value_kind::ValueKind;
use crate::server::check::{self, Check, Holds};
use crate::server::effect::Effect;
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::authorization::{self, AuthorizationRequest, Refused, ResponseType};
use crate::server::endpoint::web_page::{FORM_CHECKS, FormFacts};
use crate::server::page::{Page, ScopeLine};
use crate::server::refusal::Refusal;
use crate::server::store::{AuthorizationCode, Grant, KEPT_AFTER_EXPIRY_SECONDS};
use crate::server::token::{issued, stored};
use crate::server::{AuthorizationServer, Handled, Request, Response};
use crate::simulation::clock::Timestamp;
use crate::spec;

/// Where the consent form is sent.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/authorize/consent",
    methods: &[Method::POST],
    is_for_scripts: false,
    is_offered: |_| true,
    request_kind: MessageKind::PageRequest,
    handle,
};

/// The check of who decides; after [`FORM_CHECKS`].
pub const SIGNED_IN_CHECKS: &[Check<AuthorizationServer, FormFacts>] = &[Check {
    name: "user_is_signed_in",
    statement: "Somebody is signed in",
    parameter: Some("session"),
    section: spec::RFC_6749_3_1,
    judge: |_, facts| match facts.username() {
        Some(username) => Ok(Holds::Because(format!("{username} decides."))),
        None => Err(Refusal::new(
            ErrorCode::AccessDenied,
            "Nobody is signed in.",
        )),
    },
}];

/// The last check, after which the code is issued.
pub const DECISION_CHECKS: &[Check<AuthorizationServer, FormFacts>] = &[Check {
    name: "user_approves",
    statement: "The person approves",
    parameter: Some("decision"),
    section: spec::RFC_6749_4_1_2_1,
    judge: |_, facts| match facts.parameters.get("decision") {
        Some("approve") => Ok(Holds::Because("The person pressed Approve.".to_owned())),
        _ => Err(Refusal::new(
            ErrorCode::AccessDenied,
            "The person denied the request.",
        )),
    },
}];

/// The page that asks for consent.
pub fn page(authorization: &AuthorizationRequest, username: Option<&str>) -> Page {
    Page::Consent {
        client_name: authorization.client_name.clone(),
        username: username.unwrap_or_default().to_owned(),
        scopes: scope_lines(&authorization.scope),
        redirect_host: redirect_uri::host(authorization.redirect_uri.as_str()).to_owned(),
    }
}

/// A scope in words for a person.
pub fn scope_lines(scope: &Scope) -> Vec<ScopeLine> {
    scope
        .iter()
        .map(|name| {
            let meaning = match name {
                "photos.read" => "See your photos".to_owned(),
                "photos.write" => "Add, change and delete your photos".to_owned(),
                "reports.read" => "Read all reports".to_owned(),
                other => format!("Use “{other}”"),
            };
            ScopeLine {
                scope: name.to_owned(),
                meaning,
            }
        })
        .collect()
}

fn handle(server: &mut AuthorizationServer, request: &Request, now: Timestamp) -> Handled {
    let mut checks = Vec::new();
    let authorization = match authorization::judge(server, request, &mut checks) {
        Ok(authorization) => authorization,
        Err(refused) => return server.refuse_authorization(refused, checks),
    };
    let mut facts = FormFacts::new(server, request, now);
    let form_verdict = check::judge(FORM_CHECKS, server, &mut facts, &mut checks)
        .and_then(|()| check::judge(SIGNED_IN_CHECKS, server, &mut facts, &mut checks));
    if let Err(refusal) = form_verdict {
        return server.refused_page(StatusCode::FORBIDDEN, &refusal, None, checks);
    }
    let decision = check::judge(DECISION_CHECKS, server, &mut facts, &mut checks);
    let username = facts.username().unwrap_or_default();
    let subject = server
        .user(username)
        .map(|user| user.subject.clone())
        .unwrap_or_default();
    if let Err(refusal) = decision {
        let refused = Refused::Redirect(Box::new(authorization.redirect_uri), refusal);
        return server.refuse_authorization(refused, checks);
    }
    let mut effects = Vec::new();
    let response = match authorization.response_type {
        ResponseType::Code => server.answer_with_code(&authorization, subject, now, &mut effects),
        ResponseType::Token => server.answer_with_token(&authorization, subject, now, &mut effects),
    };
    let handled = Handled::new(response, MessageKind::AuthorizationResponse);
    Handled {
        checks,
        effects,
        ..handled
    }
}

impl AuthorizationServer {
    fn answer_with_code(
        &mut self,
        authorization: &AuthorizationRequest,
        subject: String,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Response {
        let code = self.random.token();
        effects.push(issued(ValueKind::Code, &code));
        if let Some(challenge) = &authorization.challenge {
            effects.push(stored(ValueKind::CodeChallenge, &challenge.text));
        }
        let record = AuthorizationCode {
            client_id: authorization.client_id.clone(),
            redirect_uri: authorization.redirect_uri.as_str().to_owned(),
            redirect_uri_was_sent: authorization.redirect_uri.was_sent,
            challenge: authorization.challenge.clone(),
            scope: authorization.scope.clone(),
            subject,
            issued_at: now,
            expires_at: now.plus(self.policy.code_lifetime_seconds),
            redeemed_for: None,
        };
        let kept_until = record.expires_at.plus(KEPT_AFTER_EXPIRY_SECONDS);
        self.store
            .codes
            .insert(code.clone(), record, kept_until, now);
        self.redirect(&authorization.redirect_uri, &[("code", &code)])
    }

    /// The implicit grant: the token itself goes through the browser, and never a refresh token.
    /// [RFC 6749 section 4.2.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2.2)
    fn answer_with_token(
        &mut self,
        authorization: &AuthorizationRequest,
        subject: String,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Response {
        let grant = self.store.add_grant(Grant::new(
            authorization.client_id.clone(),
            subject,
            authorization.scope.clone(),
            now,
        ));
        let tokens = self.issue_access_token(grant, &authorization.scope, &[], now, effects);
        let pairs = [
            ("access_token", tokens.access_token.as_str()),
            ("token_type", tokens.token_type),
            ("expires_in", &tokens.expires_in.to_string()),
            ("scope", &tokens.scope),
        ];
        self.redirect(&authorization.redirect_uri, &pairs)
    }
}
