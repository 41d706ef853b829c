//! Limits that the server keeps before an endpoint looks at a request: its size, the room to
//! remember it, and the failures of its sender.
//!
//! Without the first two a server can be brought down by sending, without the last its secrets
//! can be tried out
//! ([RFC 6819 section 4.4.1.11](https://www.rfc-editor.org/rfc/rfc6819.html#section-4.4.1.11),
//! [RFC 6749 section 10.10](https://www.rfc-editor.org/rfc/rfc6749.html#section-10.10)).

use http::header::{self, HeaderValue};
use http::{Method, StatusCode};

use crate::ground::clock::Timestamp;
use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message_kind::MessageKind;
use crate::server::check::{CheckOutcome, Holds, ServerTable, checks};
use crate::server::client_authentication::secret::basic_credentials;
use crate::server::endpoint::authorization::Refused;
use crate::server::endpoint::client_request::error_response;
use crate::server::endpoint::{
    Endpoint, authorization, consent, device_authorization, pushed_authorization_request,
    registration, revocation, token, verification,
};
use crate::server::fault::Alteration;
use crate::server::mend::{Helper, Mend};
use crate::server::refusal::Refusal;
use crate::server::store::{Attempts, Store};
use crate::server::{AuthorizationServer, Handled, Request};

/// The largest body that is read.
pub const BODY_BYTES_MAX: usize = 65_536;
/// The longest path with its query.
pub const ADDRESS_BYTES_MAX: usize = 16_384;
/// The most that all header fields may have together.
pub const HEADER_BYTES_MAX: usize = 32_768;
/// Seconds for which a failed attempt counts.
pub const ATTEMPTS_COUNT_SECONDS: u64 = 60;

/// Work of a server around its endpoints, to keep its limits.
pub struct Limits {
    /// The answer to a request that no endpoint gets to see.
    pub refuse: fn(&AuthorizationServer, &Endpoint, &Request, Timestamp) -> Option<Handled>,
    /// Takes note of an attempt that has failed.
    pub note: fn(&mut AuthorizationServer, &Request, &Handled, Timestamp),
}

/// All limits of this file.
pub static LIMITS: Limits = Limits { refuse, note };

/// A request as far as it is known before anything is judged.
pub struct Arrival {
    path: &'static str,
    /// Whether a client sends a form, not a browser, and does not only ask for a document.
    is_form_of_client: bool,
    /// Who makes an attempt to prove something.
    claimant: Option<String>,
    /// The name under which the request is counted, if there may not be too many of it.
    push: Option<String>,
    now: Timestamp,
}

pub const CHECKS: ServerTable<Arrival> = checks! { "limits":
    server_is_not_overloaded(_) RFC_6749_4_1_2_1: "The server is not overloaded";
    // A client has to know that its token lives on.
    server_is_not_overloaded(_) RFC_7009_2_2_1:
        "The server is not overloaded" => server_is_not_overloaded_for_revocation;
    server_has_room(_) RFC_6819_4_4_1_11: "The server can remember one more";
    attempts_are_left(_) RFC_6749_2_3_1: "Not too many attempts to prove this have failed";
    requests_are_not_too_many(_) RFC_9126_2_3:
        "The client has not pushed too many requests in this minute";
};

fn server_is_not_overloaded(
    server: &AuthorizationServer,
    facts: &mut Arrival,
) -> Result<Holds, Refusal> {
    is_not_overloaded(server, facts, facts.path != REVOCATION)
}

fn server_is_not_overloaded_for_revocation(
    server: &AuthorizationServer,
    facts: &mut Arrival,
) -> Result<Holds, Refusal> {
    is_not_overloaded(server, facts, facts.path == REVOCATION)
}

fn requests_are_not_too_many(
    server: &AuthorizationServer,
    facts: &mut Arrival,
) -> Result<Holds, Refusal> {
    let most = server.policy.pushed_requests_per_minute_max;
    let made = facts
        .push
        .as_deref()
        .and_then(|push| server.store.attempts.get(push));
    match (most, made) {
        (Some(most), Some(made)) if made.count >= most => {
            let wire = "The client has pushed too many requests. Wait a minute.";
            let left = ATTEMPTS_COUNT_SECONDS - facts.now.0 % ATTEMPTS_COUNT_SECONDS;
            Err(unavailable(wire, Mend::wait(left)))
        }
        _ => Ok(Holds::NotApplicable),
    }
}

fn unavailable(description: &str, mend: Mend) -> Refusal {
    Refusal::new(ErrorCode::TemporarilyUnavailable, description, mend)
}

const REVOCATION: &str = revocation::ENDPOINT.path;

