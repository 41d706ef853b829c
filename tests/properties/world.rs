//! A server with many clients, and the real requests of every flow under every profile with the
//! state of the server before each.

use std::sync::OnceLock;

use http::{HeaderName, HeaderValue, Method};
use oauth_flow_simulator::flow::story::USUAL;
use oauth_flow_simulator::flow::{FLOWS, Flow};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::api::Api;
use oauth_flow_simulator::party::introspection::Introspection;
use oauth_flow_simulator::protocol::alias::Aliases;
use oauth_flow_simulator::protocol::jose::JwkSet;
use oauth_flow_simulator::protocol::jose::es256::ES256;
use oauth_flow_simulator::protocol::message::{Message, StartLine};
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Consent, PASSWORD, PasswordEntry, Person, Scenario};
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication, User, name_list};
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::openid_connect::claims;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::store::Store;
use oauth_flow_simulator::server::{AuthorizationServer, Request};
use oauth_flow_simulator::simulation::trace::Trace;

pub const ISSUER: &str = "https://auth.example.com";
pub const API: &str = "https://api.example.com";
pub const SEED: u64 = 0x5eed;

/// A request as a flow sent it.
#[derive(Clone)]
pub struct Sent {
    pub request: Request,
    pub at: Timestamp,
}

/// The requests of one run, in order.
pub struct Tape {
    pub profile: Profile,
    /// Those to the authorization server.
    pub requests: Vec<Sent>,
    /// What the server remembers before each of them, and after the last.
    pub stores: Vec<Store>,
    /// Those to the API.
    pub calls: Vec<Sent>,
}

/// A server that knows the clients of all flows and some more.
pub fn server(profile: Profile, seed: u64) -> AuthorizationServer {
    let mut server = AuthorizationServer::new(&ALL, ISSUER, API, profile.policy(), seed);
    server.clients = clients();
    for (username, password) in [("alice", PASSWORD), ("mallory", "picklock")] {
        server.users.push(User {
            claims: claims::example(username),
            ..User::new(username, password)
        });
    }
    server
}

/// The API that trusts `server`.
pub fn api(server: &mut AuthorizationServer) -> Api {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = http::Uri::from_static("https://auth.example.com/jwks");
    let keys = server.handle(&request, Timestamp(0)).response;
    let keys = JwkSet::parse(keys.body());
    let endpoint = server.url("/introspect");
    let introspection = match server.policy.clients_sign_with_private_keys {
        true => Introspection::with_key(ISSUER, endpoint, API, 0x5eed),
        false => Introspection::with_secret(ISSUER, endpoint, API, 0x5eed),
    };
    server.add_resource_server(API, introspection.registration());
    Api {
        skipped_checks: Vec::new(),
        resource: API.to_owned(),
        issuer: ISSUER.to_owned(),
        keys,
        algorithms: &[ES256],
        dpop: None,
        query_token_is_accepted: server.policy.query_token_is_accepted,
        introspection,
        takes_opaque_tokens: server.policy.access_tokens_are_opaque,
        aliases: Aliases::default(),
    }
}

/// What every run with [`SEED`] has as the secret of its client.
pub fn client_secret() -> &'static str {
    static SECRET: OnceLock<String> = OnceLock::new();
    SECRET.get_or_init(read_client_secret)
}

fn read_client_secret() -> String {
    let flow = Flow::parse("client-credentials").expect("the flow is in the list");
    let trace = simulate(&flow.scenario()).expect("the flow is in the list");
    let mut values = trace.values.iter();
    let secret = values.find(|value| value.kind == ValueKind::ClientSecret);
    secret.expect("the client sends its secret").text.clone()
}

