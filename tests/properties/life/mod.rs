//! Long lives of codes and tokens: clients and people send right and wrong requests to every
//! endpoint in any order, while time passes. The [`model`] says what each answer has to be.
//!
//! A life is a seed and some steps, each with a seed of its own. One that goes wrong is made as
//! short as it can be, and printed so that it can be lived again:
//! `LIFE="SEED STEP STEP ..." cargo test --no-default-features --test properties life`.

mod browsing;
mod calls;
mod cast;
mod intruder;
mod model;
mod token_requests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use http::{HeaderValue, Method, header};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::api::Api;
use oauth_flow_simulator::party::api::dpop::{DPOP, DpopAtApi};
use oauth_flow_simulator::protocol::form;
use oauth_flow_simulator::scenario::DEFAULT_START;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::client::{ResourceServer, User};
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::grant::jwt_bearer::TrustedIssuer;
use oauth_flow_simulator::server::openid_connect::claims;
use oauth_flow_simulator::server::policy::{AccessTokenRevocation, Profile, Registrants};
use oauth_flow_simulator::server::{AuthorizationServer, Request, Response};
use serde_json::Value;

use crate::dice::Dice;
use crate::fuzz::{report, shorten};
use crate::oracle::{Answered, judge};
use crate::world::{self, API, ISSUER};
use browsing::Visitor;
use cast::{PARTNER, PEOPLE, Player, key_set, names, players};
use intruder::Intruder;
use model::{Errors, Model, Place};
use oauth_flow_simulator::protocol::scope::Scope;

/// What went wrong.
pub type Verdict<T = ()> = Result<T, String>;

/// Something that clients, people or thieves do.
type Act = fn(&mut Life, &mut Dice) -> Verdict;

/// What can happen, each as often as its number says.
const ACTS: &[(&str, usize, Act)] = &[
    ("ask for authorization", 18, browsing::authorize),
    ("push a request", 6, browsing::push),
    ("bring a pushed request", 6, browsing::bring_pushed_request),
    ("forge a decision", 3, browsing::forge_decision),
    ("guess passwords", 1, browsing::guess_passwords),
    ("answer a device", 10, browsing::answer_device),
    ("sign out", 2, browsing::sign_out),
    ("redeem a code", 20, token_requests::redeem),
    ("refresh", 14, token_requests::refresh),
    ("act for itself", 3, token_requests::act_for_itself),
    ("start a device", 7, token_requests::start_device),
    ("poll", 12, token_requests::poll),
    ("bring an assertion", 4, token_requests::bring_assertion),
    ("send a password", 2, token_requests::send_password),
    ("trade a token in", 5, token_requests::trade_in),
    ("ask about a token", 6, calls::introspect),
    ("revoke a token", 4, calls::revoke),
    ("ask about the person", 5, calls::ask_about_person),
    ("call the API", 6, calls::call_api),
    ("call by the name of a token", 2, calls::call_by_name),
    ("register", 2, calls::register),
];

/// Steps of a life, before everything is tried once more.
const STEPS: usize = 60;

/// An answer as a client or a browser reads it.
pub struct Answer {
    pub status: u16,
    /// The body, where it is JSON.
    pub json: Value,
    /// Where the browser is sent; empty if nowhere.
    pub location: String,
    pub response: Response,
}

/// A server and all that is known outside of it.
pub struct Life {
    pub server: AuthorizationServer,
    pub api: Api,
    pub model: Model,
    pub visitors: Vec<Visitor>,
    /// The newest nonce for proofs, and when it came.
    pub nonce: Option<(String, u64)>,
    /// Makes every identifier another one.
    pub serial: u64,
    /// Proofs and assertions that were accepted, with whose they were.
    pub used_proofs: Vec<(String, u8)>,
    pub used_assertions: Vec<(String, Place)>,
    pub id_tokens: Vec<(String, Place, String)>,
    /// How often something came about.
    pub counts: BTreeMap<&'static str, usize>,
    log: String,
    /// Sends something of its own before each request.
    intruder: Option<Intruder>,
}

