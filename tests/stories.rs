//! What the stories of the flows show beside the usual ones: each by what the server answered.

use oauth_flow_simulator::flow::{FLOWS, Flow};
use oauth_flow_simulator::protocol::message::{Message, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::reading::value_path::known_by;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{ClockJump, Consent, Moment, Scenario};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::cast::{API, ATTACKER, CLIENT};
use oauth_flow_simulator::simulation::trace::{Outcome, Party, Step, Trace, Use};
use serde_json::Value;

/// The profiles under which refresh tokens are replaced when they are used.
const ROTATING: [Profile; 2] = [Profile::Rfc9700, Profile::OAuth21];

fn scenario(flow: &str, story: &str, profile: Profile) -> Scenario {
    let flow = Flow::parse(flow).expect("it is in the list");
    Scenario {
        story: story.to_owned(),
        profile,
        ..flow.scenario()
    }
}

fn run(flow: &str, story: &str, profile: Profile) -> Trace {
    simulate(&scenario(flow, story, profile)).expect("the flow is in the list")
}

/// The exchanges at the token endpoint: who asks, with what, and what is answered.
fn token_exchanges(trace: &Trace) -> Vec<TokenExchange<'_>> {
    let of = |step: &Step| step.message.clone().map(|message| message.kind);
    let requests = trace.steps.iter().enumerate();
    let requests = requests.filter(|(_, step)| of(step) == Some(MessageKind::TokenRequest));
    requests
        .map(|(index, step)| {
            let exchange = step.round_trip.expect("a request is answered");
            assert_eq!(exchange.request, index);
            let request = step.message.as_ref().expect("it is one");
            let answer = &trace.steps[exchange.response];
            let answer = answer.message.as_ref().expect("there is one");
            TokenExchange {
                from: step.from,
                request,
                judgement: &trace.steps[exchange.judgement],
                status: status(answer),
                answer: serde_json::from_str(&answer.body).expect("it is JSON"),
            }
        })
        .collect()
}

struct TokenExchange<'a> {
    from: Party,
    request: &'a Message,
    judgement: &'a Step,
    status: u16,
    answer: Value,
}

impl TokenExchange<'_> {
    /// The error with the check that led to it.
    fn refusal(&self) -> Option<(&str, &str)> {
        let failed = self
            .judgement
            .checks
            .iter()
            .find(|check| check.has_failed())?;
        assert_eq!(self.status, 400);
        Some((self.answer["error"].as_str()?, &failed.name))
    }
}

fn status(message: &Message) -> u16 {
    match message.start {
        StartLine::Response { status } => status,
        _ => panic!("{message:?} is no response"),
    }
}

/// What the API answers, in order.
fn api_statuses(trace: &Trace) -> Vec<u16> {
    let answers = trace.steps.iter().filter(|step| step.from == API);
    let answers = answers.filter_map(|step| step.message.as_ref());
    answers.map(status).collect()
}

fn tokens(trace: &Trace) -> Vec<usize> {
    let is_token = |index: &usize| {
        let kind = trace.values[*index].kind;
        matches!(kind, ValueKind::AccessToken | ValueKind::RefreshToken)
    };
    (0..trace.values.len()).filter(is_token).collect()
}

fn is_ever(trace: &Trace, value: usize, how: Use) -> bool {
    let mut uses = trace.steps.iter().flat_map(|step| &step.uses);
    uses.any(|used| used.value == value && used.how == how)
}

/// Whether the story ended as the person would wish; `None` where it has no end of its own.
fn is_good_end(trace: &Trace) -> Option<bool> {
    match trace.outcome {
        Outcome::Judged { is_good, .. } => Some(is_good),
        _ => None,
    }
}

#[test]
fn every_story_has_a_name_of_its_own_and_the_usual_one_comes_first() {
    for flow in FLOWS {
        let ids: Vec<&str> = flow.stories.iter().map(|story| story.id).collect();
        assert_eq!(ids[0], "usual", "{flow:?}");
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids[..index].contains(id), "{flow:?} has two called {id}");
            assert_eq!(flow.story(id), Some(flow.stories[index]));
        }
        assert_eq!(flow.scenario().story, flow.usual_story().id);
    }
    let several = FLOWS.iter().filter(|flow| flow.stories.len() > 1);
    let several: Vec<&str> = several.map(|flow| flow.id).collect();
    assert_eq!(
        several,
        ["authorization-code-pkce", "client-credentials", "refresh"]
    );
}

#[test]
fn a_token_that_is_bound_to_a_key_is_of_no_use_to_a_thief() {
    for profile in Profile::FLOWS {
        let trace = run("client-credentials", "dpop", profile);
        assert_eq!(api_statuses(&trace), [200, 401, 401], "{profile:?}");
        assert_eq!(is_good_end(&trace), Some(true), "{profile:?}");
        let steps = trace.steps.iter();
        let failed: Vec<String> = steps
            .flat_map(|step| step.checks.iter().filter(|check| check.has_failed()))
            .map(|check| check.name.to_string())
            .collect();
        let expected = [
            "token_is_sent_as_it_is_bound",
            "dpop_key_is_that_of_the_token",
        ];
        assert_eq!(failed, expected, "{profile:?}");
    }
}

