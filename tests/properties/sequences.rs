//! Long lives of codes and tokens: several clients authorize, redeem, refresh, poll and call in
//! any order, with right and wrong values, while time passes.
//!
//! A small model says what each answer has to be. It knows nothing of the server's store.

use http::{HeaderValue, Method, header};
use oauth_flow_simulator::actor::api::Api;
use oauth_flow_simulator::actor::browser::{Browser, form_in};
use oauth_flow_simulator::protocol::form::{self, Parameters};
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::scenario::{DEFAULT_START, PASSWORD};
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{AuthorizationServer, Request, Response};
use oauth_flow_simulator::simulation::clock::Timestamp;
use serde_json::Value;

use crate::dice::Dice;
use crate::world::{self, API, ISSUER};

/// Public clients that use codes, each with its redirect URI, and one that uses device codes.
const CODE_CLIENTS: [(&str, &str); 2] = [
    ("photopage", "https://photos.example.com/callback"),
    ("deskapp", "com.example.app:/callback"),
];
const DEVICE: &str = "television";
const VERIFIER: &str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
const STEPS: usize = 60;

/// One act of consent and all that came of it.
#[derive(Default)]
struct Family {
    is_dead: bool,
}

struct Code {
    text: String,
    client: usize,
    issued_at: Timestamp,
    family: Option<usize>,
}

struct DeviceCode {
    text: String,
    user_code: String,
    is_redeemed: bool,
}

struct RefreshToken {
    text: String,
    client_id: &'static str,
    family: usize,
    is_replaced: bool,
}

struct AccessToken {
    text: String,
    family: usize,
    expires_at: Timestamp,
}

/// How often the interesting things came about.
#[derive(Debug, Default)]
struct Counts {
    codes_redeemed: usize,
    codes_refused_twice: usize,
    refreshed: usize,
    families_revoked: usize,
    dead_tokens_refused: usize,
    devices_redeemed: usize,
}

struct Life {
    server: AuthorizationServer,
    api: Api,
    browser: Browser,
    now: Timestamp,
    families: Vec<Family>,
    codes: Vec<Code>,
    devices: Vec<DeviceCode>,
    refresh_tokens: Vec<RefreshToken>,
    access_tokens: Vec<AccessToken>,
    counts: Counts,
}