impl Life {
    fn new(seed: u64) -> Life {
        let mut dice = Dice::new(seed);
        let profile = dice.one_of(&Profile::ALL);
        let mut policy = profile.policy();
        policy.access_tokens_are_opaque = dice.chance(30);
        policy.failed_verifier_burns_code = dice.chance(30);
        policy.password_grant_is_enabled = dice.chance(40) && profile != Profile::Fapi20;
        policy.dpop_nonce_is_required = dice.chance(20);
        policy.refresh_grace_seconds = dice.one_of(&[0, 0, 30]);
        policy.access_token_revocation = dice.one_of(&[
            AccessTokenRevocation::TokenAlone,
            AccessTokenRevocation::WholeGrant,
            AccessTokenRevocation::Unsupported,
        ]);
        if profile == Profile::OAuth20 {
            policy.refresh_tokens_rotate = dice.chance(50);
        }
        if dice.chance(50) {
            policy.registrants = Registrants::Everybody;
        }
        let players = players(profile);
        let mut server = AuthorizationServer::new(&ALL, ISSUER, API, policy.clone(), seed);
        server.clients = players.iter().map(Player::registration).collect();
        server.scopes_for_registration = Scope::of(&["photos.read", "photos.write"]);
        for (username, password) in PEOPLE {
            server.users.push(User {
                claims: claims::example(username),
                ..User::new(username, password)
            });
        }
        server.resource_servers.push(ResourceServer {
            resource: API.to_owned(),
            client_id: Some("gateway".to_owned()),
        });
        server.trusted_issuers.push(TrustedIssuer {
            issuer: PARTNER.to_owned(),
            keys: key_set(50),
        });
        let api = Api {
            skipped_checks: Vec::new(),
            dpop: Some(DpopAtApi {
                rules: &DPOP,
                nonce_seed: None,
                refused_algorithms: &[],
            }),
            ..world::api(&mut server)
        };
        Life {
            server,
            api,
            model: Model {
                policy,
                public_clients_rotate: profile != Profile::OAuth20,
                now: DEFAULT_START.0,
                players,
                families: Vec::new(),
                codes: Vec::new(),
                access_tokens: Vec::new(),
                refresh_tokens: Vec::new(),
                devices: Vec::new(),
                pushed: Vec::new(),
                handed_out: Default::default(),
            },
            visitors: [0, 0, 1].map(Visitor::new).into(),
            nonce: None,
            serial: 0,
            used_proofs: Vec::new(),
            used_assertions: Vec::new(),
            id_tokens: Vec::new(),
            counts: BTreeMap::new(),
            log: String::new(),
            intruder: None,
        }
    }

    fn step(&mut self, seed: u64) -> Verdict {
        let mut dice = Dice::new(seed);
        let pauses = [0, 0, 0, 1, 1, 5, 5, 10, 20, 40, 70, 400];
        let is_long = dice.chance(3);
        let pause = match is_long {
            true => dice.one_of(&[4_000, 90_000, 13 * 86_400, 40 * 86_400]),
            false => dice.one_of(&pauses),
        };
        self.model.now += pause;
        let (name, _, act) = any_act(&mut dice);
        let _ = writeln!(self.log, "+{pause} s, {name}");
        act(self, &mut dice)
    }

    /// Tries everything once more.
    fn end(&mut self) -> Verdict {
        let _ = writeln!(self.log, "in the end");
        let access_tokens = 0..self.model.access_tokens.len();
        access_tokens
            .clone()
            .try_for_each(|token| calls::call(self, token))?;
        for token in 0..self.model.refresh_tokens.len() {
            token_requests::refresh_as_owner(self, token)?;
        }
        access_tokens
            .rev()
            .try_for_each(|token| calls::call(self, token))
    }

    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Another identifier each time.
    pub fn next_serial(&mut self) -> String {
        self.serial += 1;
        self.serial.to_string()
    }

    /// Sends `request`; every answer has to have what the oracle demands.
    pub fn send(&mut self, request: &Request) -> Verdict<Answer> {
        let (method, uri) = (request.method(), request.uri());
        let body = String::from_utf8_lossy(request.body());
        let _ = writeln!(self.log, "  {method} {uri} {body}");
        let now = Timestamp(self.model.now);
        if let Some(intruder) = &mut self.intruder {
            intruder.disturb(&mut self.server, request, now)?;
        }
        let before = self.server.store.clone();
        let server = &mut self.server;
        let handled = catch_unwind(AssertUnwindSafe(|| server.handle(request, now)));
        let handled = handled.map_err(|_| "the server panics".to_owned())?;
        let failed = handled
            .failed_check()
            .map(|check| (&check.name, &check.detail));
        let _ = writeln!(self.log, "    {} {failed:?}", handled.response.status());
        judge(&Answered {
            clients: &self.server.clients,
            request,
            now,
            before: &before,
            handled: &handled,
            after: &self.server.store,
            policy: &self.server.policy,
        })?;
        let response = handled.response;
        let text = |name: &str| {
            let value = response.headers().get(name);
            value
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        if let Some(nonce) = text("dpop-nonce") {
            self.nonce = Some((nonce, self.model.now));
        }
        Ok(Answer {
            status: response.status().as_u16(),
            json: serde_json::from_slice(response.body()).unwrap_or_default(),
            location: text("location").unwrap_or_default(),
            response,
        })
    }
}

impl Answer {
    /// A text in the JSON.
    pub fn text(&self, name: &str) -> Verdict<String> {
        let text = self.json[name].as_str().map(str::to_owned);
        text.ok_or_else(|| format!("{name} is missing in {}", self.json))
    }

