//! A small world to test in: a server under a profile, clients of every kind, a person with a
//! browser, an API, and what the tests ask of answers.

mod answer;
mod caller;
mod mended;

mod relying_party;
mod request;
mod sender;

use std::sync::LazyLock;

use http::Method;
use http::header;

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::api::Api;
use oauth_flow_simulator::party::api::dpop::{DPOP, DpopAtApi};
use oauth_flow_simulator::party::browser::{Browser, form_in};
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::party::introspection::Introspection;
use oauth_flow_simulator::protocol::alias::Aliases;
use oauth_flow_simulator::protocol::jose::es256::ES256;
use oauth_flow_simulator::protocol::jose::{self, JwkSet};
use oauth_flow_simulator::scenario::DEFAULT_START;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::check::{CheckOutcome, Listed, check_id};
use oauth_flow_simulator::server::client::{Client, ResourceServer, User};
use oauth_flow_simulator::server::openid_connect::claims;
use oauth_flow_simulator::server::order;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{AuthorizationServer, Handled, Request};

pub use answer::*;
pub use caller::*;
pub use relying_party::*;
pub use request::*;

/// A row of the requirements with the section that asks for it and the test that proves it.
pub struct Row {
    pub id: &'static str,
    /// As the product writes a section, e.g. `RFC 6749 §4.1.3`. Not a constant of the product's
    /// own list: that holds what the product cites, and a requirement may ask for more.
    pub section: &'static str,
    pub test: &'static str,
}

/// The table at the head of each file: which rows which test proves.
///
/// It makes the tests out of plain functions, so that a row can name no test that is not run, and
/// a function without a row is dead code, which the build refuses.
macro_rules! proves {
    ($($($row:ident $section:literal),+ => $test:ident;)*) => {
        /// The rows that this file proves.
        pub const ROWS: &[crate::support::Row] = &[$($(
            crate::support::Row {
                id: stringify!($row),
                section: $section,
                test: stringify!($test),
            },
        )+)*];

        mod facts {
            $(#[test]
            fn $test() {
                super::$test();
            })*
        }
    };
}

pub const ISSUER: &str = "https://auth.example.com";
pub const API: &str = "https://api.example.com";
/// A second API, for which a client has to ask by name.
pub const FILES: &str = "https://files.example.com/v1?tenant=1";
pub const NOW: Timestamp = DEFAULT_START;
/// What `state` has to survive: every character that the encoding has a meaning for, and length.
pub const STATE: &str = "a+b&c=d%20e f/~g;h?i#j \u{e9}-0123456789-0123456789-0123456789-0123456789-\
                         0123456789-0123456789-0123456789-0123456789-0123456789-0123456789";
/// The verifier of [RFC 7636 appendix B](https://www.rfc-editor.org/rfc/rfc7636.html#appendix-B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const PASSWORD: &str = "looking-glass";

/// What a device was given.
#[derive(Clone, Debug)]
pub struct DeviceCodes {
    pub device_code: String,
    pub user_code: String,
}

/// The server, the API and one person with a browser.
pub struct World {
    pub profile: Profile,
    pub server: AuthorizationServer,
    pub api: Api,
    pub browser: Browser,
    /// Whether every refusal is mended and sent again, for which the store is copied.
    pub mends_refusals: bool,
}

/// Runs `test` in a fresh world of each profile. A failing test prints which one it was.
pub fn under_every_profile(test: impl Fn(&mut World)) {
    under(&Profile::FLOWS, test);
}

/// Runs `test` in a fresh world of each of `profiles`.
pub fn under(profiles: &[Profile], test: impl Fn(&mut World)) {
    for profile in profiles {
        println!("under {}", profile.name());
        test(&mut World::new(*profile));
    }
}

/// What is judged is judged in the order that is listed for the endpoint, whatever the request. A
/// refusal by the limits stands last: where its answer goes has been judged before.
#[track_caller]
fn assert_order(path: &str, handled: &Handled) {
    static ORDERS: LazyLock<Vec<(&str, Vec<String>)>> = LazyLock::new(|| {
        let orders = order::endpoints(&ALL).into_iter();
        orders
            .map(|order| (order.path, ids(&order.tables)))
            .collect()
    });
    let judged: Vec<String> = handled.checks.iter().map(CheckOutcome::id).collect();
    let judged = judged.iter().filter(|id| !id.starts_with("limits."));
    let mut orders = ORDERS.iter().filter(|(known, _)| *known == path);
    let is_listed = orders.any(|(_, ids)| {
        let mut listed = ids.iter();
        judged.clone().all(|id| listed.any(|known| known == id))
    });
    assert!(
        judged.clone().next().is_none() || is_listed,
        "{path} judges {:?}",
        judged.collect::<Vec<_>>()
    );
}

fn ids(tables: &[Listed]) -> Vec<String> {
    let rows = tables.iter().flat_map(|listed| {
        let rows = listed.rows.iter();
        rows.map(|row| check_id(listed.table, row.name))
    });
    rows.collect()
}

