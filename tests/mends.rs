//! A run that an edit has spoiled, mended by the changes that its failed check names: it ends as if
//! nothing had been wrong.

use oauth_flow_simulator::flow::Flow;
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::message::{Field, Place};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::reading::mend::{changes, sentences};
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::{Change, Scenario};
use oauth_flow_simulator::server::check::CheckOutcome;
use oauth_flow_simulator::server::mend::{Helper, Mend};
use oauth_flow_simulator::simulation::trace::{PartyKind, Trace};

use Place::{Credentials, Form, Header, Query};

fn set(place: Place, name: &str, value: &str) -> Edit {
    let (name, value) = (name.to_owned(), value.to_owned());
    Edit::Set(Field { place, name, value })
}

fn remove(place: Place, name: &str) -> Edit {
    let name = name.to_owned();
    Edit::Remove { place, name }
}

fn repeat(place: Place, name: &str) -> Edit {
    let name = name.to_owned();
    Edit::Repeat { place, name }
}

fn spoiled(flow: &str, message: &str, edit: Edit) -> Scenario {
    let scenario = Flow::parse(flow).expect("it is in the list").scenario();
    let message = message.to_owned();
    Scenario {
        changes: vec![Change { message, edit }],
        ..scenario
    }
}

fn run(scenario: &Scenario) -> Trace {
    simulate(scenario).expect("it can be played")
}

/// The checks that fail in a run, in order, each with the index of its step.
fn failed(trace: &Trace) -> Vec<(usize, &CheckOutcome)> {
    let steps = trace.steps.iter().enumerate();
    let checks = steps.flat_map(|(index, step)| step.checks.iter().map(move |one| (index, one)));
    checks.filter(|(_, check)| check.has_failed()).collect()
}

fn ids(trace: &Trace) -> Vec<String> {
    let failed = failed(trace).into_iter();
    failed.map(|(_, check)| check.id()).collect()
}

/// Edits each of which makes a check fail: of a flow, and of a message in it.
fn spoilers() -> Vec<(&'static str, &'static str, Edit)> {
    let pkce = "authorization-code-pkce";
    let (authorize, token) = ("authorization-request", "token-request");
    let long = "a".repeat(43);
    vec![
        (
            pkce,
            authorize,
            set(Query, "redirect_uri", "https://evil.example.com/"),
        ),
        (pkce, authorize, repeat(Query, "redirect_uri")),
        (pkce, authorize, remove(Query, "client_id")),
        (pkce, authorize, set(Query, "client_id", "nobody")),
        (pkce, authorize, repeat(Query, "scope")),
        (pkce, authorize, set(Query, "scope", "photos.read admin")),
        (pkce, authorize, remove(Query, "response_type")),
        (pkce, authorize, set(Query, "response_type", "cod")),
        (pkce, authorize, remove(Query, "code_challenge")),
        (pkce, authorize, remove(Query, "code_challenge_method")),
        (pkce, authorize, set(Query, "code_challenge", "short")),
        (pkce, token, set(Form, "code_verifier", &long)),
        (pkce, token, set(Form, "code_verifier", "short")),
        (pkce, token, remove(Form, "code_verifier")),
        (pkce, token, remove(Form, "code")),
        (pkce, token, repeat(Form, "code")),
        (pkce, token, set(Form, "grant_type", "refresh")),
        (pkce, token, remove(Form, "grant_type")),
        (pkce, token, remove(Form, "client_id")),
        (pkce, token, set(Header, "Content-Type", "application/json")),
        (
            "authorization-code",
            token,
            set(Credentials, "client_secret", "wrong"),
        ),
        (
            "authorization-code",
            token,
            set(Form, "client_secret", "wrong"),
        ),
        (
            "client-credentials",
            token,
            set(Form, "scope", "photos.read"),
        ),
        (
            "client-credentials",
            token,
            set(Credentials, "client_secret", "wrong"),
        ),
        (
            "device",
            "device-authorization-request",
            set(Form, "scope", "admin"),
        ),
        ("device", token, remove(Form, "device_code")),
        ("refresh", "token-request", remove(Form, "refresh_token")),
        ("refresh", "token-request", set(Form, "scope", "admin")),
    ]
}

/// Follows the mends of a run until nothing fails that does not fail in the usual one.
///
/// # Errors
/// The reason why that does not lead there in `most` steps.
fn follow_mends(scenario: &mut Scenario, most: usize) -> Result<(), String> {
    let usual = run(&Scenario {
        changes: Vec::new(),
        ..scenario.clone()
    });
    let known = ids(&usual);
    for _ in 0..most {
        let refused = run(scenario);
        let mut new = failed(&refused).into_iter();
        let Some((step, check)) = new.find(|(_, check)| !known.contains(&check.id())) else {
            return Err("nothing fails".to_owned());
        };
        let (id, mend) = (check.id(), &check.mend);
        let mending = changes(&refused, step).ok_or(format!("{id}: {mend:?} is no change"))?;
        scenario.changes.extend(mending);
        let mended = run(scenario);
        if ids(&mended).contains(&id) {
            return Err(format!("{id}: {mend:?} does not help"));
        }
        if ids(&mended) == known && mended.outcome == usual.outcome {
            return Ok(());
        }
    }
    Err(format!("{:?} still fail", ids(&run(scenario))))
}

