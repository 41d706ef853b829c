//! Answers to the application when the person approves: a code, a token, or more of these at once.
//!
//! [RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)

use crate::ground::clock::Timestamp;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::server::effect::Effect;
use crate::server::endpoint::authorization::AuthorizationRequest;
use crate::server::openid_connect::{Authentication, FrontChannel};
use crate::server::store::{AuthorizationCode, Grant, KEPT_AFTER_EXPIRY_SECONDS, SessionId};
use crate::server::token::{TokenResponse, issued, stored};
use crate::server::{AuthorizationServer, Handled};

/// A request that the person in front of the browser has approved.
struct Approved<'a> {
    authorization: &'a AuthorizationRequest,
    /// Who it is, by `User::subject`.
    subject: String,
    /// How they proved that, if the application asks.
    authentication: Option<Authentication>,
    now: Timestamp,
}

impl AuthorizationServer {
    /// Answers the application: the person in the session `id` has approved.
    pub(in crate::server) fn answer_authorization(
        &mut self,
        authorization: &AuthorizationRequest,
        id: &SessionId,
        now: Timestamp,
    ) -> Handled {
        let session = self.store.sessions.get(id);
        let username = session.and_then(|session| session.username.as_deref());
        let user = self.user(username.unwrap_or_default());
        let approved = Approved {
            authorization,
            subject: user.map(|user| user.subject.clone()).unwrap_or_default(),
            authentication: session
                .zip(authorization.authentication.as_ref())
                .map(|(session, request)| request.answered_in(session)),
            now,
        };
        // The next request for which somebody has to sign in finds no sign-in of its own.
        if let Some(session) = self.store.sessions.get_mut(id) {
            session.openid_connect.authenticated_for = None;
        }
        let mut effects = Vec::new();
        self.apply(authorization.source.when_answered(), now, &mut effects);
        let response_type = authorization.response_type;
        let code = response_type
            .includes("code")
            .then(|| self.issue_code(&approved, &mut effects));
        let tokens = response_type
            .includes("token")
            .then(|| self.issue_front_channel_token(&approved, &mut effects));
        let id_token = self
            .capabilities
            .openid_connect
            .zip(approved.authentication.as_ref())
            .filter(|_| response_type.includes("id_token"))
            .map(|(openid, authentication)| {
                let front_channel = FrontChannel {
                    authorization,
                    subject: &approved.subject,
                    authentication,
                    code: code.as_deref(),
                    access_token: tokens.as_ref().map(|tokens| tokens.access_token.as_str()),
                    now,
                };
                (openid.front_channel_id_token)(self, &front_channel)
            });
        let expires_in = tokens.as_ref().map(|tokens| tokens.expires_in.to_string());
        let mut pairs = Vec::new();
        pairs.extend(code.as_deref().map(|code| ("code", code)));
        if let (Some(tokens), Some(expires_in)) = (&tokens, &expires_in) {
            pairs.extend([
                ("access_token", tokens.access_token.as_str()),
                ("token_type", tokens.token_type),
                ("expires_in", expires_in),
                ("scope", &tokens.scope),
            ]);
        }
        pairs.extend(id_token.as_deref().map(|token| ("id_token", token)));
        let response = self.answer_application(&authorization.redirect_uri, &pairs);
        let handled = Handled::new(response, MessageKind::AuthorizationResponse);
        Handled { effects, ..handled }
    }

    fn issue_code(&mut self, approved: &Approved<'_>, effects: &mut Vec<Effect>) -> String {
        let Approved {
            authorization, now, ..
        } = approved;
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
            dpop_jkt: authorization.dpop_jkt.clone(),
            scope: authorization.scope.clone(),
            resources: authorization.resources.clone(),
            subject: approved.subject.clone(),
            authentication: approved.authentication.clone(),
            issued_at: *now,
            expires_at: now.plus(self.policy.code_lifetime_seconds),
            redeemed_for: None,
        };
        let kept_until = record.expires_at.plus(KEPT_AFTER_EXPIRY_SECONDS);
        self.store
            .codes
            .insert(code.clone(), record, kept_until, *now);
        code
    }

    /// The implicit grant: the token itself goes through the browser, and never a refresh token.
    /// [RFC 6749 section 4.2.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.2.2)
    fn issue_front_channel_token(
        &mut self,
        approved: &Approved<'_>,
        effects: &mut Vec<Effect>,
    ) -> TokenResponse {
        let AuthorizationRequest {
            scope, resources, ..
        } = approved.authorization;
        let grant = Grant::new(
            approved.authorization.client_id.clone(),
            approved.subject.clone(),
            scope.clone(),
            approved.now,
        );
        let grant = self.store.add_grant(Grant {
            authentication: approved.authentication.clone(),
            ..grant
        });
        self.issue_access_token(grant, scope, resources, None, approved.now, effects)
    }
}
