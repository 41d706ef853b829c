//! The line that is told is true of what is seen: of the message, the checks and the answer.

use std::borrow::Cow;

use oauth_flow_simulator::flow::stories;
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::message::{Field, Message, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{self, Scenario};
use oauth_flow_simulator::server::check::{CheckOutcome, Verdict};
use oauth_flow_simulator::server::effect::{Change, Effect};
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::lines::{PageKind, Seen, Told, ToldOf, When, tell};
use oauth_flow_simulator::simulation::trace::{Outcome, Step, Trace};
use oauth_flow_simulator::spec;
use oauth_flow_simulator::words::{Language, Line, LineId};

fn line(name: &str) -> LineId {
    LineId::parse(name).expect("the line exists")
}

fn request(body: &str) -> Message {
    let content_type = "application/x-www-form-urlencoded";
    Message {
        kind: MessageKind::TokenRequest,
        start: StartLine::Request {
            method: "POST".to_owned(),
            url: "https://auth.example.com/token".to_owned(),
        },
        headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
        body: body.to_owned(),
    }
}

fn response(kind: MessageKind, status: u16, body: &str) -> Message {
    Message {
        kind,
        start: StartLine::Response { status },
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: body.to_owned(),
    }
}

fn check(name: &'static str, verdict: Verdict) -> CheckOutcome {
    CheckOutcome {
        table: Cow::Borrowed("authorization_code"),
        name: Cow::Borrowed(name),
        statement: Cow::Borrowed("The code has not expired"),
        parameter: None,
        section: spec::RFC_6749_4_1_3,
        verdict,
        detail: "It is 70 s old and was good for 60 s.".to_owned(),
        comparison: None,
        mend: None,
    }
}

fn title(line: &Line) -> String {
    line.title(Language::first())
}

#[test]
fn a_condition_holds_of_what_it_names_alone() {
    let request = request("grant_type=refresh_token&refresh_token=abcdef");
    let answer = response(
        MessageKind::TokenResponse,
        200,
        "{\n  \"access_token\": \"ghijkl\"\n}",
    );
    let effects = [Effect {
        change: Change::Issued,
        kind: ValueKind::RefreshToken,
        text: "mnopqr".to_owned(),
        replaces: Some("abcdef".to_owned()),
    }];
    let checks = [
        check("client_is_registered", Verdict::Passed),
        check("code_is_unused", Verdict::Skipped),
    ];
    let page = Page::DeviceDone { approved: true };
    let seen = Seen {
        told_of: ToldOf::Answer,
        message: &request,
        answer: Some(&answer),
        checks: &checks,
        effects: &effects,
        page: Some(&page),
        grace_seconds: 0,
    };
    let special = line("device.asks-again");
    let other = line("device.asks-first");
    for (when, holds) in [
        (When::Carries("refresh_token"), true),
        (When::Carries("scope"), false),
        (When::Lacks("scope"), true),
        (When::Lacks("refresh_token"), false),
        (When::Has("grant_type", "refresh_token"), true),
        (When::Has("grant_type", "password"), false),
        (When::Returns("access_token"), true),
        (When::Returns("refresh_token"), false),
        (When::Is(MessageKind::TokenResponse), true),
        (When::Is(MessageKind::TokenRequest), false),
        (When::Shows(PageKind::DeviceDone), true),
        (When::Shows(PageKind::SignIn), false),
        (When::Checked("client_is_registered"), true),
        (When::Checked("code_has_not_expired"), false),
        (
            When::Checked("authorization_code.client_is_registered"),
            true,
        ),
        (When::Checked("device_code.client_is_registered"), false),
        (When::Checked("code_is_unused"), false),
        (When::RefusedBy("client_is_registered"), false),
        (When::ReuseIsForgiven, false),
        (When::Replaces(ValueKind::RefreshToken), true),
        (When::Replaces(ValueKind::AccessToken), false),
    ] {
        let when: &'static [When] = vec![when].leak();
        let table = [tell(special, &[]).when(when), tell(other, &[])];
        let told = seen.choose(&table).line.id;
        assert_eq!(told == special, holds, "{when:?}");
    }
}

#[test]
fn a_refusal_that_nobody_expects_is_told_by_its_check() {
    let request = request("grant_type=authorization_code");
    let body = "{\n  \"error\": \"invalid_grant\"\n}";
    let answer = response(MessageKind::TokenErrorResponse, 400, body);
    let checks = [
        check("client_is_registered", Verdict::Passed),
        check("code_has_not_expired", Verdict::Failed),
    ];
    let seen = Seen {
        told_of: ToldOf::Answer,
        message: &request,
        answer: Some(&answer),
        checks: &checks,
        effects: &[],
        page: None,
        grace_seconds: 0,
    };
    const EXPECTED: &[When] = &[When::RefusedBy("client_is_registered")];
    let expected = line("device.is-denied");
    let telling = seen.choose(&[tell(expected, &[]).when(EXPECTED)]);
    assert_eq!(
        title(&telling.line),
        "The authorization server refuses: `invalid_grant`"
    );
    assert_eq!(
        telling.line.why(Language::first()),
        "What has to hold: The code has not expired. What was seen: It is 70 s old and was good \
         for 60 s."
    );
    assert_eq!(telling.references, [spec::RFC_6749_4_1_3]);
    const MET: &[When] = &[When::RefusedBy("code_has_not_expired")];
    let telling = seen.choose(&[tell(expected, &[]).when(MET)]);
    assert_eq!(telling.line.id, expected);
}

#[test]
fn what_no_table_has_words_for_is_told_by_its_kind() {
    let none: &[Told] = &[];
    let request = request("");
    let telling = Seen::message(&request).choose(none);
    assert_eq!(telling.line.id, line("messages.token-request"));
    let answer = response(MessageKind::PageResponse, 200, "");
    let page = Page::UserCode { error: None };
    let mut seen = Seen {
        told_of: ToldOf::Answer,
        message: &request,
        answer: Some(&answer),
        checks: &[],
        effects: &[],
        page: Some(&page),
        grace_seconds: 0,
    };
    let told = seen.choose(none).line.id;
    assert_eq!(told, line("messages.asks-for-user-code"));
    seen.page = None;
    let told = seen.choose(none).line.id;
    assert_eq!(told, line("messages.page-response"));
    seen.told_of = ToldOf::Judgement;
    let told = seen.choose(none).line.id;
    assert_eq!(told, line("messages.checks-message"));
}

/// Lines that tell of a refusal, each with the check that it tells of.
const REFUSALS: &[(&str, &str)] = &[
    (
        "authorize.implicit-grant-is-not-offered",
        "response_type_is_supported",
    ),
    ("authorize.password-is-wrong", "password_is_the_users"),
    ("authorize.is-denied", "user_approves"),
    (
        "client-credentials-dpop.api-wants-the-key",
        "token_is_sent_as_it_is_bound",
    ),
    (
        "client-credentials-dpop.api-knows-the-key",
        "dpop_key_is_that_of_the_token",
    ),
    (
        "authorization-code-pkce-stolen-code.refuses-without-harm",
        "code_verifier_matches_challenge",
    ),
    (
        "authorization-code-pkce-stolen-code.refuses-before-the-application",
        "code_verifier_matches_challenge",
    ),
    ("device.is-pending", "user_has_decided"),
    ("device.slows-down", "poll_is_not_too_early"),
    ("device.is-denied", "user_has_approved"),
    ("device.has-expired", "device_code_has_not_expired"),
    ("device.no-device-waits", "user_code_is_waiting"),
    ("refresh.token-has-expired", "token_has_not_expired"),
    ("refresh.token-is-revoked", "token_is_not_revoked"),
    (
        "refresh.refresh-token-has-expired",
        "refresh_token_has_not_expired",
    ),
    (
        "refresh.revokes-family",
        "refresh_token_has_not_been_replaced",
    ),
    (
        "refresh-stolen-token.newest-is-dead",
        "refresh_token_is_not_revoked",
    ),
    (
        "refresh-two-tabs.newest-is-dead",
        "refresh_token_is_not_revoked",
    ),
    (
        "refresh-more-scope.scope-was-not-granted",
        "scope_was_granted",
    ),
];

/// What a learner may write into a field.
const VALUES: &[&str] = &[
    "",
    "x",
    "token",
    "code",
    "plain",
    "deny",
    "photos.read photos.write",
    "https://evil.example.com/",
];

fn edited(base: &Scenario, trace: &Trace, dice: &mut Dice) -> Option<Scenario> {
    let step = &trace.steps[dice.below(trace.steps.len())];
    let fields = step.message.as_ref()?.fields();
    let Field { place, name, .. } = fields.get(dice.below(fields.len()))?.clone();
    let field = Field {
        place,
        name: name.clone(),
        value: VALUES[dice.below(VALUES.len())].to_owned(),
    };
    let edit = match dice.below(6) {
        0 | 1 => Edit::Set(field),
        2 => Edit::Add(field),
        3 => Edit::Repeat { place, name },
        _ => Edit::Remove { place, name },
    };
    let message = step.name.clone()?;
    Some(Scenario {
        changes: vec![scenario::Change { message, edit }],
        ..base.clone()
    })
}

/// A name in `title` that stands neither in the message nor in the request that it answers.
fn missing_name(trace: &Trace, step: &Step, title: &str) -> Option<String> {
    // The thief sends the value of one in the place of the other.
    let is_of_a_value = step.line.id.name().ends_with(".thief-tries-challenge");
    if !step.changes.is_empty() || is_of_a_value {
        return None;
    }
    let mut sent = step.message.as_ref()?.raw();
    if let Some(round_trip) = step.round_trip {
        let request = trace.steps[round_trip.request].message.as_ref()?;
        sent.push_str(&request.raw());
    }
    let named = title.split(" without ").next().unwrap_or_default();
    let mut named = named.split('`').skip(1).step_by(2);
    named.find(|name| !sent.contains(name)).map(str::to_owned)
}

/// What is wrong with what is told of `step`.
fn untruth(trace: &Trace, index: usize, step: &Step) -> Option<String> {
    let (title, why) = (step.title(), step.why());
    if title.contains("{$") || why.contains("{$") || title.is_empty() || why.is_empty() {
        return Some("has a gap".to_owned());
    }
    if let Some(missing) = missing_name(trace, step, &title) {
        return Some(format!("names {missing}, which is not sent"));
    }
    let round_trip = step.round_trip.filter(|parts| parts.response == index)?;
    let checks = &trace.steps[round_trip.judgement].checks;
    let failed = checks.iter().find(|check| check.has_failed());
    let name = step.line.id.name();
    let refusal = REFUSALS.iter().find(|(line, _)| *line == name);
    let is_default = name.starts_with("messages.") && name.contains("refuses");
    match (failed, refusal) {
        (Some(failed), Some((_, check))) => {
            (failed.name != *check).then(|| format!("tells of {check}"))
        }
        (Some(failed), None) => {
            let is_told = is_default && why.contains(&*failed.statement);
            (!is_told).then(|| "tells of no refusal".to_owned())
        }
        (None, refusal) => {
            (refusal.is_some() || is_default).then(|| "tells of a refusal".to_owned())
        }
    }
}

#[test]
fn a_thousand_edits_are_each_told_as_what_comes_of_them() {
    let mut dice = Dice(0x5eed);
    let mut untruths = Vec::new();
    let mut refused = 0;
    let bases: Vec<(Scenario, Trace)> = stories()
        .flat_map(|(flow, story)| Profile::FLOWS.map(|profile| (flow, story, profile)))
        .map(|(flow, story, profile)| {
            let scenario = Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            };
            let trace = simulate(&scenario).expect("the story can be played");
            (scenario, trace)
        })
        .collect();
    let mut played = 0;
    while played < 1000 {
        let (base, trace) = &bases[dice.below(bases.len())];
        let Some(scenario) = edited(base, trace, &mut dice) else {
            continue;
        };
        let Ok(trace) = simulate(&scenario) else {
            continue;
        };
        played += 1;
        for (index, step) in trace.steps.iter().enumerate() {
            if let Some(untruth) = untruth(&trace, index, step) {
                let (flow, story, line) = (&scenario.flow, &scenario.story, step.line.id);
                let changes = &scenario.changes;
                untruths.push(format!("{flow} {story}: {line:?} {untruth}; {changes:?}"));
            }
        }
        if let Outcome::Stopped { reason, .. } = &trace.outcome {
            refused += 1;
            assert!(!reason.to_string().contains("{$"), "{reason}");
        }
    }
    untruths.sort();
    untruths.dedup();
    assert!(untruths.is_empty(), "{}", untruths.join("\n"));
    assert!(refused > 100, "{refused} runs have stopped early");
}

/// Fast random choices from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let high = usize::try_from(self.0 >> 33).expect("31 bits fit");
        high % end.max(1)
    }
}
