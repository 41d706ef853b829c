//! What the scenario does to messages on their way, and what comes of it.

use oauth_flow_simulator::flow::{Flow, stories};
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::message::{Field, Message, Place, StartLine};
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{
    Change, ClockJump, Moment, PasswordEntry, Scenario, Switch, SwitchValue,
};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::cast::{ATTACKER, AUTHORIZATION_SERVER, CLIENT};
use oauth_flow_simulator::simulation::edit;
use oauth_flow_simulator::simulation::trace::{Outcome, Step, Trace};

fn scenario(flow: &str, story: &str) -> Scenario {
    let flow = Flow::parse(flow).expect("it is in the list");
    Scenario {
        story: story.to_owned(),
        ..flow.scenario()
    }
}

fn pkce() -> Scenario {
    scenario("authorization-code-pkce", "usual")
}

fn change(message: &str, edit: Edit) -> Change {
    Change {
        message: message.to_owned(),
        edit,
    }
}

fn changed(mut scenario: Scenario, message: &str, edit: Edit) -> Trace {
    scenario.changes.push(change(message, edit));
    simulate(&scenario).expect("the scenario can be played")
}

fn field(place: Place, name: &str, value: &str) -> Field {
    Field {
        place,
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn step<'a>(trace: &'a Trace, name: &str) -> &'a Step {
    let mut steps = trace.steps.iter();
    let found = steps.find(|step| step.name.as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("there is no {name}"))
}

fn message<'a>(trace: &'a Trace, name: &str) -> &'a Message {
    step(trace, name).message.as_ref().expect("it is a message")
}

fn status(message: &Message) -> u16 {
    match message.start {
        StartLine::Response { status } => status,
        _ => panic!("{message:?} is no response"),
    }
}

fn knows(trace: &Trace, party: oauth_flow_simulator::simulation::trace::Party) -> Vec<ValueKind> {
    let last = trace.steps.last().expect("there is a step");
    let known = last.knowledge.of(party).iter();
    known.map(|value| trace.values[*value].kind).collect()
}

fn every_story() -> impl Iterator<Item = Scenario> {
    stories().map(|(flow, story)| scenario(flow.id, story.id))
}

#[test]
fn every_field_of_every_message_can_be_changed() {
    let mut count = 0;
    for scenario in every_story() {
        let trace = simulate(&scenario).expect("the flow is in the list");
        for sent in trace.steps.iter().filter_map(|step| step.message.as_ref()) {
            for old in sent.fields() {
                let mut arrived = sent.clone();
                let new = field(old.place, &old.name, "changed-1");
                assert!(
                    edit::apply(&Edit::Set(new.clone()), &mut arrived),
                    "{old:?}"
                );
                let fields = arrived.fields();
                assert!(fields.contains(&new), "{old:?} of {}", sent.raw());
                count += 1;
            }
        }
    }
    assert!(count > 900, "only {count} fields");
}

#[test]
fn what_is_changed_arrives_whatever_the_message() {
    for mut scenario in every_story() {
        let usual = simulate(&scenario).expect("the flow is in the list");
        for sent in &usual.steps {
            let (Some(name), Some(message)) = (&sent.name, &sent.message) else {
                continue;
            };
            let Some(old) = message.fields().pop() else {
                continue;
            };
            let new = field(old.place, &old.name, "changed-1");
            scenario.changes = vec![change(name, Edit::Set(new.clone()))];
            let trace = simulate(&scenario).expect("the change is possible");
            let step = step(&trace, name);
            let arrived = step.message.as_ref().expect("it is a message");
            assert!(arrived.fields().contains(&new), "{name}: {}", arrived.raw());
            assert_eq!(step.changes, [0], "{name}");
            assert!(trace.unfitting_changes.is_empty(), "{name}");
        }
    }
}

#[test]
fn fields_are_added_removed_and_repeated() {
    let names = |trace: &Trace| {
        let fields = message(trace, "token-request").fields().into_iter();
        let form = fields.filter(|field| field.place == Place::Form);
        form.map(|field| field.name).collect::<Vec<_>>()
    };
    let usual = simulate(&pkce()).expect("it can be played");
    let expected = ["grant_type", "code", "code_verifier", "client_id"];
    assert_eq!(names(&usual), expected);
    let (place, name) = (Place::Form, "code_verifier".to_owned());
    let removed = changed(pkce(), "token-request", Edit::Remove { place, name });
    assert_eq!(names(&removed), ["grant_type", "code", "client_id"]);
    assert_eq!(status(message(&removed, "token-response")), 400);
    let name = "code".to_owned();
    let repeated = changed(pkce(), "token-request", Edit::Repeat { place, name });
    assert_eq!(names(&repeated)[..3], ["grant_type", "code", "code"]);
    assert_eq!(status(message(&repeated, "token-response")), 400);
    let added = Edit::Add(field(place, "resource", "https://elsewhere.example"));
    let added = changed(pkce(), "token-request", added);
    assert_eq!(names(&added)[4], "resource");
}

