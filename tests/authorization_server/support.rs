//! A small world to test in: a server under a profile, clients of every kind, a person with a
//! browser, an API, and what the tests ask of answers.

use http::header::{self, HeaderValue};
use http::{Method, Uri};
use serde_json::Value;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oauth_flow_simulator::actor::api::Api;
use oauth_flow_simulator::actor::browser::{Browser, form_in};
use oauth_flow_simulator::actor::client_application::json_in;
use oauth_flow_simulator::protocol::form::{self, Parameters};
use oauth_flow_simulator::protocol::jose::JwkSet;
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::scenario::DEFAULT_START;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication, User};
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{AuthorizationServer, Handled, Request};
use oauth_flow_simulator::simulation::clock::Timestamp;
use oauth_flow_simulator::spec::Section;

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
pub const NOW: Timestamp = DEFAULT_START;
/// What `state` has to survive: every character that the encoding has a meaning for, and length.
pub const STATE: &str = "a+b&c=d%20e f/~g;h?i#j \u{e9}-0123456789-0123456789-0123456789-0123456789-\
                         0123456789-0123456789-0123456789-0123456789-0123456789-0123456789";
/// The verifier of [RFC 7636 appendix B](https://www.rfc-editor.org/rfc/rfc7636.html#appendix-B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const PASSWORD: &str = "looking-glass";

/// A registered client, as it calls.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub client_id: &'static str,
    pub credentials: Credentials,
    pub redirect_uri: &'static str,
    grant_types: &'static [&'static str],
    response_types: &'static [&'static str],
    scope: &'static [&'static str],
}

