//! Somebody who sees every request of a life, and sends it first in other ways: the whole server,
//! at every endpoint, in every state that lives lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::jose::SigningKey;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::{AuthorizationServer, Request};

use super::cast::key;
use super::{Life, STEPS, Verdict};
use crate::dice::Dice;
use crate::fuzz::{self, Share, shorten};
use crate::mutation::{Draft, Pool};
use crate::oracle::{Answered, judge};

/// How often each request is spoiled.
const TIMES: usize = 2;

pub struct Intruder {
    dice: Dice,
    pool: Pool,
    /// Those of the clients, and one of nobody.
    keys: Vec<SigningKey>,
    sent: usize,
    /// How often a path was answered with a status.
    statuses: BTreeMap<(String, u16), usize>,
}

impl Intruder {
    fn new(seed: u64) -> Intruder {
        Intruder {
            dice: Dice::new(seed),
            pool: Pool::new(),
            keys: [1, 2, 9, 21, 50, 60].map(key).into(),
            sent: 0,
            statuses: BTreeMap::new(),
        }
    }

    /// Sends what `request` can be made into. The server forgets all of it.
    pub fn disturb(
        &mut self,
        server: &mut AuthorizationServer,
        request: &Request,
        now: Timestamp,
    ) -> Verdict {
        self.pool.refill(&server.store);
        for _ in 0..TIMES {
            // Now and then as it is.
            let seeds: Vec<u64> = (0..self.dice.below(4)).map(|_| self.dice.any()).collect();
            let Some(spoiled) = self.spoiled(request, &seeds) else {
                continue;
            };
            self.sent += 1;
            let path = spoiled.uri().path().to_owned();
            match answer(server, &spoiled, now) {
                Ok(status) => *self.statuses.entry((path, status)).or_default() += 1,
                Err(_) => return self.explain(server, request, &seeds, now),
            }
        }
        Ok(())
    }

    fn spoiled(&self, request: &Request, seeds: &[u64]) -> Option<Request> {
        let mut draft = Draft::of(request);
        for seed in seeds {
            let mut dice = Dice::new(*seed);
            match dice.chance(35) {
                true => draft.mutate_json(&mut dice, &self.pool, &self.keys),
                false => draft.mutate(&mut dice, &self.pool),
            }
        }
        draft.request()
    }

    /// What went wrong, with as little as possible changed.
    fn explain(
        &self,
        server: &mut AuthorizationServer,
        request: &Request,
        seeds: &[u64],
        now: Timestamp,
    ) -> Verdict {
        let server = std::cell::RefCell::new(server);
        let wrong = |seeds: &[u64]| {
            let spoiled = self.spoiled(request, seeds)?;
            let reason = answer(&mut server.borrow_mut(), &spoiled, now).err()?;
            Some((spoiled, reason))
        };
        let seeds = shorten(seeds, |fewer| wrong(fewer).is_some());
        let (spoiled, reason) = wrong(&seeds).ok_or("it was wrong, and is right now")?;
        let body = String::from_utf8_lossy(spoiled.body());
        let (method, uri, headers) = (spoiled.method(), spoiled.uri(), spoiled.headers());
        Err(format!(
            "{reason}\n{method} {uri} at {now:?}\n{headers:?}\n{body}\nmade by {seeds:x?}"
        ))
    }
}

/// The status, after the oracle has judged the answer. Nothing of it lasts.
fn answer(
    server: &mut AuthorizationServer,
    request: &Request,
    now: Timestamp,
) -> Result<u16, String> {
    let before = server.store.clone();
    let handled = catch_unwind(AssertUnwindSafe(|| server.handle(request, now)));
    let after = std::mem::replace(&mut server.store, before);
    let handled = handled.map_err(|_| "the server panics".to_owned())?;
    let verdict = judge(&Answered {
        clients: &server.clients,
        request,
        now,
        before: &server.store,
        handled: &handled,
        after: &after,
        policy: &server.policy,
    });
    let status = handled.response.status().as_u16();
    verdict.map(|()| status)
}

#[test]
fn no_request_to_any_endpoint_makes_the_server_break_its_word() {
    let started = Instant::now();
    let share = Share::or(crate::requests() / 2);
    let seed = fuzz::seed();
    let mut dice = Dice::new(seed);
    let mut intruder = Intruder::new(dice.any());
    let mut lives = 0;
    while !share.is_used_up(intruder.sent, started) {
        let mut life = Life::new(dice.any());
        life.intruder = Some(intruder);
        lives += 1;
        let verdict = (0..STEPS).try_for_each(|_| life.step(dice.any()));
        intruder = life.intruder.take().expect("it was put there");
        if let Err(reason) = verdict {
            fuzz::report(
                "handle: every endpoint, in every state",
                intruder.sent,
                started,
                1,
            );
            panic!("life {lives} of seed {seed}: {reason}");
        }
    }
    fuzz::report(
        "handle: every endpoint, in every state",
        intruder.sent,
        started,
        0,
    );
    let paths: BTreeSet<&str> = ALL.endpoints.iter().map(|endpoint| endpoint.path).collect();
    for ((path, status), count) in &intruder.statuses {
        if paths.contains(path.as_str()) {
            println!("  {path} {status}: {count}");
        }
    }
    let has = |path: &str, is_wanted: fn(u16) -> bool| {
        let mut seen = intruder.statuses.keys();
        seen.any(|(known, status)| known == path && is_wanted(*status))
    };
    for path in paths {
        assert!(
            has(path, |status| status >= 400),
            "nothing was refused at {path}"
        );
        let is_reached = has(path, |status| status < 400);
        assert!(is_reached, "nothing was granted at {path}");
    }
}
