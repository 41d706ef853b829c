//! Names that a page's author gives to the simulated world.

use oauth_flow_simulator::flow::Flow;
use oauth_flow_simulator::player::naming::{MAXIMUM_LENGTH, Naming};
use oauth_flow_simulator::scenario::{Names, Scenario, simulate};
use oauth_flow_simulator::simulation::trace::Outcome;

fn named(flow: &str, json: &str) -> (Scenario, Vec<String>) {
    let (naming, complaints) = Naming::parse(json);
    let mut scenario = Scenario::new(Flow::parse(flow).expect("the flow is in the list"));
    naming.apply(&mut scenario.names);
    (scenario, complaints)
}

fn names_of(flow: &str) -> Names {
    Scenario::new(Flow::parse(flow).expect("the flow is in the list")).names
}

#[test]
fn the_server_and_the_actors_use_the_names() {
    let json = r#"{"client":"Acme Photos","client_id":"acme1","client_host":"acme.example",
        "authorization_server_host":"login.acme.example","api_host":"api.acme.example",
        "person":"Robin"}"#;
    let (scenario, complaints) = named("authorization-code-pkce", json);
    assert_eq!(complaints, Vec::<String>::new());
    let trace = simulate(&scenario);
    assert!(
        matches!(trace.outcome, Outcome::Finished),
        "{:?}",
        trace.outcome
    );
    let messages = trace.steps.iter().filter_map(|step| step.message.as_ref());
    let sent: String = messages.map(|message| message.raw()).collect();
    for given in [
        "acme1",
        "acme.example",
        "login.acme.example",
        "api.acme.example",
        "robin",
    ] {
        assert!(sent.contains(given), "no message has {given}");
    }
    for own in ["photopage", "example.com"] {
        assert!(!sent.contains(own), "a message still has {own}");
    }
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
        (r#"{"api_host":"https://api.example"}"#, "api_host"),
        (r#"{"api_host":"a..example"}"#, "api_host"),
        (r#"{"api_host":".example"}"#, "api_host"),
        (r#"{"person":"Robin Hood"}"#, "person"),
    ];
    for (json, word) in cases {
        let (scenario, complaints) = named("authorization-code", json);
        assert_eq!(complaints.len(), 1, "{json}");
        assert!(complaints[0].contains(word), "{json}: {}", complaints[0]);
        assert_eq!(scenario.names, names_of("authorization-code"), "{json}");
    }
}
