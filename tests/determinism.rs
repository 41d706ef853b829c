//! The same scenario gives the same bytes, in this process; `tests/golden` has them for every other
//! machine.

use oauth_flow_simulator::flow::{Flow, stories};
use oauth_flow_simulator::ground::random::Random;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Consent, PasswordEntry, Person, Scenario};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::Trace;

/// Every value of the run, step, message, check and screen.
fn everything(trace: &Trace) -> String {
    format!("{trace:#?}")
}

fn values(trace: &Trace, kind: ValueKind) -> Vec<&str> {
    let values = trace.values.iter().filter(|value| value.kind == kind);
    values.map(|value| value.text.as_str()).collect()
}

fn titles(trace: &Trace) -> Vec<String> {
    trace.steps.iter().map(|step| step.title()).collect()
}

fn scenarios() -> impl Iterator<Item = Scenario> {
    stories().flat_map(|(flow, story)| {
        Profile::FLOWS.map(|profile| Scenario {
            story: story.id.to_owned(),
            profile,
            ..flow.scenario()
        })
    })
}

fn flow(id: &str) -> &'static Flow {
    Flow::parse(id).expect("the flow is in the list")
}

#[test]
fn the_same_scenario_gives_the_same_run() {
    for scenario in scenarios() {
        let (first, second) = (
            simulate(&scenario).expect("the flow is in the list"),
            simulate(&scenario.clone()).expect("the flow is in the list"),
        );
        assert_eq!(everything(&first), everything(&second));
    }
}

#[test]
fn a_run_does_not_depend_on_the_runs_before_it() {
    let scenario = flow("device").scenario();
    let alone = everything(&simulate(&scenario).expect("the flow is in the list"));
    scenarios().for_each(|other| drop(simulate(&other).expect("the flow is in the list")));
    assert_eq!(
        everything(&simulate(&scenario).expect("the flow is in the list")),
        alone
    );
}

#[test]
fn another_seed_gives_other_secrets_and_the_same_story() {
    for scenario in scenarios() {
        let first = simulate(&scenario).expect("the flow is in the list");
        let second = simulate(&Scenario {
            seed: scenario.seed + 1,
            ..scenario.clone()
        })
        .expect("the flow is in the list");
        assert_eq!(titles(&first), titles(&second));
        assert_eq!(first.outcome, second.outcome);
        let kinds = ValueKind::ALL.into_iter();
        for kind in kinds.filter(|kind| *kind != ValueKind::Password) {
            let (first, second) = (values(&first, kind), values(&second, kind));
            assert_eq!(first.len(), second.len(), "as many of {kind:?}");
            let shared = first.iter().find(|text| second.contains(text));
            assert_eq!(shared, None, "{kind:?} in {scenario:?}");
        }
    }
}

#[test]
fn seeds_that_differ_in_one_bit_have_nothing_in_common() {
    let seeds = (0..64).map(|bit| 1_u64 << bit).chain([0, u64::MAX]);
    let tokens: std::collections::BTreeSet<String> = seeds
        .map(|seed| Random::new(seed, "client application").token())
        .collect();
    assert_eq!(tokens.len(), 66);
}

#[test]
fn what_the_person_answers_does_not_change_what_the_client_draws() {
    let kinds = [
        ValueKind::State,
        ValueKind::CodeVerifier,
        ValueKind::ClientSecret,
    ];
    for id in ["authorization-code", "authorization-code-pkce", "implicit"] {
        let usual = flow(id).scenario();
        let wayward = Scenario {
            person: Person {
                password: PasswordEntry::WrongFirst,
                consent: Consent::Deny,
                user_code: Some("WDJB-MJHT".to_owned()),
            },
            ..usual.clone()
        };
        let (usual, wayward) = (
            simulate(&usual).expect("the flow is in the list"),
            simulate(&wayward).expect("the flow is in the list"),
        );
        assert_ne!(
            titles(&usual),
            titles(&wayward),
            "the person answers otherwise"
        );
        for kind in kinds {
            // The secret is not shown where the client has nothing to redeem.
            let (usual, wayward) = (values(&usual, kind), values(&wayward, kind));
            assert!(
                usual.starts_with(&wayward),
                "{kind:?}: {usual:?}, {wayward:?}"
            );
        }
        let has_state = !values(&wayward, ValueKind::State).is_empty();
        assert!(has_state, "there is a state to compare in {id}");
    }
}

#[test]
fn what_the_client_draws_does_not_change_what_the_server_draws() {
    let run = |profile| {
        simulate(&Scenario {
            profile,
            ..flow("authorization-code").scenario()
        })
        .expect("the flow is in the list")
    };
    // OAuth 2.0 goes without PKCE, so that the client draws less.
    let (without, with) = (run(Profile::OAuth20), run(Profile::OAuth21));
    let verifiers = |trace| values(trace, ValueKind::CodeVerifier).len();
    assert_eq!((verifiers(&without), verifiers(&with)), (0, 1));
    for kind in [
        ValueKind::CsrfToken,
        ValueKind::Code,
        ValueKind::RefreshToken,
    ] {
        assert_eq!(values(&without, kind), values(&with, kind), "{kind:?}");
    }
}

#[test]
fn time_that_passes_changes_no_secret() {
    let usual = flow("device").scenario();
    let later = Scenario {
        start: usual.start.plus(1_000_000),
        ..usual.clone()
    };
    let (usual, later) = (
        simulate(&usual).expect("the flow is in the list"),
        simulate(&later).expect("the flow is in the list"),
    );
    assert_eq!(titles(&usual), titles(&later));
    let kinds = [
        ValueKind::DeviceCode,
        ValueKind::UserCode,
        ValueKind::SessionCookie,
    ];
    for kind in kinds {
        assert_eq!(values(&usual, kind), values(&later, kind), "{kind:?}");
    }
}