/// What a client proves itself with.
#[derive(Clone, Copy, Debug)]
pub enum Credentials {
    None,
    Basic(&'static str),
    Body(&'static str),
}

const CODE_GRANTS: &[&str] = &["authorization_code", "refresh_token"];
const PHOTOS: &[&str] = &["photos.read", "photos.write"];

/// A confidential client that authenticates by HTTP Basic.
pub const WEB: Caller = Caller {
    client_id: "webapplication",
    credentials: Credentials::Basic("web-secret"),
    redirect_uri: "https://web.example.com/callback",
    grant_types: CODE_GRANTS,
    response_types: &["code"],
    scope: PHOTOS,
};
/// A confidential client that authenticates in the body.
pub const OTHER_WEB: Caller = Caller {
    client_id: "otherwebapplication",
    credentials: Credentials::Body("other-web-secret"),
    redirect_uri: "https://other-web.example.com/callback",
    ..WEB
};
/// A public client.
pub const PAGE: Caller = Caller {
    client_id: "photopage",
    credentials: Credentials::None,
    redirect_uri: "https://page.example.com/callback",
    ..WEB
};
/// A second public client.
pub const OTHER_PAGE: Caller = Caller {
    client_id: "otherphotopage",
    redirect_uri: "https://other-page.example.com/callback",
    ..PAGE
};
/// A native application: its redirect URIs are loopback addresses.
pub const NATIVE: Caller = Caller {
    client_id: "nativeapplication",
    redirect_uri: "http://127.0.0.1/callback",
    ..PAGE
};
/// A client of the implicit flow.
pub const OLD_PAGE: Caller = Caller {
    client_id: "oldphotopage",
    credentials: Credentials::None,
    redirect_uri: "https://old.example.com/callback",
    grant_types: &["implicit"],
    response_types: &["token"],
    scope: PHOTOS,
};
/// A service without users.
pub const SERVICE: Caller = Caller {
    client_id: "reportservice",
    credentials: Credentials::Basic("service-secret"),
    redirect_uri: "",
    grant_types: &["client_credentials"],
    response_types: &[],
    scope: &["reports.read", "reports.list"],
};
/// A public client that is registered for a grant that no public client may use.
pub const PRETENDER: Caller = Caller {
    client_id: "pretender",
    credentials: Credentials::None,
    ..SERVICE
};
/// A device.
pub const TELEVISION: Caller = Caller {
    client_id: "television",
    credentials: Credentials::None,
    redirect_uri: "",
    grant_types: &[DEVICE_CODE, "refresh_token"],
    response_types: &[],
    scope: PHOTOS,
};
/// A second device.
pub const OTHER_TELEVISION: Caller = Caller {
    client_id: "othertelevision",
    ..TELEVISION
};
/// A device with a secret.
pub const PRINTER: Caller = Caller {
    client_id: "printer",
    credentials: Credentials::Basic("printer-secret"),
    ..TELEVISION
};

const CALLERS: &[Caller] = &[
    WEB,
    OTHER_WEB,
    PAGE,
    OTHER_PAGE,
    NATIVE,
    OLD_PAGE,
    SERVICE,
    PRETENDER,
    TELEVISION,
    OTHER_TELEVISION,
    PRINTER,
];

impl Caller {
    /// The client as the server knows it.
    pub fn registration(&self) -> Client {
        let redirect_uris = [self.redirect_uri]
            .into_iter()
            .filter(|uri| !uri.is_empty());
        Client {
            client_id: self.client_id.to_owned(),
            name: format!("The {}", self.client_id),
            authentication: match self.credentials {
                Credentials::None => ClientAuthentication::None,
                Credentials::Basic(secret) => ClientAuthentication::ClientSecretBasic {
                    client_secret: secret.to_owned(),
                },
                Credentials::Body(secret) => ClientAuthentication::ClientSecretPost {
                    client_secret: secret.to_owned(),
                },
            },
            redirect_uris: redirect_uris.map(str::to_owned).collect(),
            grant_types: self.grant_types.to_vec(),
            response_types: self.response_types.to_vec(),
            scope: Scope::of(self.scope),
        }
    }

    /// A complete authorization request of this client, with PKCE where there is a code.
    pub fn authorization(&self) -> Pairs {
        let response_type = self.response_types.first().copied().unwrap_or("code");
        let request = Pairs::of(&[
            ("response_type", response_type),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", "photos.read photos.write"),
            ("state", STATE),
        ]);
        if response_type != "code" {
            return request;
        }
        request
            .with("code_challenge", &ChallengeMethod::S256.challenge(VERIFIER))
            .with("code_challenge_method", "S256")
    }

    /// The parameters that redeem `code`, without the client's credentials.
    pub fn redemption(&self, code: &str) -> Pairs {
        Pairs::of(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
            ("code_verifier", VERIFIER),
        ])
    }

    /// A token request with `pairs` and this client's credentials.
    pub fn token_request(&self, pairs: &Pairs) -> Request {
        self.post("/token", pairs)
    }

    /// A device authorization request with `pairs` and this client's credentials.
    pub fn device_request(&self, pairs: &Pairs) -> Request {
        self.post("/device_authorization", pairs)
    }

    fn post(&self, path: &str, pairs: &Pairs) -> Request {
        let id = self.client_id;
        match self.credentials {
            Credentials::None => post(path, &pairs.clone().and("client_id", id)),
            Credentials::Body(secret) => {
                let pairs = pairs.clone().and("client_id", id);
                post(path, &pairs.and("client_secret", secret))
            }
            Credentials::Basic(secret) => with_basic(post(path, pairs), id, secret),
        }
    }
}

/// The parameters that poll for `device_code`.
pub fn poll(device_code: &str) -> Pairs {
    Pairs::of(&[("grant_type", DEVICE_CODE), ("device_code", device_code)])
}

/// The parameters that use `refresh_token`.
pub fn refresh(refresh_token: &str) -> Pairs {
    Pairs::of(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
    ])
}

/// A form post to the server.
pub fn post(path: &str, pairs: &Pairs) -> Request {
    let mut request = request(Method::POST, &format!("{ISSUER}{path}"));
    *request.body_mut() = pairs.encoded().into_bytes();
    with_header(
        request,
        header::CONTENT_TYPE,
        "application/x-www-form-urlencoded",
    )
}

/// A request without body.
pub fn request(method: Method, url: &str) -> Request {
    let mut request = Request::new(Vec::new());
    *request.method_mut() = method;
    *request.uri_mut() = Uri::try_from(url).expect("the test's address is one");
    request
}

/// `request` with one header field more.
pub fn with_header(mut request: Request, name: header::HeaderName, value: &str) -> Request {
    let value = HeaderValue::try_from(value).expect("the test's header value is one");
    request.headers_mut().append(name, value);
    request
}