impl World {
    pub fn new(profile: Profile) -> World {
        let mut server = AuthorizationServer::new(&ALL, ISSUER, API, profile.policy(), 0x5eed);
        server.clients = CALLERS.iter().map(Caller::registration).collect();
        for username in ["alice", "bob"] {
            server.users.push(User {
                claims: claims::example(username),
                ..User::new(username, PASSWORD)
            });
        }
        for (resource, caller) in [(API, PHOTO_API), (FILES, FILE_API)] {
            server.resource_servers.push(ResourceServer {
                resource: resource.to_owned(),
                client_id: Some(caller.client_id.to_owned()),
            });
        }
        let endpoint = server.url("/introspect");
        let introspection = match server.policy.clients_sign_with_private_keys {
            true => Introspection::with_key(ISSUER, endpoint, API, 0x5eed),
            false => Introspection::with_secret(ISSUER, endpoint, API, 0x5eed),
        };
        server.add_resource_server(API, introspection.registration());
        let keys = server.handle(&request(Method::GET, &server.url("/jwks")), NOW);
        let api = Api {
            skipped_checks: Vec::new(),
            resource: API.to_owned(),
            issuer: ISSUER.to_owned(),
            keys: JwkSet::parse(keys.response.body()),
            algorithms: &[ES256],
            dpop: Some(DpopAtApi {
                rules: &DPOP,
                nonce_seed: None,
                refused_algorithms: &[],
            }),
            query_token_is_accepted: server.policy.query_token_is_accepted,
            introspection,
            takes_opaque_tokens: false,
            aliases: Aliases::default(),
        };
        World {
            profile,
            server,
            api,
            browser: Browser::default(),
            mends_refusals: true,
        }
    }

    pub fn send(&mut self, request: &Request, at: Timestamp) -> Handled {
        let before = self.mends_refusals.then(|| self.server.store.clone());
        let handled = self.server.handle(request, at);
        if let Some(before) = before {
            let answer =
                |world: &mut World, request: &Request, at| world.server.handle(request, at);
            mended::assert_mend(self, before, (request, at, &handled), answer);
        }
        if let Some(endpoint) = self.server.endpoint(request.uri().path()) {
            assert_order(endpoint.path, &handled);
        }
        handled
    }

    /// The registration of `caller`, to be changed.
    pub fn client_mut(&mut self, caller: &Caller) -> &mut Client {
        let mut clients = self.server.clients.iter_mut();
        let client = clients.find(|client| client.client_id == caller.client_id);
        client.expect("it is registered")
    }

    /// Sends a request that has to be refused as `expected` says, and to change nothing.
    #[track_caller]
    pub fn refuses(&mut self, request: &Request, at: Timestamp, expected: &Refused) -> Handled {
        let before = self.server.store.clone();
        let handled = self.refuses_and_acts(request, at, expected);
        assert!(handled.effects.is_empty(), "{:?}", handled.effects);
        assert_eq!(
            self.server.store, before,
            "a refused request changes nothing"
        );
        handled
    }

    /// Sends a request that has to be refused as `expected` says, and to have a consequence.
    #[track_caller]
    pub fn refuses_and_acts(
        &mut self,
        request: &Request,
        at: Timestamp,
        expected: &Refused,
    ) -> Handled {
        let handled = self.send(request, at);
        expected.assert(&handled);
        handled
    }

    /// The browser opens the authorization request `pairs`.
    pub fn visit(&mut self, pairs: &Pairs, at: Timestamp) -> Handled {
        let request = self.browser.open(&authorization_url(pairs));
        self.send_from_browser(&request, at)
    }

    /// Sends what the browser has made, and lets the browser keep its cookies.
    pub fn send_from_browser(&mut self, request: &Request, at: Timestamp) -> Handled {
        let handled = self.send(request, at);
        self.browser.keep_cookies(ISSUER, &handled.response);
        handled
    }

    /// The browser submits the form on the page in `handled`.
    #[track_caller]
    pub fn submit(
        &mut self,
        handled: &Handled,
        entries: &[(&str, &str)],
        at: Timestamp,
    ) -> Handled {
        let form = form_in(&handled.response).expect("the page has a form");
        let request = self.browser.submit(ISSUER, &form, entries);
        self.send_from_browser(&request, at)
    }

    /// Alice signs in on the page in `handled`, if it asks for that.
    #[track_caller]
    pub fn sign_in(&mut self, handled: Handled, at: Timestamp) -> Handled {
        match handled.page {
            Some(Page::SignIn { .. }) => {
                let mut users = self.server.users.iter();
                let alice = users.find(|user| user.username == "alice");
                let password = alice.expect("she is known").password.clone();
                let entries = [("username", "alice"), ("password", &*password)];
                self.submit(&handled, &entries, at)
            }
            _ => handled,
        }
    }

    /// The browser opens `pairs`, Alice signs in and presses `decision`. Returns the answer that
    /// goes to the application.
    #[track_caller]
    pub fn decide(&mut self, pairs: &Pairs, decision: &str, at: Timestamp) -> Handled {
        let page = self.visit(pairs, at);
        let page = self.sign_in(page, at);
        assert!(
            matches!(page.page, Some(Page::Consent { .. })),
            "the server asks for consent, not {:?} ({:?})",
            page.page,
            page.failed_check()
        );
        self.submit(&page, &[("decision", decision)], at)
    }

