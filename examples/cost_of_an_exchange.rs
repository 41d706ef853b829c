//! What an exchange costs a server that has had many before: `cargo run --release
//! --no-default-features --example cost_of_an_exchange`.
//!
//! Every line is the median of a thousand, at a server that holds as many earlier exchanges as
//! the line says. The cost may not grow with them.

use std::time::Instant;

use http::{HeaderValue, Method, header};
use oauth_flow_simulator::protocol::form;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::scenario::DEFAULT_START;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{AuthorizationServer, Request};
use oauth_flow_simulator::simulation::clock::Timestamp;
use serde_json::Value;

const ISSUER: &str = "https://auth.example.com";
const EARLIER: [usize; 3] = [0, 20_000, 100_000];
const TRIES: usize = 1_000;

fn main() {
    println!("{:>8}  {:<28} {:>10}", "earlier", "exchange", "median");
    let mut server = server();
    let mut sent = 0;
    for earlier in EARLIER {
        while sent < earlier {
            token(&mut server, DEFAULT_START);
            device(&mut server, DEFAULT_START);
            sent += 1;
        }
        let now = DEFAULT_START.plus(1);
        let measured = [
            ("issue a token", median(|| drop(token(&mut server, now)))),
            ("issue device codes", median(|| device(&mut server, now))),
        ];
        for (what, microseconds) in measured {
            print(earlier, what, microseconds);
        }
        let tokens: Vec<String> = (0..2 * TRIES).map(|_| token(&mut server, now)).collect();
        let mut tokens = tokens.iter();
        let mut post_next = |path: &str| {
            let token = tokens.next().map(String::as_str).unwrap_or_default();
            post(&mut server, path, &[("token", token)], now);
        };
        print(earlier, "introspect", median(|| post_next("/introspect")));
        print(earlier, "revoke", median(|| post_next("/revoke")));
    }
    // Everything is due at once: the first exchanges after that pay for their own part only.
    let much_later = DEFAULT_START.plus(100 * 86_400);
    let slowest = (0..TRIES).map(|_| timed(|| drop(token(&mut server, much_later))));
    let slowest = slowest.fold(0.0, f64::max);
    print(100_000, "issue when all is due, slowest", slowest);
}

fn print(earlier: usize, what: &str, microseconds: f64) {
    println!("{earlier:>8}  {what:<28} {microseconds:>7.1} µs");
}

fn median(mut exchange: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..TRIES).map(|_| timed(&mut exchange)).collect();
    times.sort_by(f64::total_cmp);
    times[TRIES / 2]
}

fn timed(exchange: impl FnOnce()) -> f64 {
    let started = Instant::now();
    exchange();
    started.elapsed().as_secs_f64() * 1e6
}

fn server() -> AuthorizationServer {
    let policy = Profile::OAuth21.policy();
    let mut server = AuthorizationServer::new(&ALL, ISSUER, "https://api.example.com", policy, 1);
    server.clients.push(Client {
        grant_types: vec![
            "client_credentials".into(),
            "urn:ietf:params:oauth:grant-type:device_code".into(),
        ],
        scope: Scope::of(&["photos.read"]),
        client_id: "service".to_owned(),
        authentication: ClientAuthentication::ClientSecretPost {
            client_secret: "secret".to_owned(),
        },
        ..Client::default()
    });
    server
}

fn post(
    server: &mut AuthorizationServer,
    path: &str,
    pairs: &[(&str, &str)],
    now: Timestamp,
) -> Value {
    let credentials = [("client_id", "service"), ("client_secret", "secret")];
    let pairs = pairs.iter().copied().chain(credentials);
    let mut request = Request::new(form::encode(pairs).into_bytes());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = format!("{ISSUER}{path}").parse().expect("it is an address");
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, form);
    let response = server.handle(&request, now).response;
    assert_eq!(response.status(), 200, "{:?}", response.body());
    serde_json::from_slice(response.body()).unwrap_or_default()
}

fn token(server: &mut AuthorizationServer, now: Timestamp) -> String {
    let answer = post(
        server,
        "/token",
        &[("grant_type", "client_credentials")],
        now,
    );
    let token = answer["access_token"].as_str();
    token.expect("there is one").to_owned()
}

fn device(server: &mut AuthorizationServer, now: Timestamp) {
    post(server, "/device_authorization", &[], now);
}