/// `is_meant` says whether the section that is cited speaks of this endpoint.
fn is_not_overloaded(
    server: &AuthorizationServer,
    facts: &Arrival,
    is_meant: bool,
) -> Result<Holds, Refusal> {
    let mut alterations = server.alterations();
    let is_overloaded = alterations.any(|what| matches!(what, Alteration::Overload));
    if is_meant && facts.is_form_of_client && is_overloaded {
        let mend = Mend::NotByTheSender(Helper::Server);
        Err(unavailable("The server is overloaded.", mend))
    } else {
        Ok(Holds::NotApplicable)
    }
}

/// Checks that fail when somebody does not prove who they are.
const PROOFS: &[&str] = &[
    "client_is_authenticated",
    "assertion_is_signed_by_the_client",
    "password_is_the_users",
    "user_code_is_waiting",
];

/// Where a person enters the code that a device shows.
const TAKE_USER_CODES: [&str; 2] = [
    verification::ENDPOINT.path,
    verification::CONSENT_ENDPOINT.path,
];

type IsFull = fn(&Store, usize, Timestamp) -> bool;

/// The records that a request to an endpoint may add to.
const ADDITIONS: &[(&str, IsFull)] = &[
    (authorization::ENDPOINT.path, |store, most, now| {
        store.sessions.is_full(most, now) || is_full_of_answers(store, most, now)
    }),
    (consent::ENDPOINT.path, is_full_of_answers),
    (verification::ENDPOINT.path, |store, most, now| {
        store.sessions.is_full(most, now)
    }),
    (token::ENDPOINT.path, |store, most, now| {
        is_full_of_tokens(store, most, now) || store.used_identifiers.is_full(most, now)
    }),
    (device_authorization::ENDPOINT.path, |store, most, now| {
        store.devices.is_full(most, now) || store.used_identifiers.is_full(most, now)
    }),
    (
        pushed_authorization_request::ENDPOINT.path,
        |store, most, now| {
            store.pushed_requests.is_full(most, now) || store.used_identifiers.is_full(most, now)
        },
    ),
    (registration::ENDPOINT.path, |store, most, now| {
        store.clients.is_full(most, now)
    }),
];

fn is_full_of_tokens(store: &Store, most: usize, now: Timestamp) -> bool {
    store.grants.is_full(most, now)
        || store.access_tokens.is_full(most, now)
        || store.refresh_tokens.is_full(most, now)
}

fn is_full_of_answers(store: &Store, most: usize, now: Timestamp) -> bool {
    store.codes.is_full(most, now) || is_full_of_tokens(store, most, now)
}

fn server_has_room(server: &AuthorizationServer, facts: &mut Arrival) -> Result<Holds, Refusal> {
    let most = server.policy.records_kept_max;
    let is_full = ADDITIONS
        .iter()
        .filter(|(path, _)| *path == facts.path)
        .any(|(_, is_full)| is_full(&server.store, most, facts.now));
    if is_full {
        let wire = "The server cannot remember any more at present.";
        Err(unavailable(wire, Mend::NotByTheSender(Helper::Server)))
    } else {
        Ok(Holds::NotApplicable)
    }
}

fn attempts_are_left(server: &AuthorizationServer, facts: &mut Arrival) -> Result<Holds, Refusal> {
    let (Some(allowed), Some(claimant)) = (
        server.policy.failed_authentications_allowed,
        &facts.claimant,
    ) else {
        return Ok(Holds::NotApplicable);
    };
    let failed = server.store.attempts.get(claimant);
    let last = failed.map_or(Timestamp(0), |failed| failed.last_at);
    let is_over = facts.now >= last.plus(ATTEMPTS_COUNT_SECONDS);
    match failed {
        Some(failed) if failed.count >= allowed && !is_over => {
            let wire = "There were too many failed attempts. Wait a minute.";
            let left = last.plus(ATTEMPTS_COUNT_SECONDS).since(facts.now);
            Err(unavailable(wire, Mend::wait(left)))
        }
        _ => Ok(Holds::NotApplicable),
    }
}

/// The name under which a pushed request is counted: one of its client in this minute.
fn push(server: &AuthorizationServer, request: &Request, now: Timestamp) -> Option<String> {
    server.policy.pushed_requests_per_minute_max?;
    let endpoint = server.endpoint(request.uri().path())?;
    let is_push = endpoint.path == pushed_authorization_request::ENDPOINT.path;
    let client = claimant(server, request, now).filter(|_| is_push)?;
    Some(format!("minute {} of {client}", now.0 / 60))
}

/// The client or the user that the request claims to come from. Whoever tries user codes is known:
/// only who has signed in can.
fn claimant(server: &AuthorizationServer, request: &Request, now: Timestamp) -> Option<String> {
    let parameters = Parameters::parse(request.body());
    let endpoint = server.endpoint(request.uri().path());
    if endpoint.is_some_and(|endpoint| TAKE_USER_CODES.contains(&endpoint.path)) {
        let (_, session) = server.session(request, now)?;
        let username = session.username.as_ref()?;
        return Some(format!("user codes of {username}"));
    }
    if let Some(username) = parameters.get("username") {
        return Some(format!("user {username}"));
    }
    let by_header = basic_credentials(request).map(|(client_id, _)| client_id);
    let client_id = by_header.or_else(|| parameters.get("client_id").map(str::to_owned))?;
    Some(format!("client {client_id}"))
}