/// `request` with HTTP Basic credentials, encoded as RFC 6749 section 2.3.1 demands.
pub fn with_basic(request: Request, client_id: &str, secret: &str) -> Request {
    let id = form::encode_component(client_id);
    let secret = form::encode_component(secret);
    let encoded = BASE64_STANDARD.encode(format!("{id}:{secret}"));
    with_header(request, header::AUTHORIZATION, &format!("Basic {encoded}"))
}

/// Parameters of a request that a test builds up.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub fn of(pairs: &[(&str, &str)]) -> Pairs {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Pairs(pairs.iter().map(owned).collect())
    }

    /// With `name` set to `value`, whatever it was.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Pairs {
        self.without(name).and(name, value)
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Pairs {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// With one more `name`, even if there is one.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Pairs {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With all of `more` behind.
    #[must_use]
    pub fn extended(mut self, more: &Pairs) -> Pairs {
        self.0.extend(more.0.iter().cloned());
        self
    }

    pub fn encoded(&self) -> String {
        let pairs = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        form::encode(pairs)
    }
}

/// The tokens of a successful answer.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: Option<String>,
    pub scope: Scope,
}

impl Tokens {
    pub fn refresh_token(&self) -> &str {
        self.refresh_token
            .as_deref()
            .expect("the answer has a refresh token")
    }
}

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
}

/// Runs `test` in a fresh world of each profile. A failing test prints which one it was.
pub fn under_every_profile(test: impl Fn(&mut World)) {
    under(&Profile::ALL, test);
}

/// Runs `test` in a fresh world of each of `profiles`.
pub fn under(profiles: &[Profile], test: impl Fn(&mut World)) {
    for profile in profiles {
        println!("under {}", profile.name());
        test(&mut World::new(*profile));
    }
}

impl World {
    pub fn new(profile: Profile) -> World {
        let mut server = AuthorizationServer::new(ISSUER, API, profile.policy(), 0x5eed);
        server.clients = CALLERS.iter().map(Caller::registration).collect();
        for username in ["alice", "bob"] {
            server.users.push(User {
                username: username.to_owned(),
                password: PASSWORD.to_owned(),
                subject: format!("user:{username}"),
            });
        }
        let keys = server.handle(&request(Method::GET, &server.url("/jwks")), NOW);
        let api = Api {
            resource: API.to_owned(),
            issuer: ISSUER.to_owned(),
            keys: JwkSet::parse(keys.response.body()),
            query_token_is_accepted: server.policy.query_token_is_accepted,
        };
        World {
            profile,
            server,
            api,
            browser: Browser::default(),
        }
    }

