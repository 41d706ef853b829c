//! The person's part in an authentication request: sign in, consent, or nothing.
//!
//! [OpenID Connect Core section 3.1.2.3](https://openid.net/specs/openid-connect-core-1_0.html#Authenticates)

use crate::protocol::error::ErrorCode;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::scope::Scope;
use crate::server::AuthorizationServer;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::endpoint::authorization::{AuthorizationRequest, NextAction, Source, Visit};
use crate::server::mend::{Helper, Mend};
use crate::server::openid_connect::{AuthenticationRequest, SessionRecord, SignIn};
use crate::server::refusal::Refusal;
use crate::server::store::Session;

/// The facts of a visit, as the checks find them.
pub struct SessionFacts {
    request: AuthenticationRequest,
    source: Source,
    client_id: String,
    scope: Scope,
    /// Whether nobody but the client can have sent the request.
    client_is_certain: bool,
    /// Who is signed in, by `User::username`.
    username: Option<String>,
    session: SessionRecord,
    /// Seconds since the person signed in.
    age_seconds: u64,
    /// Whether the person has signed in for this very request.
    is_fresh: bool,
    /// The next thing to do, as far as it is known.
    step: NextAction,
}

/// Checks in order. Where one does not hold, the person is asked, unless the request forbids
/// that.
pub const CHECKS: ServerTable<SessionFacts> = checks! { "authentication_session":
    person_is_signed_in_or_can_be_asked("prompt") OPENID_CONNECT_3_1_2_3:
        "Somebody is signed in, or can be asked to";
    sign_in_is_recent_or_can_be_repeated("max_age") OPENID_CONNECT_3_1_2_1:
        "The person has signed in as recently as the request demands, or can again";
    person_is_the_one_of_the_hint("id_token_hint") OPENID_CONNECT_3_1_2_2:
        "The person is the one whom the request names";
    account_is_chosen_or_can_be("login_hint") OPENID_CONNECT_3_1_2_6:
        "It is clear which account is meant, or the person can be asked";
    consent_is_given_or_can_be_asked_for("prompt") OPENID_CONNECT_3_1_2_4:
        "The person has approved this before, or can be asked to";
};

impl SessionFacts {
    /// Asks the person for `step`, or refuses with `error` where nobody may be asked.
    fn ask(&mut self, step: NextAction, error: ErrorCode, why: &str) -> Result<Holds, Refusal> {
        if self.request.prompt.none {
            let mend = match &self.source {
                Source::Pushed { .. } => Mend::StartOver(MessageKind::PushedAuthorizationRequest),
                source => Mend::remove(source.place(), "prompt"),
            };
            let wire = format!("{why} The request forbids to ask.");
            return Err(Refusal::new(error, wire, mend));
        }
        self.step = step;
        Ok(Holds::Because(format!("{why} The person is asked.")))
    }

    fn asks_to_sign_in(&self) -> bool {
        self.step == NextAction::SignIn
    }
}

fn person_is_signed_in_or_can_be_asked(
    _: &AuthorizationServer,
    facts: &mut SessionFacts,
) -> Result<Holds, Refusal> {
    match &facts.username {
        Some(username) => Ok(Holds::Because(format!("{username} is."))),
        None => facts.ask(
            NextAction::SignIn,
            ErrorCode::LoginRequired,
            "Nobody is signed in.",
        ),
    }
}

fn sign_in_is_recent_or_can_be_repeated(
    _: &AuthorizationServer,
    facts: &mut SessionFacts,
) -> Result<Holds, Refusal> {
    let age = facts.age_seconds;
    if facts.asks_to_sign_in() {
        return Ok(Holds::NotApplicable);
    }
    if facts.is_fresh {
        let because = "The person has signed in for this request.".to_owned();
        return Ok(Holds::Because(because));
    }
    if facts.request.prompt.login {
        let why = "The request demands to sign in again.";
        return facts.ask(NextAction::SignIn, ErrorCode::LoginRequired, why);
    }
    match facts.request.max_age_seconds {
        None => Ok(Holds::NotApplicable),
        // "max_age=0" leaves no sign-in that is recent enough, not even one of this second.
        Some(most) if most == 0 || age > most => {
            let why = format!("The sign-in is {age} s old, at most {most} s are asked for.");
            facts.ask(NextAction::SignIn, ErrorCode::LoginRequired, &why)
        }
        Some(most) => Ok(Holds::Because(format!(
            "The sign-in is {age} s old, at most {most} s are asked for."
        ))),
    }
}