impl Life {
    fn new(profile: Profile, seed: u64) -> Life {
        let mut server = world::server(profile, seed);
        let api = world::api(&mut server);
        Life {
            server,
            api,
            browser: Browser::default(),
            now: DEFAULT_START,
            families: Vec::new(),
            codes: Vec::new(),
            devices: Vec::new(),
            refresh_tokens: Vec::new(),
            access_tokens: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn step(&mut self, dice: &mut Dice) {
        let pause = dice.one_of(&[0, 1, 1, 5, 5, 10, 20, 40, 70, 1_000]);
        self.now = self.now.plus(pause);
        match dice.below(12) {
            0..=2 => self.authorize(dice.below(CODE_CLIENTS.len())),
            3..=5 => self.redeem_some_code(dice),
            6..=7 => self.refresh_some(dice),
            8 => self.start_device(),
            9 => self.approve_some_device(dice),
            10 => self.poll_some_device(dice),
            _ => self.call_with_some_token(dice),
        }
    }

    fn browse(&mut self, request: &Request) -> Response {
        let response = self.server.handle(request, self.now).response;
        self.browser.keep_cookies(ISSUER, &response);
        response
    }

    /// Opens `url`, signs in where that is asked for, and answers each form with `entries`.
    fn visit(&mut self, url: &str, entries: &[(&str, &str)]) -> Response {
        let request = self.browser.open(url);
        let mut response = self.browse(&request);
        let sign_in = [("username", "alice"), ("password", PASSWORD)];
        for _ in 0..3 {
            let Some(form) = form_in(&response) else {
                break;
            };
            let is_sign_in = form.action.contains("sign-in");
            let entries = if is_sign_in { &sign_in } else { entries };
            let request = self.browser.submit(url, &form, entries);
            response = self.browse(&request);
        }
        response
    }

    fn authorize(&mut self, client: usize) {
        let (client_id, redirect_uri) = CODE_CLIENTS[client];
        let query = form::encode([
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("code_challenge", &ChallengeMethod::S256.challenge(VERIFIER)),
            ("code_challenge_method", "S256"),
        ]);
        let url = format!("{ISSUER}/authorize?{query}");
        let response = self.visit(&url, &[("decision", "approve")]);
        let location = response
            .headers()
            .get(header::LOCATION)
            .expect("the answer redirects");
        let (_, query) = location
            .to_str()
            .ok()
            .and_then(|url| url.split_once('?'))
            .expect("query");
        let text = Parameters::parse(query.as_bytes())
            .get("code")
            .expect("a code")
            .to_owned();
        self.codes.push(Code {
            text,
            client,
            issued_at: self.now,
            family: None,
        });
    }

    fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
        let mut request = Request::new(form::encode(pairs.iter().copied()).into_bytes());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = format!("{ISSUER}{path}").parse().expect("it is an address");
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        let response = self.server.handle(&request, self.now).response;
        let answer = serde_json::from_slice(response.body()).expect("the answer is JSON");
        (response.status().as_u16(), answer)
    }

    fn redeem_some_code(&mut self, dice: &mut Dice) {
        if self.codes.is_empty() {
            return;
        }
        let index = dice.below(self.codes.len());
        let own = self.codes[index].client;
        let client = if dice.chance(80) {
            own
        } else {
            dice.below(CODE_CLIENTS.len())
        };
        let verifier = if dice.chance(80) {
            VERIFIER.to_owned()
        } else {
            VERIFIER.replace('a', "b")
        };
        let redirect_uri = CODE_CLIENTS[if dice.chance(80) { own } else { 1 - own }].1;
        let text = self.codes[index].text.clone();
        let (status, answer) = self.post(
            "/token",
            &[
                ("grant_type", "authorization_code"),
                ("client_id", CODE_CLIENTS[client].0),
                ("code", &text),
                ("code_verifier", &verifier),
                ("redirect_uri", redirect_uri),
            ],
        );
        let Code {
            issued_at, family, ..
        } = self.codes[index];
        let is_own = client == own;
        let is_valid = is_own
            && verifier == VERIFIER
            && redirect_uri == CODE_CLIENTS[own].1
            && self.now.since(issued_at) < 60;
        let may_pass = is_valid && family.is_none();
        assert_eq!(status == 200, may_pass, "{status} {answer}");
        if may_pass {
            self.codes[index].family = Some(self.families.len());
            self.families.push(Family::default());
            self.counts.codes_redeemed += 1;
            self.keep(&answer, self.families.len() - 1, CODE_CLIENTS[own].0);
        } else if let Some(family) = family {
            self.counts.codes_refused_twice += 1;
            let is_enough = is_valid || !self.server.policy.only_valid_code_replay_revokes;
            if is_own && is_enough {
                self.kill(family);
            }
        }
    }

    fn refresh_some(&mut self, dice: &mut Dice) {
        if self.refresh_tokens.is_empty() {
            return;
        }
        let index = dice.below(self.refresh_tokens.len());
        let own = self.refresh_tokens[index].client_id;
        let client_id = if dice.chance(85) {
            own
        } else {
            dice.one_of(&CODE_CLIENTS).0
        };
        self.refresh(index, client_id);
    }

    fn refresh(&mut self, index: usize, client_id: &str) {
        let text = self.refresh_tokens[index].text.clone();
        let (status, answer) = self.post(
            "/token",
            &[
                ("grant_type", "refresh_token"),
                ("client_id", client_id),
                ("refresh_token", &text),
            ],
        );
        let RefreshToken {
            client_id: own,
            family,
            is_replaced,
            ..
        } = self.refresh_tokens[index];
        let is_dead = self.families[family].is_dead;
        let may_pass = client_id == own && !is_dead && !is_replaced;
        assert_eq!(status == 200, may_pass, "{status} {answer}");
        if may_pass {
            self.counts.refreshed += 1;
            self.refresh_tokens[index].is_replaced = self.server.policy.refresh_tokens_rotate;
            self.keep(&answer, family, own);
        } else if client_id == own && is_replaced {
            self.kill(family);
        }
        self.counts.dead_tokens_refused += usize::from(is_dead);
    }

    fn start_device(&mut self) {
        let (_, answer) = self.post("/device_authorization", &[("client_id", DEVICE)]);
        let text = |member: &str| answer[member].as_str().expect("it is a text").to_owned();
        self.devices.push(DeviceCode {
            text: text("device_code"),
            user_code: text("user_code"),
            is_redeemed: false,
        });
    }

    fn approve_some_device(&mut self, dice: &mut Dice) {
        if self.devices.is_empty() {
            return;
        }
        let index = dice.below(self.devices.len());
        let user_code = self.devices[index].user_code.clone();
        let url = format!("{ISSUER}/device?user_code={user_code}");
        self.visit(&url, &[("decision", "approve"), ("user_code", &user_code)]);
    }

    fn poll_some_device(&mut self, dice: &mut Dice) {
        if self.devices.is_empty() {
            return;
        }
        let index = dice.below(self.devices.len());
        let text = self.devices[index].text.clone();
        let pairs = [
            ("grant_type", DEVICE_CODE),
            ("client_id", DEVICE),
            ("device_code", &text),
        ];
        let (status, answer) = self.post("/token", &pairs);
        if status == 200 {
            assert!(
                !self.devices[index].is_redeemed,
                "a device code gave tokens twice"
            );
            self.devices[index].is_redeemed = true;
            self.families.push(Family::default());
            self.counts.devices_redeemed += 1;
            self.keep(&answer, self.families.len() - 1, DEVICE);
        }
    }

    fn keep(&mut self, answer: &Value, family: usize, client_id: &'static str) {
        let text = |member: &str| answer[member].as_str().map(str::to_owned);
        let lifetime = answer["expires_in"].as_u64().expect("it is a number");
        self.access_tokens.push(AccessToken {
            text: text("access_token").expect("there is one"),
            family,
            expires_at: self.now.plus(lifetime),
        });
        self.refresh_tokens
            .extend(text("refresh_token").map(|text| RefreshToken {
                text,
                client_id,
                family,
                is_replaced: false,
            }));
    }

    fn kill(&mut self, family: usize) {
        self.counts.families_revoked += usize::from(!self.families[family].is_dead);
        self.families[family].is_dead = true;
    }

    fn call_with_some_token(&mut self, dice: &mut Dice) {
        if !self.access_tokens.is_empty() {
            self.call(dice.below(self.access_tokens.len()));
        }
    }

    fn call(&mut self, index: usize) {
        let token = &self.access_tokens[index];
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = format!("{API}/photos").parse().expect("it is an address");
        let bearer = HeaderValue::try_from(format!("Bearer {}", token.text)).expect("ASCII");
        request.headers_mut().insert(header::AUTHORIZATION, bearer);
        let handled = self.api.handle(&request, self.now, &self.server.store);
        let is_dead = self.families[token.family].is_dead;
        let may_pass = !is_dead && self.now < token.expires_at;
        assert_eq!(
            handled.response.status() == 200,
            may_pass,
            "{:?}",
            handled.checks
        );
        self.counts.dead_tokens_refused += usize::from(is_dead);
    }

    /// Tries everything once more.
    fn end(&mut self) {
        (0..self.access_tokens.len()).for_each(|index| self.call(index));
        for index in 0..self.refresh_tokens.len() {
            let client_id = self.refresh_tokens[index].client_id;
            self.refresh(index, client_id);
        }
        (0..self.access_tokens.len()).for_each(|index| self.call(index));
    }
}

#[test]
fn a_code_gives_tokens_once_and_a_revoked_family_stays_dead() {
    let mut dice = Dice::new(0xfa3117);
    let mut total = Counts::default();
    for life in 0..crate::requests() / 500 {
        let profile = Profile::FLOWS[life % Profile::FLOWS.len()];
        let mut life = Life::new(profile, dice.any());
        (0..STEPS).for_each(|_| life.step(&mut dice));
        life.end();
        total.codes_redeemed += life.counts.codes_redeemed;
        total.codes_refused_twice += life.counts.codes_refused_twice;
        total.refreshed += life.counts.refreshed;
        total.families_revoked += life.counts.families_revoked;
        total.dead_tokens_refused += life.counts.dead_tokens_refused;
        total.devices_redeemed += life.counts.devices_redeemed;
    }
    println!("{total:?}");
    let Counts {
        codes_redeemed,
        codes_refused_twice,
        refreshed,
        families_revoked,
        dead_tokens_refused,
        devices_redeemed,
    } = total;
    let all = [
        codes_redeemed,
        codes_refused_twice,
        refreshed,
        families_revoked,
    ];
    let all = all
        .into_iter()
        .chain([dead_tokens_refused, devices_redeemed]);
    assert!(all.min() > Some(0), "something never came about");
}