    pub fn send(&mut self, request: &Request, at: Timestamp) -> Handled {
        self.server.handle(request, at)
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
                let entries = [("username", "alice"), ("password", PASSWORD)];
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

    /// Calls the API for the photos with `access_token`.
    pub fn call(&self, access_token: &str, at: Timestamp) -> Handled {
        self.api
            .handle(&photos(access_token), at, &self.server.store)
    }

    #[track_caller]
    pub fn opens_the_api(&self, access_token: &str, at: Timestamp) {
        let handled = self.call(access_token, at);
        assert_eq!(status(&handled), 200, "{:?}", handled.failed_check());
    }

    #[track_caller]
    pub fn does_not_open_the_api(&self, access_token: &str, at: Timestamp) {
        let handled = self.call(access_token, at);
        assert_eq!(status(&handled), 401);
        let challenge = header_text(&handled, header::WWW_AUTHENTICATE);
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
}

/// A call for the photos with a token in the header.
pub fn photos(access_token: &str) -> Request {
    let call = request(Method::GET, &format!("{API}/photos"));
    with_header(
        call,
        header::AUTHORIZATION,
        &format!("Bearer {access_token}"),
    )
}

/// The address of the authorization request `pairs`.
pub fn authorization_url(pairs: &Pairs) -> String {
    format!("{ISSUER}/authorize?{}", pairs.encoded())
}

/// The request that opening [`authorization_url`] makes in a browser without cookies.
pub fn authorization(pairs: &Pairs) -> Request {
    request(Method::GET, &authorization_url(pairs))
}

pub fn status(handled: &Handled) -> u16 {
    handled.response.status().as_u16()
}

/// The text of a header field; empty if there is none.
pub fn header_text(handled: &Handled, name: header::HeaderName) -> &str {
    let value = handled.response.headers().get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Where the answer sends the browser; empty if nowhere.
pub fn location(handled: &Handled) -> &str {
    header_text(handled, header::LOCATION)
}

/// A parameter of the address that the answer sends the browser to, wherever it stands.
pub fn location_parameter(handled: &Handled, name: &str) -> Option<String> {
    let (_, encoded) = location(handled).split_once(['#', '?'])?;
    Parameters::parse(encoded.as_bytes())
        .get(name)
        .map(str::to_owned)
}

/// The text of the body.
pub fn body(handled: &Handled) -> &str {
    std::str::from_utf8(handled.response.body()).expect("the body is text")
}

/// A text in a JSON answer.
#[track_caller]
pub fn text(answer: &Value, name: &str) -> String {
    let member = answer[name].as_str();
    member
        .unwrap_or_else(|| panic!("{name} is a text in {answer}"))
        .to_owned()
}

#[track_caller]
pub fn tokens_in(handled: &Handled) -> Tokens {
    assert_eq!(
        status(handled),
        200,
        "{} {:?}",
        body(handled),
        handled.failed_check()
    );
    let answer = json_in(&handled.response);
    Tokens {
        access_token: text(&answer, "access_token"),
        refresh_token: answer["refresh_token"].as_str().map(str::to_owned),
        scope: Scope::parse(&text(&answer, "scope")).expect("the scope is well formed"),
    }
}

/// How a request has to be refused: the answer, and the check that says why.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    answer: Answer,
    error: &'static str,
    check: &'static str,
    section: Section,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Json(u16),
    /// A page of the server, which sends the browser nowhere.
    Page(u16),
    /// Back to the application, with the error in the query.
    Query,
    /// Back to the application, with the error in the fragment.
    Fragment,
}

/// Refused to the client itself.
pub fn json(status: u16, error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Json(status),
        error,
        check,
        section,
    }
}

/// Refused on a page of the server.
pub fn page(status: u16, error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Page(status),
        ..json(status, error, check, section)
    }
}

/// Refused by sending the browser back, with the error in the query.
pub fn redirect(error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Query,
        ..json(303, error, check, section)
    }
}

/// Refused by sending the browser back, with the error in the fragment.
pub fn fragment(error: &'static str, check: &'static str, section: Section) -> Refused {
    Refused {
        answer: Answer::Fragment,
        ..json(303, error, check, section)
    }
}

impl Refused {
    #[track_caller]
    pub fn assert(&self, handled: &Handled) {
        match self.answer {
            Answer::Json(expected) => {
                assert_eq!(status(handled), expected, "{}", body(handled));
                assert_eq!(
                    header_text(handled, header::CONTENT_TYPE),
                    "application/json"
                );
                assert_eq!(header_text(handled, header::CACHE_CONTROL), "no-store");
                let answer = json_in(&handled.response);
                assert_eq!(answer["error"], self.error, "{answer}");
                let members = answer.as_object().expect("the body is an object");
                let names: Vec<&String> = members.keys().collect();
                assert_eq!(names, ["error", "error_description"]);
            }
            Answer::Page(expected) => {
                assert_eq!(status(handled), expected, "{}", location(handled));
                assert_eq!(location(handled), "", "nothing is sent anywhere");
                assert!(body(handled).contains(self.error), "{}", body(handled));
                assert!(form_in(&handled.response).is_none());
            }
            Answer::Query | Answer::Fragment => {
                assert_eq!(status(handled), 303, "{}", body(handled));
                let error = location_parameter(handled, "error");
                assert_eq!(error.as_deref(), Some(self.error), "{}", location(handled));
                let is_fragment = matches!(self.answer, Answer::Fragment);
                assert_eq!(location(handled).contains('#'), is_fragment);
                assert_eq!(location_parameter(handled, "code"), None);
                assert_eq!(location_parameter(handled, "access_token"), None);
            }
        }
        let failed = handled
            .failed_check()
            .expect("a refusal names the check that failed");
        assert_eq!(
            (failed.name, failed.section),
            (self.check, self.section),
            "{failed:?}"
        );
        let last = handled.checks.last().map(|check| check.name);
        assert_eq!(
            last,
            Some(self.check),
            "nothing is judged after the refusal"
        );
    }
}
