//! Names that a page's author gives to the simulated world.

use oauth_flow_simulator::flow::{Flow, stories};
use oauth_flow_simulator::names::{MAXIMUM_LENGTH, Naming};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Names, Scenario};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::server::{AuthorizationServer, capabilities};
use oauth_flow_simulator::simulation::trace::{Outcome, PartyKind};

fn named(flow: &str, json: &str) -> (Scenario, Vec<String>) {
    let (naming, mut complaints) = Naming::parse(json);
    let mut scenario = Flow::parse(flow)
        .expect("the flow is in the list")
        .scenario();
    complaints.extend(naming.apply(&mut scenario));
    (scenario, complaints)
}

fn names_of(flow: &str) -> Names {
    Flow::parse(flow)
        .expect("the flow is in the list")
        .scenario()
        .names
}

/// Everything that is sent in the run of `scenario`, and the names on the lanes.
fn shown(scenario: &Scenario) -> String {
    let trace = simulate(scenario).expect("the flow is in the list");
    let outcome = &trace.outcome;
    assert!(!matches!(outcome, Outcome::Stopped { .. }), "{outcome:?}");
    let messages = trace.steps.iter().filter_map(|step| step.message.as_ref());
    let inquiries = trace.steps.iter().flat_map(|step| &step.inquiries);
    let asked = inquiries.map(|inquiry| &inquiry.request.message);
    let sent: String = messages.chain(asked).map(|message| message.raw()).collect();
    let lanes: Vec<&str> = trace.actors.iter().map(|actor| &*actor.name).collect();
    format!("{sent}\n{}", lanes.join("\n"))
}

const ALL_NAMES: &str = r#"{"client":"Acme Photos","client_id":"acme-1","client_host":"acme.example",
    "authorization_server":"https://Login.acme.example/","api":"api.acme.example","person":"Robin",
    "actors":{"authorization_server":"Acme ID","api":"Acme Contacts"},
    "endpoints":{"authorization":"/oauth2/auth","token":"/oauth2/token","jwks":"/oauth2/keys",
        "introspection":"/oauth2/introspect",
        "device_authorization":"/oauth2/device","verification":"/activate","api":"/v1/contacts"},
    "scopes":{"contacts":"See whom you know","profile":"See who you are"}}"#;

#[test]
fn the_server_and_the_actors_use_the_names_in_every_story() {
    for (flow, story) in stories() {
        let own = simulate(&Scenario {
            story: story.id.to_owned(),
            ..flow.scenario()
        })
        .expect("the flow is in the list");
        let (mut scenario, complaints) = named(flow.id, ALL_NAMES);
        assert_eq!(complaints, Vec::<String>::new());
        scenario.story = story.id.to_owned();
        assert_eq!(
            simulate(&scenario)
                .expect("the flow is in the list")
                .steps
                .len(),
            own.steps.len(),
            "{flow:?} {story:?}"
        );
        scenario.profile = Profile::OAuth20;
        let shown = shown(&scenario);
        let mut kinds = own.actors.iter().map(|actor| actor.kind);
        let has_browser = kinds.any(|kind| kind == PartyKind::Browser);
        let of_this_flow: &[&str] = match flow.id {
            "device" => &["robin", "/oauth2/device", "/activate", "See whom you know"],
            "refresh" => &["acme-1"],
            "implicit" => &[
                "robin",
                "/oauth2/auth?",
                "See whom you know",
                "acme.example/callback",
            ],
            _ if !has_browser => &[],
            _ => &[
                "robin",
                "/oauth2/auth?",
                "/oauth2/auth/consent",
                "See whom you know",
                "acme.example",
            ],
        };
        let token = if flow.id == "implicit" {
            "robin"
        } else {
            "/oauth2/token"
        };
        let always = [
            token,
            "login.acme.example",
            "api.acme.example",
            "/v1/contacts",
            "/oauth2/introspect",
            "Acme ID",
            "Acme Contacts",
        ];
        for given in of_this_flow.iter().chain(&always) {
            assert!(shown.contains(given), "{flow:?}: no message has {given}");
        }
        for own in [
            "photopage",
            "example.com",
            "photos.read",
            "reports.read",
            " /token",
            " /device",
            " /authorize",
            " /introspect",
        ] {
            assert!(!shown.contains(own), "{flow:?}: a message still has {own}");
        }
    }
}