    /// Compares the answer to a client with what the model says.
    pub fn demand(&self, errors: &Errors) -> Verdict {
        let is_granted = (200..300).contains(&self.status);
        let error = self.json["error"].as_str().unwrap_or_default();
        match (errors.is_empty(), is_granted) {
            (true, true) => Ok(()),
            (false, false) if errors.contains(&error) => Ok(()),
            (true, false) => Err(format!("has to be granted, not refused: {}", self.json)),
            (false, true) => Err(format!("has to be refused with one of {errors:?}")),
            (false, false) => Err(format!("{error} has to be one of {errors:?}")),
        }
    }
}

/// Holds if `holds`.
pub fn demand(holds: bool, otherwise: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// A form to the endpoint at `path`.
pub fn post(path: &str, pairs: &[(&str, &str)]) -> Request {
    let mut request = Request::new(form::encode(pairs.iter().copied()).into_bytes());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = format!("{ISSUER}{path}").parse().expect("it is an address");
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, form);
    request
}

/// One of the newest of `count` things, mostly.
pub fn any_place(dice: &mut Dice, count: usize) -> Option<Place> {
    let newest = if dice.chance(70) { count.min(3) } else { count };
    (count > 0).then(|| count - 1 - dice.below(newest))
}

fn any_act(dice: &mut Dice) -> &'static (&'static str, usize, Act) {
    let mut number = dice.below(ACTS.iter().map(|(_, weight, _)| weight).sum());
    let chosen = ACTS.iter().find(|(_, weight, _)| {
        let is_it = number < *weight;
        number = number.saturating_sub(*weight);
        is_it
    });
    chosen.expect("the weights have a sum")
}

/// Lives a life; what went wrong, with all that was sent.
fn live(seed: u64, steps: &[u64]) -> Verdict<BTreeMap<&'static str, usize>> {
    let mut life = Life::new(seed);
    let verdict = steps.iter().try_for_each(|step| life.step(*step));
    match verdict.and_then(|()| life.end()) {
        Ok(()) => Ok(life.counts),
        Err(reason) => Err(format!("{}{reason}", life.log)),
    }
}

/// The fewest of `steps` after which something is still wrong, as far as leaving out goes.
fn shortest(seed: u64, steps: &[u64]) -> Vec<u64> {
    shorten(steps, |fewer| live(seed, fewer).is_err())
}

fn hexadecimal(seed: u64, steps: &[u64]) -> String {
    let numbers = std::iter::once(&seed).chain(steps);
    let numbers: Vec<String> = numbers.map(|number| format!("{number:x}")).collect();
    numbers.join(" ")
}

#[test]
fn every_life_goes_as_the_model_says() {
    if let Ok(text) = std::env::var("LIFE") {
        let numbers = text.split(' ').map(|text| u64::from_str_radix(text, 16));
        let numbers: Vec<u64> = numbers.map(|number| number.expect("a number")).collect();
        let (seed, steps) = numbers.split_first().expect("a seed");
        if let Err(reason) = live(*seed, steps) {
            panic!("{reason}");
        }
        return;
    }
    let started = Instant::now();
    let lives = crate::requests() / 100;
    let mut dice = Dice::new(0x11fe);
    let mut total: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..lives {
        let seed = dice.any();
        let steps: Vec<u64> = (0..STEPS).map(|_| dice.any()).collect();
        match live(seed, &steps) {
            Ok(counts) => {
                for (what, count) in counts {
                    *total.entry(what).or_default() += count;
                }
            }
            Err(_) => {
                let steps = shortest(seed, &steps);
                let reason = live(seed, &steps).err().unwrap_or_default();
                let life = hexadecimal(seed, &steps);
                panic!("life {number} of {STEPS} steps goes wrong:\n{reason}\nLIFE=\"{life}\"");
            }
        }
    }
    report("lives, against the model", lives * STEPS, started, 0);
    println!("{lives} lives of {STEPS} steps: {total:#?}");
    let interesting = [
        "a code redeemed",
        "a code refused a second time",
        "a family revoked by a code",
        "a family revoked by a refresh token",
        "refreshed",
        "a device redeemed",
        "a pushed request answered",
        "a pushed request refused",
        "a forged decision refused",
        "a token traded in",
        "an assertion accepted",
        "a password accepted",
        "a bound token used",
        "a dead token refused",
        "somebody else's token hidden",
        "a client registered",
        "signed out",
        "locked out",
        "denied",
    ];
    let missing: Vec<&&str> = interesting
        .iter()
        .filter(|what| !total.contains_key(**what))
        .collect();
    assert!(missing.is_empty(), "never came about: {missing:?}");
}
