//! What the API asks the authorization server while it judges a call: over the wire, in the trace.

use oauth_flow_simulator::flow::{Flow, stories};
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::message::{Field, Message, Place, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::parameter::lookup;
use oauth_flow_simulator::reading::inquiry::inquiries;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Change, Scenario, Switch, SwitchValue};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::cast::{API, AUTHORIZATION_SERVER};
use oauth_flow_simulator::simulation::trace::{Inquiry, Outcome, Step, Trace};
use serde_json::Value;

fn service() -> Scenario {
    let flow = Flow::parse("client-credentials").expect("it is in the list");
    flow.scenario()
}

fn run(scenario: &Scenario) -> Trace {
    simulate(scenario).expect("it can be played")
}

fn changed(edit: Edit, message: &str) -> Trace {
    let message = message.to_owned();
    run(&Scenario {
        changes: vec![Change { message, edit }],
        ..service()
    })
}

fn opaque() -> Scenario {
    Scenario {
        switches: vec![Switch {
            name: "accessTokensAreOpaque".to_owned(),
            value: SwitchValue::Is(true),
        }],
        ..service()
    }
}

fn status(message: &Message) -> u16 {
    match message.start {
        StartLine::Response { status } => status,
        _ => panic!("{message:?} is no response"),
    }
}

/// The answers of the API.
fn answers(trace: &Trace) -> impl Iterator<Item = &Step> {
    let kinds = [
        MessageKind::ResourceResponse,
        MessageKind::ResourceErrorResponse,
    ];
    trace.steps.iter().filter(move |step| {
        let message = step.message.as_ref();
        message.is_some_and(|message| kinds.contains(&message.kind))
    })
}

fn first_answer(trace: &Trace) -> &Step {
    answers(trace).next().expect("the API answers")
}

fn asked(step: &Step) -> &Inquiry {
    step.inquiries.first().expect("the API asks")
}

fn is_active(inquiry: &Inquiry) -> Value {
    let response = inquiry.response.as_ref().expect("there is an answer");
    let body: Value = serde_json::from_str(&response.message.body).expect("it is JSON");
    body["active"].clone()
}

fn failed(step: &Step) -> &str {
    let mut checks = step.checks.iter();
    checks
        .find(|check| check.has_failed())
        .map_or("", |check| &check.name)
}

#[test]
fn no_call_is_answered_of_which_the_server_was_not_asked() {
    let mut calls = 0;
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let trace = run(&Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            });
            let is_of_call = |step: &&Step| step.checks.iter().any(|one| one.table == "api_call");
            for step in trace.steps.iter().filter(is_of_call) {
                let is_revoked = failed(step) == "token_is_not_revoked";
                if failed(step) == "token_has_not_expired" {
                    // What the token itself says, nobody has to be asked for.
                    assert!(step.inquiries.is_empty());
                    continue;
                }
                let inquiry = asked(step);
                assert_eq!(is_active(inquiry), !is_revoked);
                assert_eq!((step.checked_by(), inquiry.to), (API, AUTHORIZATION_SERVER));
                assert!(!inquiry.checks.is_empty());
                assert!(inquiry.checks.iter().all(|check| !check.has_failed()));
                calls += 1;
            }
        }
    }
    assert!(calls > 40, "only {calls}");
}

#[test]
fn what_the_api_asks_and_hears_has_a_name_and_can_be_changed() {
    let usual = run(&service());
    let names: Vec<&str> = answers(&usual)
        .map(|step| &*asked(step).request.name)
        .collect();
    let expected = [
        "introspection-request",
        "introspection-request-2",
        "introspection-request-3",
    ];
    assert_eq!(names, expected);

    let other = Field {
        place: Place::Form,
        name: "token".to_owned(),
        value: "another".to_owned(),
    };
    let trace = changed(Edit::Set(other), "introspection-request");
    let step = first_answer(&trace);
    assert_eq!(asked(step).request.changes, [0]);
    assert_eq!(is_active(asked(step)), false);
    assert_eq!(failed(step), "token_is_not_revoked");
    assert_eq!(status(step.message.as_ref().expect("it answers")), 401);

    let wrong = Edit::Remove {
        place: Place::Header,
        name: "Authorization".to_owned(),
    };
    let trace = changed(wrong, "introspection-request");
    let inquiry = asked(first_answer(&trace));
    assert!(inquiry.checks.iter().any(|check| check.has_failed()));
}

#[test]
fn without_an_answer_the_api_lets_nobody_in() {
    for message in ["introspection-request", "introspection-response"] {
        let trace = changed(Edit::Lose, message);
        let step = first_answer(&trace);
        let response = asked(step).response.as_ref();
        assert_eq!(response.is_some(), message == "introspection-response");
        assert_eq!(failed(step), "token_is_not_revoked");
        let answer = step.message.as_ref().expect("it answers");
        assert_eq!(status(answer), 503);
        // Another token would not help.
        assert_eq!(answer.header("WWW-Authenticate"), None);
        assert!(trace.unfitting_changes.is_empty());
    }
    let active = Edit::Remove {
        place: Place::Json,
        name: "active".to_owned(),
    };
    let trace = changed(active, "introspection-response");
    assert_eq!(
        status(first_answer(&trace).message.as_ref().expect("it answers")),
        503
    );
}

#[test]
fn a_question_takes_as_long_as_it_is_held_back_and_can_come_twice() {
    let usual = run(&service());
    let late = changed(Edit::HoldBack { seconds: 40 }, "introspection-request");
    let at = |trace: &Trace| first_answer(trace).at;
    assert_eq!(at(&late), at(&usual).plus(40));
    let twice = changed(Edit::SendTwice, "introspection-request");
    assert_eq!(first_answer(&twice).inquiries.len(), 2);
    assert_eq!(twice.outcome, Outcome::Finished);
}

#[test]
fn a_token_that_says_nothing_is_read_by_asking() {
    let trace = run(&opaque());
    assert_eq!(trace.outcome, Outcome::Finished);
    let step = first_answer(&trace);
    let names: Vec<&str> = step.checks.iter().map(|check| &*check.name).collect();
    let expected = [
        "token_is_sent_in_one_way",
        "issuer_is_trusted",
        "token_is_for_this_api",
        "token_has_not_expired",
        "token_is_not_revoked",
        "scope_is_sufficient",
    ];
    assert_eq!(names, expected);
    assert_eq!(is_active(asked(step)), true);
}

#[test]
fn what_is_asked_and_answered_is_explained() {
    let trace = run(&service());
    let inquiry = asked(first_answer(&trace));
    let response = inquiry.response.as_ref().expect("there is an answer");
    for inner in [&inquiry.request, response] {
        for Field { name, .. } in inner.message.fields() {
            let is_of_http =
                name == "Host" || name == "Cache-Control" || name.starts_with("Access-Control");
            let is_known = lookup(&name, inner.message.kind).is_some();
            assert!(is_known || is_of_http, "{name}");
        }
    }
}

#[test]
fn who_asks_whom_is_told_with_the_first_line_of_each_message() {
    let trace = run(&service());
    let views = inquiries(&trace, first_answer(&trace));
    let titles: Vec<&str> = views[0]
        .messages
        .iter()
        .map(|inner| &*inner.title)
        .collect();
    assert_eq!(titles, ["POST /introspect HTTP/1.1", "HTTP/1.1 200 OK"]);
    let (asker, whom) = (
        trace.actor_name(API),
        trace.actor_name(AUTHORIZATION_SERVER),
    );
    assert_eq!(views[0].heading, format!("{asker} asks {whom}"));
}