#[test]
fn the_metadata_has_the_names() {
    let (scenario, _) = named("authorization-code-pkce", ALL_NAMES);
    let mut server = AuthorizationServer::new(
        &capabilities::FLOWS,
        "https://login.acme.example",
        "https://api.acme.example",
        scenario.profile.policy(),
        scenario.seed,
    );
    server.aliases = scenario.names.aliases.clone();
    let metadata = serde_json::to_string(&server.metadata()).expect("it is JSON");
    for path in ["auth", "token", "keys", "device"] {
        let address = format!("\"https://login.acme.example/oauth2/{path}\"");
        assert!(
            metadata.contains(&address),
            "{address} is not in {metadata}"
        );
    }
}

#[test]
fn names_that_cannot_stand_together_are_told_and_not_taken() {
    let own = names_of("authorization-code-pkce");
    let cases = [
        (
            r#"{"api":"a.example","authorization_server":"https://A.example"}"#,
            "a.example",
        ),
        (r#"{"client_host":"auth.example.com"}"#, "auth.example.com"),
        (r#"{"api":"photos.example.com"}"#, "photos.example.com"),
        (r#"{"endpoints":{"token":"/x","authorization":"/x"}}"#, "/x"),
        (r#"{"endpoints":{"token":"/authorize"}}"#, "/authorize"),
        (
            r#"{"endpoints":{"token":"/authorize/consent"}}"#,
            "/authorize/consent",
        ),
    ];
    for (json, word) in cases {
        let (scenario, complaints) = named("authorization-code-pkce", json);
        assert_eq!(complaints.len(), 1, "{json}");
        assert!(complaints[0].contains(word), "{json}: {}", complaints[0]);
        assert_eq!(scenario.names, own, "{json}");
    }
    let swapped = r#"{"endpoints":{"token":"/authorize","authorization":"/token"}}"#;
    let (scenario, complaints) = named("authorization-code-pkce", swapped);
    assert_eq!(complaints, Vec::<String>::new());
    assert!(shown(&scenario).contains("POST /authorize"));
}

#[test]
fn what_is_not_given_stays() {
    let (scenario, _) = named("authorization-code", r#"{"person":"Robin"}"#);
    let expected = Names {
        person: "Robin".to_owned(),
        ..names_of("authorization-code")
    };
    assert_eq!(scenario.names, expected);
}

#[test]
fn a_flow_without_a_client_on_the_web_gets_no_host() {
    let (scenario, _) = named("device", r#"{"client_host":"tv.example"}"#);
    assert_eq!(scenario.names, names_of("device"));
}

#[test]
fn what_is_no_name_is_told_and_changes_nothing() {
    let long = "x".repeat(MAXIMUM_LENGTH + 1);
    let cases = [
        ("[]", "JSON object"),
        ("{", "JSON object"),
        (r#"{"nobody":"x"}"#, "nobody"),
        (r#"{"client":""}"#, "client"),
        (r#"{"client":"two\nlines"}"#, "client"),
        (r#"{"client":7}"#, "client"),
        (&format!(r#"{{"client":"{long}"}}"#), "client"),
        (r#"{"client_id":"a b"}"#, "client_id"),
        (r#"{"api":"http://api.example"}"#, "api"),
        (r#"{"api":"https://api.example/photos"}"#, "api"),
        (r#"{"api":"a..example"}"#, "api"),
        (r#"{"api":".example"}"#, "api"),
        (r#"{"endpoints":"/token"}"#, "endpoints"),
        (r#"{"endpoints":{"nothing":"/x"}}"#, "endpoints.nothing"),
        (
            r#"{"endpoints":{"token":{"deep":"/x"}}}"#,
            "endpoints.token",
        ),
        (r#"{"endpoints":{"token":"token"}}"#, "endpoints.token"),
        (r#"{"endpoints":{"token":"/"}}"#, "endpoints.token"),
        (r#"{"endpoints":{"token":"/a/../b"}}"#, "endpoints.token"),
        (r#"{"endpoints":{"token":"/a?b"}}"#, "endpoints.token"),
        (r#"{"actors":{"api":""}}"#, "actors.api"),
        (r#"{"scopes":{"two words":"x"}}"#, "scopes.two words"),
        (r#"{"scopes":{"contacts":7}}"#, "scopes.contacts"),
        (r#"{"person":"Robin Hood"}"#, "person"),
    ];
    for (json, word) in cases {
        let (scenario, complaints) = named("authorization-code", json);
        assert_eq!(complaints.len(), 1, "{json}");
        assert!(complaints[0].contains(word), "{json}: {}", complaints[0]);
        assert_eq!(scenario.names, names_of("authorization-code"), "{json}");
    }
}
