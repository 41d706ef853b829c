//! What the flows tell beyond what the reviewed traces show: other answers of the person, other
//! times, and what holds of every run.

use http::header::{self, HeaderValue};
use oauth_flow_simulator::flow::Flow;
use oauth_flow_simulator::party::browser::{Browser, form_in};
use oauth_flow_simulator::protocol::message::{Message, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{ClockJump, Consent, Moment, Scenario};
use oauth_flow_simulator::server::Response;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::cast::{AUTHORIZATION_SERVER, BROWSER, CLIENT};
use oauth_flow_simulator::simulation::trace::{Outcome, Screen, Step, Trace};
use oauth_flow_simulator::spec;

const DAY: u64 = 86_400;

fn scenario(flow: &str, profile: Profile) -> Scenario {
    Scenario {
        profile,
        ..Flow::parse(flow).expect("it is in the list").scenario()
    }
}

fn messages(trace: &Trace) -> impl Iterator<Item = &Message> {
    trace.steps.iter().filter_map(|step| step.message.as_ref())
}

fn field<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let mut fields = message.headers.iter();
    let found = fields.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// The step at which the check called `name` fails.
fn refusal<'a>(trace: &'a Trace, name: &str) -> Option<&'a Step> {
    let fails = |step: &&Step| {
        let mut checks = step.checks.iter();
        checks.any(|check| check.name == name && check.has_failed())
    };
    trace.steps.iter().find(fails)
}

#[test]
fn a_registered_secret_is_known_to_both_from_the_first_step_on() {
    for flow in ["authorization-code", "client-credentials"] {
        for profile in Profile::FLOWS {
            let trace = simulate(&scenario(flow, profile)).expect("the flow is in the list");
            let is_secret = |value: &&usize| trace.values[**value].kind == ValueKind::ClientSecret;
            let secrets = |role| trace.steps[0].knowledge.of(role).iter().filter(is_secret);
            assert_eq!(secrets(CLIENT).count(), 1);
            assert_eq!(secrets(AUTHORIZATION_SERVER).count(), 1);
            assert_eq!(secrets(BROWSER).count(), 0);
            // It is the one that is sent later, and no other.
            let kinds = trace.values.iter().map(|value| value.kind);
            assert_eq!(
                kinds
                    .filter(|kind| *kind == ValueKind::ClientSecret)
                    .count(),
                1
            );
        }
    }
}

#[test]
fn checks_of_the_implicit_grant_cite_its_own_sections() {
    for consent in [Consent::Approve, Consent::Deny] {
        let mut chosen = scenario("implicit", Profile::OAuth20);
        chosen.person.consent = consent;
        let trace = simulate(&chosen).expect("the flow is in the list");
        let checks = trace.steps.iter().flat_map(|step| &step.checks);
        let sections: Vec<_> = checks.map(|check| check.section).collect();
        assert!(!sections.contains(&spec::RFC_6749_4_1_2_1));
        // Registered client, decision of the person, and the application's own check.
        let cited = sections
            .iter()
            .filter(|section| **section == spec::RFC_6749_4_2_2_1);
        assert!(cited.count() > 4);
    }
    let trace = simulate(&scenario("authorization-code", Profile::OAuth20))
        .expect("the flow is in the list");
    let mut checks = trace.steps.iter().flat_map(|step| &step.checks);
    assert!(checks.all(|check| check.section != spec::RFC_6749_4_2_2_1));
}

#[test]
fn the_last_page_has_what_the_api_has_answered() {
    let trace = simulate(&scenario("authorization-code", Profile::OAuth21))
        .expect("the flow is in the list");
    let last = trace.steps.last().expect("there are steps");
    let Some(Screen::Application { heading, lines }) = &last.screen else {
        panic!("the application shows its page, not {:?}", last.screen);
    };
    let page = last.message.as_ref().expect("the page is sent");
    assert!(page.body.contains(&format!("<h1>{heading}</h1>")));
    assert_eq!(lines.len(), 2);
    let list: String = lines
        .iter()
        .map(|line| format!("<li>{line}</li>"))
        .collect();
    assert!(
        page.body.contains(&format!("<ul>{list}</ul>")),
        "{}",
        page.body
    );
}