fn refuse(
    server: &AuthorizationServer,
    endpoint: &Endpoint,
    request: &Request,
    now: Timestamp,
) -> Option<Handled> {
    if let Some(status) = excess(request) {
        return Some(Handled::plain(status, "The request is too large."));
    }
    let mut facts = Arrival {
        path: endpoint.path,
        is_form_of_client: endpoint.is_for_scripts && request.method() == Method::POST,
        claimant: server
            .policy
            .failed_authentications_allowed
            .and_then(|_| claimant(server, request, now)),
        push: push(server, request, now),
        now,
    };
    let mut checks = Vec::new();
    let refusal = CHECKS.run(server, &mut facts, &mut checks).err()?;
    let failed = checks.last().map(|check| check.name.as_ref());
    let too_many = ["attempts_are_left", "requests_are_not_too_many"];
    let status = if failed.is_some_and(|name| too_many.contains(&name)) {
        StatusCode::TOO_MANY_REQUESTS
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let mut handled = answer(server, endpoint, request, refusal, status, checks, now);
    if !handled.response.status().is_redirection() {
        handled.response.headers_mut().insert(
            header::RETRY_AFTER,
            HeaderValue::from(ATTEMPTS_COUNT_SECONDS),
        );
    }
    Some(handled)
}

/// The status for a request of which a part is too large.
fn excess(request: &Request) -> Option<StatusCode> {
    let address = request.uri().path_and_query();
    let fields = request.headers().iter();
    let header_bytes: usize = fields
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if request.body().len() > BODY_BYTES_MAX {
        Some(StatusCode::PAYLOAD_TOO_LARGE)
    } else if address.is_some_and(|address| address.as_str().len() > ADDRESS_BYTES_MAX) {
        Some(StatusCode::URI_TOO_LONG)
    } else if header_bytes > HEADER_BYTES_MAX {
        Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    } else {
        None
    }
}

/// Where the refusal goes: to the client, to the application through the browser, or on a page.
fn answer(
    server: &AuthorizationServer,
    endpoint: &Endpoint,
    request: &Request,
    refusal: Refusal,
    status: StatusCode,
    mut checks: Vec<CheckOutcome>,
    now: Timestamp,
) -> Handled {
    if endpoint.is_for_scripts {
        let mut response = error_response(server, &refusal);
        *response.status_mut() = status;
        // Every endpoint for clients has the error of the token endpoint.
        let handled = Handled::new(response, MessageKind::TokenErrorResponse);
        return Handled { checks, ..handled };
    }
    let is_authorization = [authorization::ENDPOINT.path, consent::ENDPOINT.path]
        .contains(&endpoint.path)
        && request.uri().query().is_some();
    if is_authorization {
        let mut earlier = Vec::new();
        match authorization::accept(server, request, now, &mut earlier) {
            Ok(request) => {
                earlier.append(&mut checks);
                let refused = Refused::Redirect(Box::new(request.redirect_uri), refusal);
                return server.refuse_authorization(refused, earlier);
            }
            Err(refused) => return server.refuse_authorization(refused, earlier),
        }
    }
    server.refused_page(status, &refusal, None, checks)
}

fn note(server: &mut AuthorizationServer, request: &Request, handled: &Handled, now: Timestamp) {
    // Only a client that has proved who it is can use up what it is allowed.
    let is_counted = ![StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS]
        .contains(&handled.response.status());
    if let Some(push) = push(server, request, now).filter(|_| is_counted) {
        count(server, push, now);
    }
    let is_failed_proof = handled
        .failed_check()
        .is_some_and(|check| PROOFS.contains(&check.name.as_ref()));
    if !is_failed_proof || server.policy.failed_authentications_allowed.is_none() {
        return;
    }
    if let Some(claimant) = claimant(server, request, now) {
        count(server, claimant, now);
    }
}

fn count(server: &mut AuthorizationServer, name: String, now: Timestamp) {
    let kept_until = now.plus(ATTEMPTS_COUNT_SECONDS);
    let most = server.policy.records_kept_max;
    let table = &mut server.store.attempts;
    if let Some(attempts) = table.get_mut(&name) {
        let is_over = now >= attempts.last_at.plus(ATTEMPTS_COUNT_SECONDS);
        attempts.count = if is_over { 1 } else { attempts.count + 1 };
        attempts.last_at = now;
        table.keep_until(&name, kept_until);
    } else if !table.is_full(most, now) {
        let attempts = Attempts {
            count: 1,
            last_at: now,
        };
        table.insert(name, attempts, kept_until, now);
    }
}