    /// The code that `pairs` lead to when Alice approves.
    #[track_caller]
    pub fn code_for(&mut self, pairs: &Pairs, at: Timestamp) -> String {
        let answer = self.decide(pairs, "approve", at);
        location_parameter(&answer, "code").expect("the answer has a code")
    }

    /// A fresh code of `caller`.
    #[track_caller]
    pub fn code(&mut self, caller: &Caller, at: Timestamp) -> String {
        self.code_for(&caller.authorization(), at)
    }

    /// Sends a token request that has to succeed.
    #[track_caller]
    pub fn tokens_for(&mut self, caller: &Caller, pairs: &Pairs, at: Timestamp) -> Tokens {
        let handled = self.send(&caller.token_request(pairs), at);
        tokens_in(&handled)
    }

    /// Redeems `code`, which has to succeed.
    #[track_caller]
    pub fn redeem(&mut self, caller: &Caller, code: &str, at: Timestamp) -> Tokens {
        self.tokens_for(caller, &caller.redemption(code), at)
    }

    /// Fresh tokens of `caller` by the code flow.
    #[track_caller]
    pub fn tokens(&mut self, caller: &Caller, at: Timestamp) -> Tokens {
        let code = self.code(caller, at);
        self.redeem(caller, &code, at)
    }

    /// A device asks for codes.
    #[track_caller]
    pub fn device_codes(&mut self, caller: &Caller, at: Timestamp) -> DeviceCodes {
        let handled = self.send(&caller.device_request(&Pairs::default()), at);
        let answer = json_in(&handled.response);
        DeviceCodes {
            device_code: text(&answer, "device_code"),
            user_code: text(&answer, "user_code"),
        }
    }

    /// Alice opens the verification page and signs in. Returns the page that asks for the code.
    #[track_caller]
    pub fn verification_page(&mut self, at: Timestamp) -> Handled {
        let request = self.browser.open(&format!("{ISSUER}/device"));
        let page = self.send_from_browser(&request, at);
        self.sign_in(page, at)
    }

    /// Alice enters `user_code` and presses `decision`.
    #[track_caller]
    pub fn decide_device(&mut self, user_code: &str, decision: &str, at: Timestamp) -> Handled {
        let page = self.verification_page(at);
        let page = self.submit(&page, &[("user_code", user_code)], at);
        self.submit(&page, &[("decision", decision)], at)
    }

    /// Whether the server tells `caller` that `token` is active.
    #[track_caller]
    pub fn introspects(&mut self, caller: &Caller, token: &str, at: Timestamp) -> bool {
        let request = caller.post("/introspect", &Pairs::of(&[("token", token)]));
        let answer = json_in(&self.send(&request, at).response);
        answer["active"].as_bool().expect("active is true or false")
    }

    /// Has the access tokens say nothing by themselves.
    pub fn use_opaque_tokens(&mut self, are_opaque: bool) {
        self.server.policy.access_tokens_are_opaque = are_opaque;
        self.api.takes_opaque_tokens = are_opaque;
    }

    /// Has the server know the JWT `token` as what it has handed out under its `jti`.
    pub fn hand_out(&mut self, token: &str) {
        let claims = jose::decode(token).expect("it is a JWT").claims;
        let jti = claims["jti"].as_str().expect("it has a name");
        let known = self.server.store.access_tokens.get_mut(jti);
        token.clone_into(&mut known.expect("the server has issued it").token);
    }

    /// Sends `call` to the API, which asks the server.
    pub fn send_to_api(&mut self, call: &Request, at: Timestamp) -> Handled {
        let answer = |world: &mut World, call: &Request, at| {
            let World { api, server, .. } = world;
            let ask = &mut |question: &Request| Some(server.handle(question, at).response);
            api.handle(call, at, ask)
        };
        let before = self.mends_refusals.then(|| self.server.store.clone());
        let handled = answer(self, call, at);
        if let Some(before) = before {
            mended::assert_mend(self, before, (call, at, &handled), answer);
        }
        handled
    }

    /// Calls the API for the photos with `access_token`.
    pub fn call(&mut self, access_token: &str, at: Timestamp) -> Handled {
        self.send_to_api(&photos(access_token), at)
    }

    /// The API has another address, which the server knows.
    pub fn move_api(&mut self, resource: &str) {
        self.api.resource = resource.to_owned();
        self.server.resource_servers.push(ResourceServer {
            resource: resource.to_owned(),
            client_id: None,
        });
    }

    #[track_caller]
    pub fn opens_the_api(&mut self, access_token: &str, at: Timestamp) {
        let handled = self.call(access_token, at);
        assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());
    }

    #[track_caller]
    pub fn does_not_open_the_api(&mut self, access_token: &str, at: Timestamp) {
        let handled = self.call(access_token, at);
        assert_eq!(status(&handled), 401);
        let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
}
