//! The server meets requests that no client sends.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::server::AuthorizationServer;
use oauth_flow_simulator::server::capabilities::FLOWS;
use oauth_flow_simulator::server::endpoint::{
    authorization, client_request, consent, sign_in, token,
};
use oauth_flow_simulator::server::policy::Profile;

use crate::dice::Dice;
use crate::fuzz;
use crate::mutation::{Draft, Pool};
use crate::oracle::{Answered, judge};
use crate::world::{self, ISSUER, SEED, Sent, Tape};

/// How often something was seen.
#[derive(Default)]
struct Seen {
    statuses: BTreeMap<u16, usize>,
    failed_checks: BTreeMap<Cow<'static, str>, usize>,
}

#[test]
fn no_request_makes_the_server_break_its_word() {
    let started = Instant::now();
    let tapes = world::tapes();
    println!("recorded in {:.1} s", started.elapsed().as_secs_f32());
    let mut server = world::server(Profile::OAuth21, 0xace);
    let mut pool = Pool::new();
    let mut dice = Dice::new(SEED);
    let mut seen = Seen::default();
    let (mut sent, mut unsendable) = (0, 0);
    while sent < crate::requests() {
        let tape = &tapes[dice.below(tapes.len())];
        let position = dice.below(tape.stores.len());
        server.policy = tape.profile.policy();
        server.store = tape.stores[position].clone();
        if dice.chance(5) {
            let sessions = server.store.sessions.values_mut();
            sessions.for_each(|session| session.failed_entries = 5);
        }
        pool.refill(&server.store);
        // Some states lie behind a mutant, so a few come in a row.
        for offset in 0..=dice.below(4) {
            let Some(next) = next_try(&mut dice, &pool, tapes, tape, position + offset) else {
                unsendable += 1;
                continue;
            };
            let verdict = answer(&mut server, &next, &mut seen);
            if let Err(reason) = verdict {
                panic!("request {sent}: {reason}");
            }
            sent += 1;
        }
    }
    fuzz::report(
        "handle: requests of the flows, every profile",
        sent,
        started,
        0,
    );
    println!("and {unsendable} that HTTP cannot carry");
    println!("{:?}\n{:#?}", seen.statuses, seen.failed_checks);
    if sent >= crate::ORDINARY_REQUESTS {
        every_check_was_reached(&seen);
    }
}

fn next_try(
    dice: &mut Dice,
    pool: &Pool,
    tapes: &[Tape],
    tape: &Tape,
    position: usize,
) -> Option<Sent> {
    let template = match dice.below(10) {
        0..=5 => tape.requests.get(position),
        6..=8 => tape.requests.get(dice.below(tape.requests.len())),
        _ => {
            let other = &tapes[dice.below(tapes.len())].requests;
            other.get(dice.below(other.len()))
        }
    };
    let template = template.or(tape.requests.last());
    let (draft, at) = match template {
        Some(template) if dice.chance(90) => {
            let mut draft = Draft::of(&template.request);
            for _ in 0..dice.below(4) {
                draft.mutate(dice, pool);
            }
            (draft, template.at)
        }
        _ => (Draft::noise(dice, ISSUER), Timestamp(dice.any())),
    };
    let request = draft.request()?;
    let at = some_time(dice, at);
    Some(Sent { request, at })
}

fn some_time(dice: &mut Dice, at: Timestamp) -> Timestamp {
    let step = u64::try_from(dice.below(100)).expect("it is below a hundred");
    match dice.below(20) {
        0..=11 => at,
        12..=14 => at.plus(step),
        15 => at.plus(step * 3_600),
        16 => at.plus(step * 86_400),
        17 => Timestamp(at.0.saturating_sub(step * 10)),
        18 => Timestamp(dice.any()),
        _ => dice.one_of(&[Timestamp(0), Timestamp(u64::MAX)]),
    }
}

fn answer(server: &mut AuthorizationServer, next: &Sent, seen: &mut Seen) -> Result<(), String> {
    let before = server.store.clone();
    let Sent { request, at } = next;
    let handled = catch_unwind(AssertUnwindSafe(|| server.handle(request, *at)));
    let handled = handled.map_err(|_| format!("the server panics at {request:?}"))?;
    *seen
        .statuses
        .entry(handled.response.status().as_u16())
        .or_default() += 1;
    if let Some(failed) = handled.failed_check() {
        *seen.failed_checks.entry(failed.name.clone()).or_default() += 1;
    }
    let verdict = judge(&Answered {
        clients: &server.clients,
        request,
        now: *at,
        before: &before,
        handled: &handled,
        after: &server.store,
        policy: &server.policy,
    });
    verdict.map_err(|reason| {
        let body = String::from_utf8_lossy(request.body());
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        let page = String::from_utf8_lossy(handled.response.body());
        format!(
            "{reason}
{method} {uri} at {at:?}
{headers:?}
{body}
{handled:#?}
{page}"
        )
    })
}

/// Without this the properties could hold because nothing was tried.
fn every_check_was_reached(seen: &Seen) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    names.extend(authorization::CHECKS.checks.iter().map(|check| check.name));
    names.extend(
        client_request::AT_TOKEN_ENDPOINT
            .checks
            .iter()
            .map(|check| check.name),
    );
    names.extend(
        consent::SIGNED_IN_CHECKS
            .checks
            .iter()
            .map(|check| check.name),
    );
    names.extend(
        consent::DECISION_CHECKS
            .checks
            .iter()
            .map(|check| check.name),
    );
    names.extend(sign_in::CHECKS.checks.iter().map(|check| check.name));
    names.extend(token::CHECKS.checks.iter().map(|check| check.name));
    // The requests come from the flows of the page: what goes beyond those has tests of its own.
    let grants = FLOWS.grants.iter().flat_map(|grant| grant.checks.checks);
    let methods = FLOWS.client_authentication.iter();
    let methods = methods.flat_map(|method| method.checks.checks);
    names.extend(grants.chain(methods).map(|check| check.name));
    let of_forms_and_devices = ["session_is_known", "csrf_token_is_the_forms_own"];
    names.extend(of_forms_and_devices);
    names.insert("user_code_is_waiting");
    // Takes a client that may leave PKCE out, and a verifier all the same; `pkce.rs` has that case.
    names.remove("code_verifier_has_a_challenge");
    let missed: Vec<&&str> = names
        .iter()
        .filter(|name| !seen.failed_checks.contains_key::<str>(name))
        .collect();
    assert!(missed.is_empty(), "no request has failed at {missed:?}");
    for status in [200, 204, 303, 400, 401, 403, 404, 405] {
        assert!(
            seen.statuses.contains_key(&status),
            "no answer was {status}"
        );
    }
}