#[test]
fn a_wait_stays_at_the_message_that_it_was_put_after() {
    let seconds = 30;
    let waiting = |after, mut scenario: Scenario| {
        scenario.clock_jumps = vec![ClockJump { after, seconds }];
        simulate(&scenario).expect("it can be played")
    };
    let waited = |trace: &Trace, name: &str| {
        let names = || trace.steps.iter().map(|step| step.name.as_deref());
        let index = names()
            .position(|one| one == Some(name))
            .expect("it is there");
        trace.steps[index + 1].at.since(trace.steps[index].at)
    };
    let usual = simulate(&pkce()).expect("it can be played");
    let code = "authorization-response";
    let place = usual
        .steps
        .iter()
        .position(|step| step.name.as_deref() == Some(code));
    let index = place.expect("it is there");
    let moment = usual.moment(index);
    assert_eq!(moment, Moment::Message(code.to_owned()));
    let pause = waited(&usual, code);
    for after in [moment.clone(), Moment::Step(index + 1)] {
        assert_eq!(waited(&waiting(after, pkce()), code), pause + seconds);
    }
    // Another attempt to sign in comes before it, and its number is another one.
    let mut longer = pkce();
    longer.person.password = PasswordEntry::WrongFirst;
    let trace = waiting(moment, longer.clone());
    assert_eq!(waited(&trace, code), pause + seconds);
    assert_ne!(trace.steps[index].name.as_deref(), Some(code));
    let trace = waiting(Moment::Step(index + 1), longer);
    assert_eq!(waited(&trace, code), pause);
}

#[test]
fn every_step_has_a_moment_of_its_own() {
    for scenario in every_story() {
        let trace = simulate(&scenario).expect("the flow is in the list");
        for index in 0..trace.steps.len() {
            assert_eq!(trace.index_of(&trace.moment(index)), Some(index));
            assert_eq!(trace.index_of(&Moment::Step(index + 1)), Some(index));
        }
        assert_eq!(
            trace.index_of(&Moment::Message("token-request.99".to_owned())),
            None
        );
    }
}

#[test]
fn the_application_judges_the_answer_that_arrived() {
    let forged = Edit::Set(field(Place::Query, "state", "forged"));
    let trace = changed(pkce(), "authorization-response", forged);
    assert!(
        matches!(&trace.outcome, Outcome::Stopped { party, reason }
            if *party == CLIENT && reason.to_string().contains("state differs")),
        "{:?}",
        trace.outcome
    );
}

#[test]
fn a_lost_message_reaches_nobody_and_its_sender_stops() {
    let trace = changed(pkce(), "token-request", Edit::Lose);
    assert!(step(&trace, "token-request").is_lost);
    assert!(
        matches!(trace.outcome, Outcome::Stopped { party, .. } if party == CLIENT),
        "{:?}",
        trace.outcome
    );
    assert_eq!(
        trace.steps.last().expect("there is one").name.as_deref(),
        Some("token-request")
    );
    assert!(!knows(&trace, AUTHORIZATION_SERVER).contains(&ValueKind::CodeVerifier));
    let trace = changed(pkce(), "token-response", Edit::Lose);
    assert!(knows(&trace, AUTHORIZATION_SERVER).contains(&ValueKind::AccessToken));
    assert!(!knows(&trace, CLIENT).contains(&ValueKind::AccessToken));
}

#[test]
fn a_device_goes_on_polling_when_an_answer_is_lost() {
    let trace = changed(scenario("device", "usual"), "token-response", Edit::Lose);
    assert!(step(&trace, "token-response").is_lost);
    assert_eq!(trace.outcome, Outcome::Finished);
}

#[test]
fn a_message_that_is_held_back_arrives_later() {
    let usual = simulate(&pkce()).expect("it can be played");
    let seconds = 120;
    let trace = changed(pkce(), "token-request", Edit::HoldBack { seconds });
    let (before, after) = (step(&usual, "token-request"), step(&trace, "token-request"));
    assert_eq!(after.at, before.at.plus(seconds));
    let answer = &message(&trace, "token-response").body;
    assert!(answer.contains("invalid_grant"), "{answer}");
}

