//! What a run shows of refusals, of thefts and of values that have come to their end.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use http::StatusCode;
use oauth_flow_simulator::flow::{Flow, section_in};
use oauth_flow_simulator::protocol::message::{StartLine, status_line};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::parameter::lookup;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::reading::value_path::{ended_by, known_by, thread};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Consent, Scenario};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::cast::{ATTACKER, CLIENT};
use oauth_flow_simulator::simulation::trace::{Outcome, Party, Trace, Use};

fn run(flow: &str, change: impl FnOnce(&mut Scenario)) -> Trace {
    let mut scenario = Flow::parse(flow).expect("it is in the list").scenario();
    change(&mut scenario);
    simulate(&scenario).expect("the flow is in the list")
}

fn tokens_of(trace: &Trace, step: usize, party: Party) -> Vec<usize> {
    let is_token = |value: &usize| {
        let kind = trace.values[*value].kind;
        matches!(kind, ValueKind::AccessToken | ValueKind::RefreshToken)
    };
    let known = known_by(trace, step, party).iter().copied();
    known.filter(is_token).collect()
}

#[test]
fn a_theft_that_nobody_notices_is_not_called_a_good_end() {
    let trace = run("refresh", |scenario| scenario.profile = Profile::OAuth20);
    assert!(
        matches!(&trace.outcome, Outcome::Judged { is_good: false, verdict } if verdict.to_string().contains("still has access")),
        "{:?}",
        trace.outcome
    );
}

#[test]
fn a_theft_that_is_found_out_says_so() {
    for profile in [Profile::Rfc9700, Profile::OAuth21] {
        let trace = run("refresh", |scenario| scenario.profile = profile);
        assert!(
            matches!(&trace.outcome, Outcome::Judged { is_good: true, verdict } if verdict.to_string().contains("found out")),
            "{:?}",
            trace.outcome
        );
    }
}

#[test]
fn a_client_that_forgets_its_tokens_knows_them_no_more() {
    let trace = run("refresh", |_| {});
    let last = trace.steps.len() - 1;
    assert!(trace.steps[last].title().contains("forgets its tokens"));
    assert!(!tokens_of(&trace, last - 1, CLIENT).is_empty());
    assert!(tokens_of(&trace, last, CLIENT).is_empty());
    assert!(!tokens_of(&trace, last, ATTACKER).is_empty());
}

#[test]
fn a_value_has_ended_from_the_step_that_spends_or_revokes_it() {
    let trace = run("refresh", |_| {});
    let first = trace
        .values
        .iter()
        .position(|value| value.kind == ValueKind::RefreshToken)
        .expect("there is one");
    let spent = thread(&trace, first)
        .into_iter()
        .find(|(_, how)| *how == Use::Spent)
        .expect("it is replaced");
    assert_eq!(ended_by(&trace, spent.0 - 1, first), None);
    assert_eq!(ended_by(&trace, spent.0, first), Some(Use::Spent));
}

#[test]
fn answers_that_say_no_are_refusals_and_a_pending_one_is_none() {
    let device = run("device", |_| {});
    let refused = |title: &str| {
        let step = device
            .steps
            .iter()
            .find(|step| step.title().contains(title));
        let step = step.expect("it is told");
        (step.is_refused(), step.has_failed_check())
    };
    assert_eq!(refused("`authorization_pending`"), (false, false));
    assert_eq!(refused("`slow_down`"), (true, true));
    for trace in [device, run("refresh", |_| {})] {
        for step in &trace.steps {
            let status = step.message.as_ref().map(|message| &message.start);
            if let Some(StartLine::Response { status: 200..=399 }) = status {
                assert!(!step.is_refused(), "{}", step.title());
            }
            if let Some(StartLine::Response { status: 401 }) = status {
                assert!(step.is_refused(), "{}", step.title());
            }
        }
    }
}

#[test]
fn a_redirect_with_an_error_is_a_refusal() {
    let trace = run("authorization-code-pkce", |scenario| {
        scenario.person.consent = Consent::Deny;
    });
    let denied: Vec<bool> = trace.steps.iter().map(|step| step.is_refused()).collect();
    assert!(denied[..7].iter().all(|is_refused| !is_refused));
    assert!(denied[7] && denied[8], "{denied:?}");
}

#[test]
fn the_thread_of_the_user_code_goes_over_the_screen_of_the_television() {
    let trace = run("device", |_| {});
    let code = trace
        .values
        .iter()
        .position(|value| value.kind == ValueKind::UserCode)
        .expect("there is one");
    let steps: Vec<usize> = thread(&trace, code).iter().map(|(step, _)| *step).collect();
    let shown = trace
        .steps
        .iter()
        .position(|step| step.title().contains("shows the `user_code`"));
    assert!(steps.contains(&shown.expect("it is told")), "{steps:?}");
}

#[test]
fn every_status_that_the_servers_answer_with_has_its_phrase() {
    fn read(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("it is a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                read(&path, found);
                continue;
            }
            let code = fs::read_to_string(&path).expect("it is text");
            let constants = code.split("StatusCode::").skip(1);
            found.extend(constants.map(|after| {
                let ends = |letter: char| !letter.is_ascii_uppercase() && letter != '_';
                after.split(ends).next().unwrap_or_default().to_owned()
            }));
        }
    }
    let mut named = BTreeSet::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut named,
    );
    let mut seen = 0;
    for status in (100..600).filter_map(|status| StatusCode::from_u16(status).ok()) {
        let Some(phrase) = status.canonical_reason() else {
            continue;
        };
        if named.contains(&phrase.to_uppercase().replace(' ', "_")) {
            let line = format!("{} {phrase}", status.as_u16());
            assert_eq!(status_line(status.as_u16()), line);
            seen += 1;
        }
    }
    assert!(seen >= 14, "{named:?}");
}

#[test]
fn what_is_stolen_travels_by_no_channel_of_the_protocol() {
    let stolen_code = |scenario: &mut Scenario| {
        scenario.story = "stolen-code".to_owned();
    };
    let traces = [
        run("refresh", |_| {}),
        run("authorization-code-pkce", stolen_code),
    ];
    for trace in traces {
        let stolen = trace.steps.iter().find(|step| step.to == ATTACKER);
        let stolen = stolen.expect("something is stolen");
        assert_eq!(stolen.message, None, "{}", stolen.title());
        assert_eq!(stolen.channel.name(), Some("leak"), "{}", stolen.title());
    }
}

#[test]
fn the_implicit_flow_cites_the_sections_of_its_own_grant() {
    let cited = |flow: &str, name: &str, kind: MessageKind| {
        let (_, usage) = lookup(name, kind).expect("it is in the list");
        section_in(flow, usage.section).number
    };
    for (name, kind, code, implicit) in [
        (
            "client_id",
            MessageKind::AuthorizationRequest,
            "4.1.1",
            "4.2.1",
        ),
        ("state", MessageKind::PageRequest, "4.1.1", "4.2.1"),
        (
            "state",
            MessageKind::AuthorizationResponse,
            "4.1.2",
            "4.2.2",
        ),
        (
            "error",
            MessageKind::AuthorizationErrorResponse,
            "4.1.2.1",
            "4.2.2.1",
        ),
        (
            "response_type",
            MessageKind::AuthorizationRequest,
            "3.1.1",
            "3.1.1",
        ),
    ] {
        assert_eq!(cited("authorization-code", name, kind), code, "{name}");
        assert_eq!(cited("implicit", name, kind), implicit, "{name}");
    }
}