fn person_is_the_one_of_the_hint(
    server: &AuthorizationServer,
    facts: &mut SessionFacts,
) -> Result<Holds, Refusal> {
    let Some(wanted) = facts.request.subject.as_deref() else {
        return Ok(Holds::NotApplicable);
    };
    if facts.asks_to_sign_in() {
        return Ok(Holds::NotApplicable);
    }
    let user = facts.username.as_deref().and_then(|name| server.user(name));
    if user.is_some_and(|user| user.subject == wanted) {
        return Ok(Holds::Because(format!("It is {wanted}.")));
    }
    let why = "Somebody else than the one of the request is signed in.";
    if facts.is_fresh {
        let mend = Mend::NotByTheSender(Helper::OtherPerson);
        return Err(Refusal::new(ErrorCode::LoginRequired, why, mend));
    }
    facts.ask(NextAction::SignIn, ErrorCode::LoginRequired, why)
}

fn account_is_chosen_or_can_be(
    _: &AuthorizationServer,
    facts: &mut SessionFacts,
) -> Result<Holds, Refusal> {
    if facts.asks_to_sign_in() || facts.is_fresh {
        return Ok(Holds::NotApplicable);
    }
    let error = ErrorCode::AccountSelectionRequired;
    if facts.request.prompt.select_account {
        let why = "The request demands to choose an account.";
        return facts.ask(NextAction::SignIn, error, why);
    }
    match (&facts.request.login_hint, &facts.username) {
        (Some(hint), Some(username)) if hint != username => {
            let why = format!("{username} is signed in, and the request expects somebody else.");
            facts.ask(NextAction::SignIn, error, &why)
        }
        (Some(_), _) => Ok(Holds::Because("It is the one that is expected.".to_owned())),
        (None, _) => Ok(Holds::NotApplicable),
    }
}

fn consent_is_given_or_can_be_asked_for(
    _: &AuthorizationServer,
    facts: &mut SessionFacts,
) -> Result<Holds, Refusal> {
    if facts.asks_to_sign_in() {
        return Ok(Holds::NotApplicable);
    }
    let error = ErrorCode::ConsentRequired;
    if facts.request.prompt.consent {
        let why = "The request demands to ask for consent.";
        return facts.ask(NextAction::Consent, error, why);
    }
    let approved =
        facts.session.consents.iter().any(|(client_id, scope)| {
            *client_id == facts.client_id && facts.scope.is_within(scope)
        });
    if !approved {
        return facts.ask(
            NextAction::Consent,
            error,
            "The person has not approved this yet.",
        );
    }
    if !facts.client_is_certain {
        let why = "Any program on the person's machine could have sent this request.";
        return facts.ask(NextAction::Consent, error, why);
    }
    facts.step = NextAction::Answer;
    Ok(Holds::Because(
        "The person has approved the same before.".to_owned(),
    ))
}

/// The next thing that the person has to do.
pub fn next_step(
    server: &AuthorizationServer,
    visit: &Visit<'_>,
    outcomes: &mut Vec<CheckOutcome>,
) -> Result<NextAction, Refusal> {
    let authorization = visit.authorization;
    let session = visit.session.map(|session| session.openid_connect.clone());
    let session = session.unwrap_or_default();
    let authenticated_at = session.authenticated_at.unwrap_or(visit.now);
    let mut facts = SessionFacts {
        request: authorization.authentication.clone().unwrap_or_default(),
        source: authorization.source.clone(),
        client_id: authorization.client_id.clone(),
        scope: authorization.scope.clone(),
        // A loopback address or a private scheme belongs to whoever takes it first:
        // RFC 8252 section 8.6.
        client_is_certain: authorization.redirect_uri.as_str().starts_with("https://"),
        username: visit.session.and_then(|session| session.username.clone()),
        age_seconds: visit.now.since(authenticated_at),
        is_fresh: visit.is_continued && session.authenticated_for.as_deref() == Some(visit.query),
        session,
        step: NextAction::Consent,
    };
    CHECKS.run(server, &mut facts, outcomes)?;
    Ok(facts.step)
}

/// Notes when and for what the person signed in. What the same person approved stays approved.
pub fn note_sign_in(session: &mut Session, sign_in: &SignIn<'_>) {
    let before = sign_in
        .before
        .filter(|before| before.username == session.username);
    session.openid_connect = SessionRecord {
        authenticated_at: Some(sign_in.now),
        authenticated_for: Some(sign_in.query.to_owned()),
        consents: before
            .map(|before| before.openid_connect.consents.clone())
            .unwrap_or_default(),
    };
}

/// Notes what the person has approved; it stays so for as long as the session lasts.
pub fn note_consent(session: &mut Session, authorization: &AuthorizationRequest) {
    if authorization.authentication.is_none() {
        return;
    }
    let consents = &mut session.openid_connect.consents;
    let client_id = &authorization.client_id;
    let scope = &authorization.scope;
    consents.retain(|(known, approved)| known != client_id || !approved.is_within(scope));
    consents.push((client_id.clone(), scope.clone()));
}
