//! The line that is told is true of what is seen: of the message, the checks and the answer.

use std::borrow::Cow;

use oauth_flow_simulator::protocol::message::{Message, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::server::check::{CheckOutcome, Verdict};
use oauth_flow_simulator::server::effect::{Change, Effect};
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::simulation::lines::{PageKind, Seen, Told, ToldOf, When, tell};
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