#[test]
fn a_refresh_in_time_meets_no_refused_call() {
    for profile in Profile::FLOWS {
        let trace = run("refresh", "in-time", profile);
        assert_eq!(api_statuses(&trace), [200, 200], "{profile:?}");
        let exchanges = token_exchanges(&trace);
        let [refresh] = exchanges.as_slice() else {
            panic!("one refresh, not {}", exchanges.len());
        };
        assert_eq!(refresh.status, 200);
        // It comes while the old token is good, and not long before its end.
        let issued = trace.steps[0].at;
        let age = refresh.judgement.at.since(issued);
        assert!((3_570..3_600).contains(&age), "{age} s");
        assert_eq!(trace.outcome, Outcome::Finished);
    }
}

#[test]
fn an_application_that_looks_too_late_says_that_the_token_has_expired() {
    let mut late = scenario("refresh", "in-time", Profile::OAuth21);
    late.clock_jumps = vec![ClockJump {
        after: Moment::Step(3),
        seconds: 3_600,
    }];
    let trace = simulate(&late).expect("the flow is in the list");
    assert!(trace.steps[3].why().contains("the token has expired"));
    assert_eq!(api_statuses(&trace), [200, 200]);
}

#[test]
fn more_scope_than_was_granted_is_refused_and_the_refusal_costs_nothing() {
    for profile in Profile::FLOWS {
        let trace = run("refresh", "more-scope", profile);
        let exchanges = token_exchanges(&trace);
        let [more, same, consented] = exchanges.as_slice() else {
            panic!("three token requests, not {}", exchanges.len());
        };
        assert!(more.request.body.contains("scope=photos.read+photos.write"));
        assert_eq!(more.refusal(), Some(("invalid_scope", "scope_was_granted")));
        assert_eq!(more.judgement.effects, []);
        assert!(!same.request.body.contains("scope="));
        assert_eq!(
            (same.status, &same.answer["scope"]),
            (200, &"photos.read".into())
        );
        assert_eq!(consented.status, 200);
        assert_eq!(consented.answer["scope"], "photos.read photos.write");
        // A second consent has a refresh token of its own, and leaves the first as it is.
        assert!(consented.answer["refresh_token"].is_string());
        let revoked = |value: &usize| is_ever(&trace, *value, Use::Revoked);
        assert!(!tokens(&trace).iter().any(revoked));
        // The browser's session is known, so that nobody signs in again.
        let decisions = trace.steps.iter().filter(|step| step.decision.is_some());
        assert_eq!(decisions.count(), 1);
        assert_eq!(api_statuses(&trace), [200, 200]);
    }
}

#[test]
fn a_person_who_grants_no_more_leaves_the_application_what_it_had() {
    for profile in Profile::FLOWS {
        let mut denied = scenario("refresh", "more-scope", profile);
        denied.person.consent = Consent::Deny;
        let trace = simulate(&denied).expect("the flow is in the list");
        let Outcome::Stopped { party, reason } = &trace.outcome else {
            panic!("the application stops, and not {:?}", trace.outcome);
        };
        assert_eq!(*party, CLIENT);
        assert!(reason.to_string().contains("access_denied"), "{reason}");
        assert_eq!(token_exchanges(&trace).len(), 2);
        let known = known_by(&trace, trace.steps.len() - 1, CLIENT);
        assert!(tokens(&trace).iter().all(|token| known.contains(token)));
    }
}

#[test]
fn of_two_tabs_with_one_refresh_token_the_second_ends_the_family_where_it_rotates() {
    for profile in ROTATING {
        let trace = run("refresh", "two-tabs", profile);
        let exchanges = token_exchanges(&trace);
        let [first, second, newest] = exchanges.as_slice() else {
            panic!("three token requests, not {}", exchanges.len());
        };
        assert_eq!(first.status, 200);
        assert_eq!(first.request, second.request, "to the byte");
        let reuse = "refresh_token_has_not_been_replaced";
        assert_eq!(second.refusal(), Some(("invalid_grant", reuse)));
        let revoked = "refresh_token_is_not_revoked";
        assert_eq!(newest.refusal(), Some(("invalid_grant", revoked)));
        let all = tokens(&trace);
        assert_eq!(all.len(), 4);
        for token in all {
            assert!(is_ever(&trace, token, Use::Revoked), "{token}");
        }
        assert_eq!(api_statuses(&trace), [401, 401, 401]);
        assert_eq!(is_good_end(&trace), Some(false));
    }
}

#[test]
fn two_tabs_do_not_meet_where_refresh_tokens_stay_the_same() {
    for story in ["two-tabs", "two-tabs-grace"] {
        let trace = run("refresh", story, Profile::OAuth20);
        let exchanges = token_exchanges(&trace);
        assert_eq!(exchanges.len(), 2);
        for exchange in exchanges {
            assert_eq!(exchange.status, 200);
            assert_eq!(exchange.answer["refresh_token"], Value::Null);
        }
        assert_eq!(api_statuses(&trace), [401, 401, 200]);
        let last = trace.steps.last().expect("there are steps");
        assert_eq!(last.title(), "What it costs not to rotate");
    }
}