#[test]
fn a_request_that_is_sent_twice_is_judged_twice() {
    let trace = changed(pkce(), "token-request", Edit::SendTwice);
    let (first, second) = ("token-request", "token-request-2");
    assert_eq!(message(&trace, first), message(&trace, second));
    assert_eq!(status(message(&trace, "token-response")), 200);
    assert_eq!(status(message(&trace, "token-response-2")), 400);
}

#[test]
fn another_message_arrives_in_place_of_the_one_that_was_sent() {
    let other = "HTTP/1.1 500 \nContent-Type: text/plain\n\nout of order";
    let trace = changed(pkce(), "api-response", Edit::Replace(other.to_owned()));
    assert_eq!(status(message(&trace, "api-response")), 500);
    assert!(
        matches!(trace.outcome, Outcome::Stopped { party, .. } if party == CLIENT),
        "{:?}",
        trace.outcome
    );
}

#[test]
fn a_theft_that_fails_leaves_the_thief_with_nothing() {
    let stolen = scenario("authorization-code-pkce", "stolen-code");
    let trace = changed(stolen, "theft", Edit::Lose);
    assert!(knows(&trace, ATTACKER).is_empty());
    assert!(!trace.steps.iter().any(|step| step.from == ATTACKER));
}

#[test]
fn a_name_that_no_message_has_changes_nothing_and_is_told() {
    let usual = simulate(&pkce()).expect("it can be played");
    let trace = changed(pkce(), "token-request-9", Edit::Lose);
    assert_eq!(trace.steps, usual.steps);
    assert_eq!(trace.unfitting_changes, [0]);
    let (place, name) = (Place::Form, "nothing-there".to_owned());
    let trace = changed(pkce(), "token-request", Edit::Remove { place, name });
    assert_eq!(trace.steps, usual.steps);
    assert_eq!(trace.unfitting_changes, [0]);
}

#[test]
fn a_change_that_leaves_no_http_is_refused_before_the_run() {
    let bad = [
        Edit::Set(field(Place::Header, "Accept", "a\nEvil: b")),
        Edit::Set(field(Place::Header, "no name", "a")),
        Edit::Add(field(Place::Cookie, "session", "a\r\nb")),
        Edit::Replace("this is no message".to_owned()),
    ];
    for edit in bad {
        let mut scenario = pkce();
        scenario.changes.push(change("token-request", edit));
        let refused = simulate(&scenario).expect_err("it cannot be played");
        assert!(refused.to_string().contains("token-request"), "{refused}");
    }
}

#[test]
fn a_switch_of_the_policy_changes_what_the_server_demands() {
    let mut scenario = scenario("refresh", "two-tabs");
    scenario.profile = Profile::OAuth21;
    scenario.switches.push(Switch {
        name: "refreshGraceSeconds".to_owned(),
        value: SwitchValue::Number(10),
    });
    let trace = simulate(&scenario).expect("it can be played");
    assert!(matches!(
        trace.outcome,
        Outcome::Judged { is_good: true, .. }
    ));
    scenario.switches[0].name = "graceOfGod".to_owned();
    let refused = simulate(&scenario).expect_err("there is no such switch");
    assert!(refused.to_string().contains("graceOfGod"), "{refused}");
}

#[test]
fn a_check_that_is_skipped_lets_pass_what_it_would_refuse() {
    let (place, name) = (Place::Query, "iss".to_owned());
    let edit = Edit::Set(field(place, &name, "https://elsewhere.example"));
    let mut scenario = pkce();
    scenario.changes = vec![change("authorization-response-2", edit)];
    let trace = simulate(&scenario).expect("it can be played");
    assert!(matches!(trace.outcome, Outcome::Stopped { party, .. } if party == CLIENT));
    scenario.skipped_checks = vec!["authorization_response.issuer_is_the_one_asked".to_owned()];
    let trace = simulate(&scenario).expect("it can be played");
    assert_eq!(trace.outcome, Outcome::Finished);
}

#[test]
fn the_same_changes_give_the_same_trace() {
    for edit in [
        Edit::Lose,
        Edit::SendTwice,
        Edit::HoldBack { seconds: 7 },
        Edit::Set(field(Place::Form, "code", "another")),
    ] {
        let one = changed(pkce(), "token-request", edit.clone());
        assert_eq!(one, changed(pkce(), "token-request", edit));
    }
}
