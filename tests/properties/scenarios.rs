//! Every scenario gives a run, whatever the learner or a docs author has chosen.

use oauth_flow_simulator::export::{curl::curl, javascript::javascript};
use oauth_flow_simulator::flow::{FLOWS, stories};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::message::StartLine;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{
    ClockJump, Consent, DEFAULT_START, Moment, Names, PasswordEntry, Person, Scenario,
};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::{Outcome, Trace};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::messages;

/// A name as an author may write it, and as none should.
fn name(usual: &'static str) -> impl Strategy<Value = String> {
    let odd = [
        "",
        " ",
        "Ölmühle",
        "日本",
        "😀",
        "İ",
        "O'Neill \"<b>&amp;",
        "a\nb",
        "a\r\nSet-Cookie: x=y",
        "/",
        "//",
        "?",
        "#",
        "a/b?c#d",
        "a@b",
        "[::1]",
        "host:99999",
        "%00",
        "\u{0}",
        "=&;, ",
        "user@auth.example.com",
        "auth.example.com",
        "`",
        "</script>",
        ":",
        ".",
        "-",
    ];
    prop_oneof![
        6 => Just(usual.to_owned()),
        3 => select(odd.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => select(odd.to_vec()).prop_map(|text| text.repeat(3_000)),
    ]
}

fn names() -> impl Strategy<Value = Names> {
    let hosts = (
        name("auth.example.com"),
        name("api.example.com"),
        name("app.example.com"),
    );
    let client = (name("Photo page"), name("photopage"));
    let others = (name("Alice"), name("/oauth/token"), name("contacts"));
    (hosts, client, others).prop_map(|(hosts, (client_name, client_id), (person, path, scope))| {
        let (authorization_server_host, api_host, client_host) = hosts;
        let mut names = Names {
            authorization_server_host,
            api_host,
            client_host,
            client_name,
            client_id,
            person,
            ..FLOWS[0].scenario().names
        };
        names.aliases.add("/token", &path);
        names.aliases.add("photos.read", &scope);
        names.scopes.push((scope, path));
        names
    })
}

fn person() -> impl Strategy<Value = Person> {
    let password = select(vec![PasswordEntry::Right, PasswordEntry::WrongFirst]);
    let consent = select(vec![Consent::Approve, Consent::Deny]);
    (password, consent, proptest::option::of(name("WDJB-MJHT"))).prop_map(
        |(password, consent, user_code)| Person {
            password,
            consent,
            user_code,
        },
    )
}

fn seconds() -> impl Strategy<Value = u64> {
    prop_oneof![0..100_u64, 0..10_000_000_u64, Just(u64::MAX), any::<u64>()]
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let start = prop_oneof![
        3 => Just(DEFAULT_START.0),
        1 => any::<u64>(),
        1 => (0..10_000_u64).prop_map(|seconds| u64::MAX - seconds),
    ];
    let after_step = prop_oneof![8 => 0..40_usize, 1 => any::<usize>()];
    let jump = (after_step, seconds()).prop_map(|(after_step, seconds)| ClockJump {
        after: Moment::Step(after_step),
        seconds,
    });
    let usual = Just(None);
    let names = prop_oneof![1 => usual, 2 => names().prop_map(Some)];
    let what = (
        select(stories().collect::<Vec<_>>()),
        select(Profile::FLOWS.to_vec()),
        any::<u64>(),
        start,
    );
    (what, person(), vec(jump, 0..5), names).prop_map(
        |(((flow, story), profile, seed, start), person, clock_jumps, names)| Scenario {
            flow: flow.id.to_owned(),
            story: story.id.to_owned(),
            profile,
            seed,
            start: Timestamp(start),
            person,
            clock_jumps,
            changes: Vec::new(),
            switches: Vec::new(),
            skipped_checks: Vec::new(),
            names: names.unwrap_or_else(flow.default_names),
        },
    )
}

/// Whether every index in `trace` is one, and nothing happens before what was earlier.
fn is_whole(trace: &Trace) {
    assert!(
        !trace.steps.is_empty(),
        "there is no step, but {:?}",
        trace.outcome
    );
    let count = trace.steps.len();
    for step in &trace.steps {
        if let Some(exchange) = step.round_trip {
            let in_order = exchange.request < exchange.judgement
                && exchange.judgement <= exchange.response
                && exchange.response < count;
            assert!(in_order, "{exchange:?} of {count} steps");
            assert!(trace.steps[exchange.request].message.is_some());
            assert!(trace.steps[exchange.response].message.is_some());
        }
        let used = step.uses.iter().map(|used| used.value);
        let known = step
            .knowledge
            .iter()
            .flat_map(|(_, values)| values)
            .copied();
        assert!(
            used.chain(known).all(|value| value < trace.values.len()),
            "{step:?}"
        );
        assert!(
            !step.title().is_empty() && !step.why().is_empty(),
            "{step:?}"
        );
        let roles = [step.from, step.to];
        let has_lane = |party| trace.actor(party).is_some();
        assert!(
            roles.into_iter().all(has_lane),
            "{step:?} between {:?}",
            trace.actors
        );
    }
    for pair in trace.steps.windows(2) {
        assert!(
            pair[0].at <= pair[1].at,
            "time goes back after {:?}",
            pair[0]
        );
    }
    for value in &trace.values {
        assert!(
            value
                .parent
                .is_none_or(|parent| parent < trace.values.len()),
            "{value:?}"
        );
    }
    if let Outcome::Stopped { party, reason } = &trace.outcome {
        assert!(!reason.to_string().is_empty() && trace.actor(*party).is_some());
    }
}

proptest! {
    #![proptest_config(crate::cases(crate::requests() / 100))]

    #[test]
    fn every_scenario_gives_a_whole_run(scenario in scenario()) {
        let trace = simulate(&scenario).expect("the flow is in the list");
        is_whole(&trace);
        for message in trace.steps.iter().filter_map(|step| step.message.as_ref()) {
            // An address without a host is none that could be rendered independently.
            let is_relative = matches!(
                &message.start,
                StartLine::Request { url, .. } if !url.contains("//")
            );
            if !is_relative {
                messages::is_laid_out_as_sent(message);
            }
            let _ = (curl(message), javascript(message));
        }
    }
}