#[test]
fn within_the_grace_period_both_tabs_get_the_same_successor() {
    for profile in ROTATING {
        let trace = run("refresh", "two-tabs-grace", profile);
        let exchanges = token_exchanges(&trace);
        let [first, second] = exchanges.as_slice() else {
            panic!("two token requests, not {}", exchanges.len());
        };
        assert_eq!(first.request, second.request, "to the byte");
        assert_eq!((first.status, second.status), (200, 200));
        let field = |name: &str| (&first.answer[name], &second.answer[name]);
        let (first_token, second_token) = field("refresh_token");
        assert!(first_token.is_string());
        assert_eq!(first_token, second_token);
        let (first_token, second_token) = field("access_token");
        assert_ne!(first_token, second_token);
        assert_eq!(api_statuses(&trace), [401, 401, 200]);
    }
}

#[test]
fn after_the_grace_period_the_second_tab_ends_the_family() {
    for profile in ROTATING {
        // From the first request to the second there is a second of its own.
        for (seconds, is_late) in [(8, false), (9, true), (100, true)] {
            let mut slow = scenario("refresh", "two-tabs-grace", profile);
            slow.clock_jumps = vec![ClockJump {
                after: Moment::Step(9),
                seconds,
            }];
            let trace = simulate(&slow).expect("the flow is in the list");
            let second = &token_exchanges(&trace)[1];
            let expected = ("invalid_grant", "refresh_token_has_not_been_replaced");
            assert_eq!(second.refusal(), is_late.then_some(expected), "{seconds} s");
        }
    }
}

#[test]
fn after_an_expired_refresh_token_the_person_signs_in_again() {
    for profile in Profile::FLOWS {
        let trace = run("refresh", "expired", profile);
        let exchanges = token_exchanges(&trace);
        let [refresh, redemption] = exchanges.as_slice() else {
            panic!("two token requests, not {}", exchanges.len());
        };
        let expired = "refresh_token_has_not_expired";
        assert_eq!(refresh.refusal(), Some(("invalid_grant", expired)));
        assert_eq!(redemption.status, 200);
        let body = &redemption.request.body;
        assert!(body.starts_with("grant_type=authorization_code&"), "{body}");
        assert!(redemption.answer["refresh_token"].is_string());
        // Sign-in and consent: the browser's session is over.
        let decisions = trace.steps.iter().filter(|step| step.decision.is_some());
        assert_eq!(decisions.count(), 2);
        assert_eq!(api_statuses(&trace), [401, 200]);
        assert_eq!(is_good_end(&trace), Some(true));
    }
}

#[test]
fn a_thief_with_the_code_and_no_verifier_gets_nothing_and_the_application_all() {
    for profile in Profile::FLOWS {
        let trace = run("authorization-code-pkce", "stolen-code", profile);
        let exchanges = token_exchanges(&trace);
        let [bare, guessed, honest] = exchanges.as_slice() else {
            panic!("three token requests, not {}", exchanges.len());
        };
        for theft in [bare, guessed] {
            assert_eq!(theft.from, ATTACKER);
            let check = "code_verifier_matches_challenge";
            assert_eq!(
                theft.refusal(),
                Some(("invalid_grant", check)),
                "{profile:?}"
            );
            assert_eq!(theft.judgement.effects, []);
            let mut fields = theft.request.headers.iter();
            assert!(!fields.any(|(name, _)| name.eq_ignore_ascii_case("origin")));
        }
        assert!(!bare.request.body.contains("code_verifier"));
        assert!(guessed.request.body.contains("code_verifier"));
        assert_eq!((honest.from, honest.status), (CLIENT, 200));
        assert_eq!(api_statuses(&trace), [200]);
        let known = known_by(&trace, trace.steps.len() - 1, ATTACKER);
        let kinds: Vec<ValueKind> = known
            .iter()
            .map(|value| trace.values[*value].kind)
            .collect();
        // What the thief sends as the verifier is the challenge, and nothing new.
        let stolen = [ValueKind::Code, ValueKind::State, ValueKind::CodeChallenge];
        assert_eq!(kinds, stolen);
        assert_eq!(is_good_end(&trace), Some(true));
    }
}

#[test]
fn without_a_code_there_is_nothing_to_steal() {
    let mut denied = scenario("authorization-code-pkce", "stolen-code", Profile::OAuth21);
    denied.person.consent = Consent::Deny;
    let trace = simulate(&denied).expect("the flow is in the list");
    assert!(matches!(
        trace.outcome,
        Outcome::Stopped { party: CLIENT, .. }
    ));
    let is_thief = |step: &Step| [step.from, step.to].contains(&ATTACKER);
    assert!(!trace.steps.iter().any(is_thief));
}
