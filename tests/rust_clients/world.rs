//! What every test of a client library starts from: a deployment with a clock, and a person who
//! approves.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::time::{SystemTime, UNIX_EPOCH};

use http::header;
use serde_json::{Value, json};

use oauth_flow_simulator::deployment::Deployment;
use oauth_flow_simulator::deployment::setup::Setup;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{Request, Response};

pub const ISSUER: &str = "https://auth.example.com";
pub const CALLBACK: &str = "https://app.example.com/callback";
/// Where the browser of a person who has signed out is sent.
pub const GOODBYE: &str = "https://app.example.com/goodbye";
pub const SECRET: &str = "lookingglass0123456789";
pub const SCOPE: &str = "photos.read photos.write";

/// The server and the API of a test.
pub struct World {
    pub deployment: RefCell<Deployment>,
    now: Cell<Timestamp>,
}

/// Runs `test` under every profile. A failing test prints under which.
pub fn under_every_profile(test: impl Fn(&World)) {
    for profile in Profile::FLOWS {
        println!("under {}", profile.name());
        test(&World::new(json!({ "profile": profile.id() })));
    }
}

impl World {
    /// A world with `options` beside its own.
    pub fn new(options: Value) -> World {
        let code = ["authorization_code", "refresh_token"];
        let device = [
            "urn:ietf:params:oauth:grant-type:device_code",
            "refresh_token",
        ];
        let scope = format!("openid profile email offline_access {SCOPE}");
        let mut all = json!({
            "autoApprove": "alice",
            "clients": [
                { "client_id": "page", "redirect_uris": [CALLBACK], "grant_types": code, "scope": scope },
                {
                    "client_id": "web", "client_secret": SECRET,
                    "redirect_uris": [CALLBACK], "grant_types": code, "scope": scope,
                },
                {
                    "client_id": "post", "client_secret": SECRET,
                    "token_endpoint_auth_method": "client_secret_post",
                    "redirect_uris": [CALLBACK], "grant_types": code, "scope": scope,
                },
                {
                    "client_id": "service", "client_secret": SECRET,
                    "grant_types": ["client_credentials"], "scope": "reports.read",
                },
                { "client_id": "television", "grant_types": device, "scope": scope },
                { "client_id": "legacy", "grant_types": ["password"], "scope": SCOPE },
                {
                    "client_id": "es256", "id_token_signed_response_alg": "ES256",
                    "userinfo_signed_response_alg": "RS256", "redirect_uris": [CALLBACK],
                    "grant_types": code, "scope": scope, "post_logout_redirect_uris": [GOODBYE],
                },
                {
                    "client_id": "hybrid", "redirect_uris": [CALLBACK],
                    "grant_types": ["authorization_code", "implicit"], "scope": scope,
                    "response_types": ["code", "id_token", "code id_token"],
                },
            ],
        });
        for (name, value) in options.as_object().expect("options are an object") {
            all[name] = value.clone();
        }
        let setup = Setup::parse(&all.to_string()).expect("the options are right");
        World {
            deployment: RefCell::new(Deployment::new(&setup, 7).expect("they can be met")),
            now: Cell::new(Timestamp(1_767_268_800)),
        }
    }

    /// The same, at the time of the wall clock, for libraries that look at it.
    pub fn at_present(options: Value) -> World {
        let world = World::new(options);
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.expect("it is later").as_secs();
        world.now.set(Timestamp(now));
        world
    }

    /// What the libraries take as their HTTP client.
    pub fn send(&self, request: Request) -> Result<Response, Infallible> {
        let handled = self
            .deployment
            .borrow_mut()
            .handle(&request, self.now.get());
        Ok(handled.expect("the address is the server's").response)
    }

    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    pub fn advance(&self, seconds: u64) {
        self.now.set(self.now.get().plus(seconds));
    }

    /// Where the browser that opens `url` is sent, and what it carries there.
    pub fn visit(&self, url: &str) -> Vec<(String, String)> {
        let response = self.get(url, None);
        let location = response.headers().get(header::LOCATION);
        let location = location.and_then(|value| value.to_str().ok());
        let location = location.expect("the browser is sent back").to_owned();
        let (_, query) = location
            .split_once(['?', '#'])
            .expect("it carries something");
        form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }

    pub fn get(&self, url: &str, token: Option<&str>) -> Response {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = url.parse().expect("it is an address");
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().expect("it is text");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        self.send(request).expect("nothing can fail")
    }

    /// The status of a call to the API.
    pub fn call(&self, path: &str, token: &str) -> u16 {
        let url = format!("https://api.example.com{path}");
        self.get(&url, Some(token)).status().as_u16()
    }
}

/// The value of `name` in `answer`.
pub fn value<'a>(answer: &'a [(String, String)], name: &str) -> &'a str {
    let pair = answer.iter().find(|(key, _)| key == name);
    let (_, value) = pair.unwrap_or_else(|| panic!("{name} is not in {answer:?}"));
    value
}