#[test]
fn the_changes_of_a_mend_make_the_run_pass() {
    let wrong = spoilers().into_iter().filter_map(|(flow, message, edit)| {
        let case = format!("{flow} {message} {edit:?}");
        let mut scenario = spoiled(flow, message, edit);
        let reason = follow_mends(&mut scenario, 1).err()?;
        Some(format!("{case}: {reason}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mends_lead_out_of_two_faults_one_after_the_other() {
    let spoilers = spoilers();
    let mut wrong = Vec::new();
    for (index, (flow, message, edit)) in spoilers.iter().enumerate() {
        let others = spoilers[index + 1..].iter();
        for (_, other_message, other) in others.filter(|(other, ..)| other == flow) {
            let mut scenario = spoiled(flow, message, edit.clone());
            scenario.changes.push(Change {
                message: (*other_message).to_owned(),
                edit: other.clone(),
            });
            if let Err(reason) = follow_mends(&mut scenario, 3) {
                wrong.push(format!(
                    "{message} {edit:?}, {other_message} {other:?}: {reason}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_kind_of_mend_has_its_sentence() {
    let cases = [
        (
            Mend::set(Query, "scope", "photos.read").and(Mend::remove(Form, "client_secret")),
            "Send `scope` exactly once in the query, with the value `photos.read`. \
             Leave `client_secret` out of the form.",
        ),
        (Mend::wait(5), "Wait 5 s before you send it."),
        (
            Mend::own(Form, "code_verifier"),
            "Send `code_verifier` exactly once in the form, with the value that belongs to the \
             sender.",
        ),
        (
            Mend::renew(Form, "code", &[]),
            "Get a new `code`, and send that in the form.",
        ),
        (
            Mend::renew(
                Credentials,
                "access_token",
                &[("scope", "a"), ("resource", "b")],
            ),
            "Get a new `access_token` with `scope`: `a`, `resource`: `b`, and send that in the \
             `Authorization` header.",
        ),
        (
            Mend::sign(Header, "DPoP", &[]),
            "Sign a new `DPoP`, and send it in the header fields.",
        ),
        (
            Mend::sign(Form, "client_assertion", &[("aud", "a")]),
            "Sign a new `client_assertion` with `aud`: `a`, and send it in the form.",
        ),
        (
            Mend::StartOver(MessageKind::AuthorizationRequest),
            "Start over with a new authorization request.",
        ),
        (
            Mend::NotByTheSender(Helper::Person),
            "Nothing in the message helps: the person has to decide first.",
        ),
        (
            Mend::NotByTheSender(Helper::OtherPerson),
            "Nothing in the message helps: the person whom it asks for has to sign in.",
        ),
        (
            Mend::NotByTheSender(Helper::Nobody),
            "Nothing that the application could change helps: the person said no.",
        ),
        (
            Mend::NotByTheSender(Helper::Operator),
            "Nothing that the sender could change helps: the operator of the server has to \
             register the client for something that this server offers, or has to allow this.",
        ),
        (
            Mend::NotByTheSender(Helper::Server),
            "Nothing in the message helps: the server cannot judge it now. Send it again later.",
        ),
    ];
    for (mend, expected) in cases {
        assert_eq!(sentences(&mend), expected);
        let written = serde_json::to_string(&mend).expect("it can be written");
        assert_eq!(
            serde_json::from_str::<Mend>(&written).expect("and read"),
            mend
        );
    }
}

/// Changes after which the message would not be the sender's own answer to what was asked: to pass
/// with it is the attack that the check stops.
#[test]
fn an_answer_that_belongs_elsewhere_is_not_made_to_fit() {
    let flow = "authorization-code-pkce";
    let answer = "authorization-response";
    let evil = "https://evil.example.com";
    let cases = [
        set(Query, "state", "other"),
        set(Query, "iss", evil),
        remove(Query, "iss"),
    ];
    for edit in cases {
        let refused = run(&spoiled(flow, answer, edit.clone()));
        let failed = failed(&refused);
        let (step, check) = failed.first().unwrap_or_else(|| panic!("{edit:?} fails"));
        let is_started_over = matches!(check.mend, Some(Mend::StartOver(_)));
        assert!(is_started_over, "{edit:?}: {:?}", check.mend);
        assert_eq!(changes(&refused, *step), None);
    }
}

#[test]
fn a_thief_is_told_no_verifier() {
    let flow = Flow::parse("authorization-code-pkce").expect("it is in the list");
    let trace = run(&Scenario {
        story: "stolen-code".to_owned(),
        ..flow.scenario()
    });
    let thief = trace
        .actors
        .iter()
        .find(|actor| actor.kind == PartyKind::Attacker);
    let thief = thief.expect("the code is stolen").party;
    let secrets = trace.values.iter().filter(|value| value.kind.is_secret());
    let secrets: Vec<&str> = secrets.map(|value| &*value.text).collect();
    let mut refusals = 0;
    for (step, check) in failed(&trace) {
        let Some(round_trip) = &trace.steps[step].round_trip else {
            continue;
        };
        if trace.steps[round_trip.request].from == thief {
            let told = format!("{:?} {:?}", check.mend, changes(&trace, step));
            let known = trace.steps[step].knowledge.of(thief);
            let known: Vec<&str> = known
                .iter()
                .map(|value| &*trace.values[*value].text)
                .collect();
            let new = secrets
                .iter()
                .find(|secret| told.contains(**secret) && !known.contains(*secret));
            assert_eq!(new, None, "{told}");
            refusals += 1;
        }
    }
    assert!(refusals > 0, "the thief is refused");
}

#[test]
fn a_mend_that_takes_a_new_value_is_no_change_of_the_message() {
    let edit = set(Credentials, "access_token", "stolen");
    let refused = run(&spoiled("authorization-code-pkce", "api-request", edit));
    let (step, check) = failed(&refused)[0];
    assert_eq!(
        check.id(),
        "api_call.token_is_signed_by_the_authorization_server"
    );
    let mend = check.mend.as_ref().expect("it has a mend");
    assert!(
        sentences(mend).contains("Get a new `access_token`"),
        "{mend:?}"
    );
    assert_eq!(changes(&refused, step), None);
}