fn clients() -> Vec<Client> {
    let client_secret = client_secret().to_owned();
    let basic = ClientAuthentication::ClientSecretBasic {
        client_secret: client_secret.clone(),
    };
    let post = ClientAuthentication::ClientSecretPost { client_secret };
    let client = |id: &str, authentication, redirect_uris: &[&str], grants: &[&str]| {
        let starts_with_token = grants.contains(&"implicit");
        Client {
            client_id: id.to_owned(),
            name: format!("The <em>{id}"),
            authentication,
            redirect_uris: redirect_uris.iter().map(|uri| (*uri).to_owned()).collect(),
            grant_types: name_list(grants),
            response_types: match starts_with_token {
                true => name_list(&["token"]),
                false if redirect_uris.is_empty() => Vec::new(),
                false => name_list(&["code"]),
            },
            scope: Scope::of(&["photos.read"]),
            ..Client::default()
        }
    };
    let none = || ClientAuthentication::None;
    let code = ["authorization_code", "refresh_token"];
    let shop = ["https://shop.example.com/callback"];
    let page = ["https://photos.example.com/callback"];
    let old = ["https://old.example.com/callback"];
    let desk = [
        "http://127.0.0.1/callback?fixed=1",
        "com.example.app:/callback",
    ];
    let every = [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        DEVICE_CODE,
    ];
    let reports = Scope::of(&["reports.read"]);
    let mut clients = vec![
        client("printshop", basic.clone(), &shop, &code),
        client("photopage", none(), &page, &code),
        Client {
            scope: reports,
            ..client("reportjob", basic, &[], &["client_credentials"])
        },
        client("television", none(), &[], &[DEVICE_CODE, "refresh_token"]),
        client("oldphotopage", none(), &old, &["implicit"]),
        Client {
            response_types: name_list(&["code", "token"]),
            scope: Scope::of(&["photos.read", "photos.write"]),
            ..client("deskapp", none(), &desk, &every)
        },
        client(
            "backoffice",
            post,
            &["https://back.example.com/cb?tenant=1"],
            &every,
        ),
    ];
    // A flow that comes later brings its own.
    for flow in FLOWS {
        let scenario = Scenario {
            seed: SEED,
            ..flow.scenario()
        };
        let client = (flow.registration)(&scenario);
        if clients.iter().all(|one| one.client_id != client.client_id) {
            clients.push(client);
        }
    }
    clients
}

/// What the person does in the runs that are recorded.
fn persons() -> [Person; 2] {
    let wayward = Person {
        password: PasswordEntry::WrongFirst,
        consent: Consent::Deny,
        user_code: Some("WDJB-MJHT".to_owned()),
    };
    [Person::default(), wayward]
}

/// Every flow under every profile, with a person who does all right and one who does not.
pub fn tapes() -> &'static [Tape] {
    static TAPES: OnceLock<Vec<Tape>> = OnceLock::new();
    TAPES.get_or_init(record_all)
}

fn record_all() -> Vec<Tape> {
    let mut tapes = Vec::new();
    for flow in FLOWS {
        for profile in Profile::FLOWS {
            for person in persons() {
                let scenario = Scenario {
                    profile,
                    person,
                    seed: SEED,
                    ..flow.scenario()
                };
                tapes.push(record(&scenario));
            }
        }
    }
    tapes
}

fn record(scenario: &Scenario) -> Tape {
    let trace = simulate(scenario).expect("the flow is in the list");
    let mut exchanges = exchanges(&trace, ISSUER);
    if scenario.flow == "refresh" {
        // Its tokens come from a sign-in that is not told: the one of the flow with PKCE.
        let sign_in = Scenario {
            flow: "authorization-code-pkce".to_owned(),
            story: USUAL.to_owned(),
            person: Person {
                consent: Consent::Approve,
                ..scenario.person.clone()
            },
            ..scenario.clone()
        };
        exchanges.splice(
            0..0,
            self::exchanges(
                &simulate(&sign_in).expect("the flow is in the list"),
                ISSUER,
            ),
        );
    }
    let mut server = server(scenario.profile, scenario.seed);
    let mut stores = vec![server.store.clone()];
    for (sent, status) in &exchanges {
        let handled = server.handle(&sent.request, sent.at);
        let flow = &scenario.flow;
        assert_eq!(
            handled.response.status(),
            *status,
            "{flow:?} replays: {:?}",
            sent.request
        );
        stores.push(server.store.clone());
    }
    let calls = self::exchanges(&trace, API);
    Tape {
        profile: scenario.profile,
        requests: exchanges.into_iter().map(|(sent, _)| sent).collect(),
        stores,
        calls: calls.into_iter().map(|(sent, _)| sent).collect(),
    }
}

/// The requests of `trace` to `origin`, each with the status of its answer.
fn exchanges(trace: &Trace, origin: &str) -> Vec<(Sent, u16)> {
    let mut found = Vec::new();
    for (index, step) in trace.steps.iter().enumerate() {
        let (Some(exchange), Some(message)) = (step.round_trip, &step.message) else {
            continue;
        };
        let Some(request) = request_of(message).filter(|_| exchange.request == index) else {
            continue;
        };
        let answer = trace.steps[exchange.response].message.as_ref();
        let Some(StartLine::Response { status }) = answer.map(|answer| &answer.start) else {
            continue;
        };
        if request.uri().to_string().starts_with(origin) {
            let at = step.at;
            found.push((Sent { request, at }, *status));
        }
    }
    found
}

fn request_of(message: &Message) -> Option<Request> {
    let StartLine::Request { method, url } = &message.start else {
        return None;
    };
    let mut request = Request::new(message.body.clone().into_bytes());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).expect("it was a method");
    *request.uri_mut() = url.parse().expect("it was an address");
    for (name, value) in &message.headers {
        let name: HeaderName = name.parse().expect("it was a header name");
        let value = HeaderValue::try_from(value).expect("it was a header value");
        request.headers_mut().append(name, value);
    }
    Some(request)
}