#[test]
fn a_name_with_angle_brackets_is_no_tag_in_the_last_page() {
    let mut chosen = scenario("authorization-code", Profile::OAuth21);
    chosen.names.client_name = "<b>Print & shop".to_owned();
    let trace = simulate(&chosen).expect("the flow is in the list");
    let last = messages(&trace).last().expect("there are messages");
    let title = "<title>&lt;b&gt;Print &amp; shop</title>";
    assert!(last.body.contains(title), "{}", last.body);
}

#[test]
fn a_form_says_that_its_page_keeps_its_origin_back() {
    for flow in ["authorization-code", "device"] {
        let trace = simulate(&scenario(flow, Profile::OAuth21)).expect("the flow is in the list");
        let mut forms = 0;
        for step in trace.steps.iter().filter(|step| step.from == BROWSER) {
            let Some(message) = &step.message else {
                continue;
            };
            let is_post =
                matches!(&message.start, StartLine::Request { method, .. } if method == "POST");
            forms += usize::from(is_post);
            assert_eq!(field(message, "Origin"), is_post.then_some("null"));
        }
        assert!(forms >= 2, "{flow}");
        for page in messages(&trace).filter(|message| message.kind == MessageKind::PageResponse) {
            assert_eq!(field(page, "Access-Control-Allow-Origin"), None);
        }
    }
}

#[test]
fn a_form_on_a_page_that_keeps_nothing_back_says_where_it_is_from() {
    let page = "<form method=\"post\" action=\"/vote\"><button>Yes</button></form>";
    let mut response = Response::new(page.as_bytes().to_vec());
    let origin = |response: &Response| {
        let form = form_in(response).expect("there is a form");
        let url = "https://a.example/question?id=1";
        let request = Browser::default().submit(url, &form, &[]);
        request.headers()[header::ORIGIN].clone()
    };
    assert_eq!(origin(&response), "https://a.example");
    let policy = HeaderValue::from_static("no-referrer");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    assert_eq!(origin(&response), "null");
}

#[test]
fn a_refresh_without_scope_asks_for_all_that_was_granted() {
    let trace = simulate(&scenario("refresh", Profile::OAuth21)).expect("the flow is in the list");
    let mut checks = trace.steps.iter().flat_map(|step| &step.checks);
    let check = checks.find(|check| check.name == "scope_was_granted");
    assert_eq!(
        check.expect("the scope is judged").detail,
        "None is sent, which means all that was granted: photos.read."
    );
}

/// Unused for longer than two weeks, or older than three months: whenever that happens, the run
/// tells it and comes to its end.
#[test]
fn a_refresh_token_that_has_expired_is_told_and_the_person_asked_again() {
    for profile in Profile::FLOWS {
        for after_step in 1..12 {
            for days in [15, 100, 1000] {
                println!("{profile:?}: {days} days after step {after_step}");
                let mut chosen = scenario("refresh", profile);
                chosen.clock_jumps = vec![ClockJump {
                    after: Moment::Step(after_step),
                    seconds: days * DAY,
                }];
                let trace = simulate(&chosen).expect("the flow is in the list");
                let is_told = !matches!(trace.outcome, Outcome::Stopped { .. });
                assert!(is_told, "{:?}", trace.outcome);
                let last = trace.steps.last().expect("there are steps");
                let title = "Photo page forgets its tokens and asks Alice for access again";
                assert_eq!(last.title(), title);
            }
        }
        let mut chosen = scenario("refresh", profile);
        chosen.clock_jumps = vec![ClockJump {
            after: Moment::Step(1),
            seconds: 15 * DAY,
        }];
        let trace = simulate(&chosen).expect("the flow is in the list");
        let refused = refusal(&trace, "refresh_token_has_not_expired");
        let exchange = refused.expect("the server refuses").round_trip;
        let answer = &trace.steps[exchange.expect("it is part of an exchange").response];
        let title = "The server refuses: the `refresh_token` has expired";
        assert_eq!(answer.title(), title);
        assert_eq!(
            answer.references,
            [spec::RFC_6749_5_2, spec::RFC_9700_4_14_2]
        );
    }
}
